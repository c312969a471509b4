import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ECSClient, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import {
  CreateBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Account } from '../account.ts';
import { clientConfig, WHEREABOUTS } from '../fixtures.ts';
import { startLocalCloud } from '../server.ts';
import { SERVICES } from '../services.ts';
import type { FaultDocument } from './document.ts';
import { type FaultEdge, Faults } from './faults.ts';

async function start(context: TestContext, document: FaultDocument, edge: Partial<FaultEdge> = {}) {
  const faults = new Faults(document, edge);
  const account = Account.empty(WHEREABOUTS, faults.now);
  account.interference = faults;
  const cloud = await startLocalCloud({ account, services: SERVICES });
  context.after(() => cloud.close());
  const config = clientConfig(cloud.url);
  return {
    faults,
    account,
    config,
    ssm: new SSMClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sts: new STSClient(config),
    ecs: new ECSClient(config),
    cloudFormation: new CloudFormationClient(config),
  };
}

/** `code status`, `cut`, or `done`. */
async function told(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'done';
  } catch (error) {
    assert.ok(error instanceof Error);
    const { code, $metadata: { httpStatusCode: status = undefined } = {} } = error as {
      code?: string;
      $metadata?: { httpStatusCode?: number };
    };
    return code === 'ECONNRESET' ? 'cut' : `${error.name} ${status}`;
  }
}

describe('a call', () => {
  test('that is throttled is answered as its service does, every third time, and counted', async (context) => {
    const { sts, s3, ecs, faults } = await start(context, { rules: [{ fault: 'throttle', every: 3 }] });
    const ask = () => told(sts.send(new GetCallerIdentityCommand({})));
    assert.deepEqual(
      [await ask(), await ask(), await ask(), await ask(), await ask()],
      ['done', 'done', 'Throttling 400', 'done', 'done'],
    );
    assert.equal(await told(s3.send(new ListBucketsCommand({}))), 'SlowDown 503');
    assert.deepEqual(faults.report.counts, [{ seen: 6, fired: 2 }]);
    faults.set({ rules: [{ fault: 'throttle', call: 'ecs:*' }] });
    assert.equal(await told(ecs.send(new ListTaskDefinitionsCommand({}))), 'ThrottlingException 400');
    assert.equal(await ask(), 'done');
  });

  test('that fails is answered 500 or 503, from a call on or at one, by service and operation', async (context) => {
    const { sts, s3, cloudFormation } = await start(context, {
      rules: [
        { fault: 'error', call: 'sts:Get*', from: 2 },
        { fault: 'error', call: 's3:ListBuckets', status: 503, nth: 2 },
      ],
    });
    const ask = () => told(sts.send(new GetCallerIdentityCommand({})));
    assert.deepEqual([await ask(), await ask(), await ask()], ['done', 'InternalFailure 500', 'InternalFailure 500']);
    const list = () => told(s3.send(new ListBucketsCommand({})));
    assert.deepEqual([await list(), await list(), await list()], ['done', 'ServiceUnavailable 503', 'done']);
    assert.equal(await told(cloudFormation.send(new DescribeStacksCommand({}))), 'done');
  });

  test('is cut before its work, or after it, when only the answer is lost', async (context) => {
    const { ssm } = await start(context, {
      rules: [
        { fault: 'drop', call: 'ssm:PutParameter', when: 'before', nth: 1 },
        { fault: 'drop', call: 'ssm:PutParameter', nth: 2 },
      ],
    });
    const put = (Name: string) => told(ssm.send(new PutParameterCommand({ Name, Value: 'a', Type: 'String' })));
    const get = (Name: string) => told(ssm.send(new GetParameterCommand({ Name })));
    assert.equal(await put('before'), 'cut');
    assert.equal(await get('before'), 'ParameterNotFound 400');
    assert.equal(await put('after'), 'cut');
    assert.equal(await get('after'), 'done');
  });

  test('waits for as long as is said, and is then cut, crashes, or is answered', async (context) => {
    const waited: number[] = [];
    const sleep = async (milliseconds: number) => void waited.push(milliseconds);
    let crashes = 0;
    const crash = async (): Promise<never> => {
      crashes += 1;
      throw new Error('gone');
    };
    const { sts, faults } = await start(context, { rules: [{ fault: 'delay', milliseconds: 700 }] }, { sleep, crash });
    assert.equal(await told(sts.send(new GetCallerIdentityCommand({}))), 'done');
    assert.deepEqual(waited, [700]);
    faults.set({ rules: [{ fault: 'crash', nth: 2 }] });
    assert.equal(await told(sts.send(new GetCallerIdentityCommand({}))), 'done');
    assert.equal(crashes, 0);
    await told(sts.send(new GetCallerIdentityCommand({})));
    assert.equal(crashes, 1);
  });

  test('with credentials that have expired is refused as its service does, and other credentials are not', async (context) => {
    const { sts, s3, ecs, config } = await start(context, {
      rules: [{ fault: 'expire-credentials', accessKeyId: 'AKIA*', from: 2 }],
    });
    assert.equal(await told(sts.send(new GetCallerIdentityCommand({}))), 'done');
    assert.equal(await told(sts.send(new GetCallerIdentityCommand({}))), 'ExpiredToken 403');
    assert.equal(await told(s3.send(new ListBucketsCommand({}))), 'ExpiredToken 400');
    assert.equal(await told(ecs.send(new ListTaskDefinitionsCommand({}))), 'ExpiredTokenException 400');
    const renewed = new STSClient({ ...config, credentials: { accessKeyId: 'NEW', secretAccessKey: 'x' } });
    assert.equal(await told(renewed.send(new GetCallerIdentityCommand({}))), 'done');
  });

  test('about a bucket of another account is refused, and the name is taken', async (context) => {
    const { s3 } = await start(context, {
      foreignBuckets: [{ bucket: 'theirs-*' }, { bucket: 'far', region: 'eu-west-1' }],
    });
    assert.equal(await told(s3.send(new GetBucketLocationCommand({ Bucket: 'theirs-1' }))), 'AccessDenied 403');
    assert.equal(await told(s3.send(new HeadBucketCommand({ Bucket: 'theirs-1' }))), 'Unknown 403');
    assert.equal(await told(s3.send(new CreateBucketCommand({ Bucket: 'theirs-1' }))), 'BucketAlreadyExists 409');
    assert.equal(await told(s3.send(new GetBucketLocationCommand({ Bucket: 'far' }))), 'PermanentRedirect 301');
    assert.equal(await told(s3.send(new GetBucketLocationCommand({ Bucket: 'ours' }))), 'NoSuchBucket 404');
  });
});

