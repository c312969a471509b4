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
  for (const [index, piece] of text.entries()) {
    parts.push(piece);
    const value = values[index];
    if (value !== undefined) parts.push(value instanceof Expression ? value : String(value));
  }
  return composeSub(parts);
}

/** A substitution of these pieces: plain text where there is nothing to substitute, the expression itself where it stands alone. */
export function composeSub(parts: readonly SubPart[]): string | Expression<string> {
  const flat: SubPart[] = [];
  for (const part of parts.flatMap((part) => (part instanceof Substitution ? part.parts : [part]))) {
    const last = flat.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') flat[flat.length - 1] = last + part;
    else flat.push(part);
  }
  if (flat.every((part) => typeof part === 'string')) return flat.join('');
  const [only] = flat;
  if (flat.length === 1 && only instanceof Expression) return only as Expression<string>;
  return new Substitution(flat);
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
  const inline = pieces.map((piece) => (typeof piece === 'string' ? undefined : inlineName(piece.value)));
  const variables: Record<string, V | string> = {};
  const names = new Map<string, string>();
  const variable = (value: V | string): string => {
    const written = JSON.stringify(value);
    const name =
      names.get(written) ?? freeName(wantedName(value), (each) => inline.includes(each) || each in variables);
    names.set(written, name);
    variables[name] = value;
    return `\${${name}}`;
  };
  const text = pieces.map((piece, index) => {
    if (typeof piece === 'string') return escapeText(piece, variable);
    return inline[index] === undefined ? variable(piece.value) : `\${${inline[index]}}`;
  });
  return names.size === 0 ? text.join('') : [text.join(''), variables];
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
