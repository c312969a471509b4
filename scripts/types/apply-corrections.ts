import { isDeepStrictEqual } from 'node:util';
import { type Problem, throwIfAny } from '../../src/dsl/error.ts';
import type { Correction } from './correction.ts';
import type { AllowedValue, Definition, Model, Property, RefFact, Resource, Type } from './model.ts';
import { refOf } from './ref.ts';

/**
 * Puts the hand-written corrections into what was read from the package, and works out what `Ref` gives.
 * @throws TealformError with every correction that does not fit the package or is no longer needed, and every resource
 * whose `Ref` neither the package nor a correction tells.
 */
export function applyCorrections(model: Model, corrections: readonly Correction[]): Model {
  const problems: Problem[] = [];
  const resources = model.resources.map((resource) => {
    const [corrected, found] = correct(
      resource,
      corrections.filter(({ type }) => type === resource.type),
    );
    problems.push(...found);
    return corrected;
  });
  const known = new Set(model.resources.map(({ type }) => type));
  problems.push(...corrections.filter(({ type }) => !known.has(type)).map((it) => misfit(it, 'there is no such type')));
  throwIfAny(problems);
  return { ...model, resources };
}

type Corrected<T> = readonly [corrected: T, problems: readonly Problem[]];

function correct(resource: Resource, corrections: readonly Correction[]): Corrected<Resource> {
  const known = new Set(resource.definitions.map(({ name }) => name));
  const definitions = resource.definitions.map((definition) =>
    correctDefinition(
      definition,
      corrections.filter((it) => it.definition === definition.name),
    ),
  );
  const own = corrections.filter(({ definition }) => definition === undefined);
  const [properties, problems] = correctProperties(resource.properties, own);
  const [ref, refProblems] = correctRef(resource, own);
  return [
    { ...resource, properties, definitions: definitions.map(([definition]) => definition), ...(ref && { ref }) },
    [
      ...problems,
      ...refProblems,
      ...definitions.flatMap(([, found]) => found),
      ...corrections
        .filter(({ definition }) => definition !== undefined && !known.has(definition))
        .map((it) => misfit(it, 'it has no such nested type')),
    ],
  ];
}

function correctDefinition(definition: Definition, corrections: readonly Correction[]): Corrected<Definition> {
  const [properties, problems] = correctProperties(definition.properties, corrections);
  const interfaceName = corrections.map((it) => it.interfaceName).find((name) => name !== undefined);
  return [{ ...definition, properties, ...(interfaceName !== undefined && { interfaceName }) }, problems];
}

function correctProperties(
  properties: readonly Property[],
  corrections: readonly Correction[],
): Corrected<readonly Property[]> {
  const problems: Problem[] = [];
  const types = new Map(properties.map(({ name, type }) => [name, type]));
  for (const correction of corrections) {
    for (const [name, values] of Object.entries(correction.values ?? {})) {
      const type = types.get(name);
      const corrected = type && withValues(type, values);
      if (!type) problems.push(misfit(correction, 'it has no such property', name));
      else if (!corrected) problems.push(misfit(correction, 'it does not take single values', name));
      else if (isDeepStrictEqual(type, corrected)) problems.push(unneeded(correction, 'knows these values', name));
      else types.set(name, corrected);
    }
  }
  return [properties.map((property) => ({ ...property, type: types.get(property.name) ?? property.type })), problems];
}

// The values go where a literal is written: in a list, that is each entry.
function withValues(type: Type, values: readonly AllowedValue[]): Type | undefined {
  switch (type.kind) {
    case 'string':
    case 'integer': {
      const fits = values.every((value) => typeof value === (type.kind === 'string' ? 'string' : 'number'));
      const known = type.values ?? [];
      return fits ? { ...type, values: [...known, ...values.filter((value) => !known.includes(value))] } : undefined;
    }
    case 'list': {
      const element = withValues(type.element, values);
      return element && { kind: 'list', element };
    }
    default:
      return undefined;
  }
}

function correctRef(resource: Resource, corrections: readonly Correction[]): Corrected<RefFact | undefined> {
  const computed = refOf(resource.identifiers);
  const correction = corrections.find(({ ref }) => ref !== undefined);
  if (!correction?.ref) return [computed, computed ? [] : [unknownRef(resource)]];
  if (isDeepStrictEqual(computed, correction.ref)) return [computed, [unneeded(correction, 'tells what Ref gives')]];
  const { path } = correction.ref;
  const exists = path === undefined || [...resource.properties, ...resource.attributes].some((it) => it.name === path);
  return [correction.ref, exists ? [] : [misfit(correction, 'it has no property or attribute to give as Ref', path)]];
}

function misfit(correction: Correction, why: string, property?: string): Problem {
  return {
    code: 'misfit-correction',
    ...locate(correction, property),
    message: `a correction does not fit: ${why}`,
    hint: 'check its spelling in scripts/types/corrections, or remove it if AWS removed what it is about',
  };
}

function unneeded(correction: Correction, what: string, property?: string): Problem {
  return {
    code: 'unneeded-correction',
    ...locate(correction, property),
    message: `a correction is no longer needed: the package ${what}`,
    hint: 'remove it from scripts/types/corrections',
  };
}

function locate({ type, definition }: Correction, property?: string): Pick<Problem, 'logicalId' | 'path'> {
  return { logicalId: type, path: [definition, property].filter((part) => part !== undefined).join('.') };
}

function unknownRef({ type, identifiers }: Resource): Problem {
  return {
    code: 'unknown-ref',
    logicalId: type,
    message: `what Ref gives is not known: the package's identifiers are ${identifiers.join(', ') || 'missing'}`,
    hint: `look at the return values on its page and add them to scripts/types/corrections/ref.ts`,
  };
}
