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
  if (value === undefined) return [];
  if (typeof value !== 'object') return [String(value)];
  const texts: string[] = [];
  for (const each of listOf(value)) {
    if (typeof each !== 'object') texts.push(String(each));
    else for (const alternative of alternatives(each)) for (const one of listOf(alternative)) texts.push(textOf(one));
  }
  return texts;
}

function textOf(value: Data): string {
  if (typeof value !== 'object') return String(value);
  const [text] = listOf(at(value, 'Fn::Sub'));
  return typeof text === 'string' ? text : JSON.stringify(value);
}

/** Where a piece of data is inside other data. */
export type Path = readonly (string | number)[];

/**
 * Looks at everything in data, from the outside in. An entry of a template is data, whatever its type says of it.
 * @param look is given each piece and where it is: a list that is gone on with, so what is to be kept of it has to be copied.
 */
export function lookWithin(data: Data | object, look: (value: Data, path: Path) => void, start: Path = []): void {
  const path = [...start];
  const visit = (value: Data | object): void => {
    look(value as Data, path);
    if (typeof value !== 'object' || value === null) return;
    const isList = Array.isArray(value);
    for (const key in value) {
      path.push(isList ? Number(key) : key);
      visit((value as Readonly<Record<string, Data>>)[key] as Data);
      path.pop();
    }
  };
  visit(data);
}
