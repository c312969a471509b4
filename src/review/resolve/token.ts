import { createHash } from 'node:crypto';
import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import { scalarText } from './values.ts';

/** What a text says of something that only a deployment knows: a resource, a parameter, `AWS::Region`. */
export interface Token {
  /** The path of a resource (`LoadBalancer/BlueTargetGroup`), or the name of a parameter or a pseudo parameter. */
  readonly of: string;
  /** Of a resource: the attribute; undefined for its `Ref`. */
  readonly attribute?: string;
}

// Characters of Unicode's private use, which `withoutMarks` takes out of what is read: so none of them can be mistaken for text.
const [OPEN, CLOSE, ATTRIBUTE, PARAMETER, BEGIN, END] = ['\uE000', '\uE001', '\uE002', '\uE003', '\uE004', '\uE005'];
const TOKEN = /\uE000([^\uE000\uE001]*)\uE001/g;
const MARKS = /[\uE000-\uE005]/g;

/** The text that stands for a value which only a deployment knows. It may stand inside other text, as in a resolved `Fn::Sub`. */
export function tokenText({ of, attribute }: Token): string {
  const inner = showTokens(of);
  return `${OPEN}${inner}${attribute === undefined ? '' : `${ATTRIBUTE}${showTokens(attribute)}`}${CLOSE}`;
}

/**
 * The text that stands for a parameter's value.
 * @param hidden the value, where nobody is to see it: another one gives another text, and people read only the name.
 */
export function parameterText(name: string, hidden?: string): string {
  return `${OPEN}${showTokens(name)}${PARAMETER}${hidden === undefined ? '' : digestOf(hidden)}${CLOSE}`;
}

/** The text that stands for what a function gives whose value only a deployment knows; its arguments count for whether it is the same. */
export function functionText(name: string, args: readonly Data[]): string {
  return `${BEGIN}${name}(${args.map(scalarText).join(', ')})${END}`;
}

/** Every token in a value, in the order in which they stand there; one for each time that it does. */
export function tokensIn(value: Data | undefined): readonly Token[] {
  if (typeof value === 'string') {
    return [...value.matchAll(TOKEN)].map(([, inner = '']) => {
      const [of = '', attribute] = inner.split(ATTRIBUTE);
      return attribute === undefined ? { of: of.split(PARAMETER)[0] ?? '' } : { of, attribute };
    });
  }
  if (Array.isArray(value)) return value.flatMap(tokensIn);
  return isObject(value) ? Object.values(value).flatMap(tokensIn) : [];
}

/** Text as people read it: `${LoadBalancer/BlueTargetGroup.TargetGroupName}`, `${AWS::Region}`, `${DbPassword, not shown}`. */
export function showTokens(text: string): string {
  return text
    .replaceAll(TOKEN, (_, inner: string) => {
      const [of = '', hidden = ''] = inner.replace(ATTRIBUTE, '.').split(PARAMETER);
      return `\${${of}${hidden === '' ? '' : ', not shown'}}`;
    })
    .replace(/[\uE004\uE005]/g, '');
}

/**
 * Whether two resolved texts are equal once deployed: undefined where nobody can say before. What a resource or a pseudo parameter gives
 * is never empty.
 */
export function equalTexts(one: string, other: string): boolean | undefined {
  if (one === other) return true;
  const [open, closed] = isOpen(one) ? [one, other] : [other, one];
  if (!isOpen(open)) return false;
  if (isOpen(closed)) return undefined;
  const [, hidden] = /^\uE000[^\uE000\uE001]*\uE003([^\uE001]+)\uE001$/.exec(open) ?? [];
  if (hidden !== undefined) return hidden === digestOf(closed);
  const pieces = open.split(/\uE000[^\uE000\uE001]*\uE001|\uE004.*\uE005/s);
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  const isPossible =
    closed.startsWith(first) && closed.endsWith(last) && closed.length >= pieces.join('').length + leastLength(open);
  return isPossible ? undefined : false;
}

// A parameter may be empty, and so may what a function gives.
function leastLength(text: string): number {
  return [...text.matchAll(TOKEN)].some(([token]) => !token.includes(PARAMETER)) && !text.includes(BEGIN) ? 1 : 0;
}

function isOpen(text: string): boolean {
  return text.includes(OPEN) || text.includes(BEGIN);
}

/**
 * The parts of a text. Tokens are whole: a list that crossed the border of a nested stack comes apart where it was joined.
 * @returns undefined where that is for a deployment to know, since the text says of no place where it comes apart.
 */
export function splitText(text: string, delimiter: string): readonly string[] | undefined {
  if (!isOpen(text)) return text.split(delimiter);
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === OPEN || character === BEGIN) depth += 1;
    else if (character === CLOSE || character === END) depth -= 1;
    else if (depth === 0 && delimiter !== '' && text.startsWith(delimiter, at)) {
      parts.push(text.slice(start, at));
      start = at + delimiter.length;
      at = start - 1;
    }
  }
  if (parts.length === 0 && delimiter !== ',') return undefined;
  return [...parts, text.slice(start)];
}

/** Whether a part of a text may be a list that was joined, of which nobody knows how long it is: of a parameter or a function. */
export function maySpread(part: Data): boolean {
  return typeof part === 'string' && (part.includes(BEGIN) || part.includes(PARAMETER));
}

/** What is read, without the characters that tokens are made of: they are written out. */
export function withoutMarks<T extends Data>(data: T): T;
export function withoutMarks(data: Data): Data {
  if (typeof data === 'string') return data.replace(MARKS, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);
  if (Array.isArray(data)) return data.map((each: Data) => withoutMarks(each));
  if (!isObject(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, each]) => [withoutMarks(key), withoutMarks(each)]));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
