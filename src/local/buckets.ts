import { isObject } from '../dsl/border.ts';
import type { Data } from '../dsl/template.ts';
import type { Account } from './account.ts';
import type { LocalResource } from './resource.ts';

/** CloudFormation's name for a bucket. */
export const BUCKET = 'AWS::S3::Bucket';

/** What can be said about a bucket by a call of its own, under the name that it is kept under in what is live. */
export type BucketSetting =
  | 'encryption'
  | 'versioning'
  | 'policy'
  | 'publicAccessBlock'
  | 'lifecycle'
  | 'tagging'
  | 'ownership';

/** What a call has said about a bucket, in the form of S3's API; undefined where none has, and a template's word holds. */
export function calledSetting(bucket: LocalResource, setting: BucketSetting): Data | undefined {
  return bucket.live[setting];
}

/** Whether a bucket keeps old versions: `Enabled`, `Suspended`, or undefined where it never has. */
export function versioningOf(account: Account, bucket: string): string | undefined {
  const resource = account.find(BUCKET, bucket);
  if (resource === undefined) return undefined;
  const said = calledSetting(resource, 'versioning') ?? resource.properties.VersioningConfiguration;
  return isObject(said) && typeof said.Status === 'string' ? said.Status : undefined;
}
