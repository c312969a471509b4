import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resource.ts';
import { tokensIn, tokenText } from '../token.ts';
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

/** The resources of a generation. */
export class Generation {
  readonly resources: readonly ReviewedResource[];
  readonly byPath: ReadonlyMap<string, ReviewedResource>;

  constructor(resources: readonly ReviewedResource[]) {
    this.resources = resources;
    this.byPath = new Map(resources.map((resource) => [resource.path, resource]));
  }

  /** What a value names: the path of a resource of the system where it is one token for that, else the value itself. */
  named(value: Data | undefined): string {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
    const [token, ...more] = tokensIn(text);
    if (!token || more.length > 0 || tokenText(token) !== text || !this.byPath.has(token.of)) return text;
    return token.of;
  }

  /** Whether something that policies name is there; what is none of the system's resources is taken to be. */
  has(subject: string, either: ReadonlyMap<string, ReviewedResource>): boolean {
    return this.byPath.has(subject) || !either.has(subject);
  }
}

/** Holders as they are found. */
export class Found {
  readonly #holders = new Map<string, { subject: string; kind: Holder['kind']; places: Place[] }>();

  add(subject: string, role: string, kind: Holder['kind'], places: readonly Place[]): void {
    const key = `${subject}\n${role}`;
    const found = this.#holders.get(key) ?? { subject, kind, places: [] };
    found.places.push(...places);
    this.#holders.set(key, found);
  }

  get holders(): Holders {
    return this.#holders;
  }
}

/** A value as a list: itself where it is one, nothing where it is not there. */
export function listOf(value: Data | undefined): readonly Data[] {
  return value === undefined || value === null ? [] : [value].flat();
}

/** What stands along these names inside data. */
export function inside(data: Data | undefined, ...names: readonly string[]): Data | undefined {
  return names.reduce<Data | undefined>((inner, name) => (isObject(inner) ? inner[name] : undefined), data);
}
