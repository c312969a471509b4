import { STACK } from '../watch/event.ts';
import type { OwnedResource } from './plan.ts';

/** By what a kept resource is named to its service, where that is not its physical id. */
export const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::CodeCommit::Repository': 'RepositoryName',
  'AWS::ECR::Repository': 'RepositoryName',
};

/** Types whose names templates give: a new stack would want the same. */
export function keepsItsName({ type }: Pick<OwnedResource, 'type'>): boolean {
  return type in NAME_PROPERTIES;
}

const REMOVALS: Readonly<Record<string, (name: string) => string>> = {
  'AWS::CodeCommit::Repository': (name) => `codecommit delete-repository --repository-name ${name}`,
  'AWS::ECR::Repository': (name) => `ecr delete-repository --repository-name ${name} --force`,
  'AWS::KMS::Key': (name) => `kms schedule-key-deletion --key-id ${name} --pending-window-in-days 30`,
  'AWS::Logs::LogGroup': (name) => `logs delete-log-group --log-group-name ${name}`,
  'AWS::S3::Bucket': (name) => `s3api delete-bucket --bucket ${name}`,
  [STACK]: (name) => `cloudformation delete-stack --stack-name ${name}`,
};

/**
 * The command that takes a resource away. Of types that are seldom kept it is Cloud Control's, which knows most of them.
 * @see https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-delete.html
 */
export function removalOf({ type, id, name }: OwnedResource, region: string): string {
  const known = REMOVALS[type];
  const command = known ? known(name) : `cloudcontrol delete-resource --type-name ${type} --identifier ${id}`;
  return `aws ${command} --region ${region}`;
}

/**
 * How buckets are emptied, of versions and delete markers too, which has to be before they can go. A call takes a thousand.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/empty-bucket.html
 */
export function emptyByHand(buckets: readonly OwnedResource[], region: string): readonly string[] {
  const query = '{Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}, Quiet: `true`}';
  return [
    'a bucket has to be empty before it goes, of all versions; this takes a thousand away, again until there are none:',
    `  for bucket in ${buckets.map(({ name }) => name).join(' ')}; do`,
    `    aws s3api delete-objects --region ${region} --bucket "$bucket" --delete \\`,
    `      "$(aws s3api list-object-versions --region ${region} --bucket "$bucket" --max-items 1000 --output json --query '${query}')"`,
    '  done',
  ];
}
