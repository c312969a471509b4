import {
  CreateBucket$,
  type CreateBucketRequest,
  DeleteBucket$,
  type DeleteBucketRequest,
  GetBucketLocation$,
  type GetBucketLocationRequest,
  HeadBucket$,
  type HeadBucketRequest,
  ListBuckets$,
  type ListBucketsRequest,
} from '@aws-sdk/client-s3';
import type { DataObject } from '../../../dsl/template.ts';
import type { Account } from '../../account.ts';
import { BUCKET } from '../../buckets.ts';
import { Objects } from '../../objects.ts';
import { findAnywhere } from '../../shared-buckets.ts';
import { endUploadsOf } from '../../uploads.ts';
import { type Operation, operation, ServiceError } from '../../wire/service.ts';
import { findBucket, readableBucket } from './faults.ts';

/** What `Fn::GetAtt` gives for a bucket, except the address of a website. */
export function bucketAttributes(account: Account, name: string): DataObject {
  const { partition, region } = account.whereabouts;
  return {
    Arn: `arn:${partition}:s3:::${name}`,
    DomainName: `${name}.s3.${account.urlSuffix}`,
    RegionalDomainName: `${name}.s3.${region}.${account.urlSuffix}`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.${account.urlSuffix}`,
  };
}

/** Operations on whole buckets. */
export const bucketOperations: readonly Operation[] = [
  operation(
    'CreateBucket',
    CreateBucket$,
    ['Bucket', 'CreateBucketConfiguration', 'ObjectOwnership'],
    ({ Bucket = '', CreateBucketConfiguration, ObjectOwnership }: CreateBucketRequest, { account }) => {
      checkName(Bucket);
      const { LocationConstraint, ...other } = CreateBucketConfiguration ?? {};
      const [unknown] = Object.keys(other);
      if (unknown)
        throw new ServiceError('NotImplemented', `the local cloud does not look at '${unknown}' of CreateBucket`);
      checkLocation(account, LocationConstraint);
      const taken = findAnywhere(account, Bucket);
      if (taken) return refuseTaken(account, taken.account, Bucket);
      const live = ObjectOwnership === undefined ? {} : { ownership: { Rules: [{ ObjectOwnership }] } };
      account.put({ type: BUCKET, id: Bucket, properties: {}, attributes: bucketAttributes(account, Bucket), live });
      return { Location: `/${Bucket}` };
    },
  ),
  operation('HeadBucket', HeadBucket$, ['Bucket', 'ExpectedBucketOwner'], (input: HeadBucketRequest, call) => {
    const { account } = readableBucket(call, input, { action: 's3:ListBucket' });
    return { BucketRegion: account.whereabouts.region };
  }),
  operation(
    'GetBucketLocation',
    GetBucketLocation$,
    ['Bucket', 'ExpectedBucketOwner'],
    (input: GetBucketLocationRequest, call) => {
      const { account } = readableBucket(call, input, { action: 's3:GetBucketLocation' });
      const { region } = account.whereabouts;
      return region === 'us-east-1' ? {} : { LocationConstraint: region };
    },
  ),
  operation('ListBuckets', ListBuckets$, [], (_: ListBucketsRequest, { account }) => ({
    Owner: { ID: account.whereabouts.accountId },
    // Those of all regions, wherever it is asked.
    Buckets: account.cloud
      .ofAccount(account.whereabouts.accountId)
      .flatMap((each) => each.all(BUCKET))
      .map(({ id, createdAt }) => ({ Name: id, CreationDate: new Date(createdAt) })),
  })),
  operation(
    'DeleteBucket',
    DeleteBucket$,
    ['Bucket', 'ExpectedBucketOwner'],
    (input: DeleteBucketRequest, { account }) => {
      const { id } = findBucket(account, input);
      if (new Objects(account).versions(id).length > 0) throw notEmpty(account, id);
      endUploadsOf(account, id);
      account.remove(BUCKET, id);
      return {};
    },
  ),
];

function notEmpty(account: Account, bucket: string): ServiceError {
  const onlyOld = new Objects(account).list(bucket).length === 0;
  const hint = onlyOld ? ' You must delete all versions in the bucket.' : '';
  return new ServiceError('BucketNotEmpty', `The bucket you tried to delete is not empty.${hint}`, 409);
}

// In the oldest region making a bucket again that one has there is no error.
function refuseTaken(account: Account, owner: Account, bucket: string): object {
  if (account === owner && account.whereabouts.region === 'us-east-1') return { Location: `/${bucket}` };
  if (account.whereabouts.accountId !== owner.whereabouts.accountId)
    throw new ServiceError(
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      409,
    );
  const message = 'Your previous request to create the named bucket succeeded and you already own it.';
  throw new ServiceError('BucketAlreadyOwnedByYou', message, 409);
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function checkName(name: string): void {
  const isValid = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^[\d.]+$/.test(name);
  if (!isValid) throw new ServiceError('InvalidBucketName', `The specified bucket is not valid: '${name}'`);
}

function checkLocation({ whereabouts: { region } }: Account, location: string | undefined): void {
  if (region === 'us-east-1' && location === region)
    throw new ServiceError('InvalidLocationConstraint', 'The specified location-constraint is not valid');
  const expected = region === 'us-east-1' ? undefined : region;
  if (location !== expected)
    throw new ServiceError(
      'IllegalLocationConstraintException',
      `The ${location ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
}
