import { type Problem, throwIfAny } from '../../src/dsl/error.ts';
import { type Database, databaseSource } from './database.ts';
import type { AllowedValue, Attribute, Definition, Model, PrimitiveType, Property, Resource, Type } from './model.ts';

type SpecResource = ReturnType<typeof findResources>[number];
type SpecProperties = SpecResource['properties'];
type SpecType = SpecProperties[string]['type'];

/** A longer list of values changes with every release of AWS (instance types): the property takes any text then. */
const mostValues = 60;

/**
 * Reads resource types out of the package's database, as the package has them.
 * @throws TealformError when a type is not in the package, or stands twice or in the wrong place in the list.
 */
export function readSpec(database: Database, types: readonly string[], source = databaseSource()): Model {
  const problems: Problem[] = [];
  const resources = types.flatMap((type, index) => {
    const previous = types[index - 1];
    if (previous !== undefined && previous >= type) problems.push(unsorted(type, previous));
    const found = findResources(database, type)[0];
    if (!found) problems.push(unknownType(type));
    return found ? [readResource(database, found)] : [];
  });
  throwIfAny(problems);
  return { source, resources };
}

function findResources(database: Database, type: string) {
  return database.lookup('resource', 'cloudFormationType', 'equals', type);
}

function readResource(database: Database, resource: SpecResource): Resource {
  return {
    type: resource.cloudFormationType,
    properties: readProperties(database, resource.properties),
    definitions: readDefinitions(database, resource.properties),
    attributes: readAttributes(database, resource.attributes),
    identifiers: resource.cfnRefIdentifier ?? resource.primaryIdentifier ?? [],
    stateful: resource.isStateful ?? false,
    ...(resource.tagInformation && { tags: resource.tagInformation.tagPropertyName }),
  };
}

function readProperties(database: Database, properties: SpecProperties): readonly Property[] {
  return presentProperties(properties)
    .map(([name, property]) => ({
      name,
      required: property.required ?? false,
      type: readType(database, property.type),
      replacement: property.causesReplacement ?? 'no',
      deprecated: property.deprecated === 'WARN',
    }))
    .sort((a, b) => Number(b.required) - Number(a.required) || compare(a.name, b.name));
}

// What is marked IGNORE was never meant to be in the schema.
function presentProperties(properties: SpecProperties) {
  return Object.entries(properties).filter(([, { deprecated }]) => deprecated !== 'IGNORE');
}

function readAttributes(database: Database, attributes: SpecResource['attributes']): readonly Attribute[] {
  return Object.entries(attributes)
    .map(([name, { type }]) => ({ name, type: readType(database, type) }))
    .sort((a, b) => compare(a.name, b.name));
}

// A nested type may contain itself, so what is found is walked as it grows.
function readDefinitions(database: Database, properties: SpecProperties): readonly Definition[] {
  const found = new Map<string, ReturnType<typeof definitionsIn>[number]>();
  const pending = [properties];
  for (const next of pending) {
    for (const definition of presentProperties(next).flatMap(([, { type }]) => definitionsIn(database, type))) {
      if (found.has(definition.name)) continue;
      found.set(definition.name, definition);
      pending.push(definition.properties);
    }
  }
  return [...found.values()]
    .map((definition) => ({ name: definition.name, properties: readProperties(database, definition.properties) }))
    .sort((a, b) => compare(a.name, b.name));
}

function definitionsIn(database: Database, type: SpecType): ReturnType<typeof definitionOf>[] {
  switch (type.type) {
    case 'ref':
      return [definitionOf(database, type.reference)];
    case 'array':
    case 'map':
      return definitionsIn(database, type.element);
    case 'union':
      return type.types.flatMap((member) => definitionsIn(database, member));
    default:
      return [];
  }
}

function definitionOf(database: Database, reference: Extract<SpecType, { type: 'ref' }>['reference']) {
  return database.get('typeDefinition', reference);
}

function readType(database: Database, type: SpecType): Type {
  switch (type.type) {
    case 'string':
    case 'integer':
      return primitive(type.type, type.allowedValues);
    case 'date-time':
      return { kind: 'string' };
    case 'null':
      return { kind: 'json' };
    case 'number':
    case 'boolean':
    case 'json':
    case 'tag':
      return { kind: type.type };
    case 'array':
      return { kind: 'list', element: readType(database, type.element) };
    case 'map':
      return { kind: 'map', element: readType(database, type.element) };
    case 'ref':
      return { kind: 'definition', name: definitionOf(database, type.reference).name };
    case 'union':
      return { kind: 'union', members: type.types.map((member) => readType(database, member)) };
  }
}

function primitive(kind: PrimitiveType['kind'], values: readonly AllowedValue[] | undefined): PrimitiveType {
  return values && values.length <= mostValues ? { kind, values } : { kind };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function unknownType(type: string): Problem {
  return {
    code: 'unknown-resource-type',
    message: `${type} is not in @aws-cdk/aws-service-spec`,
    hint: 'check its spelling in scripts/types/resource-types.ts, or update the package',
  };
}

function unsorted(type: string, previous: string): Problem {
  return {
    code: 'unsorted-resource-types',
    message: type === previous ? `${type} stands twice` : `${type} stands after ${previous}`,
    hint: 'keep scripts/types/resource-types.ts sorted by name',
  };
}
