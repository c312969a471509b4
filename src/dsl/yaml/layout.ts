import type { Data } from '../template.ts';
import { type Expected, shortForm } from './intrinsics.ts';
import { isList, isMap } from './kinds.ts';
import { isLiteral, scalarText } from './scalars.ts';

const argumentCharacters = 100;
const listCharacters = 80;
const listItems = 4;

/**
 * A function's list of arguments on one line, or nothing when it takes several. It stands on one when it holds no maps and no blocks of text, and, tag and
 * brackets included, has at most 100 characters. Where it stands and how deep does not matter, so that moving a value
 * does not change how it looks.
 */
export function argumentsOnLine(tag: string, items: readonly Data[], expected: Expected): string | undefined {
  const text = lineText(items, expected);
  return text !== undefined && tag.length + 1 + text.length <= argumentCharacters ? text : undefined;
}

/**
 * A plain list on one line, or nothing when it has a line for each item. It stands on one when it has at most four items, all of them scalars or short references
 * (`!Ref X`), in at most 80 characters. A list that would need more quotes on one line than on several
 * (`s3:GetObject`, which has a colon) gets a line for each item.
 */
export function listOnLine(items: readonly Data[], expected: Expected): string | undefined {
  if (items.length > listItems) return undefined;
  const parts: string[] = [];
  for (const item of items) {
    const part = atomText(item, expected);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  const text = `[${parts.join(', ')}]`;
  return text.length <= listCharacters ? text : undefined;
}

// A scalar or short reference, or nothing for what is longer, or would need quotes only because of the brackets.
function atomText(item: Data, expected: Expected): string | undefined {
  if (isList(item)) return undefined;
  const short = isMap(item) ? shortForm(item, expected) : undefined;
  const value = isMap(item) ? short?.argument : item;
  if (value === undefined || isMap(value) || isList(value)) return undefined;
  if (typeof value === 'string' && isLiteral(value)) return undefined;
  const text = scalarText(value, true);
  if (text.startsWith('"') && text !== scalarText(value, false)) return undefined;
  return short ? `${short.tag} ${text}` : text;
}

/** The text within brackets, or nothing when it takes several lines. */
function lineText(value: Data, expected: Expected): string | undefined {
  if (typeof value === 'string' && isLiteral(value)) return undefined;
  if (isList(value)) {
    const parts = value.map((item) => lineText(item, expected));
    return parts.includes(undefined) ? undefined : `[${parts.join(', ')}]`;
  }
  if (!isMap(value)) return scalarText(value, true);
  if (Object.keys(value).length === 0) return '{}';
  const short = shortForm(value, expected);
  if (!short || isMap(short.argument)) return undefined;
  const argument = lineText(short.argument, short.items);
  return argument === undefined ? undefined : `${short.tag} ${argument}`;
}
