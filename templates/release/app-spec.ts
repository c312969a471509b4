import { type Expression, join, sub, type Value } from '../../src/dsl/index.ts';
import { hookFunctionName } from '../hooks.ts';
import { LIFECYCLE_EVENTS } from '../options/hooks.ts';
import type { CompleteOptions } from '../options/system.ts';
import { capacityStrategy } from '../service/capacity-strategy.ts';
import { indent, type Lines } from './lines.ts';

/** What an AppSpec refers to: expressions inside a template, or text that says what to fill in. */
export interface AppSpecReferences {
  readonly systemName: Value<string>;
  /** On EC2 instances. */
  readonly capacityProviderName: Value<string> | undefined;
  /** On Fargate: the subnets, and the group of the tasks. */
  readonly subnetIds: Expression<readonly string[]> | string | undefined;
  readonly taskSecurityGroupId: Value<string> | undefined;
}

type AppSpecOptions = Pick<CompleteOptions, 'capacity' | 'container' | 'hooks' | 'network'>;

/**
 * What CodeDeploy does in a release. It repeats what the service is placed on, because CodeDeploy drops what it does not find here.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
 */
export function writeAppSpec(options: AppSpecOptions, references: AppSpecReferences): Lines {
  const { capacity, container, hooks, network } = options;
  const { systemName, subnetIds, taskSecurityGroupId } = references;
  const strategy = capacityStrategy(capacity, references.capacityProviderName).flatMap(
    ({ CapacityProvider, Base, Weight }) => [
      sub`- CapacityProvider: "${CapacityProvider ?? ''}"`,
      ...(Base === undefined ? [] : [sub`  Base: ${Base}`]),
      sub`  Weight: ${Weight ?? 1}`,
    ],
  );
  const placement: Lines =
    subnetIds === undefined || taskSecurityGroupId === undefined
      ? []
      : [
          'NetworkConfiguration:',
          '  AwsvpcConfiguration:',
          sub`    Subnets: ["${joinSubnets(subnetIds)}"]`,
          sub`    SecurityGroups: ["${taskSecurityGroupId}"]`,
          `    AssignPublicIp: ${network.tasks === 'public' ? 'ENABLED' : 'DISABLED'}`,
        ];
  const used = LIFECYCLE_EVENTS.filter((event) => hooks[event] !== undefined);
  return [
    'version: 0.0',
    'Resources:',
    '  - TargetService:',
    '      Type: AWS::ECS::Service',
    '      Properties:',
    '        TaskDefinition: "<TASK_DEFINITION>"',
    '        LoadBalancerInfo:',
    `          ContainerName: "${container.name}"`,
    `          ContainerPort: ${container.port}`,
    '        CapacityProviderStrategy:',
    ...indent(strategy, 10),
    ...indent(placement, 8),
    ...(used.length > 0
      ? ['Hooks:', ...used.map((event) => sub`  - ${event}: "${hookFunctionName(systemName, event)}"`)]
      : []),
  ];
}

/** The subnets as they stand between the outer quotes of a list. */
export function joinSubnets(subnetIds: Expression<readonly string[]> | string): Value<string> {
  return typeof subnetIds === 'string' ? subnetIds : join('", "', subnetIds);
}
