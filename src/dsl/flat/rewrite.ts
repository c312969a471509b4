import { isObject, joinList, mayVanish } from '../border.ts';
import { readSub, splitAttribute } from '../references.ts';
import { addPart, type SubPiece, writeSub } from '../sub.ts';
import type { Data, DataObject } from '../template.ts';
import { isList } from '../yaml/kinds.ts';
import { splitAtCommas } from './split.ts';

/** What the names of one stack stand for in the flat template. */
export interface Meaning {
  /** A `Ref` to that name, or undefined when it stays as it is (pseudo parameters). */
  ref(name: string): Data | undefined;
  /** A `Fn::GetAtt` to that name, or undefined when it stays as it is; the attribute may itself be a reference. */
  attribute(name: string, attribute: Data): Data | undefined;
  condition(name: string): string;
  mapping(name: string): string;
  /** Whether a parameter of the flat template may hold a text with a comma. */
  mayHoldComma(parameter: string): boolean;
}

/**
 * Template data of one stack in terms of the flat template: every name replaced by what it stands for there, and joins and
 * splits that only carried a list across the border taken away. What stays as it is stays the same object.
 */
export function rewrite(data: Data, meaning: Meaning, isCondition = false): Data {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return mapElements(data, (element) => rewrite(element, meaning, isCondition));
  const members = data as DataObject;
  const keys = Object.keys(members);
  const only = keys.length === 1 ? keys[0] : undefined;
  if (only !== undefined) {
    const written = rewriteIntrinsic(members, only, meaning, isCondition);
    if (written !== undefined) return written;
  }
  return mapMembers(members, (member) => rewrite(member, meaning, isCondition));
}

/** The object with each list or object in it replaced: itself where that changes nothing. */
export function mapMembers(data: DataObject, change: (member: Data) => Data): DataObject {
  let changed: Record<string, Data> | undefined;
  for (const key of Object.keys(data)) {
    const before = data[key];
    if (typeof before !== 'object') continue;
    const after = change(before);
    if (after === before) continue;
    changed ??= { ...data };
    changed[key] = after;
  }
  return changed ?? data;
}

function mapElements(list: readonly Data[], change: (element: Data) => Data): readonly Data[] {
  let changed: Data[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const before = list[index];
    if (typeof before !== 'object') continue;
    const after = change(before);
    if (after === before) continue;
    changed ??= [...list];
    changed[index] = after;
  }
  return changed ?? list;
}

function rewriteIntrinsic(data: DataObject, name: string, meaning: Meaning, isCondition: boolean): Data | undefined {
  const payload = data[name] ?? null;
  const list = isList(payload) ? payload : [];
  const first = list[0];
  const second = list[1];
  switch (name) {
    case 'Ref':
      return typeof payload === 'string' ? (meaning.ref(payload) ?? data) : undefined;
    case 'Fn::GetAtt': {
      if (typeof payload === 'string') return attributeOf(...splitAttribute(payload), meaning);
      if (typeof first !== 'string' || second === undefined) return undefined;
      const attribute = rewrite(second, meaning);
      return attribute === second ? (meaning.attribute(first, second) ?? data) : attributeOf(first, attribute, meaning);
    }
    case 'Fn::Sub':
      return rewriteSub(data, payload, meaning);
    case 'Fn::If':
      return typeof first === 'string' ? withNamed(data, list, meaning.condition(first), meaning) : undefined;
    case 'Fn::FindInMap':
      return typeof first === 'string' ? withNamed(data, list, meaning.mapping(first), meaning) : undefined;
    case 'Fn::ValueOf':
      return typeof first === 'string'
        ? { [name]: [parameterName(meaning.ref(first), first), ...list.slice(1)] }
        : undefined;
    case 'Condition':
      return isCondition && typeof payload === 'string' ? { Condition: meaning.condition(payload) } : undefined;
    case 'Fn::And':
    case 'Fn::Or':
    case 'Fn::Not':
      return mapMembers(data, (conditions) => rewrite(conditions, meaning, true));
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

// A function of which the first argument is a name, and the others are values.
function withNamed(data: DataObject, list: readonly Data[], named: string, meaning: Meaning): DataObject {
  return mapMembers(data, () => {
    const written = mapElements(list, (argument) => rewrite(argument, meaning));
    return named === list[0] ? written : [named, ...written.slice(1)];
  });
}

function attributeOf(name: string, attribute: Data, meaning: Meaning): Data {
  return meaning.attribute(name, attribute) ?? { 'Fn::GetAtt': [name, attribute] };
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

function rewriteSub(data: DataObject, payload: Data, meaning: Meaning): Data | undefined {
  const text = isList(payload) ? payload[0] : payload;
  if (typeof text !== 'string') return undefined;
  const variables = isList(payload) ? payload[1] : undefined;
  const own = isObject(variables) ? variables : NO_VARIABLES;
  const pieces: SubPiece<Data>[] = [];
  for (const piece of readSub(text)) {
    if (typeof piece === 'string') addPart(pieces, piece);
    else addValue(pieces, subVariable(piece.name, own, meaning));
  }
  if (pieces.length > 1) {
    const written = writeSub(pieces);
    return written === payload ? data : { 'Fn::Sub': written };
  }
  const single = pieces[0] ?? '';
  return typeof single === 'string' ? single : single.value;
}

const NO_VARIABLES: DataObject = {};

function subVariable(name: string, own: DataObject, meaning: Meaning): Data {
  const value = valueOf(own, name);
  if (value !== undefined) return rewrite(value, meaning);
  const [id, attribute] = splitAttribute(name);
  return attribute === '' ? (meaning.ref(id) ?? { Ref: id }) : attributeOf(id, attribute, meaning);
}

// A text or another substitution becomes part of the text; anything else is a value in it.
function addValue(pieces: SubPiece<Data>[], value: Data): void {
  if (typeof value !== 'object' || value === null) {
    addPart(pieces, String(value));
    return;
  }
  const inner = isObject(value) ? value['Fn::Sub'] : undefined;
  const text = isList(inner) ? inner[0] : inner;
  const variables = isList(inner) ? inner[1] : NO_VARIABLES;
  if (typeof text !== 'string' || !isObject(variables)) {
    pieces.push({ value });
    return;
  }
  for (const piece of readSub(text)) {
    const isText = typeof piece === 'string';
    addPart(pieces, isText ? piece : { value: valueOf(variables, piece.name) ?? asReference(piece.name) });
  }
}

function valueOf(variables: DataObject, name: string): Data | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

function asReference(name: string): Data {
  const [id, attribute] = splitAttribute(name);
  return attribute === '' ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] };
}

function parameterName(meant: Data | undefined, name: string): Data {
  if (meant === undefined) return name;
  return isObject(meant) && typeof meant.Ref === 'string' ? meant.Ref : meant;
}
