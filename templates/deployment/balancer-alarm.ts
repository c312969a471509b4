import { CloudWatch } from '../../src/aws/index.ts';
import { type ResourceHandle, sub } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import { type AlarmHandle, judgedBy, type Measured, sumOf } from './alarms.ts';

/** What the name of the alarm begins with after the system's, as those of the colours begin with the colour's. */
export const BALANCER = 'load-balancer';

/**
 * The alarm of the errors that the load balancer answers itself: where a target hangs or hangs up (504, 502), or there is none (503).
 * They are the load balancer's and of no colour. Those without a target are not among its requests, so they are added.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function declareBalancerAlarm(
  { resource, systemName, tags }: Site,
  percent: number,
  { loadBalancer }: Measured,
  topic: ResourceHandle,
): AlarmHandle {
  const dimensions = [{ Name: 'LoadBalancer', Value: loadBalancer }];
  return resource(
    'LoadBalancerErrors',
    new CloudWatch.Alarm({
      AlarmName: sub`${systemName}-${BALANCER}-errors`,
      AlarmDescription: `The load balancer itself answers more than ${percent} % of all requests with 5xx`,
      Metrics: [
        {
          Id: 'share',
          Expression: 'IF(total > 0, 100 * FILL(errors, 0) / total, 0)',
          Label: '5xx of the load balancer, percent',
          ReturnData: true,
        },
        { Id: 'total', Expression: 'FILL(requests, 0) + FILL(refused, 0)', ReturnData: false },
        sumOf('errors', 'HTTPCode_ELB_5XX_Count', dimensions),
        sumOf('requests', 'RequestCount', dimensions),
        sumOf('refused', 'HTTPCode_ELB_503_Count', dimensions),
      ],
      ...judgedBy(percent, topic),
      Tags: tags(`${BALANCER}-errors`),
    }),
    {
      comment:
        'The share of requests that the load balancer answers with 5xx itself, as when targets hang, hang up or are not there.\n' +
        'Requests that found no target are none by its own count, so those are added.',
    },
  );
}
