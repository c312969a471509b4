import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  GetPipelineOutput,
  GetPipelineStateOutput,
  ListPipelineExecutionsOutput,
} from '@aws-sdk/client-codepipeline';
import { Account } from '../account.ts';
import { give } from '../resources/given.ts';
import { codepipeline } from './codepipeline.ts';
import { putExecution } from './executions.ts';
import { caller, change, make, trust } from './small-system.ts';

describe('a pipeline', () => {
  test('is told of as its template says it, with a version that counts its changes', async () => {
    const { account, pipeline, call } = small();
    const first = await call<GetPipelineOutput>('GetPipeline', { name: 'web' });
    assert.deepEqual(first.pipeline?.stages?.[0]?.actions?.[0]?.configuration, { PollForSourceChanges: 'false' });
    assert.equal(first.pipeline?.version, 1);
    assert.equal(first.metadata?.pipelineArn, 'arn:aws:codepipeline:us-east-1:000000000000:web');
    change(account, pipeline.id, pipeline.type, { ...pipeline.properties, ExecutionMode: 'QUEUED' });
    const second = await call<GetPipelineOutput>('GetPipeline', { name: 'web' });
    assert.deepEqual([second.pipeline?.version, second.pipeline?.executionMode], [2, 'QUEUED']);
  });

  test('that is not there is not found', async () => {
    await assert.rejects(() => small().call('GetPipelineState', { name: 'other' }), {
      code: 'PipelineNotFoundException',
      message: "Account '000000000000' does not have a pipeline with name 'other'",
    });
  });
});

describe('a transition', () => {
  test('is open until somebody closes it, says why, and opens again', async () => {
    const { call, transition } = small();
    const closed = { pipelineName: 'web', stageName: 'Deploy', transitionType: 'Inbound' };
    assert.deepEqual(await transition('Deploy'), { enabled: true });
    await call('DisableStageTransition', { ...closed, reason: 'an update runs' });
    const { lastChangedAt, lastChangedBy, ...rest } = (await transition('Deploy')) ?? {};
    assert.deepEqual(rest, { enabled: false, disabledReason: 'an update runs' });
    assert.ok(lastChangedAt && lastChangedBy);
    await call('EnableStageTransition', closed);
    assert.equal((await transition('Deploy'))?.enabled, true);
  });

  test('leads into every stage but the first', async () => {
    assert.equal(await small().transition('Source'), undefined);
  });

  test('into a stage that is not there is not found, and out of one is not supported', async () => {
    const { call } = small();
    const input = { pipelineName: 'web', stageName: 'Deploy', transitionType: 'Inbound', reason: 'x' };
    await assert.rejects(() => call('DisableStageTransition', { ...input, stageName: 'No' }), {
      code: 'StageNotFoundException',
    });
    await assert.rejects(() => call('DisableStageTransition', { ...input, transitionType: 'Outbound' }), {
      message: 'not supported by the local cloud: transitions of type Outbound',
    });
  });
});

describe('an execution', () => {
  test('that is started fails, and says that nothing is built here', async () => {
    const { call } = small();
    await call('StartPipelineExecution', { name: 'web' });
    const { pipelineExecutionSummaries: all } = await call<ListPipelineExecutionsOutput>('ListPipelineExecutions', {
      pipelineName: 'web',
    });
    assert.equal(all?.[0]?.status, 'Failed');
    assert.match(String(all?.[0]?.statusSummary), /builds no images/);
  });

  test('that waits for a person goes on or fails by what they say, once', async () => {
    const { account, pipeline, call } = small();
    const asked = { name: 'Approve', id: 'a', status: 'InProgress', changedAt: new Date(0).toISOString() } as const;
    putExecution(account, pipeline, {
      stages: [{ name: 'Deploy', status: 'InProgress', actions: [{ ...asked, token: 'token' }] }],
    });
    const waiting = { stageName: 'Deploy', actionName: 'Approve', token: 'token' };
    const action = async () => {
      const { stageStates } = await call<GetPipelineStateOutput>('GetPipelineState', { name: 'web' });
      return stageStates?.[1]?.actionStates?.[0]?.latestExecution;
    };
    assert.deepEqual([(await action())?.status, (await action())?.token], ['InProgress', 'token']);
    const answer = { pipelineName: 'web', ...waiting, result: { status: 'Rejected', summary: 'not today' } };
    await assert.rejects(() => call('PutApprovalResult', { ...answer, token: 'other' }), {
      code: 'InvalidApprovalTokenException',
    });
    await call('PutApprovalResult', answer);
    assert.deepEqual([(await action())?.status, (await action())?.summary], ['Failed', 'not today']);
    await assert.rejects(() => call('PutApprovalResult', answer), { code: 'ApprovalAlreadyCompletedException' });
  });
});

function small() {
  const account = Account.empty(
    { partition: 'aws', region: 'us-east-1', accountId: '000000000000' },
    () => new Date(0),
  );
  give(account, 'AWS::S3::Bucket', 'artifacts');
  const role = make(account, 'AWS::IAM::Role', 'Role', { AssumeRolePolicyDocument: trust('codepipeline') });
  const pipeline = make(account, 'AWS::CodePipeline::Pipeline', 'Pipeline', {
    Name: 'web',
    RoleArn: role.attributes.Arn ?? '',
    ArtifactStore: { Type: 'S3', Location: 'artifacts' },
    Stages: [
      { Name: 'Source', Actions: [{ Name: 'Source', Configuration: { PollForSourceChanges: false } }] },
      { Name: 'Deploy', Actions: [{ Name: 'Approve' }, { Name: 'Deploy' }] },
    ],
  });
  const call = caller(codepipeline, account);
  const transition = async (stage: string) => {
    const { stageStates } = await call<GetPipelineStateOutput>('GetPipelineState', { name: 'web' });
    return stageStates?.find(({ stageName }) => stageName === stage)?.inboundTransitionState;
  };
  return { account, pipeline, call, transition };
}
