import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startForTest } from '../fixtures.ts';
import { s3 } from './s3.ts';

const Bucket = 'templates-111122223333';

async function start(context: Parameters<typeof startForTest>[0], versioned = false) {
  const cloud = await startForTest(context, [s3]);
  const client = new S3Client(cloud.config);
  await client.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }),
  );
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  if (versioned) await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  return { ...cloud, client };
}

describe('a bucket', () => {
  test('is made where the account is, found, and listed', async (context) => {
    const { client, account } = await start(context);
    assert.equal((await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion, 'eu-central-1');
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket }));
    assert.equal(LocationConstraint, 'eu-central-1');
    assert.deepEqual(
      (await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
      [Bucket],
    );
    assert.equal(account.find('AWS::S3::Bucket', Bucket)?.attributes.Arn, `arn:aws:s3:::${Bucket}`);
  });

  test('that does not exist is said not to', async (context) => {
    const { client } = await start(context);
    await assert.rejects(client.send(new HeadBucketCommand({ Bucket: 'other' })), { name: 'NotFound' });
    await assert.rejects(client.send(new GetBucketTaggingCommand({ Bucket: 'other' })), { name: 'NoSuchBucket' });
  });

  test('is not made twice, nor in another region, nor with a name that S3 refuses', async (context) => {
    const { client } = await start(context);
    const create = (name: string, LocationConstraint: 'eu-central-1' | 'eu-west-1') =>
      client.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint } }));
    await assert.rejects(create(Bucket, 'eu-central-1'), { name: 'BucketAlreadyOwnedByYou' });
    await assert.rejects(create('another', 'eu-west-1'), { name: 'IllegalLocationConstraintException' });
    await assert.rejects(create('Upper.Case', 'eu-central-1'), { name: 'InvalidBucketName' });
  });

  test('goes when it is empty and not before', async (context) => {
    const { client } = await start(context);
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    await assert.rejects(client.send(new DeleteBucketCommand({ Bucket })), { name: 'BucketNotEmpty' });
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await client.send(new DeleteBucketCommand({ Bucket }));
    await assert.rejects(client.send(new HeadBucketCommand({ Bucket })), { name: 'NotFound' });
  });

  test("of somebody else's account is not the one that was meant", async (context) => {
    const { client } = await start(context);
    const input = { Bucket, ExpectedBucketOwner: '999999999999' };
    await assert.rejects(client.send(new GetBucketTaggingCommand(input)), { name: 'AccessDenied' });
  });
});

describe('what is said about a bucket is told again', () => {
  test('encryption, versions, public access, ownership', async (context) => {
    const { client } = await start(context);
    const Rules = [
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' }, BucketKeyEnabled: true },
    ] as const;
    const ServerSideEncryptionConfiguration = { Rules: [...Rules] };
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    const encryption = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    assert.deepEqual(encryption.ServerSideEncryptionConfiguration, ServerSideEncryptionConfiguration);
    const put = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    assert.deepEqual([put.ServerSideEncryption, put.SSEKMSKeyId], ['aws:kms', 'k']);

    assert.equal((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status, undefined);
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    assert.equal((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status, 'Enabled');

    const PublicAccessBlockConfiguration = { BlockPublicAcls: true, BlockPublicPolicy: false };
    await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    const access = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
    assert.deepEqual(access.PublicAccessBlockConfiguration, PublicAccessBlockConfiguration);

    const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' } as const] };
    await client.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    const ownership = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    assert.deepEqual(ownership.OwnershipControls, OwnershipControls);
  });

  test('policy, lifecycle and tags, of which there are none at first', async (context) => {
    const { client } = await start(context);
    await assert.rejects(client.send(new GetBucketPolicyCommand({ Bucket })), { name: 'NoSuchBucketPolicy' });
    await assert.rejects(client.send(new GetBucketTaggingCommand({ Bucket })), { name: 'NoSuchTagSet' });
    await assert.rejects(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })), {
      name: 'NoSuchLifecycleConfiguration',
    });
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    assert.equal((await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy, Policy);
    await assert.rejects(client.send(new PutBucketPolicyCommand({ Bucket, Policy: 'no' })), {
      name: 'MalformedPolicy',
    });

    const TagSet = [{ Key: 'stage', Value: '<"dev" & \'test\'>' }];
    await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    assert.deepEqual((await client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet, TagSet);

    const Rules = [
      {
        ID: 'old',
        Status: 'Enabled',
        Filter: { Prefix: '' },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      } as const,
      { ID: 'parts', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } } as const,
    ];
    const LifecycleConfiguration = { Rules: [...Rules] };
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    assert.deepEqual((await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules, Rules);
  });

  test('a template says it in other words', async (context) => {
    const { client, account } = await start(context);
    account.put({
      type: 'AWS::S3::Bucket',
      id: 'artifacts',
      attributes: {},
      properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
        },
        VersioningConfiguration: { Status: 'Enabled' },
        Tags: [{ Key: 'a', Value: 'b' }],
        LifecycleConfiguration: { Rules: [{ Id: 'x', Status: 'Enabled', ExpirationInDays: 30 }] },
      },
    });
    account.put({
      type: 'AWS::S3::BucketPolicy',
      id: 'policy',
      attributes: {},
      properties: { Bucket: 'artifacts', PolicyDocument: { Statement: [] } },
    });
    const of = { Bucket: 'artifacts' };
    assert.deepEqual((await client.send(new GetBucketEncryptionCommand(of))).ServerSideEncryptionConfiguration?.Rules, [
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
    ]);
    assert.equal((await client.send(new GetBucketVersioningCommand(of))).Status, 'Enabled');
    assert.deepEqual((await client.send(new GetBucketTaggingCommand(of))).TagSet, [{ Key: 'a', Value: 'b' }]);
    assert.deepEqual((await client.send(new GetBucketLifecycleConfigurationCommand(of))).Rules, [
      { ID: 'x', Status: 'Enabled', Expiration: { Days: 30 } },
    ]);
    assert.equal((await client.send(new GetBucketPolicyCommand(of))).Policy, '{"Statement":[]}');
  });
});

