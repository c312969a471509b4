import { EC2, ECS, Logs } from '../src/aws/index.ts';
import { type Expression, parameter, type ResourceHandle, stack, sub } from '../src/dsl/index.ts';
import {
  BOOTSTRAP_IMAGE,
  DESIRED_COUNT,
  ENCRYPTION_KEY_ARN,
  MAX_TASKS,
  MIN_TASKS,
  TOOLS_ACCOUNT_ID,
} from './common/parameters.ts';
import { openSite, type Site, siteWithRolesParameters } from './common/site.ts';
import { isReleasedFromAfar } from './options/delivery.ts';
import type { CompleteOptions } from './options/system.ts';
import { declareBootstrapTask } from './service/bootstrap-task.ts';
import { capacityStrategy } from './service/capacity-strategy.ts';
import { declareScaling } from './service/scaling.ts';
import { declareTaskRoles } from './service/task-roles.ts';

/** Ports that Docker chooses from in bridge mode. */
const DYNAMIC_PORTS = { FromPort: 32768, ToPort: 65535 };

/** What a service is made from. */
export interface ServiceStackOptions
  extends Pick<
    CompleteOptions,
    | 'capacity'
    | 'container'
    | 'sidecars'
    | 'service'
    | 'delivery'
    | 'permissions'
    | 'desiredCount'
    | 'scaling'
    | 'permissionsBoundary'
    | 'tags'
  > {
  /** Whether tasks stand in public subnets and so need public addresses to reach AWS. */
  readonly isPublic: boolean;
  /** The most tasks of one colour for which the other has room beside it; undefined where nobody can know. */
  readonly mostTasks: number | undefined;
  /** Whether the load balancer reaches the instances already, by a rule of another system. */
  readonly isReached: boolean;
}

