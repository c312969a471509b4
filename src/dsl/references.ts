import { isObject } from './border.ts';
import type { Data } from './template.ts';

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

const CONDITION_FUNCTIONS = new Set(['Fn::And', 'Fn::Or', 'Fn::Not']);

/**
 * Every name that template data uses: by `Ref`, `Fn::GetAtt`, inside `Fn::Sub`, as the condition of an `Fn::If`, as the mapping of
 * an `Fn::FindInMap`. Pseudo parameters are left out.
 * @param isCondition whether the data is a condition expression, in which `{ Condition: X }` means the condition X.
 */
export function namesUsed(data: Data, isCondition = false): readonly NameUse[] {
  const uses: NameUse[] = [];
  visit(data, [], isCondition, uses);
  return uses;
}

/** Of the names that template data uses, those of parameters and resources, which share one space of names. */
export function idsUsed(data: Data): readonly NameUse[] {
  return namesUsed(data).filter(({ kind }) => kind === 'Ref' || kind === 'GetAtt');
}

// One path that is gone along with, and copied where something is found: most of a template refers to nothing.
type Path = (string | number)[];

function visit(data: Data, path: Path, isCondition: boolean, uses: NameUse[]): void {
  if (Array.isArray(data)) {
    for (let index = 0; index < data.length; index += 1) visitAt(index, data[index], path, isCondition, uses);
    return;
  }
  if (!isObject(data)) return;
  const keys = Object.keys(data);
  const [only = ''] = keys;
  if (keys.length === 1 && readIntrinsic(only, data[only] ?? null, path, isCondition, uses)) return;
  for (const key of keys) visitAt(key, data[key] ?? null, path, isCondition, uses);
}

function visitAt(key: string | number, data: Data, path: Path, isCondition: boolean, uses: NameUse[]): void {
  if (typeof data !== 'object') return;
  path.push(key);
  visit(data, path, isCondition, uses);
  path.pop();
}

// Gives whether nothing is left to visit.
function readIntrinsic(name: string, payload: Data, path: Path, isCondition: boolean, uses: NameUse[]): boolean {
  const [first, second] = Array.isArray(payload) ? payload : [];
  const here = () => [...path];
  switch (name) {
    case 'Ref':
      if (typeof payload !== 'string') return false;
      if (!PSEUDO_PARAMETERS.has(payload)) uses.push({ kind: 'Ref', name: payload, path: here() });
      return true;
    case 'Fn::GetAtt': {
      const [id, attribute] = typeof payload === 'string' ? splitAttribute(payload) : [first, second];
      if (typeof id !== 'string') return false;
      uses.push({ kind: 'GetAtt', name: id, attribute: typeof attribute === 'string' ? attribute : '', path: here() });
      return typeof attribute === 'string';
    }
    case 'Fn::Sub': {
      const text = typeof payload === 'string' ? payload : first;
      if (typeof text !== 'string') return false;
      const variables = isObject(second) ? second : {};
      for (const piece of readSub(text)) {
        if (typeof piece === 'string' || Object.hasOwn(variables, piece.name)) continue;
        if (PSEUDO_PARAMETERS.has(piece.name)) continue;
        const [id, attribute] = splitAttribute(piece.name);
        uses.push(
          attribute === ''
            ? { kind: 'Ref', name: id, path: here() }
            : { kind: 'GetAtt', name: id, attribute, path: here() },
        );
      }
      path.push(name, 1);
      for (const [key, value] of Object.entries(variables)) visitAt(key, value, path, false, uses);
      path.length -= 2;
      return true;
    }
    case 'Fn::If':
      if (typeof first === 'string') uses.push({ kind: 'Condition', name: first, path: here() });
      return false;
    case 'Fn::FindInMap':
      if (typeof first === 'string') uses.push({ kind: 'FindInMap', name: first, path: here() });
      return false;
    case 'Fn::ValueOf':
      if (typeof first === 'string') uses.push({ kind: 'Ref', name: first, path: here() });
      return false;
    case 'Condition':
      if (!isCondition || typeof payload !== 'string') return false;
      uses.push({ kind: 'Condition', name: payload, path: here() });
      return true;
    default:
      if (!CONDITION_FUNCTIONS.has(name)) return false;
      visitAt(name, payload, path, true, uses);
      return true;
  }
}

/** A piece of an `Fn::Sub` text: literal text (unescaped), or the name of a variable, reference or attribute. */
export type SubTextPiece = string | { readonly name: string };

/** The pieces of an `Fn::Sub` text, `${!Literal}` taken for the text `${Literal}`. */
export function readSub(text: string): readonly SubTextPiece[] {
  const pieces: SubTextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{(!?)([^}]*)\}/g)) {
    const before = text.slice(end, match.index);
    const name = match[2] ?? '';
    if (before !== '') pieces.push(before);
    pieces.push(match[1] === '!' ? `\${${name}}` : { name: name.trim() });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

/** `Alb.DNSName` -> `['Alb', 'DNSName']`; the attribute is empty where there is none and may itself have dots. */
export function splitAttribute(name: string): readonly [id: string, attribute: string] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
}
