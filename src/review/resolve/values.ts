import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';

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

function differencesInList(before: readonly Data[], after: readonly Data[], path: string): readonly Difference[] {
  const pairs = pairsOf(before, after);
  // The same entries, but more or fewer of them or in another order.
  if (pairs.length === 0) return [{ path, before, after }];
  return pairs.flatMap(({ at, was, is }) => differencesOf(was, is, `${path}[${at}]`));
}

/** An entry of a list before and after; undefined where there is none. */
export interface ListPair {
  /** Its key, or its index. */
  readonly at: string | number;
  readonly was: Data | undefined;
  readonly is: Data | undefined;
}

/**
 * The entries in which two lists differ, put side by side. One that stands elsewhere is the same: an entry more at the front would else
 * change all of them.
 */
export function pairsOf(before: readonly Data[], after: readonly Data[]): readonly ListPair[] {
  const key = LIST_KEYS.find((name) => [before, after].every((list) => areKeyed(list, name)));
  if (key !== undefined) return pairsByKey(before, after, key).filter(({ was, is }) => !isSame(was, is));
  const [textsBefore, textsAfter] = [before.map(textOf), after.map(textOf)];
  const [old, now] = [new Set(textsBefore), new Set(textsAfter)];
  const gone = before.flatMap((was, at) => (now.has(textsBefore[at] ?? '') ? [] : [{ at, was }]));
  const come = after.flatMap((is, at) => (old.has(textsAfter[at] ?? '') ? [] : [{ at, is }]));
  if (gone.length === come.length) {
    return gone.flatMap(({ at, was }, index) => ({ at: come[index]?.at ?? at, was, is: come[index]?.is }));
  }
  return [...gone.map((each) => ({ ...each, is: undefined })), ...come.map((each) => ({ ...each, was: undefined }))];
}

/** What tells the entries of a list apart, where all have it: tags and attributes have keys, policies and containers names. */
const LIST_KEYS = ['Key', 'Name', 'PolicyName', 'Sid', 'Id'] as const;

function areKeyed(list: readonly Data[], name: string): boolean {
  const keys = list.map((entry) => textIn(entry, name));
  return !keys.includes('') && new Set(keys).size === keys.length;
}

function pairsByKey(before: readonly Data[], after: readonly Data[], name: string): readonly ListPair[] {
  const byKey = (list: readonly Data[]) => new Map(list.map((entry) => [textIn(entry, name), entry]));
  const [old, now] = [byKey(before), byKey(after)];
  return [...new Set([...old.keys(), ...now.keys()])].map((at) => ({ at, was: old.get(at), is: now.get(at) }));
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

/** A value as CloudFormation takes it where it wants a text; anything but a scalar as {@link textOf} has it. */
export function scalarText(value: Data): string {
  return typeof value === 'object' ? textOf(value) : String(value);
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
