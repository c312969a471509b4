import type { DataObject } from '../../dsl/template.ts';
import type { LocalResource } from '../../local/resource.ts';
import { objectOf, objectsOf, textOf } from '../../local/resources/read.ts';
import type { GroupMeasurement, Measurement } from '../world.ts';

/** What an alarm asks for that a rehearsal has no metric or no function for. */
export class NotMeasured extends Error {
  override readonly name = 'NotMeasured';
}

/** Numbers of a load balancer or target group that are there only when something was counted. */
const COUNTED = new Set([
  'HTTPCode_Target_2XX_Count',
  'HTTPCode_Target_5XX_Count',
  'HTTPCode_ELB_5XX_Count',
  'HTTPCode_ELB_502_Count',
  'HTTPCode_ELB_503_Count',
  'HTTPCode_ELB_504_Count',
  'TargetConnectionErrorCount',
]);
const STATES = new Set(['HealthyHostCount', 'UnHealthyHostCount']);

/**
 * The value of a metric in what was measured; undefined where CloudWatch would have no data.
 * @param metric with Namespace, MetricName and Dimensions.
 * @param stat `Sum`, `Maximum`, `p99`
 * @throws NotMeasured for a metric or a statistic that a rehearsal does not have
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function metricValue(measured: Measurement, metric: DataObject, stat: string): number | undefined {
  const name = textOf(metric, 'MetricName') ?? '';
  const where = `${textOf(metric, 'Namespace')} ${name}`;
  if (textOf(metric, 'Namespace') !== 'AWS/ApplicationELB')
    throw new NotMeasured(`a rehearsal does not measure ${where}`);
  const dimensions = objectsOf(metric, 'Dimensions').map(
    (each) => [textOf(each, 'Name'), textOf(each, 'Value')] as const,
  );
  const group = dimensions.find(([dimension]) => dimension === 'TargetGroup')?.[1];
  const unknown = dimensions.find(([dimension]) => dimension !== 'TargetGroup' && dimension !== 'LoadBalancer');
  if (unknown) throw new NotMeasured(`a rehearsal does not measure ${where} by ${unknown[0]}`);
  const source = group === undefined ? undefined : groupIn(measured, group);
  if (group !== undefined && !source) return undefined;
  const all = Object.values(measured.groups);
  if (name === 'TargetResponseTime') {
    const times = source ? source.TargetResponseTime : all.flatMap((each) => each.TargetResponseTime);
    return statistic(times, stat, where);
  }
  const value = source ? numberIn(source, name) : (numberIn(measured, name) ?? sum(all, name));
  if (value === undefined) {
    if (name === 'RequestCount' || COUNTED.has(name) || STATES.has(name)) return undefined;
    throw new NotMeasured(`a rehearsal does not measure ${where}`);
  }
  if (STATES.has(name)) return statistic([value], stat, where);
  // Each of what is counted is a sample of one.
  if (value === 0) return COUNTED.has(name) ? undefined : statistic([0], stat, where);
  if (stat === 'Sum' || stat === 'SampleCount') return value;
  return statistic([1], stat, where);
}

/** The target group that a dimension names: `targetgroup/<name>/<id>`, the end of its ARN. */
function groupIn({ groups }: Measurement, name: string): GroupMeasurement | undefined {
  const found = Object.keys(groups).find((key) => key === name || key.endsWith(`:${name}`));
  return found === undefined ? undefined : groups[found];
}

function numberIn(from: object, name: string): number | undefined {
  const value: unknown = Object.entries(from).find(([key]) => key === name)?.[1];
  return typeof value === 'number' ? value : undefined;
}

function sum(groups: readonly GroupMeasurement[], name: string): number | undefined {
  const values = groups.flatMap((each) => numberIn(each, name) ?? []);
  return values.length === 0 ? undefined : values.reduce((total, each) => total + each, 0);
}

function statistic(samples: readonly number[], stat: string, where: string): number | undefined {
  const sorted = [...samples].sort((a, b) => a - b);
  const total = sorted.reduce((all, each) => all + each, 0);
  const percentile = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(stat)?.[1];
  if (percentile === undefined && !['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum'].includes(stat)) {
    throw new NotMeasured(`a rehearsal does not know the statistic ${stat} of ${where}`);
  }
  if (sorted.length === 0) return undefined;
  if (percentile !== undefined) return sorted[Math.max(0, Math.ceil((Number(percentile) / 100) * sorted.length) - 1)];
  if (stat === 'Sum') return total;
  if (stat === 'SampleCount') return sorted.length;
  if (stat === 'Average') return total / sorted.length;
  return stat === 'Minimum' ? sorted[0] : sorted.at(-1);
}

/** The length of the periods that an alarm looks at, in seconds. */
export function periodOf({ properties }: LocalResource): number {
  const inMath = objectsOf(properties, 'Metrics').flatMap(
    (each) => textOf(objectOf(each, 'MetricStat'), 'Period') ?? [],
  );
  return Number(textOf(properties, 'Period') ?? inMath[0] ?? 60);
}
