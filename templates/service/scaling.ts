import { ApplicationAutoScaling } from '../../src/aws/index.ts';
import { type Expression, sub } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import type { ScalingOptions } from '../options/container.ts';

/** What scaling refers to. */
export interface ScalingReferences {
  readonly clusterName: Expression<string>;
  readonly serviceName: Expression<string>;
  readonly min: Expression<number>;
  readonly max: Expression<number>;
}

/** Lets the number of tasks follow their load. The role that does it is the service-linked one. */
export function declareScaling(
  { resource }: Site,
  { cpuPercent, memoryPercent }: ScalingOptions,
  { clusterName, serviceName, min, max }: ScalingReferences,
): void {
  const target = resource(
    'TaskCount',
    new ApplicationAutoScaling.ScalableTarget({
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      ResourceId: sub`service/${clusterName}/${serviceName}`,
      MinCapacity: min,
      MaxCapacity: max,
    }),
    {
      comment: 'The number of tasks, between these two. The service has no desired count: an update would set it back.',
    },
  );
  const follow = (
    id: string,
    metric: 'ECSServiceAverageCPUUtilization' | 'ECSServiceAverageMemoryUtilization',
    percent: number,
    comment: string,
  ) =>
    resource(
      id,
      new ApplicationAutoScaling.ScalingPolicy({
        PolicyName: sub`${serviceName}-${id === 'CpuScaling' ? 'cpu' : 'memory'}`,
        PolicyType: 'TargetTrackingScaling',
        ScalingTargetId: target.ref,
        TargetTrackingScalingPolicyConfiguration: {
          PredefinedMetricSpecification: { PredefinedMetricType: metric },
          TargetValue: percent,
          ScaleOutCooldown: 60,
          ScaleInCooldown: 300,
        },
      }),
      { comment },
    );
  if (cpuPercent !== undefined) {
    follow('CpuScaling', 'ECSServiceAverageCPUUtilization', cpuPercent, 'More tasks when the CPU is busy.');
  }
  if (memoryPercent !== undefined) {
    follow('MemoryScaling', 'ECSServiceAverageMemoryUtilization', memoryPercent, 'More tasks when memory is full.');
  }
}