describe('a clock that is off', () => {
  for (const minutes of [20, -20])
    test(`by ${minutes} minutes is in the Date header, refused at first, and then set right by the SDK`, async (context) => {
      const { config, account } = await start(context, { clockSkewSeconds: minutes * 60 });
      assert.ok(Math.abs(account.now().getTime() - Date.now() - minutes * 60_000) < 10_000);
      const ask = (maxAttempts: number) => [
        told(new STSClient({ ...config, maxAttempts }).send(new GetCallerIdentityCommand({}))),
        told(new S3Client({ ...config, maxAttempts }).send(new ListBucketsCommand({}))),
        told(new ECSClient({ ...config, maxAttempts }).send(new ListTaskDefinitionsCommand({}))),
      ];
      assert.deepEqual(await Promise.all(ask(1)), [
        'SignatureDoesNotMatch 403',
        'RequestTimeTooSkewed 403',
        'InvalidSignatureException 403',
      ]);
      assert.deepEqual(await Promise.all(ask(2)), ['done', 'done', 'done']);
    });

  test('by ten minutes is too much for all but S3', async (context) => {
    const { sts, s3 } = await start(context, { clockSkewSeconds: 600 });
    assert.equal(await told(sts.send(new GetCallerIdentityCommand({}))), 'SignatureDoesNotMatch 403');
    assert.equal(await told(s3.send(new ListBucketsCommand({}))), 'done');
  });
});