describe('an object', () => {
  test('comes back as it was put, with what was said about it, and its checksum verified by the client', async (context) => {
    const { client } = await start(context);
    const Body = new Uint8Array(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
    const Key = 'folder/a b+c%20ä&<>.bin';
    const put = await client.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body,
        ContentType: 'x/y',
        Metadata: { who: 'me' },
        CacheControl: 'no-cache',
      }),
    );
    assert.equal(put.ETag, `"${createHash('md5').update(Body).digest('hex')}"`);
    assert.equal(put.ServerSideEncryption, 'AES256');
    const got = await client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    assert.deepEqual(await got.Body?.transformToByteArray(), Body);
    assert.equal(got.ChecksumCRC32, put.ChecksumCRC32);
    assert.deepEqual([got.ContentType, got.CacheControl, got.Metadata], ['x/y', 'no-cache', { who: 'me' }]);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
    assert.deepEqual([head.ContentLength, head.ETag], [70_000, put.ETag]);
    assert.ok(head.LastModified instanceof Date);
  });

  test('may be sent as a stream, in chunks with a trailer', async (context) => {
    const { client } = await start(context);
    const { Readable } = await import('node:stream');
    const Body = Readable.from([Buffer.from('one '), Buffer.from('two')]);
    await client.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: 7 }));
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    assert.equal(await got.Body?.transformToString(), 'one two');
    assert.equal(got.ContentEncoding, undefined);
  });

  test('is refused where its checksum is wrong', async (context) => {
    const { client } = await start(context);
    const put = (wrong: object) => client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ...wrong }));
    await assert.rejects(put({ ChecksumCRC32: 'AAAAAA==' }), { name: 'BadDigest' });
    await assert.rejects(put({ ChecksumSHA256: Buffer.alloc(32).toString('base64') }), { name: 'BadDigest' });
    await assert.rejects(put({ ContentMD5: Buffer.alloc(16).toString('base64') }), { name: 'BadDigest' });
    await assert.rejects(client.send(new GetObjectCommand({ Bucket, Key: 'a' })), { name: 'NoSuchKey' });
    for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256']) await put({ ChecksumAlgorithm });
  });

  test('is put only where there is none, if that is asked for', async (context) => {
    const { client } = await start(context);
    const put = () => client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', IfNoneMatch: '*' }));
    await put();
    await assert.rejects(put(), { name: 'PreconditionFailed' });
  });

  test('that is asked about and not there is said not to be', async (context) => {
    const { client } = await start(context);
    await assert.rejects(client.send(new HeadObjectCommand({ Bucket, Key: 'a' })), { name: 'NotFound' });
  });
});

describe('a listing', () => {
  test('goes page by page and folds what shares a prefix', async (context) => {
    const { client } = await start(context);
    for (const Key of ['a', 'b/1', 'b/2', 'c', 'd e/ü'])
      await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const input = { Bucket, Delimiter: '/', MaxKeys: 2, ContinuationToken };
      const page = await client.send(new ListObjectsV2Command(input));
      seen.push(
        ...(page.Contents ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      );
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    assert.deepEqual(seen, ['a', 'b/', 'c', 'd e/']);
    const under = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'b/', StartAfter: 'b/1' }));
    assert.deepEqual(
      under.Contents?.map(({ Key, Size }) => [Key, Size]),
      [['b/2', 3]],
    );
  });

  test('of an empty bucket is empty', async (context) => {
    const { client } = await start(context);
    const page = await client.send(new ListObjectsV2Command({ Bucket }));
    assert.deepEqual([page.KeyCount, page.Contents, page.IsTruncated], [0, undefined, false]);
  });
});

describe('a bucket that keeps versions', () => {
  test('keeps what was replaced and deleted until each version is deleted', async (context) => {
    const { client } = await start(context, true);
    const first = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '1' }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '2' }));
    const deleted = await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    assert.equal(deleted.DeleteMarker, true);
    await assert.rejects(client.send(new GetObjectCommand({ Bucket, Key: 'a' })), { name: 'NoSuchKey' });
    const old = await client.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId: first.VersionId }));
    assert.equal(await old.Body?.transformToString(), '1');
    assert.equal((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
    await assert.rejects(client.send(new DeleteBucketCommand({ Bucket })), /delete all versions/);

    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    assert.deepEqual([Versions.length, DeleteMarkers.length, DeleteMarkers[0]?.IsLatest], [2, 1, true]);
    const named = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    const answer = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: named } }));
    assert.equal(answer.Deleted?.length, 3);
    await client.send(new DeleteBucketCommand({ Bucket }));
  });

  test('lists its versions page by page', async (context) => {
    const { client } = await start(context, true);
    for (const Key of ['a', 'a', 'a', 'b', 'c']) await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const seen: unknown[] = [];
    let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
    while (next) {
      const page: Awaited<ReturnType<typeof send>> = await send(next);
      seen.push(...(page.Versions ?? []).map(({ Key }) => Key));
      next = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
    }
    assert.deepEqual(seen, ['a', 'a', 'a', 'b', 'c']);
    function send(from: object) {
      return client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...from }));
    }
  });
});
