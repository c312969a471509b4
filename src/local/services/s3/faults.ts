import type { Account } from '../../account.ts';
import { BUCKET } from '../../buckets.ts';
import type { LocalResource } from '../../resource.ts';
import { ServiceError } from '../../wire/service.ts';

/** What every request about a bucket has. */
export interface BucketInput {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** The bucket that a request is about. @throws ServiceError where there is none, or the caller expects another's. */
export function findBucket(account: Account, { Bucket = '', ExpectedBucketOwner }: BucketInput): LocalResource {
  const bucket = account.find(BUCKET, Bucket);
  if (bucket === undefined) throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
  if (ExpectedBucketOwner !== undefined && ExpectedBucketOwner !== account.whereabouts.accountId)
    throw new ServiceError('AccessDenied', 'Access Denied', 403);
  return bucket;
}

/** There is no object of that key. */
export function noSuchKey(): ServiceError {
  return new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
}
