import { ELBv2 } from '../../src/aws/index.ts';
import type { Expression, ResourceHandle } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import type { ContainerOptions } from '../options/container.ts';

/** What both target groups are made from. */
export interface TargetGroupOptions {
  readonly container: Pick<ContainerOptions, 'port' | 'healthCheck'>;
  /** How targets are registered: `instance` for containers on dynamic host ports (EC2 bridge mode), `ip` for awsvpc. */
  readonly targetType: 'instance' | 'ip';
  readonly deregistrationSeconds: number;
}

/** The target groups of the two colours. Blue and green are alike in everything: they swap their roles at each release. */
export function declareTargetGroups(site: Site, options: TargetGroupOptions, vpcId: Expression<string>) {
  return {
    blue: declareTargetGroup(
      site,
      options,
      vpcId,
      'Blue',
      'Blue and green are alike: they swap roles at each release.',
    ),
    green: declareTargetGroup(site, options, vpcId, 'Green', 'The other colour.'),
  };
}

function declareTargetGroup(
  { resource, tags }: Site,
  { container, targetType, deregistrationSeconds }: TargetGroupOptions,
  vpcId: Expression<string>,
  colour: 'Blue' | 'Green',
  comment: string,
): ResourceHandle<ELBv2.TargetGroupReturnValues> {
  return resource(
    `${colour}TargetGroup`,
    new ELBv2.TargetGroup({
      VpcId: vpcId,
      TargetType: targetType,
      Protocol: 'HTTP',
      Port: container.port,
      HealthCheckPath: container.healthCheck,
      HealthCheckIntervalSeconds: 10,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 3,
      Matcher: { HttpCode: '200' },
      TargetGroupAttributes: [
        { Key: 'deregistration_delay.timeout_seconds', Value: String(deregistrationSeconds) },
        { Key: 'stickiness.enabled', Value: 'false' },
      ],
      Tags: tags(colour.toLowerCase()),
    }),
    { comment },
  );
}
