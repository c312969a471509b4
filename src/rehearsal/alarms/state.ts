import type { DataObject } from '../../dsl/template.ts';
import { numberOf, objectOf, objectsOf, textOf } from '../../local/resources/read.ts';
import type { Measurement } from '../world.ts';
import { readFormula, type Value } from './math.ts';
import { metricValue, NotMeasured } from './metrics.ts';

/** What an alarm is, and why. */
export interface AlarmState {
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
}

const COMPARISONS: Readonly<
  Record<string, readonly [words: string, breaches: (value: number, limit: number) => boolean]>
> = {
  GreaterThanThreshold: ['greater than', (value, limit) => value > limit],
  GreaterThanOrEqualToThreshold: ['greater than or equal to', (value, limit) => value >= limit],
  LessThanThreshold: ['less than', (value, limit) => value < limit],
  LessThanOrEqualToThreshold: ['less than or equal to', (value, limit) => value <= limit],
};

/** How many periods an alarm looks at. */
export function periodsOf(alarm: DataObject): number {
  return numberOf(alarm, 'EvaluationPeriods') ?? 1;
}

/** What an alarm's metric or expression comes to in one period. @throws NotMeasured */
export function pointOf(alarm: DataObject, measured: Measurement): Value {
  const metrics = objectsOf(alarm, 'Metrics');
  if (metrics.length === 0) {
    return metricValue(measured, alarm, textOf(alarm, 'Statistic') ?? textOf(alarm, 'ExtendedStatistic') ?? '');
  }
  const returned = metrics.filter((each) => textOf(each, 'ReturnData') !== 'false');
  const open = new Set<string>();
  const of = (id: string): Value => {
    const metric = metrics.find((each) => textOf(each, 'Id') === id);
    if (!metric || open.has(id))
      throw new NotMeasured(`the expression names ${id}, which is not there or names itself`);
    const expression = textOf(metric, 'Expression');
    const stat = objectOf(metric, 'MetricStat');
    if (expression === undefined) return metricValue(measured, objectOf(stat, 'Metric'), textOf(stat, 'Stat') ?? '');
    open.add(id);
    try {
      return readFormula(expression)(of);
    } finally {
      open.delete(id);
    }
  };
  return of(textOf(returned[0] ?? {}, 'Id') ?? '');
}

/**
 * What an alarm is by the values of the last periods, the newest last. Of data that is missing at the end of what CloudWatch looks at only
 * as many periods are looked at as the alarm names.
 * @param before what it was, for `ignore`.
 * @throws NotMeasured for a comparison that a rehearsal does not know
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function stateOf(alarm: DataObject, points: readonly Value[], before: AlarmState['state']): AlarmState {
  const periods = periodsOf(alarm);
  const wanted = numberOf(alarm, 'DatapointsToAlarm') ?? periods;
  const limit = numberOf(alarm, 'Threshold') ?? 0;
  const comparison = textOf(alarm, 'ComparisonOperator') ?? '';
  const [words, breaches] = COMPARISONS[comparison] ?? [];
  if (!words || !breaches) throw new NotMeasured(`a rehearsal does not know the comparison ${comparison}`);
  const looked = points.slice(-periods);
  const there = looked.filter((point) => point !== undefined);
  const missing = periods - there.length;
  const breaching = there.filter((point) => breaches(point, limit));
  const treat = textOf(alarm, 'TreatMissingData') ?? 'missing';
  const count = breaching.length + (treat === 'breaching' ? missing : 0);
  const said = (state: AlarmState['state']): AlarmState => {
    const shown = `[${there.map((each) => Number(each.toFixed(3))).join(', ')}]`;
    if (there.length === 0) return { state, reason: `no datapoints were received for ${periods} periods` };
    if (state !== 'ALARM')
      return {
        state,
        reason: `${breaching.length} of ${periods} datapoints ${shown} ${were(breaching.length)} ${words} ${limit}`,
      };
    return {
      state,
      reason: `Threshold Crossed: ${count} out of the last ${periods} datapoints ${shown} ${were(count)} ${words} the threshold (${limit})`,
    };
  };
  if (treat === 'breaching' || treat === 'notBreaching') return said(count >= wanted ? 'ALARM' : 'OK');
  if (treat === 'ignore') {
    if (count >= wanted) return said('ALARM');
    return said(there.length - count > periods - wanted ? 'OK' : before);
  }
  if (there.length === 0) return said('INSUFFICIENT_DATA');
  return said(count >= Math.min(wanted, there.length) ? 'ALARM' : 'OK');
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}
