import { isFinal, type WatchEvent } from './event.ts';

/**
 * The events of several stacks in time order. What a stack tells keeps its order; of what several tell of the same millisecond, a stack
 * begins before what is in it and ends after it.
 */
export function mergeInTime(stacks: readonly (readonly WatchEvent[])[]): readonly WatchEvent[] {
  const queues = stacks.map((events) => events.toSorted((a, b) => a.time.getTime() - b.time.getTime()));
  const merged: WatchEvent[] = [];
  for (;;) {
    let first: WatchEvent[] | undefined;
    for (const queue of queues) if (queue[0] && (!first?.[0] || isBefore(queue[0], first[0]))) first = queue;
    const next = first?.shift();
    if (next === undefined) return merged;
    merged.push(next);
  }
}

function isBefore(one: WatchEvent, other: WatchEvent): boolean {
  const apart = one.time.getTime() - other.time.getTime();
  return apart === 0 ? rankOf(one) < rankOf(other) : apart < 0;
}

// Beginnings from the outside in, then ends from the inside out; what a stack says of itself is within what its parent says.
function rankOf({ path, status, ofItself }: WatchEvent): number {
  const depth = path.length + (ofItself ? 0.5 : 0);
  return isFinal(status) ? -depth : depth - 1_000;
}
