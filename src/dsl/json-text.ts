import { Expression, type Value } from './expression.ts';
import { sub } from './sub.ts';

/** Data for {@link jsonText}: JSON, with expressions where texts go. */
export type JsonData =
  | number
  | boolean
  | Value<string>
  | readonly JsonData[]
  | { readonly [key: string]: JsonData | undefined };

/**
 * JSON for a property that takes it as text: expressions stand in quotes and are filled in at deployment, lists of plain values
 * and objects without depth take one line. What an expression yields must not hold quotes or backslashes: names and ARNs do not.
 */
export function jsonText(data: JsonData, indent = ''): Value<string> {
  if (data instanceof Expression) return sub`"${data}"`;
  if (typeof data !== 'object') return quote(data);
  const deeper = `${indent}  `;
  const entries = Array.isArray(data)
    ? data.map((item: JsonData) => jsonText(item, deeper))
    : Object.entries(data).flatMap(([key, value]) =>
        value === undefined ? [] : [sub`${quote(key)}: ${jsonText(value, deeper)}`],
      );
  const [open, close] = Array.isArray(data) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return `${open}${close}`;
  const isFlat = Object.values(data).every((value) => typeof value !== 'object' || value instanceof Expression);
  const inside = entries.reduce((text, entry) => sub`${text}${isFlat ? ', ' : `,\n${deeper}`}${entry}`);
  if (!isFlat) return sub`${open}\n${deeper}${inside}\n${indent}${close}`;
  const space = open === '{' ? ' ' : '';
  return sub`${open}${space}${inside}${space}${close}`;
}

// Plain ASCII: CloudFormation gives other characters back as question marks.
function quote(value: string | number | boolean): string {
  const code = (character: string) => character.charCodeAt(0).toString(16).padStart(4, '0');
  return JSON.stringify(value).replace(/[^\0-\x7f]/g, (character) => `\\u${code(character)}`);
}
