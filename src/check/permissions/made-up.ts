import { createHash } from 'node:crypto';
import type { Data } from '../../dsl/template.ts';
import type { KnownValues, Reference } from './resolve.ts';

/** Where a stack would be. */
export interface Target {
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
}

/** How a type's references look: `{name}` and `{id}` are filled in, and where it is. */
interface Shape {
  /** The property that names it; one that is not given is made up. */
  readonly name?: string;
  /** What `Ref` gives; the name unless said. */
  readonly ref?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

const byArn = (arn: string, attributes: Readonly<Record<string, string>> = {}, name?: string): Shape => ({
  ref: arn,
  attributes: { Arn: arn, ...attributes },
  ...(name === undefined ? {} : { name }),
});

const named = (name: string, arn: string, attributes: Readonly<Record<string, string>> = {}): Shape => ({
  name,
  attributes: { Arn: arn, ...attributes },
});

const BALANCING = 'arn:{partition}:elasticloadbalancing:{here}';
const LOAD_BALANCER = `${BALANCING}:loadbalancer/app/{name}/{id}`;
const TARGET_GROUP = `${BALANCING}:targetgroup/{name}/{id}`;

/**
 * What references to the types that policies speak of give.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html
 */
const SHAPES: Readonly<Record<string, Shape>> = {
  'AWS::CloudWatch::Alarm': named('AlarmName', 'arn:{partition}:cloudwatch:{here}:alarm:{name}'),
  'AWS::CodeBuild::Project': named('Name', 'arn:{partition}:codebuild:{here}:project/{name}'),
  'AWS::CodeCommit::Repository': {
    name: 'RepositoryName',
    ref: '{uuid}',
    attributes: {
      Arn: 'arn:{partition}:codecommit:{here}:{name}',
      Name: '{name}',
      CloneUrlHttp: 'https://git-codecommit.{region}.{suffix}/v1/repos/{name}',
      CloneUrlSsh: 'ssh://git-codecommit.{region}.{suffix}/v1/repos/{name}',
    },
  },
  'AWS::CodeConnections::Connection': byArn('arn:{partition}:codeconnections:{here}:connection/{uuid}', {
    ConnectionArn: 'arn:{partition}:codeconnections:{here}:connection/{uuid}',
  }),
  'AWS::CodeDeploy::Application': { name: 'ApplicationName' },
  'AWS::CodeDeploy::DeploymentConfig': { name: 'DeploymentConfigName' },
  'AWS::CodeDeploy::DeploymentGroup': { name: 'DeploymentGroupName' },
  'AWS::CodePipeline::Pipeline': { name: 'Name', attributes: { Version: '1' } },
  'AWS::CodeStarConnections::Connection': byArn('arn:{partition}:codestar-connections:{here}:connection/{uuid}', {
    ConnectionArn: 'arn:{partition}:codestar-connections:{here}:connection/{uuid}',
  }),
  'AWS::ECR::Repository': named('RepositoryName', 'arn:{partition}:ecr:{here}:repository/{name}', {
    RepositoryUri: '{account}.dkr.ecr.{region}.{suffix}/{name}',
  }),
  'AWS::ECS::Cluster': named('ClusterName', 'arn:{partition}:ecs:{here}:cluster/{name}'),
  'AWS::Events::Rule': named('Name', 'arn:{partition}:events:{here}:rule/{name}'),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': byArn(
    LOAD_BALANCER,
    {
      LoadBalancerArn: LOAD_BALANCER,
      LoadBalancerFullName: 'app/{name}/{id}',
      LoadBalancerName: '{name}',
      DNSName: '{name}-{id}.{region}.elb.{suffix}',
    },
    'Name',
  ),
  'AWS::ElasticLoadBalancingV2::TargetGroup': byArn(
    TARGET_GROUP,
    { TargetGroupArn: TARGET_GROUP, TargetGroupFullName: 'targetgroup/{name}/{id}', TargetGroupName: '{name}' },
    'Name',
  ),
  'AWS::IAM::InstanceProfile': named('InstanceProfileName', 'arn:{partition}:iam::{account}:instance-profile/{name}'),
  'AWS::IAM::ManagedPolicy': byArn('arn:{partition}:iam::{account}:policy/{name}', {}, 'ManagedPolicyName'),
  'AWS::IAM::OIDCProvider': byArn('arn:{partition}:iam::{account}:oidc-provider/{host}'),
  'AWS::IAM::Role': named('RoleName', 'arn:{partition}:iam::{account}:role/{name}'),
  'AWS::KMS::Alias': { name: 'AliasName' },
  'AWS::KMS::Key': { ref: '{uuid}', attributes: { Arn: 'arn:{partition}:kms:{here}:key/{uuid}', KeyId: '{uuid}' } },
  'AWS::Lambda::Function': named('FunctionName', 'arn:{partition}:lambda:{here}:function:{name}'),
  'AWS::Logs::LogGroup': named('LogGroupName', 'arn:{partition}:logs:{here}:log-group:{name}:*'),
  'AWS::S3::Bucket': named('BucketName', 'arn:{partition}:s3:::{name}'),
  'AWS::SNS::Topic': byArn(
    'arn:{partition}:sns:{here}:{name}',
    { TopicArn: 'arn:{partition}:sns:{here}:{name}', TopicName: '{name}' },
    'TopicName',
  ),
  'AWS::SQS::Queue': {
    name: 'QueueName',
    ref: 'https://sqs.{region}.{suffix}/{account}/{name}',
    attributes: { Arn: 'arn:{partition}:sqs:{here}:{name}', QueueName: '{name}' },
  },
  'AWS::SecretsManager::Secret': byArn('arn:{partition}:secretsmanager:{here}:secret:{name}-AbCdEf', {}, 'Name'),
};

