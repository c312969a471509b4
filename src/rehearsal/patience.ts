import type { Pace } from './pace.ts';

/**
 * How long a real program is given, in milliseconds: what AWS gives it, as fast as everything else goes, but never less than a program
 * on a busy machine needs. For programs take the time that they take, at whatever pace.
 */
export function patienceOf(pace: Pace, milliseconds: number, atLeast: number): number {
  return Math.max(pace.of(milliseconds), Math.min(milliseconds, atLeast));
}

/** Milliseconds that each may take at least, whatever the pace. */
export const AT_LEAST = {
  /** The answer to a health check. */
  healthCheck: 1_500,
  /** A program's start, from its process to its open port; as long is a new task's grace. */
  start: 8_000,
  /** The end of requests that are under way when a target is taken out. */
  drain: 1_000,
  /** The end of a program after SIGTERM. */
  stop: 10_000,
  /** The answer to a request. */
  answer: 15_000,
} as const;
