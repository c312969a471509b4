import type { Correction } from '../correction.ts';

const adjustmentTypes = ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'];
const aggregations = ['Average', 'Maximum', 'Minimum'];
const statistics = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum'];
const transitions = ['autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING'];

const services = [
  'appstream',
  'cassandra',
  'comprehend',
  'custom-resource',
  'dynamodb',
  'ec2',
  'ecs',
  'elasticache',
  'elasticmapreduce',
  'kafka',
  'lambda',
  'neptune',
  'rds',
  'sagemaker',
  'workspaces',
];

const dimensions = [
  'appstream:fleet:DesiredCapacity',
  'cassandra:table:ReadCapacityUnits',
  'cassandra:table:WriteCapacityUnits',
  'comprehend:document-classifier-endpoint:DesiredInferenceUnits',
  'comprehend:entity-recognizer-endpoint:DesiredInferenceUnits',
  'custom-resource:ResourceType:Property',
  'dynamodb:index:ReadCapacityUnits',
  'dynamodb:index:WriteCapacityUnits',
  'dynamodb:table:ReadCapacityUnits',
  'dynamodb:table:WriteCapacityUnits',
  'ec2:spot-fleet-request:TargetCapacity',
  'ecs:service:DesiredCount',
  'elasticache:cache-cluster:Nodes',
  'elasticache:replication-group:NodeGroups',
  'elasticache:replication-group:Replicas',
  'elasticmapreduce:instancegroup:InstanceCount',
  'kafka:broker-storage:VolumeSize',
  'lambda:function:ProvisionedConcurrency',
  'neptune:cluster:ReadReplicaCount',
  'rds:cluster:ReadReplicaCount',
  'sagemaker:inference-component:DesiredCopyCount',
  'sagemaker:variant:DesiredInstanceCount',
  'sagemaker:variant:DesiredProvisionedConcurrency',
  'workspaces:workspacespool:DesiredUserSessions',
];

/** What the pages of EC2 Auto Scaling and Application Auto Scaling say beside the package. */
export const autoScalingCorrections: readonly Correction[] = [
  {
    page: 'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html',
    type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    values: { ScalableDimension: dimensions, ServiceNamespace: services },
  },
  {
    page: 'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html',
    type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    values: {
      PolicyType: ['PredictiveScaling', 'StepScaling', 'TargetTrackingScaling'],
      ScalableDimension: dimensions,
      ServiceNamespace: services,
    },
  },
  {
    page: 'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_CustomizedMetricSpecification.html',
    type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    definition: 'CustomizedMetricSpecification',
    values: { Statistic: statistics },
  },
  {
    page: 'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepScalingPolicyConfiguration.html',
    type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    definition: 'StepScalingPolicyConfiguration',
    values: { AdjustmentType: adjustmentTypes, MetricAggregationType: aggregations },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    values: { DesiredCapacityType: ['memory-mib', 'units', 'vcpu'] },
  },
  {
    page: 'https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    values: { DeletionProtection: ['none', 'prevent-all-deletion', 'prevent-force-deletion'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-autoscaling-autoscalinggroup-capacityreservationspecification.html',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    definition: 'CapacityReservationSpecification',
    values: {
      CapacityReservationPreference: ['capacity-reservations-first', 'capacity-reservations-only', 'default', 'none'],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-autoscaling-autoscalinggroup-instancesdistribution.html',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    definition: 'InstancesDistribution',
    values: {
      OnDemandAllocationStrategy: ['lowest-price', 'prioritized'],
      SpotAllocationStrategy: [
        'capacity-optimized',
        'capacity-optimized-prioritized',
        'lowest-price',
        'price-capacity-optimized',
      ],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-autoscaling-autoscalinggroup-lifecyclehookspecification.html',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    definition: 'LifecycleHookSpecification',
    values: { DefaultResult: ['ABANDON', 'CONTINUE'], LifecycleTransition: transitions },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-autoscaling-autoscalinggroup-metricscollection.html',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    definition: 'MetricsCollection',
    values: {
      Granularity: ['1Minute'],
      Metrics: [
        'GroupAndWarmPoolDesiredCapacity',
        'GroupAndWarmPoolTotalCapacity',
        'GroupDesiredCapacity',
        'GroupInServiceCapacity',
        'GroupInServiceInstances',
        'GroupMaxSize',
        'GroupMinSize',
        'GroupPendingCapacity',
        'GroupPendingInstances',
        'GroupStandbyCapacity',
        'GroupStandbyInstances',
        'GroupTerminatingCapacity',
        'GroupTerminatingInstances',
        'GroupTotalCapacity',
        'GroupTotalInstances',
        'WarmPoolDesiredCapacity',
        'WarmPoolPendingCapacity',
        'WarmPoolTerminatingCapacity',
        'WarmPoolTotalCapacity',
        'WarmPoolWarmedCapacity',
      ],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-autoscaling-autoscalinggroup-notificationconfiguration.html',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    definition: 'NotificationConfiguration',
    values: {
      NotificationTypes: [
        'autoscaling:EC2_INSTANCE_LAUNCH',
        'autoscaling:EC2_INSTANCE_LAUNCH_ERROR',
        'autoscaling:EC2_INSTANCE_TERMINATE',
        'autoscaling:EC2_INSTANCE_TERMINATE_ERROR',
        'autoscaling:TEST_NOTIFICATION',
      ],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-autoscaling-autoscalinggroup-trafficsourceidentifier.html',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    definition: 'TrafficSourceIdentifier',
    values: { Type: ['elb', 'elbv2', 'vpc-lattice'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-lifecyclehook.html',
    type: 'AWS::AutoScaling::LifecycleHook',
    values: { DefaultResult: ['ABANDON', 'CONTINUE'], LifecycleTransition: transitions },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-scalingpolicy.html',
    type: 'AWS::AutoScaling::ScalingPolicy',
    values: {
      AdjustmentType: adjustmentTypes,
      MetricAggregationType: aggregations,
      PolicyType: ['PredictiveScaling', 'SimpleScaling', 'StepScaling', 'TargetTrackingScaling'],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CustomizedMetricSpecification.html',
    type: 'AWS::AutoScaling::ScalingPolicy',
    definition: 'CustomizedMetricSpecification',
    values: { Statistic: statistics },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-autoscaling-scalingpolicy-predefinedmetricspecification.html',
    type: 'AWS::AutoScaling::ScalingPolicy',
    definition: 'PredefinedMetricSpecification',
    values: {
      PredefinedMetricType: [
        'ALBRequestCountPerTarget',
        'ASGAverageCPUUtilization',
        'ASGAverageNetworkIn',
        'ASGAverageNetworkOut',
      ],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html',
    type: 'AWS::AutoScaling::WarmPool',
    values: { PoolState: ['Hibernated', 'Running', 'Stopped'] },
  },
];
