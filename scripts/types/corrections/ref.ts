import type { Correction } from '../correction.ts';

/**
 * What `Ref` gives where the package's identifiers do not tell: several of them, or one whose value is not what its name says.
 * Where AWS's page is silent or no property has that value, it is an id without a path: fit to depend on, not to pass on.
 */
export const refCorrections: readonly Correction[] = [
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalabletarget.html',
    type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    ref: { kind: 'id', path: 'Id' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalingpolicy.html',
    type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    ref: { kind: 'arn', path: 'Arn' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-lifecyclehook.html',
    type: 'AWS::AutoScaling::LifecycleHook',
    ref: { kind: 'name', path: 'LifecycleHookName' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-scheduledaction.html',
    type: 'AWS::AutoScaling::ScheduledAction',
    ref: { kind: 'name', path: 'ScheduledActionName' },
  },
  {
    // AWS calls it the stack's id; it is an ARN.
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html',
    type: 'AWS::CloudFormation::Stack',
    ref: { kind: 'arn', path: 'StackId' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-waitconditionhandle.html',
    type: 'AWS::CloudFormation::WaitConditionHandle',
    ref: { kind: 'url', path: 'Id' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html',
    type: 'AWS::EC2::Route',
    ref: { kind: 'id' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcgatewayattachment.html',
    type: 'AWS::EC2::VPCGatewayAttachment',
    ref: { kind: 'id' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-clustercapacityproviderassociations.html',
    type: 'AWS::ECS::ClusterCapacityProviderAssociations',
    ref: { kind: 'name', path: 'Cluster' },
  },
  {
    // On an event bus of one's own it is bus|rule.
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html',
    type: 'AWS::Events::Rule',
    ref: { kind: 'id' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html',
    type: 'AWS::Lambda::Permission',
    ref: { kind: 'id' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-metricfilter.html',
    type: 'AWS::Logs::MetricFilter',
    ref: { kind: 'id' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html',
    type: 'AWS::S3::BucketPolicy',
    ref: { kind: 'name', path: 'Bucket' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html',
    type: 'AWS::SecretsManager::Secret',
    ref: { kind: 'arn', path: 'Id' },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webaclassociation.html',
    type: 'AWS::WAFv2::WebACLAssociation',
    ref: { kind: 'id' },
  },
];
