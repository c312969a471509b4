import type { Data } from '../dsl/template.ts';
import type { Account } from './account.ts';
import { BUCKET, calledSetting } from './buckets.ts';
import type { Caller } from './caller.ts';
import { Objects, type StoredObject } from './objects.ts';
import type { LocalResource } from './resource.ts';
import { judge } from './resource-policy.ts';

/** A bucket, and the account and region that it is in. */
export interface FoundBucket {
  readonly account: Account;
  readonly bucket: LocalResource;
}

/** The bucket of that name, wherever it is: a name is there once for all accounts and regions. */
export function findAnywhere(from: Account, name: string): FoundBucket | undefined {
  for (const account of from.cloud.all()) {
    const bucket = account.find(BUCKET, name);
    if (bucket !== undefined) return { account, bucket };
  }
  return undefined;
}

/** What is to be done with a bucket, or with an object in it. */
export interface BucketUse {
  /** `s3:GetObject` */
  readonly action: string;
  readonly key?: string;
  /** What is known beside the caller: `s3:prefix`. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * Whether somebody may: in the bucket's own account always, from another one where the bucket's policy says so. Keys that objects are
 * encrypted with are not looked at.
 * @throws ServiceError `NotImplemented` with the name of what the local cloud does not know in the policy.
 */
export function mayUse(
  { account, bucket }: FoundBucket,
  caller: Caller,
  { action, key, context = {} }: BucketUse,
): boolean {
  if (caller.accountId === account.whereabouts.accountId) return true;
  const policy = policyDocument(account, bucket);
  if (policy === undefined) return false;
  const resource = `arn:${account.whereabouts.partition}:s3:::${bucket.id}${key === undefined ? '' : `/${key}`}`;
  const request = { caller, action, resource, context };
  return judge(policy, `the policy of bucket ${bucket.id}`, 'resource', account, request) === 'allowed';
}

/** An object that somebody may read, in whichever account and region; undefined where it is not there, or not for them. */
export function readAnywhere(
  from: Account,
  caller: Caller,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  context: BucketUse['context'] = {},
): StoredObject | undefined {
  const found = findAnywhere(from, bucket);
  if (!found || !mayUse(found, caller, { action: 's3:GetObject', key, context })) return undefined;
  return new Objects(found.account).get(bucket, key);
}

function policyDocument(account: Account, bucket: LocalResource): Data | undefined {
  const called = calledSetting(bucket, 'policy');
  // It was looked at when it was put: it is JSON.
  if (typeof called === 'string') return JSON.parse(called) as Data;
  const resource = account.all('AWS::S3::BucketPolicy').find(({ properties }) => properties.Bucket === bucket.id);
  return resource?.properties.PolicyDocument;
}
