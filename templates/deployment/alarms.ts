import { CloudWatch } from '../../src/aws/index.ts';
import { type Expression, type ResourceHandle, sub } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import { type AlarmOptions, BAD_MINUTES, badMinutesOfHosts, PERIOD } from './alarm-minutes.ts';

/** The load balancer and the two colours, as metrics name them. */
export interface Measured {
  readonly loadBalancer: Expression<string>;
  readonly targetGroups: Readonly<Record<Colour, Expression<string>>>;
}

export type Colour = 'Blue' | 'Green';

/** An alarm that was declared. */
export type AlarmHandle = ResourceHandle<CloudWatch.AlarmReturnValues>;

export const BOTH_COLOURS = ['Blue', 'Green'] as const;

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
  const dimensions = [
    { Name: 'LoadBalancer', Value: loadBalancer },
    { Name: 'TargetGroup', Value: targetGroups[colour] },
  ];
  const named = (what: string) => ({ AlarmName: sub`${systemName}-${name}-${what}` });
  const tagged = (what: string) => ({ Tags: tags(`${name}-${what}`) });
  const alarms: AlarmHandle[] = [];
  if (unhealthyHosts) {
    alarms.push(
      resource(
        `${colour}UnhealthyHosts`,
        new CloudWatch.Alarm({
          ...named('unhealthy-hosts'),
          AlarmDescription: `Targets of ${name} fail their health checks`,
          ...metricOf('UnHealthyHostCount', dimensions),
          Statistic: 'Maximum',
          Period: PERIOD,
          ...judgedBy(0, topic, badMinutesOfHosts(gracePeriodSeconds)),
          ...tagged('unhealthy-hosts'),
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
            sumOf('errors', 'HTTPCode_Target_5XX_Count', dimensions),
            sumOf('refused', 'TargetConnectionErrorCount', dimensions),
            sumOf('requests', 'RequestCount', dimensions),
          ],
          ...judgedBy(http5xxPercent, topic),
          ...tagged('errors'),
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
          ...metricOf('TargetResponseTime', dimensions),
          ExtendedStatistic: 'p99',
          Period: PERIOD,
          ...judgedBy(latencyP99Seconds, topic),
          ...tagged('latency'),
        }),
        { comment: `How long the slowest hundredth of answers of ${name} takes.` },
      ),
    );
  }
  return alarms;
}

type Dimensions = readonly { readonly Name: string; readonly Value: Expression<string> }[];

function metricOf(MetricName: string, Dimensions: Dimensions) {
  return { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions };
}

/** A metric of the load balancer's for an expression: its sum over each minute. */
export function sumOf(Id: string, name: string, dimensions: Dimensions) {
  const MetricStat = { Metric: metricOf(name, dimensions), Period: PERIOD, Stat: 'Sum' };
  return { Id, MetricStat, ReturnData: false };
}

/** How an alarm judges its minutes, and whom it tells. */
export function judgedBy(Threshold: number, topic: ResourceHandle, badMinutes = BAD_MINUTES) {
  return {
    ComparisonOperator: 'GreaterThanThreshold' as const,
    Threshold,
    EvaluationPeriods: badMinutes + 1,
    DatapointsToAlarm: badMinutes,
    TreatMissingData: 'notBreaching' as const,
    AlarmActions: [topic.ref],
  };
}
