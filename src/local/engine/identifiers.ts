import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { isLater } from './change-details.ts';

/**
 * The primary identifiers of those types whose identifier is made of properties only. Where a service makes a part of it (a topic's
 * ARN, a repository's id), or no handler of the registry reads the type (`AWS::Route53::RecordSet`), CloudFormation neither finds a
 * taken name early nor imports by it.
 * @see https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html
 */
export const IDENTIFIERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': ['ResourceId', 'ScalableDimension', 'ServiceNamespace'],
  'AWS::AutoScaling::AutoScalingGroup': ['AutoScalingGroupName'],
  'AWS::AutoScaling::LifecycleHook': ['AutoScalingGroupName', 'LifecycleHookName'],
  'AWS::AutoScaling::WarmPool': ['AutoScalingGroupName'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::CompositeAlarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::CodeDeploy::Application': ['ApplicationName'],
  'AWS::CodeDeploy::DeploymentConfig': ['DeploymentConfigName'],
  'AWS::CodeDeploy::DeploymentGroup': ['ApplicationName', 'DeploymentGroupName'],
  'AWS::CodePipeline::Pipeline': ['Name'],
  'AWS::DynamoDB::Table': ['TableName'],
  'AWS::ECR::Repository': ['RepositoryName'],
  'AWS::ECS::CapacityProvider': ['Name'],
  'AWS::ECS::Cluster': ['ClusterName'],
  'AWS::ECS::ClusterCapacityProviderAssociations': ['Cluster'],
  'AWS::IAM::InstanceProfile': ['InstanceProfileName'],
  'AWS::IAM::Role': ['RoleName'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::Lambda::Function': ['FunctionName'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Logs::MetricFilter': ['LogGroupName', 'FilterName'],
  'AWS::Logs::ResourcePolicy': ['PolicyName'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SSM::Parameter': ['Name'],
  'AWS::WAFv2::WebACLAssociation': ['ResourceArn', 'WebACLArn'],
};

/** Which resource of its type one is: `{ RepositoryName: 'hello' }`. */
export type Identifier = Readonly<Record<string, string>>;

/** What properties say of that; undefined where a part is not said, or only the deployment will tell it. */
export function identifierIn(type: string, properties: DataObject): Identifier | undefined {
  const names = Object.hasOwn(IDENTIFIERS, type) ? IDENTIFIERS[type] : undefined;
  const values = names?.map((name) => [name, properties[name]] as const);
  if (!values?.every(([, value]) => typeof value === 'string' && !isLater(value))) return undefined;
  return Object.fromEntries(values.map(([name, value]) => [name, String(value)]));
}

/** As one text, the way messages have it: `hello`, or the parts with bars between them. */
export function identifierText(identifier: Identifier): string {
  return Object.values(identifier).join('|');
}

/** The resource of the account that an identifier names. */
export function findIdentified(account: Account, type: string, identifier: Identifier): LocalResource | undefined {
  const parts = Object.entries(identifier);
  return account.all(type).find((resource) =>
    parts.every(([name, value]) => {
      const known = resource.properties[name] ?? resource.attributes[name];
      // What a call has made has no properties; its name is its id.
      return known === undefined ? parts.length === 1 && resource.id === value : known === value;
    }),
  );
}
