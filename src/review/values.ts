import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../dsl/border.ts';
import type { Data, DataObject } from '../dsl/template.ts';

/** One place in a property that has another value than before; undefined where there is none. */
export interface Difference {
  /** Below `Properties`: `DefaultActions[0].TargetGroupArn`. */
  readonly path: string;
  readonly before: Data | undefined;
  readonly after: Data | undefined;
}

/** Whether two values are the same to CloudFormation: it takes `80` and `"80"` for one another, and so `true` and `"true"`. */
export function isSame(one: Data | undefined, other: Data | undefined): boolean {
  return isDeepStrictEqual(asTexts(one), asTexts(other));
}

/** The places in which two values differ, as deep down as both have something there. */
export function differencesOf(before: Data | undefined, after: Data | undefined, path: string): readonly Difference[] {
  if (isSame(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differencesOf(own(before, key), own(after, key), `${path}.${key}`));
  }
  if (Array.isArray(before) && Array.isArray(after)) return differencesInList(before, after, path);
  return [{ path, before, after }];
}

// What stands elsewhere in the list is not told as changed: an entry more at the front would else change all of them.
function differencesInList(before: readonly Data[], after: readonly Data[], path: string): readonly Difference[] {
  const key = LIST_KEYS.find((name) => [before, after].every((list) => areKeyed(list, name)));
  if (key !== undefined) return differencesByKey(before, after, path, key);
  const [keysBefore, keysAfter] = [before.map(textOf), after.map(textOf)];
  const gone = before.flatMap((value, index) =>
    keysAfter.includes(keysBefore[index] ?? '') ? [] : [{ value, index }],
  );
  const come = after.flatMap((value, index) => (keysBefore.includes(keysAfter[index] ?? '') ? [] : [{ value, index }]));
  if (gone.length === 0 && come.length === 0) return [{ path, before, after }];
  if (gone.length === come.length) {
    return gone.flatMap(({ value, index }, position) => {
      const other = come[position];
      return differencesOf(value, other?.value, `${path}[${other?.index ?? index}]`);
    });
  }
  return [
    ...gone.map(({ value, index }) => ({ path: `${path}[${index}]`, before: value, after: undefined })),
    ...come.map(({ value, index }) => ({ path: `${path}[${index}]`, before: undefined, after: value })),
  ];
}

/** What tells the entries of a list apart, where all have it: tags and attributes have keys, policies and containers names. */
const LIST_KEYS = ['Key', 'Name', 'PolicyName', 'Sid', 'Id'] as const;

function areKeyed(list: readonly Data[], name: string): boolean {
  const keys = list.map((entry) => textIn(entry, name));
  return !keys.includes('') && new Set(keys).size === keys.length;
}

function differencesByKey(
  before: readonly Data[],
  after: readonly Data[],
  path: string,
  name: string,
): readonly Difference[] {
  const find = (list: readonly Data[], key: string) => list.find((entry) => textIn(entry, name) === key);
  const keys = [...new Set([...before, ...after].map((entry) => textIn(entry, name)))];
  const found = keys.flatMap((key) => differencesOf(find(before, key), find(after, key), `${path}[${key}]`));
  return found.length > 0 ? found : [{ path, before, after }];
}

/** A member that an object has itself: what a template calls `constructor` is not what every object has. */
export function own(object: DataObject, key: string): Data | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A member that is an object; empty where it is none. */
export function objectIn(data: Data | undefined, name: string): DataObject {
  const value = isObject(data) ? own(data, name) : undefined;
  return isObject(value) ? value : {};
}

/** A member that is a text; empty where it is none. */
export function textIn(data: Data | undefined, name: string): string {
  const value = isObject(data) ? own(data, name) : undefined;
  return typeof value === 'string' ? value : '';
}

/** A value as one text, by which it is the same as another or not; the order of members does not count. */
export function textOf(value: Data | undefined): string {
  return JSON.stringify(sorted(asTexts(value))) ?? '';
}

function sorted(value: Data | undefined): Data | undefined {
  if (Array.isArray(value)) return value.map((each) => sorted(each) ?? null);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(own(value, key)) ?? null]));
}

function asTexts(value: Data | undefined): Data | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((each) => asTexts(each) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asTexts(each) ?? null]));
}
