import { alternatives, isObject } from '../../src/dsl/border.ts';
import type { Data } from '../../src/dsl/index.ts';

/** What is found in data along these keys; undefined where there is nothing. */
export function at(value: Data | undefined, ...path: readonly (string | number)[]): Data | undefined {
  return path.reduce<Data | undefined>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return isObject(inner) ? inner[key] : undefined;
  }, value);
}

/** The value as a list: itself, or alone in one; empty where there is none. */
export function listOf(value: Data | undefined): readonly Data[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/**
 * The value as texts, whichever way a condition turns out: what `Fn::Sub` says with its placeholders, and what is another
 * expression as JSON.
 */
export function textsOf(value: Data | undefined): readonly string[] {
  return listOf(value)
    .flatMap((each) => alternatives(each))
    .flatMap(listOf)
    .map((each) => {
      if (typeof each !== 'object') return String(each);
      const [text] = listOf(at(each, 'Fn::Sub'));
      return typeof text === 'string' ? text : JSON.stringify(each);
    });
}

/** A piece of data inside other data, and where it is. */
export interface Piece {
  readonly value: Data;
  readonly path: readonly (string | number)[];
}

/** Everything in data, from the outside in. An entry of a template is data, whatever its type says of it. */
export function* within(data: Data | object, path: readonly (string | number)[] = []): Generator<Piece> {
  yield { value: data as Data, path };
  if (Array.isArray(data)) {
    for (const [index, each] of data.entries()) yield* within(each, [...path, index]);
  } else if (typeof data === 'object' && data !== null) {
    for (const [key, value] of Object.entries(data)) yield* within(value, [...path, key]);
  }
}
