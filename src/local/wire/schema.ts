import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { malformed } from './faults.ts';

export { NormalizedSchema } from '@smithy/core/schema';

/** What an operation takes. */
export function inputOf(operation: StaticOperationSchema): NormalizedSchema {
  return NormalizedSchema.of(operation[4]);
}

/** What an operation gives. */
export function outputOf(operation: StaticOperationSchema): NormalizedSchema {
  return NormalizedSchema.of(operation[5]);
}

/** The members of a structure; none for an operation that takes or gives nothing. */
export function membersOf(schema: NormalizedSchema): readonly (readonly [name: string, schema: NormalizedSchema])[] {
  return schema.isStructSchema() ? [...schema.structIterator()] : [];
}

/** The names of the members that must be given: the SDK's schemas list them first and say how many they are. */
export function requiredOf(schema: NormalizedSchema): readonly string[] {
  const raw = schema.getSchema();
  const count = Array.isArray(raw) ? raw[6] : 0;
  const names = membersOf(schema).map(([name]) => name);
  return names.slice(0, typeof count === 'number' ? count : 0);
}

/** What a member is called in XML and forms. */
export function wireName(name: string, member: NormalizedSchema): string {
  return member.getMemberTraits().xmlName ?? name;
}

/** What is known about a value while it is read. */
export interface Place {
  /** `cloudformation:CreateStack` */
  readonly where: string;
  /** `Tags[0].Key`; empty for the input itself. */
  readonly path: string;
}

/** The place of a member. */
export function memberAt(place: Place, name: string): Place {
  return { where: place.where, path: place.path === '' ? name : `${place.path}.${name}` };
}

/** The place of an element of a list. */
export function elementAt(place: Place, index: number): Place {
  return { where: place.where, path: `${place.path}[${index}]` };
}

/** A structure or map from its entries; the ones that are undefined are left out. */
export function compact(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const all: Record<string, unknown> = Object.create(null);
  for (const [name, value] of entries) if (value !== undefined) all[name] = value;
  return { ...all };
}

/** A value as an object of which any member may be asked for. */
export function asRecord(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(place.path, 'an object', value);
  return Object.fromEntries(Object.entries(value));
}

/** A value as a list. */
export function asList(value: unknown, place: Place): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(place.path, 'a list', value);
  return value;
}
