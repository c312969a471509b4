import { arnParts, coversWildcard, overlapsWildcard } from '../../check/permissions/wildcard.ts';

/** The actions or resources of a part of a statement: one pattern, or everything but some. */
export type Pattern = string | { readonly not: readonly string[] };

/** Whether everything that the second means, the first means too. */
export function coversPattern(wide: Pattern, narrow: Pattern): boolean {
  if (typeof wide === 'string') return typeof narrow === 'string' ? coversWildcard(wide, narrow) : wide === '*';
  if (typeof narrow === 'string') return !wide.not.some((each) => overlapsWildcard(each, narrow));
  return wide.not.every((each) => narrow.not.some((other) => coversWildcard(other, each)));
}

// Names of pseudo parameters have colons, which are no borders of an ARN's parts.
const COLON = '\uE002';

/** A text whose tokens have no colons. */
export function withoutColons(text: string): string {
  return text.replaceAll(/\uE000[^\uE001]*\uE001/g, (token) => token.replaceAll(':', COLON));
}

/** The same with its colons back. */
export function withColons(text: string): string {
  return text.replaceAll(COLON, ':');
}

/** Whether one pattern for ARNs covers another, part by part, as the ARN operators of conditions compare. */
export function coversArn(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const wanted = arnParts(withoutColons(wide));
  const given = arnParts(withoutColons(narrow));
  return (
    wanted !== undefined && given !== undefined && wanted.every((part, at) => coversWildcard(part, given[at] ?? ''))
  );
}
