import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { CloudFormationClient, GetTemplateSummaryCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { clientConfig, WHEREABOUTS } from './fixtures.ts';
import { openLocalCloud } from './open.ts';
import { keyOfAccount } from './wire/credentials.ts';

const { accountId: OWNER, region } = WHEREABOUTS;
const [MEMBER, STRANGER] = ['444455556666', '777788889999'] as const;
const TEMPLATE = 'Resources: {Queue: {Type: AWS::SQS::Queue}}';

async function open(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  const regions = [region, 'eu-west-1'];
  const organisation = {
    id: 'o-exampleorgid',
    managementAccount: OWNER,
    accounts: [
      { id: OWNER, regions },
      { id: MEMBER, regions },
    ],
  };
  const others = [{ ...WHEREABOUTS, accountId: STRANGER }];
  const cloud = await openLocalCloud({ folder, whereabouts: WHEREABOUTS, organisation, others });
  context.after(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const config = (account: string, where: string = region) => ({
    ...clientConfig(cloud.url, where),
    credentials: { accessKeyId: keyOfAccount(account), secretAccessKey: 'local' },
  });
  const s3 = (account: string, where?: string) => new S3Client(config(account, where));
  const owner = s3(OWNER);
  await owner.send(
    new CreateBucketCommand({ Bucket: 'shared', CreateBucketConfiguration: { LocationConstraint: region } }),
  );
  await owner.send(new PutObjectCommand({ Bucket: 'shared', Key: 'templates/a.yaml', Body: TEMPLATE }));
  const allow = (more: object, ...others: object[]) => {
    const Action = ['s3:GetObject', 's3:ListBucket'];
    const Resource = ['arn:aws:s3:::shared', 'arn:aws:s3:::shared/templates/*'];
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action, Resource, ...more }, ...others],
    });
    return owner.send(new PutBucketPolicyCommand({ Bucket: 'shared', Policy }));
  };
  return { url: cloud.url, s3, config, allow };
}

const OF_THE_ORGANISATION = {
  Principal: '*',
  Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
};
const get = new GetObjectCommand({ Bucket: 'shared', Key: 'templates/a.yaml' });
const make = (Bucket: string, where: string) =>
  new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: where as 'eu-west-1' } });

describe('a bucket', () => {
  test('has a name that no account and no region has twice', async (context) => {
    const { s3 } = await open(context);
    await assert.rejects(s3(MEMBER).send(make('shared', region)), { name: 'BucketAlreadyExists' });
    await assert.rejects(s3(OWNER, 'eu-west-1').send(make('shared', 'eu-west-1')), { name: 'BucketAlreadyOwnedByYou' });
  });

  test('is listed in all regions of its account', async (context) => {
    const { s3 } = await open(context);
    const list = async (account: string) => (await s3(account, 'eu-west-1').send(new ListBucketsCommand({}))).Buckets;
    assert.deepEqual(
      (await list(OWNER))?.map(({ Name }) => Name),
      ['shared'],
    );
    assert.equal((await list(MEMBER))?.length ?? 0, 0);
  });

  test('of another region says where it is', async (context) => {
    const { url } = await open(context);
    const scope = '20260101/eu-west-1/s3/aws4_request';
    const authorization = `AWS4-HMAC-SHA256 Credential=${keyOfAccount(OWNER)}/${scope}, SignedHeaders=host, Signature=0`;
    for (const method of ['HEAD', 'GET']) {
      const { status, headers } = await fetch(`${url}/shared/a`, { method, headers: { authorization } });
      assert.deepEqual([status, headers.get('x-amz-bucket-region')], [301, region]);
    }
  });

  test('of another account is closed unless its policy names the account or its organisation', async (context) => {
    const { s3, allow } = await open(context);
    const isAllowed = (account: string) =>
      s3(account)
        .send(get)
        .then(
          () => true,
          (error) => {
            assert.equal(error.name, 'AccessDenied');
            return false;
          },
        );
    const who = async () => [await isAllowed(OWNER), await isAllowed(MEMBER), await isAllowed(STRANGER)];
    assert.deepEqual(await who(), [true, false, false]);
    await allow(OF_THE_ORGANISATION);
    assert.deepEqual(await who(), [true, true, false]);
    await allow({ Principal: { AWS: `arn:aws:iam::${STRANGER}:root` } });
    assert.deepEqual(await who(), [true, false, true]);
    await allow(OF_THE_ORGANISATION, { Effect: 'Deny', Principal: { AWS: MEMBER }, Action: 's3:*', Resource: '*' });
    assert.deepEqual(await who(), [true, false, false]);
    await allow({ Principal: { AWS: STRANGER } });
    const listed = await s3(STRANGER).send(new ListObjectsV2Command({ Bucket: 'shared' }));
    assert.equal(listed.KeyCount, 1);
    const others = new GetObjectCommand({ Bucket: 'shared', Key: 'other' });
    await assert.rejects(s3(STRANGER).send(others), { name: 'AccessDenied' });
    const remove = new DeleteObjectCommand({ Bucket: 'shared', Key: 'templates/a.yaml' });
    await assert.rejects(s3(STRANGER).send(remove), { name: 'AccessDenied' });
  });
});

test('a template is read from a bucket of another account or region under the same rule', async (context) => {
  const { config, allow } = await open(context);
  const summary = (account: string, where: string, label: string) =>
    new CloudFormationClient(config(account, where)).send(
      new GetTemplateSummaryCommand({ TemplateURL: `https://shared.s3.${label}.amazonaws.com/templates/a.yaml` }),
    );
  await assert.rejects(summary(MEMBER, region, region), { message: 'S3 error: Access Denied' });
  await allow(OF_THE_ORGANISATION);
  assert.deepEqual((await summary(MEMBER, 'eu-west-1', region)).ResourceTypes, ['AWS::SQS::Queue']);
  await assert.rejects(summary(MEMBER, 'eu-west-1', 'eu-west-1'), { message: /must be addressed using the specified/ });
  await assert.rejects(summary(STRANGER, region, region), { message: 'S3 error: Access Denied' });
});
