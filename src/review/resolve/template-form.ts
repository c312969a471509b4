import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject, Template } from '../../dsl/template.ts';
import { objectIn, textIn } from './values.ts';

/** Values by name. A template may ask for values in circles, so none is worked out before it is asked for. @param whileOpen what one is that asks for itself. */
export function lazily(
  names: readonly string[],
  work: (name: string) => Data | undefined,
  whileOpen: (name: string) => Data,
): Readonly<Record<string, Data>> {
  const values: Record<string, Data> = bare([]);
  for (const name of names) {
    let isOpen = false;
    let found: { readonly value: Data | undefined } | undefined;
    const get = () => {
      if (found !== undefined) return found.value;
      if (isOpen) return whileOpen(name);
      isOpen = true;
      found = { value: work(name) };
      return found.value;
    };
    Object.defineProperty(values, name, { enumerable: true, get });
  }
  return values;
}

/** An object without what every object has: a template may call something `constructor`. */
export function bare<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const object: Record<string, T> = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return object;
}

/** A template of any form, as far as the resolver takes the form for granted. */
export function wellFormed(template: DataObject): Template {
  const section = (name: string, form: (entry: DataObject) => Data) =>
    bare(
      Object.entries(objectIn(template, name)).flatMap(([id, entry]) =>
        isObject(entry) ? [[id, form(entry)] as const] : [],
      ),
    );
  const formed = {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: section('Parameters', (entry) => ({ ...entry, Type: textIn(entry, 'Type') || 'String' })),
    Mappings: section('Mappings', (entry) => entry),
    Conditions: section('Conditions', (entry) => entry),
    Resources: section('Resources', (entry) => ({
      Type: textIn(entry, 'Type'),
      Properties: objectIn(entry, 'Properties'),
      ...(typeof entry.Condition === 'string' ? { Condition: entry.Condition } : {}),
    })),
  };
  // It was read from a file: what it has to be is looked at here, the rest where it is used.
  return formed as unknown as Template;
}
