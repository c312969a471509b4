import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  paginateDescribeStackEvents,
  paginateListStacks,
  UpdateStackCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackExists,
  waitUntilStackRollbackComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { IAMClient, waitUntilRoleExists } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client, waitUntilBucketExists } from '@aws-sdk/client-s3';
import { startForTest } from './fixtures.ts';
import { SERVICES } from './services.ts';

const role = (name: string) => `
Parameters: {Name: {Type: String, Default: ${name}}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {RoleName: !Ref Name, AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}}
`;
const Capabilities = ['CAPABILITY_NAMED_IAM' as const];

async function start(context: TestContext) {
  const { config } = await startForTest(context, SERVICES);
  const client = new CloudFormationClient(config);
  // As often as a test can afford; the waiters' own pauses are made for AWS.
  const often = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  const create = (StackName: string) =>
    client.send(new CreateStackCommand({ StackName, TemplateBody: role(StackName), Capabilities }));
  return { client, config, often, create };
}

describe("the waiters and paginators of AWS's SDK for JavaScript", () => {
  test('see a stack come, change, go back and go', async (context) => {
    const { client, often, create } = await start(context);
    const of = { StackName: 'one' };
    await Promise.all([create('one'), create('two')]);
    for (const StackName of ['one', 'two']) {
      assert.equal((await waitUntilStackExists(often, { StackName })).state, 'SUCCESS');
      assert.equal((await waitUntilStackCreateComplete(often, { StackName })).state, 'SUCCESS');
    }
    const rename = (ParameterValue: string) => ({
      ...of,
      Capabilities,
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'Name', ParameterValue }],
    });
    await client.send(new UpdateStackCommand(rename('three')));
    assert.equal((await waitUntilStackUpdateComplete(often, of)).state, 'SUCCESS');
    await client.send(new UpdateStackCommand(rename('two')));
    assert.equal((await waitUntilStackRollbackComplete(often, of)).state, 'SUCCESS');
    await assert.rejects(waitUntilStackUpdateComplete(often, of), /UPDATE_ROLLBACK_COMPLETE/);
    const set = { ...of, ChangeSetName: 'set' };
    await client.send(new CreateChangeSetCommand({ ...rename('four'), ...set }));
    assert.equal((await waitUntilChangeSetCreateComplete(often, set)).state, 'SUCCESS');
    await client.send(new DeleteStackCommand(of));
    assert.equal((await waitUntilStackDeleteComplete(often, of)).state, 'SUCCESS');
    const stacks: unknown[] = [];
    for await (const page of paginateListStacks({ client }, {})) stacks.push(...(page.StackSummaries ?? []));
    assert.equal(stacks.length, 2);
    const ids = new Set<unknown>();
    for await (const page of paginateDescribeStackEvents({ client }, { StackName: 'two' }))
      for (const { EventId } of page.StackEvents ?? []) ids.add(EventId);
    assert.equal(ids.size, 5);
  });

  test('see a bucket and a role', async (context) => {
    const { config, often, create } = await start(context);
    const s3 = new S3Client(config);
    const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' } as const;
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket', CreateBucketConfiguration }));
    assert.equal((await waitUntilBucketExists({ ...often, client: s3 }, { Bucket: 'bucket' })).state, 'SUCCESS');
    await create('one');
    const iam = new IAMClient(config);
    assert.equal((await waitUntilRoleExists({ ...often, client: iam }, { RoleName: 'one' })).state, 'SUCCESS');
  });
});
