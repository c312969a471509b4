// For tests only: what CloudFormation calls for what runs and its load balancer, and what it must leave alone.
import { may, mayNot, type Row } from '../../../src/check/permissions/table.ts';
import type { System } from '../hello.ts';
import { calls, elsewhere, FOREIGN, madeName, OWN, ROLE, type TypeRows } from './names.ts';

const ecs = (...names: readonly string[]) => calls('ecs', ...names);
const balancing = (...names: readonly string[]) => calls('elasticloadbalancing', ...names);
const TAGGING = balancing('AddTags', 'RemoveTags');
const TAGS = ['ListTagsForResource', 'TagResource', 'UntagResource'];

/** Calls on what has a name: the system's, and not another's. */
const onlyOn = (actions: readonly string[], own: string, other: string): readonly Row[] => [
  may(ROLE, actions, own),
  mayNot(ROLE, actions, other),
];

/** What load balancing makes: its ids are not known before, its tags are. */
function balanced(actions: readonly string[], rest: string, system: System): readonly Row[] {
  const arn = system.arn('elasticloadbalancing', rest);
  return [
    may(ROLE, actions, arn),
    mayNot(ROLE, actions, elsewhere(arn, system)),
    may(ROLE, TAGGING, arn, OWN),
    may(ROLE, TAGGING, arn),
    mayNot(ROLE, TAGGING, arn, FOREIGN),
    mayNot(ROLE, TAGGING, elsewhere(arn, system), OWN),
    mayNot(ROLE, TAGGING, elsewhere(arn, system)),
  ];
}

/** What deletes load balancers and target groups asks for the system's tags. */
function deleted(action: string, rest: string, system: System): readonly Row[] {
  const arn = system.arn('elasticloadbalancing', rest);
  return [
    may(ROLE, action, arn, OWN),
    mayNot(ROLE, action, arn, FOREIGN),
    mayNot(ROLE, action, elsewhere(arn, system), OWN),
  ];
}

