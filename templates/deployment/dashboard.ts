import { CloudWatch } from '../../src/aws/index.ts';
import { type Expression, type Json, region, sub, toJsonString } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import { type AlarmHandle, BOTH_COLOURS, type Colour, type Measured } from './alarms.ts';

/** What the dashboard shows beside the two colours. */
export interface DashboardReferences extends Measured {
  readonly clusterName: Expression<string>;
  readonly serviceName: Expression<string>;
}

/** What there is to show. */
export interface DashboardOptions {
  readonly alarms: readonly AlarmHandle[];
  /** Whether the load balancer is the system's own, so that its errors are of nobody else. */
  readonly ownsBalancer: boolean;
}

/** The dashboard is 24 columns wide: blue has the left half, green the right. */
const HALF = 12;
const HEIGHT = 6;

/**
 * A dashboard with blue beside green, so that a release is seen as traffic that changes sides.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function declareDashboard(
  { resource, systemName }: Site,
  measured: DashboardReferences,
  { alarms, ownsBalancer }: DashboardOptions,
): void {
  const { clusterName, serviceName } = measured;
  const colours = (y: number, title: string, metrics: (colour: Colour) => readonly Json[], unit?: string) =>
    BOTH_COLOURS.map((colour, index) => graph({ x: index * HALF, y }, `${colour}: ${title}`, metrics(colour), unit));
  const ofColour = (colour: Colour, metric: string, look: Json): Json => [
    'AWS/ApplicationELB',
    metric,
    'TargetGroup',
    measured.targetGroups[colour],
    'LoadBalancer',
    measured.loadBalancer,
    look,
  ];
  const ofBalancer = (code: number, color: string): Json => [
    'AWS/ApplicationELB',
    `HTTPCode_ELB_${code}_Count`,
    'LoadBalancer',
    measured.loadBalancer,
    { label: String(code), stat: 'Sum', color },
  ];
  const ofService = (metric: string, label: string): Json => [
    'AWS/ECS',
    metric,
    'ClusterName',
    clusterName,
    'ServiceName',
    serviceName,
    { label, stat: 'Average' },
  ];
  const body = {
    widgets: [
      ...colours(0, 'requests', (colour) => [
        ofColour(colour, 'RequestCount', { label: 'requests', stat: 'Sum', color: COLOUR_CODES[colour] }),
        ofColour(colour, 'HTTPCode_Target_5XX_Count', { label: '5xx', stat: 'Sum', color: '#d62728' }),
      ]),
      ...colours(
        HEIGHT,
        'latency',
        (colour) => [
          ofColour(colour, 'TargetResponseTime', { label: 'p50', stat: 'p50', color: COLOUR_CODES[colour] }),
          ofColour(colour, 'TargetResponseTime', { label: 'p99', stat: 'p99', color: '#ff7f0e' }),
        ],
        'seconds',
      ),
      ...colours(2 * HEIGHT, 'targets', (colour) => [
        ofColour(colour, 'HealthyHostCount', { label: 'healthy', stat: 'Minimum', color: COLOUR_CODES[colour] }),
        ofColour(colour, 'UnHealthyHostCount', { label: 'unhealthy', stat: 'Maximum', color: '#d62728' }),
      ]),
      graph(
        { x: 0, y: 3 * HEIGHT },
        'Both: CPU and memory of the service',
        [ofService('CPUUtilization', 'CPU'), ofService('MemoryUtilization', 'memory')],
        'percent',
      ),
      ...(alarms.length > 0
        ? [
            {
              type: 'alarm',
              x: HALF,
              y: 3 * HEIGHT,
              width: HALF,
              height: HEIGHT,
              properties: { title: 'What stops a deployment', alarms: alarms.map((alarm) => alarm.att('Arn')) },
            },
          ]
        : []),
      ...(ownsBalancer
        ? [
            graph({ x: 0, y: 4 * HEIGHT }, 'Both: errors of the load balancer itself', [
              ofBalancer(502, '#d62728'),
              ofBalancer(503, '#9467bd'),
              ofBalancer(504, '#ff7f0e'),
            ]),
          ]
        : []),
    ],
  };
  resource(
    'Dashboard',
    new CloudWatch.Dashboard({
      DashboardName: sub`${systemName}-${region}`,
      DashboardBody: toJsonString(body, 'readable'),
    }),
    {
      comment:
        "Blue beside green: a release is seen as traffic that changes sides. Dashboards are the account's, so its name has the region in it.",
    },
  );
}

const COLOUR_CODES: Readonly<Record<Colour, string>> = { Blue: '#1f77b4', Green: '#2ca02c' };

function graph(
  place: { readonly x: number; readonly y: number },
  title: string,
  metrics: readonly Json[],
  unit?: string,
): Json {
  return {
    type: 'metric',
    ...place,
    width: HALF,
    height: HEIGHT,
    properties: {
      title,
      region,
      period: 60,
      yAxis: { left: { min: 0, label: unit, showUnits: unit === undefined ? undefined : false } },
      metrics,
    },
  };
}
