import { isObject, joinList, mayVanish } from '../border.ts';
import { readSub, splitAttribute } from '../references.ts';
import { type SubPiece, writeSub } from '../sub.ts';
import type { Data, DataObject } from '../template.ts';
import { splitAtCommas } from './split.ts';

/** What the names of one stack stand for in the flat template. */
export interface Meaning {
  /** A `Ref` to that name, or undefined when it stays as it is (pseudo parameters). */
  ref(name: string): Data | undefined;
  /** A `Fn::GetAtt` to that name; the attribute may itself be a reference. */
  attribute(name: string, attribute: Data): Data;
  condition(name: string): string;
  mapping(name: string): string;
  /** Whether a parameter of the flat template may hold a text with a comma. */
  mayHoldComma(parameter: string): boolean;
}

/**
 * Template data of one stack in terms of the flat template: every name replaced by what it stands for there, and joins and
 * splits that only carried a list across the border taken away.
 */
export function rewrite(data: Data, meaning: Meaning, isCondition = false): Data {
  if (Array.isArray(data)) return data.map((element) => rewrite(element, meaning, isCondition));
  if (!isObject(data)) return data;
  const entries = Object.entries(data);
  const [only] = entries;
  if (entries.length === 1 && only) {
    const written = rewriteIntrinsic(only[0], only[1], meaning, isCondition);
    if (written !== undefined) return written;
  }
  return mapMembers(data, (member) => rewrite(member, meaning, isCondition));
}

/** The object with each member replaced. */
export function mapMembers(data: DataObject, change: (member: Data, key: string) => Data): DataObject {
  return Object.fromEntries(Object.entries(data).map(([key, member]) => [key, change(member, key)]));
}

function rewriteIntrinsic(name: string, payload: Data, meaning: Meaning, isCondition: boolean): Data | undefined {
  const list = Array.isArray(payload) ? payload : [];
  const [first, second] = list;
  switch (name) {
    case 'Ref':
      return typeof payload === 'string' ? (meaning.ref(payload) ?? { Ref: payload }) : undefined;
    case 'Fn::GetAtt':
      if (typeof payload === 'string') return meaning.attribute(...splitAttribute(payload));
      if (typeof first !== 'string' || second === undefined) return undefined;
      return meaning.attribute(first, rewrite(second, meaning));
    case 'Fn::Sub':
      return rewriteSub(payload, meaning);
    case 'Fn::If':
      if (typeof first !== 'string') return undefined;
      return { [name]: [meaning.condition(first), ...list.slice(1).map((value) => rewrite(value, meaning))] };
    case 'Fn::FindInMap':
      if (typeof first !== 'string') return undefined;
      return { [name]: [meaning.mapping(first), ...list.slice(1).map((value) => rewrite(value, meaning))] };
    case 'Fn::ValueOf':
      return typeof first === 'string'
        ? { [name]: [parameterName(meaning.ref(first), first), ...list.slice(1)] }
        : undefined;
    case 'Condition':
      return isCondition && typeof payload === 'string' ? { Condition: meaning.condition(payload) } : undefined;
    case 'Fn::And':
    case 'Fn::Or':
    case 'Fn::Not':
      return { [name]: rewrite(payload, meaning, true) };
    case 'Fn::Join':
      return first === ',' && second !== undefined ? joinList(rewrite(second, meaning)) : undefined;
    case 'Fn::Split':
      if (first !== ',' || second === undefined) return undefined;
      return splitAtCommas(rewrite(second, meaning), (parameter) => meaning.mayHoldComma(parameter));
    case 'Fn::Select':
      return second === undefined ? undefined : selectElement(first, second, meaning);
    default:
      return undefined;
  }
}

// A list that became known can be selected from here. One with an element that may vanish has no fixed positions: it is counted
// after it was joined and split, as it would be behind a border.
function selectElement(index: Data | undefined, from: Data, meaning: Meaning): Data {
  const position = rewrite(index ?? 0, meaning);
  const list = rewrite(from, meaning);
  if (!Array.isArray(list)) return { 'Fn::Select': [position, list] };
  if (list.some(mayVanish)) {
    const counted: Data = Array.isArray(from) ? list : { 'Fn::Split': [',', { 'Fn::Join': [',', list] }] };
    return { 'Fn::Select': [position, counted] };
  }
  const known = /^\d+$/.test(String(position)) ? Number(position) : -1;
  return list[known] ?? { 'Fn::Select': [position, list] };
}

function rewriteSub(payload: Data, meaning: Meaning): Data | undefined {
  const [text, variables] = Array.isArray(payload) ? payload : [payload];
  if (typeof text !== 'string') return undefined;
  const own = isObject(variables) ? variables : {};
  const pieces = readSub(text).flatMap((piece): readonly SubPiece<Data>[] => {
    if (typeof piece === 'string') return [piece];
    return inSub(subVariable(piece.name, own, meaning));
  });
  const merged = mergeTexts(pieces);
  const [single = ''] = merged;
  if (merged.length > 1) return { 'Fn::Sub': writeSub(merged) };
  return typeof single === 'string' ? single : single.value;
}

// Texts that only became neighbours may look like a variable together.
function mergeTexts(pieces: readonly SubPiece<Data>[]): readonly SubPiece<Data>[] {
  const merged: SubPiece<Data>[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (piece === '') continue;
    if (typeof piece === 'string' && typeof last === 'string') merged[merged.length - 1] = last + piece;
    else merged.push(piece);
  }
  return merged;
}

function subVariable(name: string, own: DataObject, meaning: Meaning): Data {
  const value = Object.hasOwn(own, name) ? own[name] : undefined;
  if (value !== undefined) return rewrite(value, meaning);
  const [id, attribute] = splitAttribute(name);
  return attribute === '' ? (meaning.ref(id) ?? { Ref: id }) : meaning.attribute(id, attribute);
}

// A text or another substitution becomes part of the text; anything else is a value in it.
function inSub(value: Data): readonly SubPiece<Data>[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  const inner = isObject(value) ? value['Fn::Sub'] : undefined;
  if (typeof inner === 'string') {
    return readSub(inner).map((piece) => (typeof piece === 'string' ? piece : { value: asReference(piece.name) }));
  }
  if (Array.isArray(inner) && typeof inner[0] === 'string' && isObject(inner[1])) {
    const variables = inner[1];
    return readSub(inner[0]).map((piece) =>
      typeof piece === 'string' ? piece : { value: variables[piece.name] ?? asReference(piece.name) },
    );
  }
  return [{ value }];
}

function asReference(name: string): Data {
  const [id, attribute] = splitAttribute(name);
  return attribute === '' ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] };
}

function parameterName(meant: Data | undefined, name: string): Data {
  if (meant === undefined) return name;
  return isObject(meant) && typeof meant.Ref === 'string' ? meant.Ref : meant;
}
