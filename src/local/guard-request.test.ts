import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { Account } from './account.ts';
import { clientConfig, startForTest, WHEREABOUTS } from './fixtures.ts';
import { CALL_BYTES } from './guard-request.ts';
import { openLocalCloud } from './open.ts';
import { IDENTITY_PATH, startLocalCloud } from './server.ts';
import { SERVICES } from './services.ts';
import type { Request } from './testing/requests.ts';
import { fire, toBytes } from './testing/shots.ts';

const signed = (service: string) =>
  [
    'authorization',
    `AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/${service}/aws4_request, Signature=x`,
  ] as const;
const FORM = ['content-type', 'application/x-www-form-urlencoded'] as const;
const WHO: Request = {
  method: 'POST',
  target: '/',
  headers: [FORM, signed('sts')],
  body: Buffer.from('Action=GetCallerIdentity&Version=2011-06-15'),
};
const JSON_CALL: Request = {
  method: 'POST',
  target: '/',
  headers: [['x-amz-target', 'AmazonSSM.GetParameter'], signed('ssm')],
  body: Buffer.from('{"Name":"x"}'),
};
const OBJECT: Request = { method: 'PUT', target: '/bucket/key', headers: [signed('s3')], body: Buffer.from('x') };

async function start(context: TestContext) {
  const { url } = await startForTest(context, SERVICES);
  return (request: Request, ...more: readonly (readonly [string, string])[]) =>
    fire(url, { bytes: toBytes({ ...request, headers: [...request.headers, ...more] }), isHttp: true });
}

// The host is the first line that toBytes writes.
const atHost = (request: Request, host: string) =>
  Buffer.from(
    toBytes(request)
      .toString('latin1')
      .replace(/host: .*\r\n/, host),
    'latin1',
  );

describe('where a request may come from', () => {
  test('a name that has been made to mean this machine is refused, in the form of each protocol', async (context) => {
    const { url } = await startForTest(context, SERVICES);
    for (const host of ['host: evil.example\r\n', 'host: 127.0.0.1.evil.example:80\r\n', 'host: x@127.0.0.1\r\n'])
      for (const [request, form] of [
        [WHO, /<Code>AccessDenied<\/Code><Message>the local cloud is asked at 127\.0\.0\.1, not at /],
        [JSON_CALL, /"__type":"AccessDenied"/],
        [OBJECT, /<Error><Code>AccessDenied<\/Code>/],
        [{ ...WHO, method: 'GET', target: IDENTITY_PATH, body: Buffer.alloc(0) }, /AccessDenied/],
      ] as const) {
        const answer = await fire(url, { bytes: atHost(request, host), isHttp: true });
        assert.match(answer, /^HTTP\/1\.1 403 /);
        assert.match(answer, form);
      }
    const none = Buffer.from('GET / HTTP/1.0\r\n\r\n');
    assert.match(await fire(url, { bytes: none, isHttp: true }), /^HTTP\/1\.1 403 /);
    const two = atHost(WHO, 'host: 127.0.0.1\r\nhost: evil.example\r\n');
    assert.match(await fire(url, { bytes: two, isHttp: true }), /^HTTP\/1\.1 40/);
    for (const host of ['host: localhost:4566\r\n', 'host: 127.0.0.1\r\n'])
      assert.match(await fire(url, { bytes: atHost(WHO, host), isHttp: true }), /^HTTP\/1\.1 200 /);
  });

  test('a page in a browser is refused, whatever site it is of', async (context) => {
    const send = await start(context);
    for (const header of [
      ['origin', 'https://evil.example'],
      ['origin', 'null'],
      ['sec-fetch-site', 'cross-site'],
      ['sec-fetch-site', 'same-origin'],
    ] as const) {
      const answer = await send(WHO, header);
      assert.match(answer, /^HTTP\/1\.1 403 /, header.join());
      assert.match(answer, /the local cloud answers no web page/);
    }
    assert.match(await send(WHO, ['sec-fetch-site', 'none']), /^HTTP\/1\.1 200 /);
  });

  test('nobody is listened to but on loopback', async (context) => {
    const { url } = await startForTest(context, SERVICES);
    const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    for (const { address, family } of others.filter((each) => !(each.internal && each.family === 'IPv4'))) {
      if (family === 'IPv6' && address.startsWith('fe80')) continue;
      const isOpen = await new Promise((resolve) => {
        const socket = connect(Number(new URL(url).port), address);
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
        socket.once('close', () => resolve(false));
        context.after(() => socket.destroy());
      });
      assert.equal(isOpen, false, address);
    }
  });
});

