import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';

/** A property that is text, or a number or boolean as text, which is what parameters give; undefined when it is not there. */
export function textOf(properties: DataObject, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** A property that is a number, or one as text. */
export function numberOf(properties: DataObject, name: string): number | undefined {
  const text = textOf(properties, name);
  return text === undefined || text === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}

/** Whether a property says yes, as a boolean or as text. */
export function isOn(properties: DataObject, name: string): boolean {
  return textOf(properties, name) === 'true';
}

/** A property that is an object; empty when it is not there. */
export function objectOf(properties: DataObject, name: string): DataObject {
  const value = properties[name];
  return isObject(value) ? value : {};
}

/** A property that is a list of objects; empty when it is not there. */
export function objectsOf(properties: DataObject, name: string): readonly DataObject[] {
  return listOf(properties, name).filter(isObject);
}

/** A property that is a list of texts; empty when it is not there. */
export function textsOf(properties: DataObject, name: string): readonly string[] {
  return listOf(properties, name).flatMap((each) => (typeof each === 'string' ? [each] : []));
}

/** A property that is a list; empty when it is not there. */
export function listOf(properties: DataObject, name: string): readonly Data[] {
  const value: Data | undefined = properties[name];
  return Array.isArray(value) ? value : [];
}

/** Whether a text stands anywhere in the data. */
export function mentions(data: Data | undefined, text: string): boolean {
  if (data === undefined || data === null) return false;
  if (typeof data !== 'object') return data === text;
  return Object.values(data).some((each: Data) => mentions(each, text));
}

/** Whether two pieces of data say the same, in whatever order their members stand. */
export function sameData(one: Data | undefined, other: Data | undefined): boolean {
  return canonical(one) === canonical(other);
}

function canonical(data: Data | undefined): string {
  return JSON.stringify(data, (_, value) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}
