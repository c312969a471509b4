import { CloudWatch } from '../../src/aws/index.ts';
import { type Expression, type ResourceHandle, sub } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import type { RollbackOptions } from '../options/deployment.ts';

/** The load balancer and the two colours, as metrics name them. */
export interface Measured {
  readonly loadBalancer: Expression<string>;
  readonly targetGroups: Readonly<Record<Colour, Expression<string>>>;
}

/** What is watched. */
export interface AlarmOptions {
  readonly rollbackOn: RollbackOptions;
  /** How long ECS lets a new task fail its health checks. */
  readonly gracePeriodSeconds: number;
}

export type Colour = 'Blue' | 'Green';

/** An alarm that was declared. */
export type AlarmHandle = ResourceHandle<CloudWatch.AlarmReturnValues>;

export const BOTH_COLOURS = ['Blue', 'Green'] as const;

/** Alarms judge whole minutes: two bad ones of three, so that one lost request stops nothing. */
const BAD_MINUTES = 2;
const PERIOD = 60;

/**
 * Alarms for each colour. Both are watched at all times: which of them is new changes with every release, and the group without
 * traffic has no data, which counts as good.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function declareAlarms(
  site: Site,
  options: AlarmOptions,
  measured: Measured,
  topic: ResourceHandle,
): readonly AlarmHandle[] {
  return BOTH_COLOURS.flatMap((colour) => declareAlarmsOf(colour, site, options, measured, topic));
}

function declareAlarmsOf(
  colour: Colour,
  { resource, systemName, tags }: Site,
  { rollbackOn, gracePeriodSeconds }: AlarmOptions,
  { loadBalancer, targetGroups }: Measured,
  topic: ResourceHandle,
): readonly AlarmHandle[] {
  const { unhealthyHosts, http5xxPercent, latencyP99Seconds } = rollbackOn;
  const name = colour.toLowerCase();
  const metric = (MetricName: string) => ({
    Namespace: 'AWS/ApplicationELB',
    MetricName,
    Dimensions: [
      { Name: 'LoadBalancer', Value: loadBalancer },
      { Name: 'TargetGroup', Value: targetGroups[colour] },
    ],
  });
  const sumOf = (Id: string, MetricName: string) => ({
    Id,
    MetricStat: { Metric: metric(MetricName), Period: PERIOD, Stat: 'Sum' },
    ReturnData: false,
  });
  const named = (what: string) => ({ AlarmName: sub`${systemName}-${name}-${what}` });
  const judged = (what: string, Threshold: number, badMinutes = BAD_MINUTES) => ({
    ComparisonOperator: 'GreaterThanThreshold' as const,
    Threshold,
    EvaluationPeriods: badMinutes + 1,
    DatapointsToAlarm: badMinutes,
    TreatMissingData: 'notBreaching' as const,
    AlarmActions: [topic.ref],
    Tags: tags(`${name}-${what}`),
  });
  const alarms: AlarmHandle[] = [];
  if (unhealthyHosts) {
    alarms.push(
      resource(
        `${colour}UnhealthyHosts`,
        new CloudWatch.Alarm({
          ...named('unhealthy-hosts'),
          AlarmDescription: `Targets of ${name} fail their health checks`,
          ...metric('UnHealthyHostCount'),
          Statistic: 'Maximum',
          Period: PERIOD,
          ...judged('unhealthy-hosts', 0, minutesToBeWell(gracePeriodSeconds)),
        }),
        { comment: `Targets of ${name} that fail their health checks.` },
      ),
    );
  }
  if (http5xxPercent !== false) {
    alarms.push(
      resource(
        `${colour}Errors`,
        new CloudWatch.Alarm({
          ...named('errors'),
          AlarmDescription: `${colour} answers more than ${http5xxPercent} % of its requests with 5xx`,
          Metrics: [
            {
              Id: 'share',
              Expression: 'IF(requests > 0, 100 * (FILL(errors, 0) + FILL(refused, 0)) / requests, 0)',
              Label: `5xx of ${name}, percent`,
              ReturnData: true,
            },
            sumOf('errors', 'HTTPCode_Target_5XX_Count'),
            sumOf('refused', 'TargetConnectionErrorCount'),
            sumOf('requests', 'RequestCount'),
          ],
          ...judged('errors', http5xxPercent),
        }),
        {
          comment: `The share of requests that ${name} answers with 5xx or not at all; a minute without errors has no data, so it is filled.`,
        },
      ),
    );
  }
  if (latencyP99Seconds !== false) {
    alarms.push(
      resource(
        `${colour}Latency`,
        new CloudWatch.Alarm({
          ...named('latency'),
          AlarmDescription: `One in a hundred answers of ${name} takes longer than ${latencyP99Seconds} s`,
          ...metric('TargetResponseTime'),
          ExtendedStatistic: 'p99',
          Period: PERIOD,
          ...judged('latency', latencyP99Seconds),
        }),
        { comment: `How long the slowest hundredth of answers of ${name} takes.` },
      ),
    );
  }
  return alarms;
}

// While a task starts, it may fail its health checks for as long as ECS lets it: that must not stop the release it is part of.
function minutesToBeWell(gracePeriodSeconds: number): number {
  return Math.max(BAD_MINUTES, Math.ceil(gracePeriodSeconds / PERIOD) + 1);
}
