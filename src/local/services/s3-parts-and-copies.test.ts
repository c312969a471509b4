import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  type ListObjectsCommandOutput,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { startForTest } from '../fixtures.ts';
import { s3 } from './s3.ts';

const of = { Bucket: 'bucket', Key: 'a/b c' };
const BIG = Buffer.alloc(5 * 1024 * 1024, 'tealform');
const SMALL = Buffer.from('the end');

async function start(context: TestContext) {
  const { config, account } = await startForTest(context, [s3]);
  const client = new S3Client(config);
  const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' } as const;
  await client.send(new CreateBucketCommand({ Bucket: of.Bucket, CreateBucketConfiguration }));
  const begin = async (more: object = {}) =>
    (await client.send(new CreateMultipartUploadCommand({ ...of, ...more }))).UploadId ?? '';
  const put = async (UploadId: string, PartNumber: number, Body: Buffer): Promise<CompletedPart> => {
    const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand({ ...of, UploadId, PartNumber, Body }));
    return { PartNumber, ETag, ChecksumCRC32 };
  };
  const complete = (UploadId: string, Parts: CompletedPart[]) =>
    client.send(new CompleteMultipartUploadCommand({ ...of, UploadId, MultipartUpload: { Parts } }));
  return { client, account, begin, put, complete };
}

const md5 = (...parts: Uint8Array[]) => createHash('md5').update(Buffer.concat(parts)).digest();

