import type { Account } from '../../account.ts';
import { BUCKET } from '../../buckets.ts';
import { callerOf } from '../../caller.ts';
import type { LocalResource } from '../../resource.ts';
import { type BucketUse, type FoundBucket, findAnywhere, mayUse } from '../../shared-buckets.ts';
import { type Call, ServiceError } from '../../wire/service.ts';

/** What every request about a bucket has. */
export interface BucketInput {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/**
 * The bucket that a request is about, of the caller's own account and region.
 * @throws ServiceError where there is none, where it is another's or elsewhere, or the caller expects another's.
 */
export function findBucket(account: Account, { Bucket = '', ExpectedBucketOwner }: BucketInput): LocalResource {
  const bucket = account.find(BUCKET, Bucket);
  if (bucket === undefined) {
    const found = locate(account, Bucket);
    throw found === undefined ? noSuchBucket() : denied();
  }
  checkOwner(account, ExpectedBucketOwner);
  return bucket;
}

/**
 * The bucket that a request reads from: the caller's own, or one of another account whose policy lets them.
 * @throws ServiceError as {@link findBucket} does.
 */
export function readableBucket({ account, caller }: Call, input: BucketInput, use: BucketUse): FoundBucket {
  const found = locate(account, input.Bucket ?? '');
  if (found === undefined) throw noSuchBucket();
  if (!mayUse(found, caller ?? callerOf(account), use)) throw denied();
  checkOwner(found.account, input.ExpectedBucketOwner);
  return found;
}

/** @throws ServiceError `PermanentRedirect` for a bucket in another region than the one that is asked. */
function locate(account: Account, name: string): FoundBucket | undefined {
  const found = findAnywhere(account, name);
  const region = found?.account.whereabouts.region;
  if (region === undefined || region === account.whereabouts.region) return found;
  const message =
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.';
  throw new ServiceError('PermanentRedirect', message, 301, { 'x-amz-bucket-region': region });
}

function checkOwner({ whereabouts }: Account, expected: string | undefined): void {
  if (expected !== undefined && expected !== whereabouts.accountId) throw denied();
}

function noSuchBucket(): ServiceError {
  return new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
}

function denied(): ServiceError {
  return new ServiceError('AccessDenied', 'Access Denied', 403);
}

/** There is no object of that key. */
export function noSuchKey(): ServiceError {
  return new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
}
