import { defect, malformed } from './faults.ts';
import type { NormalizedSchema, Place } from './schema.ts';

/** How a protocol writes a time unless the model says otherwise. */
export type TimeFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** Reads a text of a form, an XML element or a header. @throws ServiceError where it does not fit the model. */
export function readScalar(schema: NormalizedSchema, text: string, place: Place, format: TimeFormat): unknown {
  if (schema.isStringSchema()) return text;
  if (schema.isBooleanSchema()) return readBoolean(text, place);
  if (schema.isNumericSchema()) return readNumber(text, place);
  if (schema.isBigIntegerSchema()) return toBigInt(readNumber(text, place), place);
  if (schema.isTimestampSchema()) return readTime(text, formatOf(schema, format), place);
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(text, 'base64'));
  throw malformed(place.path, 'a structure', text);
}

/** Writes a value as a text of XML or a header. */
export function writeScalar(schema: NormalizedSchema, value: unknown, format: TimeFormat): string {
  if (schema.isTimestampSchema() && value instanceof Date) return writeTime(value, formatOf(schema, format));
  if (schema.isBlobSchema() && value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  const fits =
    (schema.isStringSchema() && typeof value === 'string') ||
    (schema.isBooleanSchema() && typeof value === 'boolean') ||
    (schema.isNumericSchema() && typeof value === 'number') ||
    (schema.isBigIntegerSchema() && typeof value === 'bigint');
  if (!fits) throw defect(`${typeof value} ${JSON.stringify(value)} is not what ${schema.getName(true)} takes`);
  return String(value);
}

/** The format of a time: what the model says, else the protocol's. */
export function formatOf(schema: NormalizedSchema, format: TimeFormat): TimeFormat {
  const formats: Readonly<Record<number, TimeFormat>> = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' };
  const sentinel = schema.getSchema();
  return (typeof sentinel === 'number' ? formats[sentinel] : undefined) ?? format;
}

/** A time in a format of the wire. */
export function writeTime(value: Date, format: TimeFormat): string {
  if (format === 'http-date') return value.toUTCString();
  if (format === 'epoch-seconds') return String(value.getTime() / 1000);
  return value.toISOString();
}

function readTime(text: string, format: TimeFormat, place: Place): Date {
  const time = format === 'epoch-seconds' ? new Date(Number(text) * 1000) : new Date(text);
  if (Number.isNaN(time.getTime()) || text.trim() === '') throw malformed(place.path, `a time (${format})`, text);
  return time;
}

function readBoolean(text: string, place: Place): boolean {
  if (text !== 'true' && text !== 'false') throw malformed(place.path, 'true or false', text);
  return text === 'true';
}

/** A whole number of any size. @throws ServiceError where it is none. */
export function toBigInt(number: number, place: Place): bigint {
  if (!Number.isInteger(number)) throw malformed(place.path, 'a whole number', number);
  return BigInt(number);
}

function readNumber(text: string, place: Place): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw malformed(place.path, 'a number', text);
  return number;
}
