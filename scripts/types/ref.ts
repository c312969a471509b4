import type { RefFact } from './model.ts';

const endings: readonly (readonly [ending: RegExp, kind: RefFact['kind']])[] = [
  [/arn$/i, 'arn'],
  [/name$/i, 'name'],
  [/id$/i, 'id'],
  [/url$/i, 'url'],
  [/ip$/i, 'address'],
];

/**
 * What `Ref` gives, as far as a resource's identifiers tell: the value of its only identifier, of the kind that the
 * identifier's name says. Nothing when there are several, or when the name says no kind.
 */
export function refOf(identifiers: readonly string[]): RefFact | undefined {
  const [path] = identifiers;
  if (path === undefined || identifiers.length > 1) return undefined;
  const kind = endings.find(([ending]) => ending.test(path))?.[1];
  return kind && { kind, path };
}
