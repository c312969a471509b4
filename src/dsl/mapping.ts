import type { Declared } from './reference.ts';

/** What a mapping may hold: literals and lists of literals, below two levels of keys. */
export type MappingEntries = Readonly<
  Record<string, Readonly<Record<string, string | number | boolean | readonly string[]>>>
>;

/** The second-level keys that every top-level key has. */
export type SecondLevelKey<E extends MappingEntries> = keyof E[keyof E] & string;

/** What a look-up of that second-level key yields: any of the values that stand there. */
export type MappingValue<E extends MappingEntries, K extends SecondLevelKey<E>> = E[keyof E][K];

/**
 * A table of literals in the template, as `mapping(name, entries)` declares one and `findInMap` reads it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html
 */
export class Mapping<const E extends MappingEntries = MappingEntries> {
  readonly target: Declared;
  readonly entries: E;

  constructor(target: Declared, entries: E) {
    this.target = target;
    this.entries = entries;
  }
}
