import { isObject } from './border.ts';
import type { Data, DataObject, TemplateOutput, TemplateResource } from './template.ts';

/** A name used somewhere in template data. */
export interface NameUse {
  readonly kind: 'Ref' | 'GetAtt' | 'Condition' | 'FindInMap';
  readonly name: string;
  /** For `GetAtt`: the attribute. */
  readonly attribute?: string;
  /** Where below the data's root it stands. */
  readonly path: readonly (string | number)[];
}

/** The values that CloudFormation knows of every stack, which are referred to by `Ref` as parameters are. */
export const PSEUDO_PARAMETERS: ReadonlySet<string> = new Set([
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]);

/**
 * Every name that template data uses: by `Ref`, `Fn::GetAtt`, inside `Fn::Sub`, as the condition of an `Fn::If`, as the mapping of
 * an `Fn::FindInMap`. Pseudo parameters are left out.
 * @param isCondition whether the data is a condition expression, in which `{ Condition: X }` means the condition X.
 */
export function namesUsed(data: Data, isCondition = false): readonly NameUse[] {
  const uses: NameUse[] = [];
  if (typeof data === 'object' && data !== null) visit(data, isCondition, { path: [], uses });
  return uses;
}

/** Of the names that template data uses, those of parameters and resources, which share one space of names. */
export function idsUsed(data: Data): readonly NameUse[] {
  return namesUsed(data).filter(isId);
}

function isId({ kind }: NameUse): boolean {
  return kind === 'Ref' || kind === 'GetAtt';
}

interface KnownUses {
  readonly names: readonly NameUse[];
  readonly ids: readonly NameUse[];
}

const known = new WeakMap<TemplateResource | TemplateOutput, KnownUses>();

/**
 * The names that a resource or an output uses, all of them and those of parameters and resources, found once and kept: flattening and
 * checks ask for them time and again. It does not change once it is made; a copy is another one. Its own `Condition` and `DependsOn` are
 * not among them.
 */
export function usesOf(entry: TemplateResource | TemplateOutput): KnownUses {
  const before = known.get(entry);
  if (before) return before;
  // Its type knows it better, but data is what it is.
  const names = namesUsed({ ...entry } as DataObject);
  const uses = { names, ids: names.filter(isId) };
  known.set(entry, uses);
  return uses;
}

// One path that is gone along with, and copied where something is found: most of a template refers to nothing.
interface Visit {
  readonly path: (string | number)[];
  readonly uses: NameUse[];
}

function visit(data: object, isCondition: boolean, at: Visit): void {
  // A list as well: its keys are its indexes.
  const members = data as DataObject;
  const keys = Object.keys(members);
  const isList = Array.isArray(data);
  if (keys.length === 1 && !isList) {
    const only = keys[0] ?? '';
    if (FUNCTIONS.get(only)?.(members[only] ?? null, isCondition, at)) return;
  }
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    const member = members[key];
    // Most of a template is text, and that is not gone into.
    if (typeof member !== 'object' || member === null) continue;
    at.path.push(isList ? index : key);
    visit(member, isCondition, at);
    at.path.pop();
  }
}

/** Reads a function's names. Gives whether nothing is left to visit. */
type Reader = (payload: Data, isCondition: boolean, at: Visit) => boolean;

const FUNCTIONS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['Ref', readRef],
  ['Fn::GetAtt', readGetAtt],
  ['Fn::Sub', readSubstitution],
  ['Fn::If', firstIs('Condition')],
  ['Fn::FindInMap', firstIs('FindInMap')],
  ['Fn::ValueOf', firstIs('Ref')],
  ['Condition', readCondition],
  ...['Fn::And', 'Fn::Or', 'Fn::Not'].map((name) => [name, conditionsOf(name)] as const),
]);

function readRef(payload: Data, _: boolean, { path, uses }: Visit): boolean {
  if (typeof payload !== 'string') return false;
  if (!PSEUDO_PARAMETERS.has(payload)) uses.push({ kind: 'Ref', name: payload, path: [...path] });
  return true;
}

function readGetAtt(payload: Data, _: boolean, { path, uses }: Visit): boolean {
  const [id, attribute] = typeof payload === 'string' ? splitAttribute(payload) : argumentsIn(payload);
  if (typeof id !== 'string') return false;
  const isText = typeof attribute === 'string';
  uses.push({ kind: 'GetAtt', name: id, attribute: isText ? attribute : '', path: [...path] });
  return isText;
}

function readSubstitution(payload: Data, _: boolean, at: Visit): boolean {
  const { path, uses } = at;
  const [text, second] = typeof payload === 'string' ? [payload] : argumentsIn(payload);
  if (typeof text !== 'string') return false;
  const variables = isObject(second) ? second : undefined;
  for (const piece of readSub(text)) {
    if (typeof piece === 'string' || (variables && Object.hasOwn(variables, piece.name))) continue;
    if (PSEUDO_PARAMETERS.has(piece.name)) continue;
    const [name, attribute] = splitAttribute(piece.name);
    const kind = attribute === '' ? 'Ref' : 'GetAtt';
    uses.push({ kind, name, ...(attribute !== '' && { attribute }), path: [...path] });
  }
  if (!variables) return true;
  path.push('Fn::Sub', 1);
  // Called like functions they are variables all the same.
  for (const [key, value] of Object.entries(variables)) {
    if (typeof value !== 'object' || value === null) continue;
    path.push(key);
    visit(value, false, at);
    path.pop();
  }
  path.length -= 2;
  return true;
}

function readCondition(payload: Data, isCondition: boolean, { path, uses }: Visit): boolean {
  if (!isCondition || typeof payload !== 'string') return false;
  uses.push({ kind: 'Condition', name: payload, path: [...path] });
  return true;
}

// A function whose first argument is a name; the others are values that are still to be visited.
function firstIs(kind: NameUse['kind']): Reader {
  return (payload, _, { path, uses }) => {
    const [name] = argumentsIn(payload);
    if (typeof name === 'string') uses.push({ kind, name, path: [...path] });
    return false;
  };
}

function conditionsOf(name: string): Reader {
  return (payload, _, at) => {
    if (typeof payload !== 'object' || payload === null) return true;
    at.path.push(name);
    visit(payload, true, at);
    at.path.pop();
    return true;
  };
}

function argumentsIn(payload: Data): readonly Data[] {
  return Array.isArray(payload) ? payload : [];
}

/** A piece of an `Fn::Sub` text: literal text (unescaped), or the name of a variable, reference or attribute. */
export type SubTextPiece = string | { readonly name: string };

/** The pieces of an `Fn::Sub` text, `${!Literal}` taken for the text `${Literal}`. */
export function readSub(text: string): readonly SubTextPiece[] {
  const pieces: SubTextPiece[] = [];
  let end = 0;
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', end)) {
    const close = text.indexOf('}', start);
    if (close < 0) break;
    if (start > end) pieces.push(text.slice(end, start));
    const isLiteral = text[start + 2] === '!';
    pieces.push(isLiteral ? `\${${text.slice(start + 3, close)}}` : { name: text.slice(start + 2, close).trim() });
    end = close + 1;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

/** `Alb.DNSName` -> `['Alb', 'DNSName']`; the attribute is empty where there is none and may itself have dots. */
export function splitAttribute(name: string): readonly [id: string, attribute: string] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
}
