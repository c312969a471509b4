import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { answered, explained } from '../call.ts';
import type { Clients } from '../clients.ts';
import type { DeployEnvironment } from '../target.ts';
import type { OwnedBucket } from './bucket.ts';

/** Something that the bucket of templates is to have. */
export interface BucketSetting {
  /** `versioning` */
  readonly name: string;
  /** Whether it has any, this or another. @throws TealformError `access-denied` and others. */
  readonly isSet: () => Promise<boolean>;
  /** Sets it. @throws TealformError `access-denied` and others. */
  readonly put: () => Promise<unknown>;
}

/** What makes a bucket private, encrypted, over TLS only and versioned, in the order in which it is set: a bucket with the last has all. */
export function bucketSettings(
  { s3, region }: Clients,
  { bucket, owner }: OwnedBucket,
  { partition }: DeployEnvironment,
): readonly BucketSetting[] {
  const at = (action: string) => ({ action: `s3:${action}`, resource: bucket, region });
  const common = { Bucket: bucket, ExpectedBucketOwner: owner };
  return [
    {
      name: 'no public access',
      isSet: async () =>
        (await answered(s3.send(new GetPublicAccessBlockCommand(common)), at('GetBucketPublicAccessBlock'), [
          'NoSuchPublicAccessBlockConfiguration',
        ])) !== undefined,
      put: () =>
        explained(
          s3.send(new PutPublicAccessBlockCommand({ ...common, PublicAccessBlockConfiguration: NOTHING_PUBLIC })),
          at('PutBucketPublicAccessBlock'),
        ),
    },
    {
      name: 'encryption',
      isSet: async () =>
        (await answered(s3.send(new GetBucketEncryptionCommand(common)), at('GetEncryptionConfiguration'), [
          'ServerSideEncryptionConfigurationNotFoundError',
        ])) !== undefined,
      put: () =>
        explained(
          s3.send(new PutBucketEncryptionCommand({ ...common, ServerSideEncryptionConfiguration: ENCRYPTION })),
          at('PutEncryptionConfiguration'),
        ),
    },
    {
      name: 'TLS only',
      isSet: async () =>
        (await answered(s3.send(new GetBucketPolicyCommand(common)), at('GetBucketPolicy'), ['NoSuchBucketPolicy'])) !==
        undefined,
      put: () =>
        explained(
          s3.send(new PutBucketPolicyCommand({ ...common, Policy: JSON.stringify(tlsOnly(bucket, partition)) })),
          at('PutBucketPolicy'),
        ),
    },
    {
      name: 'an end for old versions',
      isSet: async () =>
        (await answered(s3.send(new GetBucketLifecycleConfigurationCommand(common)), at('GetLifecycleConfiguration'), [
          'NoSuchLifecycleConfiguration',
        ])) !== undefined,
      put: () =>
        explained(
          s3.send(new PutBucketLifecycleConfigurationCommand({ ...common, LifecycleConfiguration: LIFECYCLE })),
          at('PutLifecycleConfiguration'),
        ),
    },
    {
      name: 'versioning',
      // One that somebody has suspended has been looked at by somebody.
      isSet: async () =>
        (await explained(s3.send(new GetBucketVersioningCommand(common)), at('GetBucketVersioning'))).Status !==
        undefined,
      put: () =>
        explained(
          s3.send(new PutBucketVersioningCommand({ ...common, VersioningConfiguration: { Status: 'Enabled' } })),
          at('PutBucketVersioning'),
        ),
    },
  ];
}

const NOTHING_PUBLIC = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

const ENCRYPTION = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }] };

const LIFECYCLE = {
  Rules: [
    {
      ID: 'old-versions',
      Status: 'Enabled' as const,
      Filter: { Prefix: '' },
      NoncurrentVersionExpiration: { NoncurrentDays: 90 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
  ],
};

function tlsOnly(bucket: string, partition: string) {
  const arn = `arn:${partition}:s3:::${bucket}`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyEncryptedConnections',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}
