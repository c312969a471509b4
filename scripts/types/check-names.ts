import { type Problem, throwIfAny } from '../../src/dsl/error.ts';
import type { Model } from './model.ts';
import { interfaceOf, propertiesOf, returnValuesOf, splitType } from './names.ts';

/** The names that a service's file imports. */
const imported = ['Json', 'List', 'ResourceType', 'Tag', 'Value'];

/**
 * Makes sure that within each service's file every name stands for one thing, and that no nested type was renamed for
 * nothing.
 * @throws TealformError with every name that two types would share.
 */
export function checkNames(model: Model): void {
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  const claim = (service: string, name: string, owner: string) => {
    const key = `${service}.${name}`;
    const other = imported.includes(name) ? 'the language' : owners.get(key);
    if (other !== undefined) problems.push(clash(name, owner, other));
    owners.set(key, owner);
  };
  for (const { type } of model.resources) {
    const [service, resource] = splitType(type);
    for (const name of [resource, propertiesOf(resource), returnValuesOf(resource)]) claim(service, name, type);
  }
  for (const { type, definitions } of model.resources) {
    const [service, resource] = splitType(type);
    for (const definition of definitions) {
      claim(service, interfaceOf(resource, definition), `${type} ${definition.name}`);
    }
  }
  for (const { type, definitions } of model.resources) {
    const [service, resource] = splitType(type);
    for (const { name } of definitions.filter(({ interfaceName }) => interfaceName !== undefined)) {
      const usual = interfaceOf(resource, { name, properties: [] });
      if (!owners.has(`${service}.${usual}`)) problems.push(renamedForNothing(type, name, usual));
    }
  }
  throwIfAny(problems);
}

function clash(name: string, owner: string, other: string): Problem {
  return {
    code: 'name-clash',
    message: `${owner} and ${other} would both be called ${name}`,
    hint: 'give one of them an interfaceName in scripts/types/corrections',
  };
}

function renamedForNothing(type: string, definition: string, usual: string): Problem {
  return {
    code: 'unneeded-correction',
    logicalId: type,
    path: definition,
    message: `an interfaceName is no longer needed: nothing else is called ${usual}`,
    hint: 'remove it from scripts/types/corrections',
  };
}
