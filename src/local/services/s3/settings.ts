import {
  GetBucketEncryption$,
  GetBucketLifecycleConfiguration$,
  GetBucketOwnershipControls$,
  GetBucketPolicy$,
  GetBucketTagging$,
  GetBucketVersioning$,
  GetPublicAccessBlock$,
  PutBucketEncryption$,
  PutBucketLifecycleConfiguration$,
  PutBucketOwnershipControls$,
  PutBucketPolicy$,
  PutBucketTagging$,
  PutBucketVersioning$,
  PutPublicAccessBlock$,
} from '@aws-sdk/client-s3';
import type { StaticOperationSchema } from '@smithy/types';
import { isObject } from '../../../dsl/border.ts';
import type { Data } from '../../../dsl/template.ts';
import type { Account } from '../../account.ts';
import { type BucketSetting, calledSetting } from '../../buckets.ts';
import type { LocalResource } from '../../resource.ts';
import { type Operation, operation, ServiceError } from '../../wire/service.ts';
import { type BucketInput, findBucket } from './faults.ts';
import { settingOfTemplate } from './template-settings.ts';

interface Setting {
  readonly setting: BucketSetting;
  readonly put: readonly [name: string, schema: StaticOperationSchema];
  readonly get: readonly [name: string, schema: StaticOperationSchema];
  /** The member of the request that holds it. */
  readonly member: string;
  /** The answer to asking for it. */
  readonly show: (value: Data) => object;
  /** What holds where nobody has said anything: a value, or the error. */
  readonly otherwise: Data | ServiceError;
}

const missing = (code: string, message: string) => new ServiceError(code, message, 404);

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
const SETTINGS: readonly Setting[] = [
  {
    setting: 'encryption',
    put: ['PutBucketEncryption', PutBucketEncryption$],
    get: ['GetBucketEncryption', GetBucketEncryption$],
    member: 'ServerSideEncryptionConfiguration',
    show: (value) => ({ ServerSideEncryptionConfiguration: value }),
    otherwise: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }] },
  },
  {
    setting: 'versioning',
    put: ['PutBucketVersioning', PutBucketVersioning$],
    get: ['GetBucketVersioning', GetBucketVersioning$],
    member: 'VersioningConfiguration',
    show: members,
    otherwise: {},
  },
  {
    setting: 'policy',
    put: ['PutBucketPolicy', PutBucketPolicy$],
    get: ['GetBucketPolicy', GetBucketPolicy$],
    member: 'Policy',
    show: (value) => ({ Policy: value }),
    otherwise: missing('NoSuchBucketPolicy', 'The bucket policy does not exist'),
  },
  {
    setting: 'publicAccessBlock',
    put: ['PutPublicAccessBlock', PutPublicAccessBlock$],
    get: ['GetPublicAccessBlock', GetPublicAccessBlock$],
    member: 'PublicAccessBlockConfiguration',
    show: (value) => ({ PublicAccessBlockConfiguration: value }),
    otherwise: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  },
  {
    setting: 'lifecycle',
    put: ['PutBucketLifecycleConfiguration', PutBucketLifecycleConfiguration$],
    get: ['GetBucketLifecycleConfiguration', GetBucketLifecycleConfiguration$],
    member: 'LifecycleConfiguration',
    show: members,
    otherwise: missing('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'),
  },
  {
    setting: 'tagging',
    put: ['PutBucketTagging', PutBucketTagging$],
    get: ['GetBucketTagging', GetBucketTagging$],
    member: 'Tagging',
    show: members,
    otherwise: missing('NoSuchTagSet', 'The TagSet does not exist'),
  },
  {
    setting: 'ownership',
    put: ['PutBucketOwnershipControls', PutBucketOwnershipControls$],
    get: ['GetBucketOwnershipControls', GetBucketOwnershipControls$],
    member: 'OwnershipControls',
    show: (value) => ({ OwnershipControls: value }),
    otherwise: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  },
];

/** Operations that say or tell one thing about a bucket. */
export const settingOperations: readonly Operation[] = SETTINGS.flatMap(
  ({ setting, put, get, member, show, otherwise }) => [
    operation<BucketInput & Readonly<Record<string, unknown>>, object>(
      ...put,
      ['Bucket', 'ExpectedBucketOwner', member],
      (input, { account }) => {
        const bucket = findBucket(account, input);
        account.touch(bucket, { [setting]: checked(setting, toData(input[member])) });
        return {};
      },
    ),
    operation<BucketInput, object>(...get, ['Bucket', 'ExpectedBucketOwner'], (input, { account }) => {
      const value = currentSetting(account, findBucket(account, input), setting) ?? otherwise;
      if (value instanceof ServiceError) throw value;
      return show(value);
    }),
  ],
);

/** What holds for a bucket: what a call has said last, else what its template says. In the form of S3's API. */
export function currentSetting(account: Account, bucket: LocalResource, setting: BucketSetting): Data | undefined {
  return calledSetting(bucket, setting) ?? settingOfTemplate(account, bucket, setting);
}

function members(value: Data): object {
  return isObject(value) ? value : {};
}

function checked(setting: BucketSetting, value: Data): Data {
  if (setting !== 'policy') return value;
  try {
    JSON.parse(String(value));
  } catch {
    throw new ServiceError('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'");
  }
  return value;
}

function toData(value: unknown): Data {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(toData);
  if (value instanceof Date) throw new ServiceError('NotImplemented', 'the local cloud keeps no date of a bucket rule');
  if (typeof value !== 'object' || value === null) throw new ServiceError('MalformedXML', 'The XML has no content');
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toData(each)]));
}
