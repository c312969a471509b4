import type { Side, TimelineEntry, WeightedTraffic } from '../timeline.ts';

/** The requests for which one pair of weights held. */
export interface StepShare {
  /** In percent. */
  readonly weights: Readonly<Record<Side, number>>;
  readonly requests: Readonly<Record<Side, number>>;
  /** What green answered of them, in percent. */
  readonly greenShare: number;
}

/** What users saw in a whole rehearsal, killed and gone on with or not. */
export interface Seen {
  readonly requests: number;
  readonly failed: number;
  /** Those that were due and not sent. */
  readonly leftOut: number;
  /** Why, and how often each. */
  readonly failures: Readonly<Record<string, number>>;
  /** In the order in which weights were first seen. */
  readonly steps: readonly StepShare[];
}

/** What users saw, from what was told of each second. */
export function seenIn(entries: Iterable<TimelineEntry>): Seen {
  const failures: Record<string, number> = {};
  const steps: WeightedTraffic[] = [];
  let [requests, failed, leftOut] = [0, 0, 0];
  for (const entry of entries) {
    if (entry.kind !== 'traffic') continue;
    const { blue, green } = entry;
    // Those that no side has answered have failed.
    requests += blue.requests + green.requests + entry.failed - blue.failures - green.failures;
    failed += entry.failed;
    leftOut += entry.leftOut ?? 0;
    for (const [why, count] of Object.entries(entry.reasons ?? {})) failures[why] = (failures[why] ?? 0) + count;
    for (const each of entry.byWeights ?? []) addWeighted(steps, each);
  }
  return { requests, failed, leftOut, failures, steps: sharesOf(steps) };
}

/** Counts requests to those for which the same weights held. */
export function addWeighted(steps: WeightedTraffic[], { blue, green, requests }: WeightedTraffic): void {
  const index = steps.findIndex((step) => step.green === green);
  const before = steps[index]?.requests ?? { blue: 0, green: 0 };
  const sum = { blue: before.blue + requests.blue, green: before.green + requests.green };
  steps[index === -1 ? steps.length : index] = { blue, green, requests: sum };
}

/** Green's share of each step. */
export function sharesOf(steps: readonly WeightedTraffic[]): readonly StepShare[] {
  return steps.map(({ blue, green, requests }) => ({
    weights: { blue, green },
    requests,
    greenShare: (requests.green / Math.max(1, requests.blue + requests.green)) * 100,
  }));
}
