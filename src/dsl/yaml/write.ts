import type { Data, DataObject } from '../template.ts';
import { type Expected, type ShortForm, shortForm } from './intrinsics.ts';
import { isList, isMap } from './kinds.ts';
import { argumentsOnLine, listOnLine } from './layout.ts';
import { isLiteral, quoted, type ScalarData, scalarText } from './scalars.ts';

/** Where something is written. */
export interface Place {
  /** What its lines but the first begin with. */
  readonly indent: string;
  /** Whether nothing comes after it in the file. */
  readonly isLast: boolean;
}

// YAML takes no longer ones before a colon.
const LONGEST_KEY = 1_024;

// With the colon behind it.
function writeKey(key: string, { indent }: Place): string {
  const text = scalarText(key, false);
  return text.length > LONGEST_KEY ? `? ${text}\n${indent.slice(2)}:` : `${text}:`;
}

/**
 * A key with its value.
 * @param place of the value: deeper by two than the key.
 */
export function writeMember(key: string, value: Data, place: Place, expected: Expected = 'value'): string {
  if (isList(value)) {
    const line = listOnLine(value, expected);
    return line === undefined
      ? writeAbove(key, writeList(value, place, expected), place)
      : `${writeKey(key, place)} ${line}`;
  }
  if (!isMap(value)) return `${writeKey(key, place)} ${writeScalar(value, place)}`;
  const short = shortForm(value, expected);
  if (short) return `${writeKey(key, place)} ${writeShort(short, place)}`;
  const keys = Object.keys(value);
  return keys.length === 0 ? `${writeKey(key, place)} {}` : writeMapMember(key, value, keys, place, expected);
}

/** A key with a map of these members, whatever the keys look like, in this order. There is at least one. */
export function writeMapMember(
  key: string,
  map: DataObject,
  keys: readonly string[],
  place: Place,
  expected: Expected = 'value',
): string {
  return writeAbove(key, writeMap(map, keys, place, expected), place);
}

function writeAbove(key: string, text: string, place: Place): string {
  const written = writeKey(key, place);
  // Behind a long key, as in a list, a map or list begins on the same line.
  return written.startsWith('? ') ? `${written} ${text}` : `${written}\n${place.indent}${text}`;
}

function writeMap(map: DataObject, keys: readonly string[], { indent, isLast }: Place, expected: Expected): string {
  const deeper: Place = { indent: `${indent}  `, isLast: false };
  const lines: string[] = [];
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    const place = isLast && index === keys.length - 1 ? { ...deeper, isLast } : deeper;
    lines.push(writeMember(key, map[key] ?? null, place, expected));
  }
  return lines.join(`\n${indent}`);
}

function writeValue(value: Data, place: Place, expected: Expected): string {
  if (isList(value)) return listOnLine(value, expected) ?? writeList(value, place, expected);
  if (!isMap(value)) return writeScalar(value, place);
  const short = shortForm(value, expected);
  if (short) return writeShort(short, place);
  const keys = Object.keys(value);
  return keys.length === 0 ? '{}' : writeMap(value, keys, place, expected);
}

function writeList(items: readonly Data[], { indent, isLast }: Place, expected: Expected): string {
  const deeper: Place = { indent: `${indent}  `, isLast: false };
  const lines: string[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const place = isLast && index === items.length - 1 ? { ...deeper, isLast } : deeper;
    lines.push(`- ${writeValue(items[index] ?? null, place, expected)}`);
  }
  return lines.join(`\n${indent}`);
}

function writeShort({ tag, argument, items }: ShortForm, place: Place): string {
  if (typeof argument === 'string') return `${tag} ${writeScalar(argument, place)}`;
  if (!isList(argument)) {
    const keys = Object.keys(argument);
    return keys.length === 0 ? `${tag} {}` : `${tag}\n${place.indent}${writeMap(argument, keys, place, items)}`;
  }
  const line = argumentsOnLine(tag, argument, items);
  return line === undefined ? `${tag}\n${place.indent}${writeList(argument, place, items)}` : `${tag} ${line}`;
}

function writeScalar(value: ScalarData, { indent, isLast }: Place): string {
  if (typeof value !== 'string' || !isLiteral(value)) return scalarText(value, false);
  // At the end of a file nobody could tell its blank lines from stray ones.
  return isLast && value.endsWith('\n\n') ? quoted(value) : literal(value, indent);
}

/**
 * A block of text as it is. Behind the bar stands how far it is indented, where blanks at its start would hide that, and what becomes
 * of the line breaks at its end: `-` for none, `+` for all of several.
 * @see https://yaml.org/spec/1.2.2/#81-block-scalar-styles
 */
function literal(text: string, indent: string): string {
  const indented = /^[ \n]* /.test(text) ? '2' : '';
  const end = text.slice(text.trimEnd().length);
  const first = end.indexOf('\n');
  const kept = first < 0 ? '-' : first === end.length - 1 ? '' : '+';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  // Empty lines stay empty.
  return `|${indented}${kept}\n${indent}${body.replace(/\n+(?!\n|$)/g, `$&${indent}`)}`;
}
