import type { Side, SideTraffic, WeightedTraffic } from '../timeline.ts';
import { addWeighted, type StepShare, sharesOf } from './shares.ts';

/** How a request ended for whoever sent it. */
export interface Outcome {
  /** Whose target group the load balancer had chosen; undefined where nobody can tell. */
  readonly side?: Side;
  /** By which weights, as the load balancer says: `blue=90,green=10`. */
  readonly weights?: string;
  readonly status?: number;
  /** Why it counts as failed: a status of 500 and above, or what happened instead of an answer. */
  readonly failure?: string;
}

/** What one side has answered in all. */
export interface SideTotals {
  readonly requests: number;
  readonly failures: number;
}

/** What users have seen. */
export interface Totals {
  readonly requests: number;
  readonly failed: number;
  /** Why, and how often each. */
  readonly failures: Readonly<Record<string, number>>;
  readonly sides: Readonly<Record<Side, SideTotals>>;
  /** In the order in which weights were first seen. */
  readonly steps: readonly StepShare[];
  /** Requests that were due and not sent, since as many as may be were under way, or the machine was busy. */
  readonly leftOut: number;
}

/** What users saw in the second that ended. */
export interface Second {
  readonly blue: SideTraffic;
  readonly green: SideTraffic;
  /** Of both sides, and of no side. */
  readonly failed: number;
  /** Why, and how often each. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly byWeights: readonly WeightedTraffic[];
  readonly leftOut?: number;
}

/** Counts outcomes. */
export interface Tally {
  readonly add: (outcome: Outcome, milliseconds: number) => void;
  readonly leaveOut: (count: number) => void;
  readonly totals: () => Totals;
  /** What came since it was asked last; undefined where nothing did. */
  readonly second: () => Second | undefined;
}

/** Begins to count. */
export function makeTally(): Tally {
  const sides = { blue: { requests: 0, failures: 0 }, green: { requests: 0, failures: 0 } };
  const steps: WeightedTraffic[] = [];
  const failures: Record<string, number> = {};
  let requests = 0;
  let failed = 0;
  let leftOut = 0;
  let recent = emptySecond();
  return {
    add: ({ side, weights, failure }, milliseconds) => {
      requests += 1;
      recent.count += 1;
      if (failure !== undefined) {
        failed += 1;
        recent.failed += 1;
        failures[failure] = (failures[failure] ?? 0) + 1;
        recent.reasons[failure] = (recent.reasons[failure] ?? 0) + 1;
      }
      if (!side) return;
      sides[side].requests += 1;
      recent[side].times.push(milliseconds);
      if (failure !== undefined) {
        sides[side].failures += 1;
        recent[side].failures += 1;
      }
      if (weights === undefined) return;
      const one = { ...percentOf(weights), requests: { blue: 0, green: 0, [side]: 1 } };
      addWeighted(steps, one);
      addWeighted(recent.byWeights, one);
    },
    leaveOut: (count) => {
      leftOut += count;
      recent.leftOut += count;
    },
    totals: () => ({
      requests,
      failed,
      failures: { ...failures },
      sides: { blue: { ...sides.blue }, green: { ...sides.green } },
      steps: sharesOf(steps),
      leftOut,
    }),
    second: () => {
      const { count, blue, green, reasons, byWeights, failed: failedNow, leftOut: late } = recent;
      recent = emptySecond();
      if (count === 0 && late === 0) return undefined;
      const told = { blue: trafficOf(blue), green: trafficOf(green), failed: failedNow, reasons, byWeights };
      return late > 0 ? { ...told, leftOut: late } : told;
    },
  };
}

interface Recent {
  readonly times: number[];
  failures: number;
}

function emptySecond() {
  const blue: Recent = { times: [], failures: 0 };
  const green: Recent = { times: [], failures: 0 };
  const reasons: Record<string, number> = {};
  const byWeights: WeightedTraffic[] = [];
  return { count: 0, failed: 0, leftOut: 0, blue, green, reasons, byWeights };
}

function trafficOf({ times, failures }: Recent): SideTraffic {
  const sorted = times.toSorted((a, b) => a - b);
  return { requests: times.length, failures, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}

// The smallest that so many are not above; in milliseconds, to a tenth.
function quantile(sorted: readonly number[], part: number): number {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
  return Math.round(value * 10) / 10;
}

function percentOf(written: string): Readonly<Record<Side, number>> {
  const weights = { blue: 0, green: 0 };
  for (const part of written.split(',')) {
    const [name, weight] = part.split('=');
    if (name === 'blue' || name === 'green') weights[name] += Number(weight);
  }
  const sum = Math.max(1, weights.blue + weights.green);
  return { blue: (weights.blue / sum) * 100, green: (weights.green / sum) * 100 };
}
