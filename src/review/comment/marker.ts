import { TealformError } from '../../dsl/error.ts';

/** What a comment is called unless told. */
export const DEFAULT_MARKER = 'plan';

/** The hidden first line of a comment, by which a later run finds it. @throws TealformError `invalid-marker` */
export function markerLine(name: string): string {
  if (/^[a-z0-9]+(?:[ ._-][a-z0-9]+)*$/i.test(name) && name.length <= 60) return `<!-- tealform ${name} -->`;
  throw new TealformError({
    code: 'invalid-marker',
    message: `${JSON.stringify(name)} cannot name a comment`,
    hint: 'use letters and digits, with single spaces, dots, hyphens or underscores between them, at most 60 of all',
  });
}

/** A text below its marker; a text that begins with it stays as it is. */
export function withMarker(line: string, text: string): string {
  const normal = normalize(text);
  return isMarked(line, normal) ? normal : `${line}\n${normal}`;
}

/** Whether a comment begins with the marker. Inside of a text it is a quotation. */
export function isMarked(line: string, body: string): boolean {
  return normalize(body).split('\n', 1)[0]?.trimEnd() === line;
}

/** Whether two bodies are the same, but for what forges change: ends of lines, and blanks at the end. */
export function isSameBody(one: string, other: string): boolean {
  return normalize(one) === normalize(other);
}

function normalize(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}
