import { isObject, joinList, splitList } from '../border.ts';
import { readSub, splitAttribute } from '../references.ts';
import { type SubPiece, writeSub } from '../sub.ts';
import type { Data, DataObject } from '../template.ts';

/** What the names of one stack stand for in the flat template. */
export interface Meaning {
  /** A `Ref` to that name, or undefined when it stays as it is (pseudo parameters). */
  ref(name: string): Data | undefined;
  /** A `Fn::GetAtt` to that name. */
  attribute(name: string, attribute: string): Data;
  condition(name: string): string;
  mapping(name: string): string;
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
      if (typeof first !== 'string') return undefined;
      if (typeof second === 'string') return meaning.attribute(first, second);
      return undefined;
    case 'Fn::Sub':
      return rewriteSub(payload, meaning);
    case 'Fn::If':
      if (typeof first !== 'string') return undefined;
      return { [name]: [meaning.condition(first), ...list.slice(1).map((value) => rewrite(value, meaning))] };
    case 'Fn::FindInMap':
      if (typeof first !== 'string') return undefined;
      return { [name]: [meaning.mapping(first), ...list.slice(1).map((value) => rewrite(value, meaning))] };
    case 'Fn::ValueOf':
      return typeof first === 'string' ? { [name]: [parameterName(meaning.ref(first), first), ...list.slice(1)] } : undefined;
    case 'Condition':
      return isCondition && typeof payload === 'string' ? { Condition: meaning.condition(payload) } : undefined;
    case 'Fn::And':
    case 'Fn::Or':
    case 'Fn::Not':
      return { [name]: rewrite(payload, meaning, true) };
    case 'Fn::Join':
      return first === ',' && second !== undefined ? joinList(rewrite(second, meaning)) : undefined;
    case 'Fn::Split':
      return first === ',' && second !== undefined ? splitList(rewrite(second, meaning)) : undefined;
    case 'Fn::Select':
      return second === undefined ? undefined : selectElement(first, rewrite(second, meaning), meaning);
    default:
      return undefined;
  }
}

// A list that became known can be selected from here; one with a conditional element has no fixed positions.
function selectElement(index: Data | undefined, list: Data, meaning: Meaning): Data {
  const position = typeof index === 'string' && /^\d+$/.test(index) ? Number(index) : index;
  if (typeof position === 'number' && Array.isArray(list) && !list.some(mayVanish)) {
    const element: Data | undefined = list[position];
    if (element !== undefined) return element;
  }
  return { 'Fn::Select': [rewrite(index ?? 0, meaning), list] };
}

function mayVanish(element: Data): boolean {
  return isObject(element) && ('Fn::If' in element || element.Ref === 'AWS::NoValue');
}

function rewriteSub(payload: Data, meaning: Meaning): Data | undefined {
  const [text, variables] = Array.isArray(payload) ? payload : [payload];
  if (typeof text !== 'string') return undefined;
  const own = isObject(variables) ? variables : {};
  const pieces = readSub(text).flatMap((piece): readonly SubPiece<Data>[] => {
    if (typeof piece === 'string') return [piece];
    return inSub(subVariable(piece.name, own, meaning));
  });
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  const [single] = pieces;
  if (pieces.length === 1 && typeof single === 'object') return single.value;
  return { 'Fn::Sub': writeSub(pieces) };
}

function subVariable(name: string, own: DataObject, meaning: Meaning): Data {
  const value = own[name];
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