/** The suffix of AWS's host names; what is not listed has the common one. */
const SUFFIXES: Readonly<Record<string, string>> = { 'aws-cn': 'amazonaws.com.cn' };

/**
 * Values that a stack could have there: names as the template gives them, everything else made up from logical ids, the same each
 * time. A `Ref` to any other type is its made-up name; an attribute of one has no value.
 */
export function madeUpValues(
  target: Target,
  parameters: Readonly<Record<string, Data>> = {},
): KnownValues & { readonly pseudo: Readonly<Record<string, string>> } {
  const suffix = SUFFIXES[target.partition] ?? 'amazonaws.com';
  const digests = new Map<string, string>();
  return {
    pseudo: {
      'AWS::AccountId': target.account,
      'AWS::Partition': target.partition,
      'AWS::Region': target.region,
      'AWS::URLSuffix': suffix,
    },
    parameters,
    resource: (reference) => madeUpValue(reference, target, suffix, digests),
  };
}

function madeUpValue(
  reference: Reference,
  target: Target,
  suffix: string,
  digests: Map<string, string>,
): Data | undefined {
  const { logicalId, type } = reference;
  const seed = `${type} ${logicalId} ${target.region}:${target.account}`;
  const digest = digests.get(seed) ?? createHash('sha256').update(seed).digest('hex');
  digests.set(seed, digest);
  const name = `made-up-${logicalId}-${digest.slice(0, 8)}`;
  return shapedValue(reference, target, suffix, { name, composed: `made-up-${logicalId}`, digest });
}

/**
 * The value of a reference in the form that its type's have, or undefined where that form is not known.
 * @param made the name it has when its properties give none (`composed` inside what is made of several), and 32 hex digits for ids.
 */
export function shapedValue(
  reference: Reference,
  target: Target,
  suffix: string,
  made: { readonly name: string; readonly composed?: string; readonly digest: string },
): Data | undefined {
  const { type, attribute, property } = reference;
  const { digest, name: invented } = made;
  const here = `${target.region}:${target.account}`;
  const composed = composedValue(reference, made.composed ?? invented, target.partition, here, digest.slice(0, 16));
  if (composed !== undefined) return composed;
  const { name: naming, ref = '{name}', attributes = {} } = SHAPES[type] ?? {};
  const pattern = attribute === undefined ? ref : attributes[attribute];
  if (pattern === undefined) return undefined;
  // Most ask for one or two of these.
  const wordOf = (word: string): string => {
    switch (word) {
      case 'here':
        return here;
      case 'suffix':
        return suffix;
      case 'id':
        return digest.slice(0, 16);
      case 'uuid':
        return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
      case 'host': {
        const url = property('Url');
        return typeof url === 'string' ? url.replace('https://', '') : invented;
      }
      case 'name': {
        const given = naming === undefined ? undefined : property(naming);
        if (typeof given === 'string') return given;
        // Buckets are lower case.
        return type === 'AWS::S3::Bucket' ? invented.toLowerCase() : invented;
      }
      default:
        return word === 'partition' || word === 'region' || word === 'account' ? target[word] : '';
    }
  };
  return pattern.replace(/\{(\w+)\}/g, (_, word: string) => wordOf(word));
}

// What follows from more than a name: a listener from its load balancer, a service from its cluster, a task from its family.
function composedValue(
  { type, attribute, property }: Reference,
  invented: string,
  partition: string,
  here: string,
  id: string,
) {
  const text = (name: string) => String(property(name) ?? invented);
  switch (`${type} ${attribute ?? 'Ref'}`) {
    case 'AWS::ElasticLoadBalancingV2::Listener Ref':
    case 'AWS::ElasticLoadBalancingV2::Listener ListenerArn':
      return `${text('LoadBalancerArn').replace(':loadbalancer/', ':listener/')}/${id}`;
    case 'AWS::ElasticLoadBalancingV2::ListenerRule Ref':
    case 'AWS::ElasticLoadBalancingV2::ListenerRule RuleArn':
      return `${text('ListenerArn').replace(':listener/', ':listener-rule/')}/${id}`;
    case 'AWS::ECS::Service Name':
      return text('ServiceName');
    case 'AWS::ECS::Service Ref':
    case 'AWS::ECS::Service ServiceArn':
      return `arn:${partition}:ecs:${here}:service/${text('Cluster').replace(/^.*:cluster\//, '')}/${text('ServiceName')}`;
    case 'AWS::ECS::TaskDefinition Ref':
      return `arn:${partition}:ecs:${here}:task-definition/${text('Family')}:1`;
    default:
      return undefined;
  }
}
