import { defect, malformed, unknownMember } from './faults.ts';
import { formatOf, toBigInt, writeTime } from './scalar.ts';
import {
  asList,
  asRecord,
  compact,
  elementAt,
  memberAt,
  membersOf,
  type NormalizedSchema,
  type Place,
} from './schema.ts';

/**
 * Reads the body of the JSON protocols.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function readJson(schema: NormalizedSchema, value: unknown, place: Place): unknown {
  if (value === null) return undefined;
  if (schema.isStructSchema() || schema.isUnitSchema()) return readStructure(schema, value, place);
  if (schema.isListSchema()) {
    const element = schema.getValueSchema();
    return asList(value, place).map((each, index) => readJson(element, each, elementAt(place, index)));
  }
  if (schema.isMapSchema()) {
    const inner = schema.getValueSchema();
    const entries = Object.entries(asRecord(value, place));
    return compact(entries.map(([key, each]) => [key, readJson(inner, each, memberAt(place, key))]));
  }
  if (schema.isDocumentSchema()) return value;
  return readPlain(schema, value, place);
}

function readStructure(schema: NormalizedSchema, value: unknown, place: Place): Record<string, unknown> {
  const members = new Map(membersOf(schema));
  return compact(
    Object.entries(asRecord(value, place)).map(([name, each]) => {
      const member = members.get(name);
      if (member === undefined) throw unknownMember(place.where, memberAt(place, name).path);
      return [name, readJson(member, each, memberAt(place, name))];
    }),
  );
}

function readPlain(schema: NormalizedSchema, value: unknown, place: Place): unknown {
  if (schema.isStringSchema()) return expect(typeof value === 'string', value, 'a string', place);
  if (schema.isBooleanSchema()) return expect(typeof value === 'boolean', value, 'true or false', place);
  if (schema.isNumericSchema()) return expect(typeof value === 'number', value, 'a number', place);
  if (schema.isBigIntegerSchema() && typeof value === 'number') return toBigInt(value, place);
  if (schema.isBlobSchema() && typeof value === 'string') return new Uint8Array(Buffer.from(value, 'base64'));
  if (schema.isTimestampSchema()) {
    const time = typeof value === 'number' ? new Date(value * 1000) : new Date(String(value));
    return expect(!Number.isNaN(time.getTime()), time, 'a time', place);
  }
  throw malformed(place.path, 'what the model says', value);
}

function expect<T>(fits: boolean, value: T, wanted: string, place: Place): T {
  if (!fits) throw malformed(place.path, wanted, value);
  return value;
}

/** A value as the JSON protocols write it. @throws Error where it does not fit the model. */
export function toJson(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isTimestampSchema() && value instanceof Date) {
    const format = formatOf(schema, 'epoch-seconds');
    return format === 'epoch-seconds' ? value.getTime() / 1000 : writeTime(value, format);
  }
  if (schema.isBlobSchema() && value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (schema.isListSchema() && Array.isArray(value)) {
    const element = schema.getValueSchema();
    return value.map((each: unknown) => toJson(element, each));
  }
  if (schema.isDocumentSchema()) return value;
  if (typeof value === 'object' && value !== null && schema.isMapSchema()) {
    const inner = schema.getValueSchema();
    return compact(Object.entries(value).map(([key, each]) => [key, toJson(inner, each)]));
  }
  if (typeof value === 'object' && value !== null && schema.isStructSchema()) return structureToJson(schema, value);
  const fits =
    (schema.isStringSchema() && typeof value === 'string') ||
    (schema.isBooleanSchema() && typeof value === 'boolean') ||
    (schema.isNumericSchema() && typeof value === 'number');
  if (!fits) throw defect(`${typeof value} ${JSON.stringify(value)} is not what ${schema.getName(true)} takes`);
  return value;
}

function structureToJson(schema: NormalizedSchema, value: object): Record<string, unknown> {
  const members = new Map(membersOf(schema));
  return compact(
    Object.entries(value).map(([name, each]) => {
      const member = members.get(name);
      if (member === undefined) throw defect(`${schema.getName(true)} has no member ${name}`);
      return [name, each === undefined || each === null ? undefined : toJson(member, each)];
    }),
  );
}
