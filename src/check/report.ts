import type { BuiltStack } from '../dsl/built.ts';
import { formatPath } from '../dsl/data.ts';
import type { Problem } from '../dsl/error.ts';
import type { Section } from '../dsl/template.ts';

/** What a check says of one thing, without where that thing is declared. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly path?: readonly (string | number)[];
}

/** A finding as a problem of that stack, with the TypeScript line that declared the thing. */
export function problemOf(stack: BuiltStack, section: Section, logicalId: string, finding: Finding): Problem {
  const { code, message, hint, path = [] } = finding;
  const place = stack.places.get(`${section}/${logicalId}`) ?? stack.place;
  return { code, message, hint, stack: stack.name, logicalId, path: formatPath(path) || undefined, place };
}

/** A hint for a name that is not known: the one that was most likely meant, else what there is. */
export function suggest(name: string, known: readonly string[]): string | undefined {
  const near = closest(name, known);
  if (near !== undefined) return `did you mean ${near}?`;
  if (known.length === 0) return undefined;
  return known.length <= 30
    ? `there are: ${known.join(', ')}`
    : `there are ${known.length}, such as ${known.slice(0, 8).join(', ')}`;
}

/**
 * The names among `known` that a misspelt one may have been meant to be, the likeliest first.
 * @param counts the part of it whose length says how much may be wrong.
 */
export function nearestNames(name: string, known: readonly string[], counts = name): readonly string[] {
  const bound = boundOf(counts);
  return known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase(), bound) }))
    .filter(({ distance }) => distance < bound)
    .sort((one, other) => one.distance - other.distance)
    .map(({ candidate }) => candidate);
}

/** The name among `known` that a misspelt one was most likely meant to be, or undefined. */
function closest(name: string, known: readonly string[]): string | undefined {
  return nearestNames(name, known)[0];
}

// Of two or three letters, two others make another name.
function boundOf({ length }: string): number {
  return (length < 4 ? 1 : Math.max(2, Math.floor(length / 3))) + 1;
}

// Levenshtein's, given up once it reaches the bound.
function editDistance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const substituted = (row[j] ?? bound) + (left === right ? 0 : 1);
      next.push(Math.min(substituted, (row[j + 1] ?? bound) + 1, (next[j] ?? bound) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? bound;
}
