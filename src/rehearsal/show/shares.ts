import type { Side } from '../timeline.ts';
import { type EntryOf, type Model, unansweredIn } from './model.ts';

/** A time in which the production listener's weights stayed as they were, and what came of them. */
export interface WeightStep {
  readonly from: number;
  /** Undefined for the one that still is. */
  readonly until?: number;
  readonly blue: number;
  readonly green: number;
  /** What the sides answered in whole seconds of it. */
  readonly answered: { readonly [side in Side]: number };
  readonly failed: number;
}

/** How far a second may reach out of its step: the clock that ends seconds is not that which moves weights. */
const TOLERANCE = 100;

const SECOND = 1_000;

/** The steps of the production listener, in their order. Seconds in which weights changed belong to none. */
export function weightSteps({ weights, traffic }: Model): readonly WeightStep[] {
  const changes = distinct(weights.filter(({ listener }) => listener === 'production'));
  return changes.map(({ at, blue, green }, index) => {
    const until = changes[index + 1]?.at;
    const inside = traffic.filter((second) => {
      const isAfter = second.at - SECOND >= at - TOLERANCE;
      return isAfter && (until === undefined || second.at <= until + TOLERANCE);
    });
    const sum = (side: Side) => inside.reduce((all, second) => all + second[side].requests, 0);
    const failed = inside.reduce((all, second) => all + second.failed, 0);
    const answered = { blue: sum('blue'), green: sum('green') };
    return { from: at, ...(until !== undefined && { until }), blue, green, answered, failed };
  });
}

// Whoever sets the weights that are there already begins no step.
function distinct(changes: readonly EntryOf<'weights'>[]): readonly EntryOf<'weights'>[] {
  return changes.filter(({ blue, green }, index) => {
    const before = changes[index - 1];
    return before === undefined || before.blue !== blue || before.green !== green;
  });
}

/** A side's share of what was answered, in percent; undefined where nothing was. */
export function shareOf(side: Side, { blue, green }: { readonly [side in Side]: number }): number | undefined {
  const all = blue + green;
  return all === 0 ? undefined : ((side === 'blue' ? blue : green) / all) * 100;
}

/** What was measured of a side, in percent. */
export interface MeasuredShare {
  readonly percent: number;
  /** `since the last change`, or `in the last second` where there was no whole second since. */
  readonly when: string;
}

/** A side's share since weights last changed; where no whole second has gone by, in the last one. */
export function measuredShare(model: Model, side: Side): MeasuredShare | undefined {
  const step = weightSteps(model).at(-1);
  const share = step && shareOf(side, step.answered);
  if (share !== undefined) return { percent: share, when: 'measured since the last change' };
  const last = model.traffic.at(-1);
  const percent = last && shareOf(side, { blue: last.blue.requests, green: last.green.requests });
  return percent === undefined ? undefined : { percent, when: 'measured in the last second' };
}

/** Requests that neither side has answered. */
export function unanswered({ traffic }: Model): number {
  return traffic.reduce((sum, second) => sum + unansweredIn(second), 0);
}
