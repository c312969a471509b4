import type { Grant } from './grant.ts';
import { TAGGED, tagGrants } from './tags.ts';

const INSTANCES = 'AWS::AutoScaling::AutoScalingGroup';
const CLUSTER = 'AWS::ECS::Cluster';
const CAPACITY = 'AWS::ECS::CapacityProvider';
const CAPACITY_USE = 'AWS::ECS::ClusterCapacityProviderAssociations';
const SERVICE = 'AWS::ECS::Service';
const TASK = 'AWS::ECS::TaskDefinition';
const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const SCALING = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const BALANCING = [BALANCER, TARGET_GROUP, LISTENER, RULE];

/**
 * What runs, and how users get there.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
export const RUNNING_GRANTS: readonly Grant[] = [
  {
    types: [CLUSTER, CAPACITY_USE, CAPACITY],
    actions: [
      'ecs:CreateCluster',
      'ecs:DeleteCluster',
      'ecs:DescribeClusters',
      'ecs:PutClusterCapacityProviders',
      'ecs:UpdateCluster',
      'ecs:UpdateClusterSettings',
    ],
    on: ['ecs:{here}:cluster/{name}'],
  },
  // Its name does not begin with the system's, which might begin with a word that ECS keeps for itself.
  {
    types: [CAPACITY, CAPACITY_USE],
    actions: [
      'ecs:CreateCapacityProvider',
      'ecs:DeleteCapacityProvider',
      'ecs:DescribeCapacityProviders',
      'ecs:UpdateCapacityProvider',
    ],
    on: ['ecs:{here}:capacity-provider/instances-{name}'],
  },
  // The cluster may be another system's.
  {
    types: [SERVICE],
    actions: ['ecs:CreateService', 'ecs:DeleteService', 'ecs:DescribeServices', 'ecs:UpdateService'],
    on: ['ecs:{here}:service/*/{name}'],
  },
  {
    types: [SERVICE],
    actions: ['ecs:DescribeServiceDeployments', 'ecs:ListServiceDeployments'],
    on: ['ecs:{here}:service/*/{name}', 'ecs:{here}:service-deployment/*/{name}/*'],
  },
  {
    types: [CLUSTER, CAPACITY, SERVICE, TASK],
    actions: ['ecs:ListTagsForResource', 'ecs:TagResource', 'ecs:UntagResource'],
    on: [
      'ecs:{here}:cluster/{name}',
      'ecs:{here}:capacity-provider/instances-{name}',
      'ecs:{here}:service/*/{name}',
      'ecs:{here}:task-definition/{name}:*',
    ],
  },
  { types: [TASK], actions: ['ecs:RegisterTaskDefinition'], on: ['ecs:{here}:task-definition/{name}:*'] },
  { types: [TASK], actions: ['ecs:DeregisterTaskDefinition', 'ecs:DescribeTaskDefinition'], on: '*' },
  {
    types: [INSTANCES, CAPACITY],
    actions: [
      'autoscaling:CreateAutoScalingGroup',
      'autoscaling:CreateOrUpdateTags',
      'autoscaling:DeleteAutoScalingGroup',
      'autoscaling:DeleteTags',
      'autoscaling:UpdateAutoScalingGroup',
    ],
    on: ['autoscaling:{here}:autoScalingGroup:*:autoScalingGroupName/{made}'],
  },
  { types: [INSTANCES], actions: ['autoscaling:Describe*'], on: '*' },
  // Asked for on everything an instance begins with, the image and the key of its volume among it.
  { types: [INSTANCES], actions: ['ec2:RunInstances'], on: ['ec2:{here}:*', 'ec2:{region}::image/*'] },
  {
    types: [TARGET, SCALING],
    actions: [
      'application-autoscaling:DeleteScalingPolicy',
      'application-autoscaling:DeregisterScalableTarget',
      'application-autoscaling:PutScalingPolicy',
      'application-autoscaling:RegisterScalableTarget',
    ],
    on: ['application-autoscaling:{here}:scalable-target/*'],
  },
  { types: [TARGET, SCALING], actions: ['application-autoscaling:Describe*'], on: '*' },
  { types: BALANCING, actions: ['elasticloadbalancing:Describe*'], on: '*' },
  // CloudFormation cuts these names to a few letters of the system's, and listeners have none and no tags everywhere.
  {
    types: BALANCING,
    actions: [
      'elasticloadbalancing:CreateListener',
      'elasticloadbalancing:CreateLoadBalancer',
      'elasticloadbalancing:CreateRule',
      'elasticloadbalancing:CreateTargetGroup',
      'elasticloadbalancing:DeleteListener',
      'elasticloadbalancing:DeleteRule',
      'elasticloadbalancing:ModifyListener',
      'elasticloadbalancing:ModifyListenerAttributes',
      'elasticloadbalancing:ModifyLoadBalancerAttributes',
      'elasticloadbalancing:ModifyRule',
      'elasticloadbalancing:ModifyTargetGroup',
      'elasticloadbalancing:ModifyTargetGroupAttributes',
      'elasticloadbalancing:SetIpAddressType',
      'elasticloadbalancing:SetSecurityGroups',
      'elasticloadbalancing:SetSubnets',
    ],
    on: ['elasticloadbalancing:{here}:*'],
  },
  {
    types: [BALANCER, TARGET_GROUP],
    actions: ['elasticloadbalancing:DeleteLoadBalancer', 'elasticloadbalancing:DeleteTargetGroup'],
    on: ['elasticloadbalancing:{here}:*'],
    when: TAGGED,
  },
  ...tagGrants({
    types: BALANCING,
    actions: ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'],
    on: ['elasticloadbalancing:{here}:*'],
  }),
  // Which zone is a parameter of the root.
  {
    types: ['AWS::Route53::RecordSet'],
    actions: ['route53:ChangeResourceRecordSets', 'route53:GetHostedZone', 'route53:ListResourceRecordSets'],
    on: ['route53:::hostedzone/*'],
  },
  { types: ['AWS::Route53::RecordSet'], actions: ['route53:GetChange'], on: ['route53:::change/*'] },
];
