import type { Data } from '../../dsl/template.ts';

/** What an ARN is made of: what references to the resource give, and where it is. */
export interface ArnSource {
  readonly type: string;
  /** `Ref`, or an attribute; undefined where it is not known. */
  readonly value: (attribute?: string) => string | undefined;
  readonly property: (name: string) => Data | undefined;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Types whose ARN no reference gives, by what it is made from; `{ref}` and properties are filled in. */
const FORMS: Readonly<Record<string, string>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': 'arn:{partition}:application-autoscaling:{here}:scalable-target/*',
  'AWS::ApplicationAutoScaling::ScalingPolicy': 'arn:{partition}:autoscaling:{here}:scalingPolicy:*',
  'AWS::AutoScaling::AutoScalingGroup':
    'arn:{partition}:autoscaling:{here}:autoScalingGroup:*:autoScalingGroupName/{ref}',
  'AWS::CloudWatch::Dashboard': 'arn:{partition}:cloudwatch::{account}:dashboard/{ref}',
  'AWS::CodeDeploy::Application': 'arn:{partition}:codedeploy:{here}:application:{ref}',
  'AWS::CodeDeploy::DeploymentConfig': 'arn:{partition}:codedeploy:{here}:deploymentconfig:{ref}',
  'AWS::CodeDeploy::DeploymentGroup': 'arn:{partition}:codedeploy:{here}:deploymentgroup:{ApplicationName}/{ref}',
  'AWS::CodePipeline::Pipeline': 'arn:{partition}:codepipeline:{here}:{ref}',
  'AWS::EC2::EIP': 'arn:{partition}:ec2:{here}:elastic-ip/*',
  'AWS::EC2::FlowLog': 'arn:{partition}:ec2:{here}:vpc-flow-log/{ref}',
  'AWS::EC2::InternetGateway': 'arn:{partition}:ec2:{here}:internet-gateway/{ref}',
  'AWS::EC2::LaunchTemplate': 'arn:{partition}:ec2:{here}:launch-template/{ref}',
  'AWS::EC2::NatGateway': 'arn:{partition}:ec2:{here}:natgateway/{ref}',
  'AWS::EC2::RouteTable': 'arn:{partition}:ec2:{here}:route-table/{ref}',
  'AWS::EC2::SecurityGroup': 'arn:{partition}:ec2:{here}:security-group/{ref}',
  'AWS::EC2::Subnet': 'arn:{partition}:ec2:{here}:subnet/{ref}',
  'AWS::EC2::VPC': 'arn:{partition}:ec2:{here}:vpc/{ref}',
  'AWS::EC2::VPCEndpoint': 'arn:{partition}:ec2:{here}:vpc-endpoint/{ref}',
  'AWS::ECS::CapacityProvider': 'arn:{partition}:ecs:{here}:capacity-provider/{ref}',
  'AWS::KMS::Alias': 'arn:{partition}:kms:{here}:{ref}',
  'AWS::Route53::RecordSet': 'arn:{partition}:route53:::hostedzone/{HostedZoneId}',
};

/** Types whose `Ref` is their ARN, or that have it as an attribute of another name than `Arn`. */
const BY_REF = new Set([
  'AWS::CodeConnections::Connection',
  'AWS::CodeStarConnections::Connection',
  'AWS::ECS::Service',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::IAM::ManagedPolicy',
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
]);

/** Types that are settings of another resource and have no ARN: the property that names that resource. */
export const SETTINGS_OF: Readonly<Record<string, string>> = {
  'AWS::EC2::Route': 'RouteTableId',
  'AWS::EC2::SecurityGroupEgress': 'GroupId',
  'AWS::EC2::SecurityGroupIngress': 'GroupId',
  'AWS::EC2::SubnetRouteTableAssociation': 'RouteTableId',
  'AWS::EC2::VPCGatewayAttachment': 'VpcId',
  'AWS::ECS::ClusterCapacityProviderAssociations': 'Cluster',
  'AWS::IAM::Policy': 'Roles',
  'AWS::Lambda::Permission': 'FunctionName',
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::SNS::Subscription': 'TopicArn',
  'AWS::SNS::TopicPolicy': 'Topics',
};

/**
 * What policies name a resource by: its ARN, for a bucket also all that is in it, for a log group also its streams. Parts that only
 * AWS makes up are `*`. Empty for what has none, or whose form is not known here.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function arnsOf(source: ArnSource): readonly string[] {
  const { type, value } = source;
  if (type === 'AWS::ECS::TaskDefinition') return [value()?.replace(/:\d+$/, ':*') ?? []].flat();
  const form = FORMS[type];
  if (form !== undefined) return [filled(form, source) ?? []].flat();
  const arn = BY_REF.has(type) ? value() : value('Arn');
  if (arn === undefined || !arn.startsWith('arn:')) return [];
  if (type === 'AWS::S3::Bucket') return [arn, `${arn}/*`];
  return type === 'AWS::Logs::LogGroup' ? [arn.replace(/:\*$/, ''), arn] : [arn];
}

function filled(form: string, { value, property, partition, region, account }: ArnSource): string | undefined {
  const words: Readonly<Record<string, string>> = { partition, account, here: `${region}:${account}` };
  let isKnown = true;
  const arn = form.replace(/\{(\w+)\}/g, (_, word: string) => {
    const text = words[word] ?? (word === 'ref' ? value() : property(word));
    isKnown &&= typeof text === 'string';
    return String(text);
  });
  return isKnown ? arn : undefined;
}
