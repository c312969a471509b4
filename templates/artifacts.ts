import { KMS, S3 } from '../src/aws/index.ts';
import {
  accountId,
  parameter,
  partition,
  type ResourceHandle,
  region,
  stack,
  sub,
  urlSuffix,
  type Value,
} from '../src/dsl/index.ts';
import { onlyEncryptedConnections, PRIVATE_BUCKET } from './common/bucket.ts';
import { ACCOUNT, ACCOUNT_MANAGES } from './common/key.ts';
import { WORKLOAD_ACCOUNT_ID } from './common/parameters.ts';
import { openSite, type Site, type SiteOptions, siteParameters } from './common/site.ts';

/** How long what passes through the pipeline is kept, in days. */
const ARTIFACT_DAYS = 30;
const LOG_DAYS = 90;

/** What the artifacts are made from. */
export interface ArtifactsOptions extends SiteOptions {
  /** Whether the service runs in another account, which then reads them. */
  readonly isShared?: boolean;
}

/** What the pipeline passes from stage to stage: a bucket, the key it is encrypted with, and the record of who came. */
export const artifacts = (options: ArtifactsOptions) =>
  stack(
    'Artifacts',
    {
      description: 'What the pipeline passes from stage to stage: a bucket, its key, and the record of who read it',
      parameters: {
        ...siteParameters(),
        WorkloadAccountId: options.isShared ? parameter.string(WORKLOAD_ACCOUNT_ID) : undefined,
      },
    },
    (given, tools) => {
      const site = openSite(tools, given, options);
      const workload = given.WorkloadAccountId && { AWS: sub`arn:${partition}:iam::${given.WorkloadAccountId}:root` };
      const key = declareKey(site, workload);
      const log = declareAccessLog(site);
      const bucket = site.resource(
        'ArtifactBucket',
        new S3.Bucket({
          ...PRIVATE_BUCKET,
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              {
                BucketKeyEnabled: true,
                ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key.att('Arn') },
              },
            ],
          },
          VersioningConfiguration: { Status: 'Enabled' },
          LifecycleConfiguration: {
            // A file of which there are versions only becomes an old one of them.
            Rules: [{ ...expireAfter(ARTIFACT_DAYS), NoncurrentVersionExpiration: { NoncurrentDays: ARTIFACT_DAYS } }],
          },
          LoggingConfiguration: { DestinationBucketName: log.bucket.ref, LogFilePrefix: 'artifacts/' },
          Tags: site.tags('artifacts'),
        }),
        {
          dependsOn: log.policy,
          comment:
            'Private, versioned, encrypted with the key above. It stays when the stack goes: S3 deletes no bucket with files.',
          deletionPolicy: 'RetainExceptOnCreate',
          updateReplacePolicy: 'Retain',
        },
      );
      site.resource(
        'ArtifactBucketPolicy',
        new S3.BucketPolicy({
          Bucket: bucket.ref,
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [...(workload ? [readByWorkload(bucket, workload)] : []), onlyEncryptedConnections(bucket)],
          },
        }),
        {
          comment: workload
            ? 'Requests without TLS are denied. The account of the service may read; which of its roles do is in their policies.'
            : 'Requests without TLS are denied. Who may read and write is in the policies of the roles.',
        },
      );
      return { BucketName: bucket.ref, KeyArn: key.att('Arn') };
    },
  );

function expireAfter(days: number): S3.BucketRule {
  return {
    Id: 'expire',
    Status: 'Enabled',
    ExpirationInDays: days,
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  };
}

/** Another account. */
type Workload = { readonly AWS: Value<string> };

function readByWorkload(bucket: ResourceHandle<S3.BucketReturnValues>, workload: Workload) {
  return {
    Sid: 'WorkloadReads',
    Effect: 'Allow',
    Principal: workload,
    Action: ['s3:GetObject', 's3:GetObjectVersion'],
    Resource: sub`${bucket.att('Arn')}/*`,
  };
}

/** A key whose policy lets IAM decide, for use through S3 only; each role's own policy says that it may. */
function declareKey(
  { resource, systemName, tags }: Site,
  workload: Workload | undefined,
): ResourceHandle<KMS.KeyReturnValues> {
  return resource(
    'ArtifactKey',
    new KMS.Key({
      Description: sub`What the pipeline of ${systemName} passes on`,
      EnableKeyRotation: true,
      KeyPolicy: {
        Version: '2012-10-17',
        Statement: [
          ACCOUNT_MANAGES,
          {
            Sid: 'RolesUseItThroughS3',
            Effect: 'Allow',
            Principal: ACCOUNT,
            Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
            Resource: '*',
            Condition: { StringEquals: { 'kms:ViaService': sub`s3.${region}.${urlSuffix}` } },
          },
          ...(workload
            ? [
                {
                  Sid: 'WorkloadReadsThroughS3',
                  Effect: 'Allow',
                  Principal: workload,
                  Action: ['kms:Decrypt', 'kms:DescribeKey'],
                  Resource: '*',
                  Condition: { StringEquals: { 'kms:ViaService': sub`s3.${region}.${urlSuffix}` } },
                },
              ]
            : []),
        ],
      },
      Tags: tags('artifacts'),
    }),
    {
      comment:
        'The account manages it; its roles use it through S3, where their own policies say so. That keeps this stack from naming\n' +
        'roles that come later. It stays with the bucket: without it, what is kept there could not be read.',
      deletionPolicy: 'RetainExceptOnCreate',
      updateReplacePolicy: 'Retain',
    },
  );
}

/** The bucket that S3 writes down in who read and wrote the artifacts. */
function declareAccessLog({ resource, tags }: Site) {
  const bucket = resource(
    'ArtifactLogBucket',
    new S3.Bucket({
      ...PRIVATE_BUCKET,
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: [expireAfter(LOG_DAYS)] },
      Tags: tags('artifact-access'),
    }),
    {
      comment: 'Who read and wrote the artifacts. S3 can write with S3-managed keys only.',
      deletionPolicy: 'RetainExceptOnCreate',
      updateReplacePolicy: 'Retain',
    },
  );
  const policy = resource(
    'ArtifactLogBucketPolicy',
    new S3.BucketPolicy({
      Bucket: bucket.ref,
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'S3Writes',
            Effect: 'Allow',
            Principal: { Service: 'logging.s3.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: sub`${bucket.att('Arn')}/artifacts/*`,
            Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
          },
          onlyEncryptedConnections(bucket),
        ],
      },
    }),
    { comment: 'S3 may write down what happens in buckets of this account.' },
  );
  return { bucket, policy };
}