/** By resource type. */
export const RUNNING_ROWS: TypeRows = {
  'AWS::ECS::Cluster': ({ arn }) => [
    ...onlyOn(
      ecs('CreateCluster', 'DeleteCluster', 'DescribeClusters', 'UpdateCluster', 'UpdateClusterSettings', ...TAGS),
      arn('ecs', 'cluster/hello-server'),
      arn('ecs', 'cluster/other'),
    ),
    mayNot(ROLE, ecs('PutAccountSetting', 'PutAccountSettingDefault'), '*'),
  ],
  'AWS::ECS::CapacityProvider': ({ arn }) =>
    onlyOn(
      [
        ...ecs('CreateCapacityProvider', 'DeleteCapacityProvider', 'DescribeCapacityProviders'),
        ...ecs('UpdateCapacityProvider', ...TAGS),
      ],
      arn('ecs', 'capacity-provider/instances-hello-server'),
      arn('ecs', 'capacity-provider/instances-other'),
    ),
  'AWS::ECS::ClusterCapacityProviderAssociations': ({ arn }) =>
    onlyOn(ecs('PutClusterCapacityProviders'), arn('ecs', 'cluster/hello-server'), arn('ecs', 'cluster/other')),
  'AWS::ECS::Service': ({ arn }) => [
    ...onlyOn(
      ecs('CreateService', 'DeleteService', 'DescribeServices', 'UpdateService', ...TAGS),
      arn('ecs', 'service/hello-server/hello-server'),
      arn('ecs', 'service/hello-server/other'),
    ),
    ...onlyOn(
      ecs('DescribeServiceDeployments', 'ListServiceDeployments'),
      arn('ecs', 'service/hello-server/hello-server'),
      arn('ecs', 'service/hello-server/other'),
    ),
    ...onlyOn(
      ecs('DescribeServiceDeployments'),
      arn('ecs', 'service-deployment/hello-server/hello-server/one'),
      arn('ecs', 'service-deployment/hello-server/other/one'),
    ),
    mayNot(ROLE, ecs('ExecuteCommand', 'RunTask', 'StopTask'), '*'),
  ],
  'AWS::ECS::TaskDefinition': ({ arn }) => [
    ...onlyOn(
      ecs('RegisterTaskDefinition', ...TAGS),
      arn('ecs', 'task-definition/hello-server:1'),
      arn('ecs', 'task-definition/other:1'),
    ),
    may(ROLE, ecs('DeregisterTaskDefinition', 'DescribeTaskDefinition'), '*'),
    mayNot(ROLE, ecs('DeleteTaskDefinitions'), '*'),
  ],
  'AWS::AutoScaling::AutoScalingGroup': (system) => {
    const { arn, partition, region } = system;
    const group = (name: string) => arn('autoscaling', `autoScalingGroup:one:autoScalingGroupName/${name}`);
    const verbs = ['CreateAutoScalingGroup', 'DeleteAutoScalingGroup', 'UpdateAutoScalingGroup'];
    const instance = arn('ec2', 'instance/i-1');
    return [
      ...onlyOn(
        calls('autoscaling', ...verbs, 'CreateOrUpdateTags', 'DeleteTags'),
        group(madeName('Cluster', 'InstanceGroup')),
        group(madeName('Cluster', 'InstanceGroup', 'hello-server-admin')),
      ),
      may(ROLE, calls('autoscaling', 'DescribeAutoScalingGroups', 'DescribeScalingActivities'), '*'),
      may(ROLE, 'ec2:RunInstances', instance),
      may(ROLE, 'ec2:RunInstances', `arn:${partition}:ec2:${region}::image/ami-1`),
      mayNot(ROLE, 'ec2:RunInstances', elsewhere(instance, system)),
      mayNot(ROLE, calls('ec2', 'StopInstances', 'TerminateInstances', 'ModifyInstanceAttribute'), instance),
    ];
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (system) => {
    const changes = ['ModifyLoadBalancerAttributes', 'SetIpAddressType', 'SetSecurityGroups', 'SetSubnets'];
    return [
      ...balanced(balancing('CreateLoadBalancer', ...changes), 'loadbalancer/app/hello-LoadB-1/1', system),
      ...deleted('elasticloadbalancing:DeleteLoadBalancer', 'loadbalancer/app/hello-LoadB-1/1', system),
      may(ROLE, balancing('DescribeLoadBalancers', 'DescribeLoadBalancerAttributes', 'DescribeTags'), '*'),
    ];
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': (system) => {
    const changes = ['ModifyTargetGroup', 'ModifyTargetGroupAttributes'];
    return [
      ...balanced(balancing('CreateTargetGroup', ...changes), 'targetgroup/hello-BlueT-1/1', system),
      ...deleted('elasticloadbalancing:DeleteTargetGroup', 'targetgroup/hello-BlueT-1/1', system),
      may(ROLE, balancing('DescribeTargetGroups', 'DescribeTargetGroupAttributes'), '*'),
      mayNot(ROLE, balancing('RegisterTargets', 'DeregisterTargets'), '*'),
    ];
  },
  'AWS::ElasticLoadBalancingV2::Listener': (system) => [
    ...balanced(
      balancing('CreateListener', 'DeleteListener', 'ModifyListener', 'ModifyListenerAttributes'),
      'listener/app/hello-LoadB-1/1/2',
      system,
    ),
    may(ROLE, balancing('DescribeListeners', 'DescribeListenerAttributes'), '*'),
  ],
  'AWS::ElasticLoadBalancingV2::ListenerRule': (system) => [
    ...balanced(balancing('CreateRule', 'DeleteRule', 'ModifyRule'), 'listener-rule/app/hello-LoadB-1/1/2/3', system),
    may(ROLE, balancing('DescribeRules'), '*'),
  ],
};
