import { TealformError } from '../../dsl/error.ts';
import type { Clock } from '../clock.ts';
import { isFinal, readEvent, STACK, type WatchEvent } from './event.ts';
import { mergeInTime } from './merge.ts';
import { readNewEvents, readStack, type WatchClients } from './stack-events.ts';

/** How to watch. Times in milliseconds. */
export interface WatchOptions {
  readonly clock: Clock;
  /** What the root stack is called in paths. */
  readonly rootName: string;
  /** Ids of events that are not to be told again. */
  readonly seen?: readonly string[];
  /** Ends watching; nothing happens to the stack. */
  readonly signal?: AbortSignal;
  /** Between two looks at first and whenever something happens; a second unless told. */
  readonly shortestPause?: number;
  /** Between two looks when nothing happens for long; five seconds unless told. */
  readonly longestPause?: number;
  /** How long AWS may throttle or be out of reach before watching is given up; ten minutes unless told. */
  readonly patience?: number;
  /** Called for each look that had to be given up. */
  readonly onTrouble?: (trouble: TealformError) => void;
}

/** Failures of a look that say nothing of the stack, and pass. */
const PASSING = ['throttled', 'service-failed', 'unreachable'];

/** How long a stack of which no event comes may be in a final state before it counts as one to which nothing happens. */
const REST = 10_000;

/**
 * Events of a stack and of all that it nests, from `since` (by AWS's clock) until the stack comes to rest. Each event once, in time
 * order as far as one look sees; nested stacks are found as their parents tell of them, and looked at while they are in progress.
 * Looks every second while something happens and less often when not. Survives throttling and a network that fails.
 * @param stackId its id. By its name a stack is not found any more once it has been deleted.
 * @throws TealformError what AWS says no to, or what has not passed in the time of `patience`.
 */
export async function* watchStack(
  clients: WatchClients,
  stackId: string,
  since: Date,
  options: WatchOptions,
): AsyncGenerator<WatchEvent, void> {
  const { clock, signal, shortestPause = 1_000, longestPause = 5_000, patience = 600_000 } = options;
  const look = makeLook(clients, stackId, since, options);
  const now = () => clock.now().getTime();
  const began = now();
  let pause = shortestPause;
  let lastAnswer = began;
  let told: string | undefined;
  while (!signal?.aborted) {
    let events: readonly WatchEvent[] = [];
    let isOver = false;
    try {
      events = await look();
      told = events.findLast((event) => event.ofItself && event.path.length === 1)?.status ?? told;
      const mayBeOver = told === undefined ? now() - began >= REST : isFinal(told);
      // The last event may be of something that has gone on; what the stack is, this says.
      isOver = mayBeOver && isResting((await readStack(clients, stackId))?.StackStatus);
      lastAnswer = now();
      pause = events.length > 0 ? shortestPause : Math.min(pause * 1.3, longestPause);
    } catch (error) {
      const isPassing = error instanceof TealformError && PASSING.includes(error.code);
      if (!isPassing || now() - lastAnswer >= patience) throw error;
      options.onTrouble?.(error);
      pause = Math.min(pause * 2, longestPause * 3);
    }
    yield* events;
    if (isOver) return;
    await clock.sleep(pause, signal);
  }
}

function isResting(status: string | undefined): boolean {
  return status === undefined || isFinal(status) || status === 'REVIEW_IN_PROGRESS';
}

// Looks at everything that is in progress. What was read before a look failed is told by the next one.
function makeLook(clients: WatchClients, rootId: string, since: Date, options: WatchOptions) {
  const known = new Set(options.seen);
  // Of a nested stack, what it said at the very time of the mark belongs to what was before, and so does that it was reviewed.
  const isMarked = known.size > 0;
  const isBefore = ({ time, status }: WatchEvent) =>
    status === 'REVIEW_IN_PROGRESS' || (isMarked && time.getTime() <= since.getTime());
  const paths = new Map<string, readonly string[]>([[rootId, [options.rootName]]]);
  const active = new Set([rootId]);
  // By stack, each in its order.
  let untold = new Map<string, readonly WatchEvent[]>();

  const visit = async (stackId: string, visited: Set<string>): Promise<void> => {
    visited.add(stackId);
    const found = await readNewEvents(clients, stackId, since, (id) => known.has(id));
    const events = found.map((event) => readEvent(event, paths.get(stackId) ?? [])).reverse();
    for (const event of events) known.add(event.id);
    const told = stackId === rootId ? events : events.filter((event) => !isBefore(event));
    untold.set(stackId, [...(untold.get(stackId) ?? []), ...told]);
    const nested = nestedIn(events);
    for (const [id, event] of nested) {
      paths.set(id, event.path);
      active.add(id);
    }
    // One after the other: AWS lets an account ask only a few times a second.
    for (const [id, event] of nested) {
      if (!visited.has(id)) await visit(id, visited);
      if (isFinal(event.status)) active.delete(id);
    }
  };

  return async (): Promise<readonly WatchEvent[]> => {
    const visited = new Set<string>();
    for (const id of [...active]) if (!visited.has(id)) await visit(id, visited);
    const events = mergeInTime([...untold.values()]);
    untold = new Map();
    return events;
  };
}

// The newest that a parent says of each stack it nests.
function nestedIn(events: readonly WatchEvent[]): ReadonlyMap<string, WatchEvent> {
  return new Map(
    events.flatMap((event) =>
      event.type === STACK && !event.ofItself && event.physicalId !== undefined ? [[event.physicalId, event]] : [],
    ),
  );
}
