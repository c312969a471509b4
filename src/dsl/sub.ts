import { isObject } from './border.ts';
import { Expression, type Value } from './expression.ts';
import type { Text } from './intrinsics.ts';
import { idsUsed } from './references.ts';
import type { Data } from './template.ts';

/** A piece of a substitution: text as it is, or an expression whose value stands there. */
export type SubPart = string | Expression<Text>;

/** An `Fn::Sub` that still knows its pieces, so that references in it can be checked and rewritten without reading text. */
export class Substitution extends Expression<string> {
  readonly parts: readonly SubPart[];

  constructor(parts: readonly SubPart[]) {
    super('Fn::Sub', undefined);
    this.parts = parts;
  }

  // Most become part of a longer one, or are written piece by piece.
  override toJSON(): { 'Fn::Sub': unknown } {
    return { 'Fn::Sub': writeSub(this.parts.map((part) => (typeof part === 'string' ? part : { value: part }))) };
  }
}

/**
 * `Fn::Sub` as a tagged template: `` sub`arn:${partition}:s3:::${bucket.ref}/*` `` emits
 * `!Sub arn:${AWS::Partition}:s3:::${Bucket}/*`. Text that looks like a variable is escaped, so it stays text.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export function sub(text: TemplateStringsArray, ...values: readonly Value<Text>[]): string | Expression<string> {
  const parts: SubPart[] = [];
  for (let index = 0; index < text.length; index += 1) {
    addPart(parts, text[index] ?? '');
    const value = values[index];
    if (value instanceof Substitution) for (const part of value.parts) addPart(parts, part);
    else if (value !== undefined) addPart(parts, value instanceof Expression ? value : String(value));
  }
  return ofParts(parts);
}

/** A substitution of these pieces: plain text where there is nothing to substitute, the expression itself where it stands alone. */
export function composeSub(parts: readonly SubPart[]): string | Expression<string> {
  const flat: SubPart[] = [];
  for (const part of parts) {
    if (part instanceof Substitution) for (const inner of part.parts) addPart(flat, inner);
    else addPart(flat, part);
  }
  return ofParts(flat);
}

/** Puts a piece behind others: text becomes part of the text before it, and none is nothing. */
export function addPart<P extends object>(parts: (string | P)[], part: string | P): void {
  if (typeof part !== 'string') {
    parts.push(part);
  } else if (part !== '') {
    const last = parts.at(-1);
    if (typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
}

function ofParts(parts: readonly SubPart[]): string | Expression<string> {
  const [only = ''] = parts;
  if (parts.length > 1) return new Substitution(parts);
  return typeof only === 'string' ? only : (only as Expression<string>);
}

/** A piece of a substitution as data: text, or the value that stands there. */
export type SubPiece<V> = string | { readonly value: V };

/**
 * The payload of `Fn::Sub`: `${Vpc}` and `${Alb.DNSName}` in the text for references; everything else a variable in the map beside
 * it, one for each value, named after the only thing that it is made from: `${JoinedSubnetIds}`, `${PartOfListenerArn}`.
 */
export function writeSub<V>(
  pieces: readonly SubPiece<V>[],
): string | readonly [string, Readonly<Record<string, V | string>>] {
  let variables: SubVariables<V> | undefined;
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      if (piece.includes('${'))
        text += escapeText(piece, (value) => (variables ??= new SubVariables(pieces)).add(value));
      else text += piece;
      continue;
    }
    const name = inlineName(piece.value);
    text += name === undefined ? (variables ??= new SubVariables(pieces)).add(piece.value) : `\${${name}}`;
  }
  return variables ? [text, variables.values] : text;
}

class SubVariables<V> {
  readonly values: Record<string, V | string> = {};
  readonly #inline: ReadonlySet<string | undefined>;
  readonly #names = new Map<string, string>();

  constructor(pieces: readonly SubPiece<V>[]) {
    this.#inline = new Set(pieces.map((piece) => (typeof piece === 'string' ? undefined : inlineName(piece.value))));
  }

  /** What stands in the text for a value: `${Part1}`. */
  add(value: V | string): string {
    const written = JSON.stringify(value);
    const isTaken = (name: string) => this.#inline.has(name) || name in this.values;
    const name = this.#names.get(written) ?? freeName(wantedName(value), isTaken);
    this.#names.set(written, name);
    this.values[name] = value;
    return `\${${name}}`;
  }
}

function wantedName(value: unknown): string {
  const data: Data = JSON.parse(JSON.stringify(value));
  const prefix = isObject(data) ? PREFIXES[Object.keys(data)[0] ?? ''] : undefined;
  const [name, ...others] = new Set(idsUsed(data).map((use) => use.name));
  return prefix !== undefined && name !== undefined && others.length === 0 && /^[A-Za-z0-9]+$/.test(name)
    ? `${prefix}${name}`
    : 'Part';
}

const PREFIXES: Readonly<Record<string, string>> = { 'Fn::Join': 'Joined', 'Fn::Select': 'PartOf' };

function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  if (wanted !== 'Part' && !isTaken(wanted)) return wanted;
  for (let count = wanted === 'Part' ? 1 : 2; ; count += 1) {
    if (!isTaken(`${wanted}${count}`)) return `${wanted}${count}`;
  }
}

// `${!Literal}` is text up to its brace; a `${` that is not closed, or holds another, has no such form and comes from a variable.
function escapeText(text: string, variable: (value: string) => string): string {
  return text.replace(/\$\{(?:(?!\$\{)[^}])*\}|\$\{/g, (found) =>
    found === '${' ? variable(found) : found.replace('${', '${!'),
  );
}

function inlineName(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const data: object = value instanceof Expression ? value.toJSON() : value;
  if ('Ref' in data && typeof data.Ref === 'string') return data.Ref;
  if (!('Fn::GetAtt' in data) || !Array.isArray(data['Fn::GetAtt'])) return undefined;
  const path: unknown[] = data['Fn::GetAtt'];
  return path.every((name) => typeof name === 'string') ? path.join('.') : undefined;
}