describe('an upload in parts', () => {
  test('becomes one object, in the order of the numbers, with the entity tag and checksum of parts', async (context) => {
    const { client, begin, put, complete } = await start(context);
    const id = await begin({ ContentType: 'text/plain', Metadata: { colour: 'teal' }, ChecksumAlgorithm: 'CRC32' });
    const second = await put(id, 7, SMALL);
    await put(id, 2, SMALL);
    const first = await put(id, 2, BIG);
    const whole = await complete(id, [first, second]);
    assert.equal(whole.ETag, `"${md5(md5(BIG), md5(SMALL)).toString('hex')}-2"`);
    assert.match(whole.ChecksumCRC32 ?? '', /^.{8}-2$/);
    const got = await client.send(new GetObjectCommand({ ...of, ChecksumMode: 'ENABLED' }));
    assert.deepEqual(Buffer.from((await got.Body?.transformToByteArray()) ?? []), Buffer.concat([BIG, SMALL]));
    assert.deepEqual([got.ContentType, got.Metadata?.colour, got.ETag], ['text/plain', 'teal', whole.ETag]);
    await assert.rejects(complete(id, [first, second]), { name: 'NoSuchUpload' });
  });

  test('lists its parts page by page, and is gone when it is given up', async (context) => {
    const { client, begin, put } = await start(context);
    const UploadId = await begin();
    for (const number of [3, 1, 2]) await put(UploadId, number, SMALL);
    const page = await client.send(new ListPartsCommand({ ...of, UploadId, MaxParts: 2 }));
    assert.deepEqual([page.Parts?.map(({ PartNumber }) => PartNumber), page.IsTruncated], [[1, 2], true]);
    const rest = await client.send(
      new ListPartsCommand({ ...of, UploadId, PartNumberMarker: page.NextPartNumberMarker }),
    );
    assert.deepEqual([rest.Parts?.map(({ Size }) => Size), rest.IsTruncated], [[SMALL.length], false]);
    await assert.rejects(client.send(new HeadObjectCommand(of)), { name: 'NotFound' });
    await client.send(new AbortMultipartUploadCommand({ ...of, UploadId }));
    for (const id of [UploadId, 'constructor'])
      await assert.rejects(client.send(new AbortMultipartUploadCommand({ ...of, UploadId: id })), {
        name: 'NoSuchUpload',
      });
  });

  test('refuses what does not fit together, and can then be completed all the same', async (context) => {
    const { begin, put, complete, client } = await start(context);
    const id = await begin({ ChecksumAlgorithm: 'CRC32' });
    const [first, second] = [await put(id, 1, SMALL), await put(id, 2, SMALL)];
    await assert.rejects(complete(id, [second, first]), { name: 'InvalidPartOrder' });
    await assert.rejects(complete(id, [first, second]), { name: 'EntityTooSmall' });
    await assert.rejects(complete(id, [{ ...second, ETag: '"0"' }]), { name: 'InvalidPart' });
    await assert.rejects(complete(id, [{ ...second, ChecksumCRC32: 'AAAAAA==' }]), { name: 'InvalidPart' });
    await assert.rejects(complete(id, [{ ...second, PartNumber: 3 }]), { name: 'InvalidPart' });
    await assert.rejects(put(id, 10_001, SMALL), { name: 'InvalidArgument' });
    const full = new CreateMultipartUploadCommand({ ...of, ChecksumType: 'FULL_OBJECT', ChecksumAlgorithm: 'CRC32' });
    await assert.rejects(client.send(full), { name: 'NotImplemented' });
    assert.match((await complete(id, [second])).ETag ?? '', /-1"$/);
  });

  test('keeps no bucket from being deleted, and goes with it', async (context) => {
    const { client, account, begin, put } = await start(context);
    await put(await begin(), 1, SMALL);
    await client.send(new DeleteBucketCommand({ Bucket: of.Bucket }));
    assert.deepEqual(account.kept('s3-uploads'), {});
  });
});

describe('a part of an object', () => {
  test('is given for a range, as long as the object is the one that was meant', async (context) => {
    const { client } = await start(context);
    const { ETag } = await client.send(new PutObjectCommand({ ...of, Body: '0123456789' }));
    const get = async (Range: string, IfMatch?: string) => {
      const { Body, ContentRange, $metadata } = await client.send(
        new GetObjectCommand({ ...of, Range, ...(IfMatch && { IfMatch }) }),
      );
      return [$metadata.httpStatusCode, ContentRange, await Body?.transformToString()];
    };
    assert.deepEqual(await get('bytes=2-4', ETag), [206, 'bytes 2-4/10', '234']);
    assert.deepEqual(await get('bytes=8-'), [206, 'bytes 8-9/10', '89']);
    assert.deepEqual(await get('bytes=-3'), [206, 'bytes 7-9/10', '789']);
    assert.deepEqual(await get('bytes=5-99'), [206, 'bytes 5-9/10', '56789']);
    assert.deepEqual(await get('lines=1-2'), [200, undefined, '0123456789']);
    await assert.rejects(get('bytes=10-'), { name: 'InvalidRange' });
    await assert.rejects(get('bytes=0-1', '"0"'), { name: 'PreconditionFailed' });
  });
});

describe('a copy', () => {
  test('has body and metadata of what was copied, or metadata of its own', async (context) => {
    const { client } = await start(context);
    await client.send(
      new PutObjectCommand({ ...of, Body: 'x', ContentType: 'text/plain', Metadata: { colour: 'teal' } }),
    );
    const copy = async (more: object) => {
      const CopySource = `${of.Bucket}/${encodeURIComponent(of.Key)}`;
      await client.send(new CopyObjectCommand({ Bucket: of.Bucket, Key: 'copy', CopySource, ...more }));
      return client.send(new HeadObjectCommand({ Bucket: of.Bucket, Key: 'copy' }));
    };
    const same = await copy({});
    assert.deepEqual([same.ContentType, same.Metadata, same.ContentLength], ['text/plain', { colour: 'teal' }, 1]);
    const other = await copy({ MetadataDirective: 'REPLACE', Metadata: { colour: 'red' } });
    assert.deepEqual([other.ContentType, other.Metadata], ['binary/octet-stream', { colour: 'red' }]);
    await assert.rejects(copy({ Key: of.Key }), { name: 'InvalidRequest', message: /to itself/ });
    await assert.rejects(copy({ CopySource: `${of.Bucket}/nothing` }), { name: 'NoSuchKey' });
    await assert.rejects(copy({ CopySource: 'nowhere/x' }), { name: 'NoSuchBucket' });
    await assert.rejects(copy({ CopySource: '%' }), { name: 'InvalidArgument' });
  });
});

describe('the older listing', () => {
  test('goes on behind its marker, and stands for all below a delimiter once', async (context) => {
    const { client } = await start(context);
    for (const Key of ['a', 'b/1', 'b/2', 'c']) await client.send(new PutObjectCommand({ Bucket: of.Bucket, Key }));
    const list = (more: object) => client.send(new ListObjectsCommand({ Bucket: of.Bucket, MaxKeys: 2, ...more }));
    const keys = ({ Contents = [] }: ListObjectsCommandOutput) => Contents.map(({ Key }) => Key);
    const first = await list({});
    assert.deepEqual([keys(first), first.IsTruncated, first.NextMarker], [['a', 'b/1'], true, undefined]);
    assert.deepEqual(keys(await list({ Marker: 'b/1' })), ['b/2', 'c']);
    const grouped = await list({ Delimiter: '/' });
    assert.deepEqual([keys(grouped), grouped.CommonPrefixes, grouped.NextMarker], [['a'], [{ Prefix: 'b/' }], 'b/']);
    assert.deepEqual(keys(await list({ Delimiter: '/', Marker: grouped.NextMarker })), ['c']);
  });
});
