import { STACK, type WatchEvent } from './event.ts';

/**
 * The failure that all others come from: the first in time that is one of its own. What CloudFormation cancels because something else
 * failed is none, and neither is a stack's, which repeats what failed in it, unless nothing in it is known to have failed.
 * @param failures in time order.
 */
export function findRootCause(failures: readonly WatchEvent[]): WatchEvent | undefined {
  const real = failures.filter(({ reason = '' }) => !isCancelled(reason));
  const own = real.filter((failure) => failure.type !== STACK);
  if (own[0]) return own[0];
  // No failure inside is known: what a stack says of itself, the deepest first, since those around it repeat it.
  return (
    real.toSorted((a, b) => b.path.length - a.path.length || a.time.getTime() - b.time.getTime())[0] ?? failures[0]
  );
}

/** Whether a failure is only that of others: CloudFormation gave it up. */
export function isCancelled(reason: string): boolean {
  return /^Resource (?:creation|update|deletion|handler)s? cancell?ed/i.test(reason);
}

/** The failures that are worth repeating: real ones, each resource once, without what stacks say of what is in them. */
export function realFailures(failures: readonly WatchEvent[]): readonly WatchEvent[] {
  const inside = failures.filter(({ reason = '', type }) => type !== STACK && !isCancelled(reason));
  const root = findRootCause(failures);
  const real = inside.length > 0 ? inside : root ? [root] : [];
  return [...new Map(real.map((failure) => [`${failure.path.join('/')} ${failure.reason}`, failure])).values()];
}
