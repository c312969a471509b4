import type { Outcome } from '../outcome.ts';
import { isFinal, STACK, type WatchEvent } from './event.ts';
import { findRootCause, isCancelled } from './root-cause.ts';

/** Where a resource stands. */
export interface ResourceState {
  /** By logical ids, from the root on: `['hello-server', 'Service', 'LogGroup']`. */
  readonly path: readonly string[];
  readonly type: string;
  readonly status: string;
  /** When it came to this status. */
  readonly since: Date;
  /** When what is happening to it began. */
  readonly began: Date;
  /** Why, the last that was said of it; a stack says it of itself or its parent does. */
  readonly reason: string | undefined;
  readonly physicalId: string | undefined;
  /** One that was replaced, and goes while the new one of this name stays. */
  readonly isReplaced: boolean;
}

/** How many resources are where. Nested stacks are not counted: what is in them is. */
export interface ResourceCounts {
  readonly inProgress: number;
  readonly done: number;
  readonly failed: number;
  /** Given up because something else failed. */
  readonly cancelled: number;
  /** Left as it is when its stack goes, because its policy says so. */
  readonly kept: number;
}

/** What is known of everything that is happening, from the events so far. */
export class WatchModel {
  readonly #states = new Map<string, ResourceState>();
  readonly #failures: WatchEvent[] = [];
  #root: ResourceState | undefined;

  /** Takes an event in. One that comes late changes nothing that is newer. */
  take(event: WatchEvent): void {
    if (event.status.endsWith('_FAILED')) this.#failures.push(event);
    const key = this.#keyOf(event);
    const before = this.#states.get(key);
    const isLate = before !== undefined && event.time < before.since;
    if (before && isLate) return;
    // An echo of what is known, which may say why.
    const isEcho = before?.status === event.status;
    const goesOn = before !== undefined && !isFinal(before.status);
    const state: ResourceState = {
      path: event.path,
      type: event.type,
      status: event.status,
      since: isEcho ? before.since : event.time,
      began: goesOn || isEcho ? before.began : event.time,
      reason: event.reason ?? (isEcho ? before.reason : undefined),
      physicalId: event.physicalId ?? before?.physicalId,
      isReplaced: key.includes('#'),
    };
    this.#states.set(key, state);
    if (event.path.length === 1) this.#root = state;
  }

  /** The root stack itself; undefined before its first event. */
  get root(): ResourceState | undefined {
    return this.#root;
  }

  /** Everything below the root, in the order in which it was first heard of. */
  get resources(): readonly ResourceState[] {
    return [...this.#states.values()].filter(({ path }) => path.length > 1);
  }

  /** What something is happening to now, what began first before. */
  get inProgress(): readonly ResourceState[] {
    return this.resources
      .filter(({ status }) => !isFinal(status))
      .sort((a, b) => a.began.getTime() - b.began.getTime());
  }

  /** What something has happened to, what ended last before. */
  get finished(): readonly ResourceState[] {
    return this.resources.filter(({ status }) => isFinal(status)).sort((a, b) => b.since.getTime() - a.since.getTime());
  }

  get counts(): ResourceCounts {
    const counted = this.resources.filter(({ type }) => type !== STACK);
    const all = counted.filter(({ status }) => status.endsWith('_FAILED'));
    const failed = all.filter(({ reason = '' }) => !isCancelled(reason)).length;
    const inProgress = counted.filter(({ status }) => !isFinal(status)).length;
    const kept = counted.filter(({ status }) => status === 'DELETE_SKIPPED').length;
    const done = counted.length - inProgress - all.length - kept;
    return { inProgress, failed, cancelled: all.length - failed, done, kept };
  }

  /** Every event that tells of a failure, in time order; what was only cancelled and what parents repeat is among them. */
  get failures(): readonly WatchEvent[] {
    return [...this.#failures].sort((a, b) => a.time.getTime() - b.time.getTime());
  }

  /** The failure that all others come from. */
  get rootCause(): WatchEvent | undefined {
    return findRootCause(this.failures);
  }

  // A replaced resource goes under the name of the one that has taken its place.
  #keyOf({ path, status, physicalId }: WatchEvent): string {
    const key = path.join('/');
    const current = this.#states.get(key);
    const isOther =
      status.startsWith('DELETE_') &&
      physicalId !== undefined &&
      current?.physicalId !== undefined &&
      current.physicalId !== physicalId &&
      !current.status.startsWith('DELETE_');
    const replaced = `${key}#${physicalId}`;
    return isOther || this.#states.has(replaced) ? replaced : key;
  }
}

/** How long what is happening to a resource has taken, in milliseconds; up to now, or to its end. */
export function elapsedOf({ status, since, began }: ResourceState, now: number): number {
  return Math.max(0, (isFinal(status) ? since.getTime() : now) - began.getTime());
}

/**
 * How it ended.
 * @param stackStatus what the root stack is, where no event has told.
 */
export function outcomeOf(model: WatchModel, stackStatus?: string): Outcome {
  const last = model.root?.status ?? stackStatus ?? 'UNKNOWN';
  const cause = model.rootCause;
  return {
    status: !isFinal(last) ? 'left-running' : isSuccess(last) ? 'succeeded' : 'failed',
    stackStatus: last,
    ...(cause && {
      rootCause: {
        logicalId: cause.path.at(-1) ?? '',
        type: cause.type,
        reason: cause.reason ?? 'no reason was given',
        stack: cause.path.slice(0, -1).join('/'),
      },
    }),
  };
}

function isSuccess(status: string): boolean {
  return /^(?:CREATE|UPDATE|DELETE|IMPORT)_COMPLETE$/.test(status);
}
