import type { Probe } from './probe.ts';

/**
 * Milliseconds that these probes take at most, one after the other: every attempt runs into its time-out, every pause is made.
 * The function's own time-out must be longer than this and `REPORT_RESERVE_MS` together.
 */
export function worstCaseMs(probes: readonly Probe[]): number {
  return probes.reduce(
    (sum, { attempts, maxLatencyMs, spacingMs }) => sum + attempts * maxLatencyMs + (attempts - 1) * spacingMs,
    0,
  );
}
