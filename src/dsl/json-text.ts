import { Expression, type Json } from './expression.ts';
import { isListValue } from './list-value.ts';
import { needsTransform } from './needs-transform.ts';
import { composeSub, type SubPart, Substitution } from './sub.ts';

/**
 * How JSON is laid out: `compact` in one line; `readable` with a line for each part, where objects of plain values take one, and
 * lists that begin with a plain value.
 */
export type JsonLayout = 'compact' | 'readable';

/**
 * A document as JSON text, expressions inside it filled in by `Fn::Sub`: what `Fn::ToJsonString` does, without the transform it
 * needs. Each expression stands as a JSON string; it must not yield quotes or backslashes. Plain ASCII: CloudFormation gives
 * other characters back as question marks.
 * @param indentation how many blanks every line but the first begins with, where it stands inside other text.
 * @throws TealformError `needs-transform` for a list expression, which `Fn::Sub` cannot hold.
 */
export function toJsonString(
  document: Json,
  layout: JsonLayout = 'compact',
  indentation = 0,
): string | Expression<string> {
  const parts: SubPart[] = [];
  writeJson(document, parts, layout === 'readable' ? `\n${' '.repeat(indentation)}` : '');
  return composeSub(parts);
}

/** @param newLine what a line of its own begins with: the line break and the indentation; nothing where all is one line. */
function writeJson(value: Json, parts: SubPart[], newLine: string): void {
  if (value instanceof Expression) {
    if (isListValue(value)) throw needsTransform('Fn::ToJsonString', 'one element of it, as select(0, ...) gives');
    const pieces: readonly SubPart[] = value instanceof Substitution ? value.parts : [value];
    // What is known of a substitution's text is escaped here; joining the parts would lose that it stands in a JSON string.
    parts.push('"', ...pieces.map((piece) => (typeof piece === 'string' ? quote(piece).slice(1, -1) : piece)), '"');
  } else if (typeof value !== 'object') {
    parts.push(quote(value));
  } else {
    writeMembers(value, parts, newLine);
  }
}

function writeMembers(value: object, parts: SubPart[], newLine: string): void {
  const isList = Array.isArray(value);
  const members = Object.entries<Json>(value as Readonly<Record<string, Json>>).filter(
    ([, member]) => member !== undefined,
  );
  const isPlain = (member: Json) => typeof member !== 'object' || member instanceof Expression;
  // A list that begins plain is a row, such as the metrics of a dashboard, even if an object without depth ends it.
  const isRow = isList && members.length > 0 && members.slice(0, 1).every(([, member]) => isPlain(member));
  const isFlat = members.every(([, member]) => isPlain(member) || (isRow && Object.values(member).every(isPlain)));
  const deeper = newLine === '' || isFlat ? '' : `${newLine}  `;
  // In one line, what can be read has blanks.
  const blank = newLine === '' ? '' : ' ';
  const edge = isFlat && !isList && members.length > 0 ? blank : '';
  parts.push(isList ? '[' : '{', deeper || edge);
  for (const [index, [key, member]] of members.entries()) {
    if (index > 0) parts.push(',', deeper || blank);
    if (!isList) parts.push(`${quote(key)}:${blank}`);
    writeJson(member, parts, deeper || newLine);
  }
  parts.push(deeper ? newLine : edge, isList ? ']' : '}');
}

function quote(value: string | number | boolean): string {
  return JSON.stringify(value).replace(/[^\0-\x7f]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
