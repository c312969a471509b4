import type { Probe } from './probe.ts';

/**
 * Time that an attempt may take beside its answer, in milliseconds: matching the body of a late one, closing the connection, a log
 * line, on the small share of a core that a function of little memory has. Without it the last attempt would be cut short.
 */
const ATTEMPT_OVERHEAD_MS = 250;

/**
 * Milliseconds that these probes take at most, one after the other: every attempt runs into its time-out, every pause is made.
 * The function's own time-out must be this and `REPORT_RESERVE_MS` together.
 */
export function worstCaseMs(probes: readonly Probe[]): number {
  return probes.reduce(
    (sum, { attempts, maxLatencyMs, spacingMs }) =>
      sum + attempts * (maxLatencyMs + ATTEMPT_OVERHEAD_MS) + (attempts - 1) * spacingMs,
    0,
  );
}
