/** A tag that changes. */
export interface TagChange {
  readonly key: string;
  /** Undefined where there is none. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/**
 * What becomes of a stack's tags. Change sets need not tell it: with nested stacks the rows of those whose tags alone change are like those
 * in which nothing does. AWS's own are nobody's to change.
 */
export function tagChanges(
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
): readonly TagChange[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return keys
    .filter((key) => !key.startsWith('aws:') && from[key] !== to[key])
    .map((key) => ({ key, from: from[key], to: to[key] }));
}
