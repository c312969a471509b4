import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, hasPipeline, NAMES, resourceOf } from './variants.ts';

const usual = 'three zones, a NAT in each';
const resource = (id: string) => resourceOf(usual, 'artifacts.yaml', id);
const properties = (id: string) => at(resource(id), 'Properties');
const statements = (id: string, document: string) => at(properties(id), document, 'Statement');
const ROOT = { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } };

const PRIVATE = {
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
};

test('there are artifacts where there is a pipeline, and nowhere else', () => {
  for (const name of NAMES) {
    assert.equal(resourceOf(name, 'artifacts.yaml', 'ArtifactBucket') !== undefined, hasPipeline(name), name);
  }
});

describe('the bucket of artifacts', () => {
  const { Tags, ...rest } = properties('ArtifactBucket') as Record<string, unknown>;

  test('is private, versioned, encrypted with the key, logged, and keeps what passes through for a month', () => {
    assert.ok(Tags);
    assert.deepEqual(rest, {
      ...PRIVATE,
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: { 'Fn::GetAtt': ['ArtifactKey', 'Arn'] },
            },
          },
        ],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'expire',
            Status: 'Enabled',
            ExpirationInDays: 30,
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          },
        ],
      },
      LoggingConfiguration: { DestinationBucketName: { Ref: 'ArtifactLogBucket' }, LogFilePrefix: 'artifacts/' },
    });
  });

  test('comes after S3 may write its log, and stays when the stack goes', () => {
    assert.equal(at(resource('ArtifactBucket'), 'DependsOn'), 'ArtifactLogBucketPolicy');
    assert.deepEqual(policiesOf('ArtifactBucket'), ['RetainExceptOnCreate', 'Retain']);
  });

  test('denies requests without TLS, on itself and on all in it', () => {
    assert.deepEqual(statements('ArtifactBucketPolicy', 'PolicyDocument'), [withTls('ArtifactBucket')]);
    assert.deepEqual(at(properties('ArtifactBucketPolicy'), 'Bucket'), { Ref: 'ArtifactBucket' });
  });
});

describe('the key of artifacts', () => {
  test('is rotated, and stays as long as the bucket, which could not be read without it', () => {
    assert.equal(at(properties('ArtifactKey'), 'EnableKeyRotation'), true);
    assert.deepEqual(policiesOf('ArtifactKey'), policiesOf('ArtifactBucket'));
  });

  test('is managed by the account, and used through S3 only', () => {
    const [manages, uses, ...others] = statements('ArtifactKey', 'KeyPolicy') as readonly object[];
    assert.deepEqual(others, []);
    assert.deepEqual(at(manages, 'Principal'), ROOT);
    assert.equal(at(manages, 'Condition'), undefined);
    assert.deepEqual(uses, {
      Sid: 'RolesUseItThroughS3',
      Effect: 'Allow',
      Principal: ROOT,
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Sub': 's3.${AWS::Region}.${AWS::URLSuffix}' } } },
    });
  });

  test("is managed as the topic's key is: everything but its use, so that nobody is locked out", () => {
    const manages = at(statements('ArtifactKey', 'KeyPolicy'), '0');
    const topicKey = at(
      resourceOf(usual, 'deployment.yaml', 'NotificationKey'),
      'Properties',
      'KeyPolicy',
      'Statement',
    );
    assert.deepEqual(at(topicKey, '0'), manages);
    const allowed = at(manages, 'Action') as readonly string[];
    const allows = (action: string) =>
      allowed.some((each) => action === each || action.startsWith(each.replace('*', '')));
    const administration = ['DisableKeyRotation', 'UpdateAlias', 'ListKeyPolicies', 'ListGrants', 'RevokeGrant'];
    const lockout = ['GetKeyPolicy', 'PutKeyPolicy', 'EnableKey', 'ScheduleKeyDeletion', 'CancelKeyDeletion'];
    for (const action of [...administration, ...lockout]) assert.ok(allows(`kms:${action}`), action);
    const use = [
      'Decrypt',
      'Encrypt',
      'GenerateDataKey',
      'GenerateDataKeyPair',
      'ReEncryptFrom',
      'CreateGrant',
      'Sign',
    ];
    for (const action of use) assert.ok(!allows(`kms:${action}`), action);
  });
});

describe('the record of who came', () => {
  const { Tags, ...rest } = properties('ArtifactLogBucket') as Record<string, unknown>;

  test('is private, encrypted as S3 can write it, kept for a quarter, and stays when the stack goes', () => {
    assert.ok(Tags);
    assert.deepEqual(rest, {
      ...PRIVATE,
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      // It has no versions, and so no old ones.
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'expire',
            Status: 'Enabled',
            ExpirationInDays: 90,
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
    });
    assert.deepEqual(policiesOf('ArtifactLogBucket'), ['RetainExceptOnCreate', 'Retain']);
  });

  test("is written by S3 for this account, where the bucket's log goes, and by TLS", () => {
    assert.deepEqual(statements('ArtifactLogBucketPolicy', 'PolicyDocument'), [
      {
        Sid: 'S3Writes',
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: { 'Fn::Sub': '${ArtifactLogBucket.Arn}/artifacts/*' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
      withTls('ArtifactLogBucket'),
    ]);
  });
});

function policiesOf(id: string): readonly unknown[] {
  return [at(resource(id), 'DeletionPolicy'), at(resource(id), 'UpdateReplacePolicy')];
}

function withTls(bucket: string) {
  return {
    Sid: 'OnlyEncryptedConnections',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [{ 'Fn::GetAtt': [bucket, 'Arn'] }, { 'Fn::Sub': `\${${bucket}.Arn}/*` }],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
