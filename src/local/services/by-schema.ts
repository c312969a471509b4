import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticStructureSchema } from '@smithy/types';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';

/**
 * Properties of a resource as a structure of the API, by the SDK's own schema of it. CloudFormation and the API have the same names
 * in other letter cases (`ECSServices`, `ecsServices`) and other types (parameters make a number a text). What the structure does not
 * have is left out.
 * @example fromProperties<Listener>(Listener$, resource.properties)
 */
export function fromProperties<T extends object>(schema: StaticStructureSchema, properties: DataObject): T {
  // What is read by the schema is what the SDK's type of that schema says.
  return readStruct(NormalizedSchema.of(schema), properties) as T;
}

/** A structure of the API as properties of a resource: members begin with a capital, keys of maps stay as they are. */
export function toProperties(schema: StaticStructureSchema, structure: object): DataObject {
  return writeStruct(NormalizedSchema.of(schema), structure);
}

/** One member of a structure as property data. */
export function memberToData(schema: StaticStructureSchema, member: string, value: unknown): Data | undefined {
  return write(NormalizedSchema.of(schema).getMemberSchema(member), value);
}

function readStruct(schema: NormalizedSchema, data: DataObject): object {
  const byName = new Map(Object.entries(data).map(([name, value]) => [name.toLowerCase(), value]));
  const members = [...schema.structIterator()].flatMap(([name, member]) => {
    const value = byName.get(name.toLowerCase());
    return value === undefined || value === null ? [] : [[name, read(member, value)] as const];
  });
  return Object.fromEntries(members);
}

function read(schema: NormalizedSchema, data: Data): unknown {
  if (schema.isListSchema()) {
    const list: readonly Data[] = Array.isArray(data) ? data : [data];
    return list.map((each) => read(schema.getValueSchema(), each));
  }
  if (isObject(data)) {
    if (schema.isStructSchema()) return readStruct(schema, data);
    if (!schema.isMapSchema()) return data;
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, read(schema.getValueSchema(), value)]));
  }
  if (schema.isNumericSchema()) return Number(data);
  if (schema.isBooleanSchema()) return data === true || data === 'true';
  if (schema.isTimestampSchema()) return new Date(String(data));
  return schema.isStringSchema() ? String(data) : data;
}

function writeStruct(schema: NormalizedSchema, structure: object): DataObject {
  const values = new Map<string, unknown>(Object.entries(structure));
  const members = [...schema.structIterator()].flatMap(([name, member]) => {
    const value = write(member, values.get(name));
    return value === undefined ? [] : [[`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value] as const];
  });
  return Object.fromEntries(members);
}

function write(schema: NormalizedSchema, value: unknown): Data | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.flatMap((each) => write(schema.getValueSchema(), each) ?? []);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') {
    if (schema.isStructSchema()) return writeStruct(schema, value);
    const entries = Object.entries(value).flatMap(([key, each]) => {
      const data = write(schema.getValueSchema(), each);
      return data === undefined ? [] : [[key, data] as const];
    });
    return Object.fromEntries(entries);
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}