/** The service: its logs and roles, the task it starts with, and the ECS service whose releases CodeDeploy does. */
export const service = (options: ServiceStackOptions) => {
  const { capacity, scaling } = options;
  const onFargate = capacity.kind === 'fargate';
  const atMost = options.mostTasks === undefined ? {} : { maxValue: options.mostTasks };
  return stack(
    'Service',
    {
      description: 'The service: its logs and roles, the task it starts with, and the ECS service',
      parameters: {
        ...siteWithRolesParameters(options),
        ClusterName: parameter.string({ description: 'The cluster that the service runs in' }),
        ToolsAccountId: isReleasedFromAfar(options) ? parameter.string(TOOLS_ACCOUNT_ID) : undefined,
        CapacityProviderName: onFargate
          ? undefined
          : parameter.string({ description: 'Capacity provider that starts instances for tasks' }),
        InstanceSecurityGroupId:
          onFargate || options.isReached
            ? undefined
            : parameter.securityGroupId({ description: 'Security group of the instances that tasks run on' }),
        VpcId: onFargate ? parameter.vpcId({ description: 'The network that tasks are in' }) : undefined,
        SubnetIds: onFargate ? parameter.subnetIds({ description: 'Subnets that tasks run in' }) : undefined,
        LoadBalancerSecurityGroupId: options.isReached
          ? undefined
          : parameter.securityGroupId({
              description: 'Security group of the load balancer, which traffic to tasks comes from',
            }),
        BlueTargetGroupArn: parameter.string({
          description: 'ARN of the target group that the first tasks register with',
        }),
        BootstrapImage: parameter.string(BOOTSTRAP_IMAGE),
        EncryptionKeyArn: options.service.secretsKey ? parameter.string(ENCRYPTION_KEY_ARN) : undefined,
        DesiredCount: scaling ? undefined : parameter.number({ ...DESIRED_COUNT, ...atMost }),
        MinTasks: scaling ? parameter.number({ ...MIN_TASKS, ...atMost }) : undefined,
        MaxTasks: scaling ? parameter.number({ ...MAX_TASKS, ...atMost }) : undefined,
      },
    },
    (given, tools) => {
      const site = openSite(tools, given, options);
      const logGroup = site.resource(
        'LogGroup',
        new Logs.LogGroup({
          LogGroupName: sub`/ecs/${site.systemName}`,
          RetentionInDays: options.service.logRetention,
          Tags: site.tags(),
        }),
        { comment: 'What the containers say.', deletionPolicy: 'Delete', updateReplacePolicy: 'Delete' },
      );
      const roles = declareTaskRoles(site, options, logGroup, {
        secretsKeyArn: given.EncryptionKeyArn,
        imagesOf: given.ToolsAccountId,
      });
      const bootstrap = declareBootstrapTask(site, options, {
        image: given.BootstrapImage,
        executionRoleArn: roles.execution.att('Arn'),
        taskRoleArn: roles.task.att('Arn'),
        logGroup: logGroup.ref,
      });
      const taskSecurityGroup = admitLoadBalancer(site, options, given);
      const { SubnetIds } = given;
      const ecsService = site.resource(
        'Service',
        new ECS.Service({
          ServiceName: site.systemName,
          Cluster: given.ClusterName,
          TaskDefinition: site.systemName,
          DeploymentController: { Type: 'CODE_DEPLOY' },
          SchedulingStrategy: 'REPLICA',
          DesiredCount: given.DesiredCount,
          CapacityProviderStrategy: capacityStrategy(capacity, given.CapacityProviderName),
          NetworkConfiguration:
            SubnetIds && taskSecurityGroup
              ? {
                  AwsvpcConfiguration: {
                    Subnets: SubnetIds,
                    SecurityGroups: [taskSecurityGroup.ref],
                    AssignPublicIp: options.isPublic ? 'ENABLED' : 'DISABLED',
                  },
                }
              : undefined,
          PlacementStrategies: onFargate
            ? undefined
            : [
                { Type: 'spread', Field: 'attribute:ecs.availability-zone' },
                { Type: 'binpack', Field: 'memory' },
              ],
          LoadBalancers: [
            {
              ContainerName: options.container.name,
              ContainerPort: options.container.port,
              TargetGroupArn: given.BlueTargetGroupArn,
            },
          ],
          HealthCheckGracePeriodSeconds: options.service.gracePeriodSeconds,
          EnableExecuteCommand: options.service.exec ? true : undefined,
          EnableECSManagedTags: true,
          PropagateTags: 'SERVICE',
          Tags: site.tags(),
        }),
        {
          dependsOn: bootstrap,
          comment:
            "TaskDefinition is the family's name, not a revision: CloudFormation sends it along with every update, and ECS refuses\n" +
            'another revision than the one that runs. Only desired count, grace period, placement and tags may change here; all else,\n' +
            'the target group among it, is how the service began and must stay as it is: releases change what runs.',
        },
      );
      if (scaling && given.MinTasks && given.MaxTasks) {
        declareScaling(site, scaling, {
          clusterName: given.ClusterName,
          serviceName: ecsService.att('Name'),
          min: given.MinTasks,
          max: given.MaxTasks,
        });
      }
      return {
        ServiceName: ecsService.att('Name'),
        LogGroupName: logGroup.ref,
        ExecutionRoleArn: roles.execution.att('Arn'),
        TaskRoleArn: roles.task.att('Arn'),
        TaskSecurityGroupId: taskSecurityGroup?.ref,
      };
    },
  );
};

interface Doors {
  readonly InstanceSecurityGroupId: Expression<string> | undefined;
  readonly VpcId: Expression<string> | undefined;
  /** Undefined where it is let in already. */
  readonly LoadBalancerSecurityGroupId: Expression<string> | undefined;
}

/** Lets the load balancer in: to the tasks' own group, which this gives, or to the group of their instances. */
function admitLoadBalancer(
  { resource, tags }: Site,
  { container }: ServiceStackOptions,
  { InstanceSecurityGroupId, VpcId, LoadBalancerSecurityGroupId }: Doors,
): ResourceHandle | undefined {
  const group =
    VpcId &&
    resource(
      'TaskSecurityGroup',
      new EC2.SecurityGroup({ GroupDescription: 'Tasks of the service', VpcId, Tags: tags('tasks') }),
      { comment: 'The group of the tasks, of both colours.' },
    );
  const ports = group ? { FromPort: container.port, ToPort: container.port } : DYNAMIC_PORTS;
  const GroupId = group?.ref ?? InstanceSecurityGroupId;
  if (LoadBalancerSecurityGroupId) {
    resource(
      'LoadBalancerIngress',
      new EC2.SecurityGroupIngress({
        Description: 'From the load balancer to the tasks',
        GroupId,
        IpProtocol: 'tcp',
        ...ports,
        SourceSecurityGroupId: LoadBalancerSecurityGroupId,
      }),
      {
        comment: group
          ? 'Only the load balancer reaches the tasks.'
          : 'Docker chooses the ports of bridge mode, so the load balancer may reach all of those it chooses from.',
      },
    );
  }
  return group;
}
