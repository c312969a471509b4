import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import type { Place } from './statement.ts';

/** Something that policies are about, and all that they say of it, wherever in a system they stand. */
export interface Holder {
  /** What it is: the path of a resource; for one that a system only names, the text by which it does. */
  readonly subject: string;
  /**
   * `identity`: what somebody may do. `resource`: what others may do with it. `own`: the same, in a policy that is a part of what
   * it is about, so that the resource `*` is that. `passage`: a policy that lets through what other policies allow.
   */
  readonly kind: 'identity' | 'resource' | 'own' | 'passage';
  readonly places: readonly Place[];
}

/** The holders of a generation by a key that the same one has in the other. */
export type Holders = ReadonlyMap<string, Holder>;

/** Holders as they are found. */
export type Found = Map<string, { readonly subject: string; readonly kind: Holder['kind']; readonly places: Place[] }>;

/** Adds what a policy says to what is known of its holder; one that has several, such as a role its trust, has a name for each. */
export function addPlaces(
  found: Found,
  { subject, policy, kind }: { readonly subject: string; readonly policy: string; readonly kind: Holder['kind'] },
  places: readonly Place[],
): void {
  const key = `${subject}\n${policy}`;
  const known = found.get(key) ?? { subject, kind, places: [] };
  known.places.push(...places);
  found.set(key, known);
}

/** A value as a list: itself where it is one, nothing where it is not there. */
export function listOf(value: Data | undefined): readonly Data[] {
  return value === undefined || value === null ? [] : [value].flat();
}

/** What stands along these names inside data. */
export function inside(data: Data | undefined, ...names: readonly string[]): Data | undefined {
  return names.reduce<Data | undefined>((inner, name) => (isObject(inner) ? inner[name] : undefined), data);
}