describe('how large a request may be', () => {
  test('a call has a few megabytes, and is told so by the code of its protocol', async (context) => {
    const send = await start(context);
    const body = Buffer.alloc(CALL_BYTES + 1, 'a');
    const form = await send({ ...WHO, body });
    assert.match(form, /^HTTP\/1\.1 413 /);
    assert.match(form, /<Code>RequestEntityTooLargeException<\/Code><Message>.*takes 4 MB at most/);
    assert.match(
      await send({ ...JSON_CALL, body }),
      /^HTTP\/1\.1 413 [\s\S]*"__type":"RequestEntityTooLargeException"/,
    );
    const bucket = await send({ ...OBJECT, target: '/bucket?tagging', body });
    assert.match(bucket, /^HTTP\/1\.1 400 [\s\S]*<Code>MaxMessageLengthExceeded</);
    assert.match(await send({ ...OBJECT, body }), /^HTTP\/1\.1 404 [\s\S]*<Code>NoSuchBucket</);
  });

  test('headers have sixteen kilobytes', async (context) => {
    const send = await start(context);
    assert.match(await send(WHO, ['x-amz-user-agent', 'a'.repeat(17_000)]), /^HTTP\/1\.1 431 /);
  });

  test('an object key has 1024 bytes', async (context) => {
    const { config } = await startForTest(context, SERVICES);
    const client = new S3Client(config);
    await client.send(new CreateBucketCommand({ Bucket: 'bucket', ...LOCATION }));
    const { url } = { url: String(config.endpoint) };
    const long = { ...OBJECT, target: `/bucket/${'%C3%A9'.repeat(513)}` };
    assert.match(await fire(url, { bytes: toBytes(long), isHttp: true }), /<Code>KeyTooLongError</);
  });
});

const LOCATION = { CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } } as const;

test('one who sends slowly is hung up on, before the body and in it', async (context) => {
  const account = Account.empty(WHEREABOUTS);
  const timeouts = { headers: 100, request: 200, lookEvery: 20 };
  const { url, close } = await startLocalCloud({ account, services: SERVICES, timeouts });
  context.after(close);
  // Nothing more comes, and the socket stays open at this end.
  for (const part of ['POST / HTTP/1.1\r\nhost: 127.0.0.1\r\n', `${toBytes(WHO).toString('latin1').slice(0, -5)}`])
    assert.match(await fire(url, { bytes: Buffer.from(part), isHttp: true }), /^HTTP\/1\.1 408 |^$/);
});

test('a key that climbs is a key, and touches no file', async (context) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'tealform-')), 'local');
  context.after(() => rmSync(dirname(folder), { recursive: true, force: true }));
  const cloud = await openLocalCloud({ folder, whereabouts: WHEREABOUTS });
  context.after(() => cloud.close());
  const client = new S3Client(clientConfig(cloud.url));
  await client.send(new CreateBucketCommand({ Bucket: 'bucket', ...LOCATION }));
  for (const target of ['/bucket/../../x', '/bucket/..%2F..%2Fstate.json', '/bucket//etc/passwd', '/bucket/%00'])
    assert.match(await fire(cloud.url, { bytes: toBytes({ ...OBJECT, target }), isHttp: true }), /^HTTP\/1\.1 200 /);
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'bucket', EncodingType: 'url' }));
  assert.deepEqual(
    Contents.map(({ Key }) => Key),
    ['%00', '../../state.json', '../../x', '/etc/passwd'],
  );
  assert.deepEqual(readdirSync(folder).sort(), ['endpoint', 'owner.1', 'state.json']);
  assert.deepEqual(readdirSync(dirname(folder)), ['local']);
  for (const target of ['/../state.json', '/%2e%2e/state.json', '/bucket/%zz', 'state.json'])
    assert.match(
      await fire(cloud.url, {
        bytes: toBytes({ ...OBJECT, method: 'GET', target, body: Buffer.alloc(0) }),
        isHttp: true,
      }),
      /^HTTP\/1\.1 40/,
      target,
    );
});
