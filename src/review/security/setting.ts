import type { SecurityCode } from './change.ts';

/** A property by whose value something is more or less open. */
export interface Setting {
  readonly types: readonly string[];
  /**
   * Names down to it. `[0]` is that entry of a list, `[Name]` each entry, told by that member, `[Key=x]` the one entry whose member
   * has that value: `ContainerDefinitions[Name].Privileged`, `LoadBalancerAttributes[Key=deletion_protection.enabled].Value`.
   */
  readonly path: string;
  /**
   * How closed it is with a value, `''` where there is none: the higher, the more. Undefined for a value that cannot be compared with
   * others.
   */
  readonly level: (value: string) => number | undefined;
  /** What it is called when it opens, and when it closes. */
  readonly codes: readonly [SecurityCode, SecurityCode];
  /** In words, when it opens and when it closes. */
  readonly says: readonly [string, string];
  /** What it is called when one value that is as closed takes the place of another; nothing is said unless there is such a name. */
  readonly changed?: readonly [SecurityCode, string];
  /** Values that are worth a word in a resource that is new. */
  readonly whenNew?: readonly string[];
}

/** Levels by listing the values of each, from open to closed. */
export function order(...levels: readonly (readonly string[])[]): Setting['level'] {
  return (value) => {
    const level = levels.findIndex((values) => values.includes(value));
    return level < 0 ? undefined : level;
  };
}

/** On is closed; off, and nothing said, is open. */
export const ON = order(['false', ''], ['true']);

/** Off, and nothing said, is closed; on is open. */
export const OFF = order(['true'], ['false', '']);

/** Any value is more closed than none. */
export const GIVEN: Setting['level'] = (value) => (value === '' ? 0 : 1);

/** The same, where having none is what is closed. */
export const NOT_GIVEN: Setting['level'] = (value) => (value === '' ? 1 : 0);
