import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  GetPipelineStateOutput,
  ListActionExecutionsOutput,
  ListPipelineExecutionsOutput,
} from '@aws-sdk/client-codepipeline';
import { Objects } from '../../local/objects.ts';
import { findDeployment, putDeployment } from '../../local/resources/deployments.ts';
import { REPOSITORY } from '../../local/resources/ecr.ts';
import { imagesOf, pushImage } from '../../local/resources/ecr-images.ts';
import { findRevision } from '../../local/resources/ecs-task-definitions.ts';
import { objectsOf } from '../../local/resources/read.ts';
import { findExecution } from '../../local/services/executions.ts';
import {
  actionOf,
  approvedBy,
  deployedBy,
  lastAction,
  STAGES,
  smallPipeline,
  until,
} from './small-pipeline.fixtures.ts';

const { source, approve, deploy } = STAGES;

describe('an execution', () => {
  test('brings the working tree to a deployment: source, image, task definition, AppSpec', async (context) => {
    const { account, attach, start, told, log } = smallPipeline(context);
    const { settled } = attach();
    const record = await settled(await start());
    assert.equal(record.status, 'Succeeded', JSON.stringify([record.stages, log()], null, 1));
    assert.deepEqual(
      record.stages.map(({ name, status }) => [name, status]),
      [
        ['Source', 'Succeeded'],
        ['Build', 'Succeeded'],
        ['Deploy', 'Succeeded'],
      ],
    );
    const commit = record.stages[0]?.actions[0]?.revision?.id ?? '';
    assert.match(commit, /^[0-9a-f]{40}$/);
    const repository = account.find(REPOSITORY, 'web');
    const [image] = repository ? imagesOf(repository) : [];
    assert.deepEqual(image?.tags, [commit]);
    const deployment = findDeployment(account, lastAction(record)?.externalId ?? '');
    assert.equal(deployment?.status, 'Succeeded');
    const definition = findRevision(account, deployment?.green?.taskDefinition ?? '');
    const [container] = objectsOf(definition?.properties ?? {}, 'ContainerDefinitions');
    assert.equal(container?.Image, `000000000000.dkr.ecr.us-east-1.amazonaws.com/web@${image?.digest}`);
    const keys = new Objects(account).list('artifacts').map(({ key }) => key.replace(/[^/]*$/, ''));
    assert.deepEqual(keys.sort(), ['web/Release/', 'web/Source/']);
    const stages = told.flatMap((entry) => (entry.kind === 'stage' ? [`${entry.stage} ${entry.status}`] : []));
    assert.deepEqual(stages, [
      'Source begun',
      'Source done',
      'Build begun',
      'Build done',
      'Deploy begun',
      'Deploy done',
    ]);
  });

  test('is told of by the API while it runs and after: revisions, stages, actions, times', async (context) => {
    const { attach, start, call, account } = smallPipeline(context, { stages: [source, approve] });
    const { settled } = attach();
    const id = await start();
    await until(() => findExecution(account, 'web', id)?.stages[1]?.actions[0]?.token);
    const list = async () => {
      const { pipelineExecutionSummaries: [first] = [] } = await call<ListPipelineExecutionsOutput>(
        'ListPipelineExecutions',
        { pipelineName: 'web' },
      );
      return first;
    };
    const running = await list();
    assert.deepEqual([running?.pipelineExecutionId, running?.status], [id, 'InProgress']);
    assert.match(running?.sourceRevisions?.[0]?.revisionId ?? '', /^[0-9a-f]{40}$/);
    const { stageStates = [] } = await call<GetPipelineStateOutput>('GetPipelineState', { name: 'web' });
    assert.deepEqual(
      stageStates.map(({ latestExecution, actionStates }) => [
        latestExecution?.status,
        actionStates?.[0]?.latestExecution?.status,
        actionStates?.[0]?.latestExecution?.lastStatusChange instanceof Date,
      ]),
      [
        ['Succeeded', 'Succeeded', true],
        ['InProgress', 'InProgress', true],
      ],
    );
    const token = stageStates[1]?.actionStates?.[0]?.latestExecution?.token;
    const answer = { pipelineName: 'web', stageName: 'Approve', actionName: 'Approve', token };
    await call('PutApprovalResult', { ...answer, result: { status: 'Approved', summary: 'looks good' } });
    const record = await settled(id);
    assert.deepEqual([record.status, lastAction(record)?.summary], ['Succeeded', 'looks good']);
    const actions = async (of: string) => {
      const input = { pipelineName: 'web', filter: { pipelineExecutionId: of } };
      const { actionExecutionDetails = [] } = await call<ListActionExecutionsOutput>('ListActionExecutions', input);
      return actionExecutionDetails.map(({ stageName, actionName, status, input: given, output }) => [
        `${stageName}/${actionName} ${given?.actionTypeId?.provider} ${status}`,
        output?.executionResult?.externalExecutionSummary,
      ]);
    };
    assert.deepEqual(await actions(id), [
      ['Approve/Approve Manual Succeeded', 'looks good'],
      ['Source/Source CodeCommit Succeeded', undefined],
    ]);
    await assert.rejects(actions('other'), { code: 'PipelineExecutionNotFoundException' });
    assert.equal((await list())?.status, 'Succeeded');
  });

  test('fails with the answer of somebody who rejects it', async (context) => {
    const { attach, start, call, account, told } = smallPipeline(context, { stages: [source, approve, deploy] });
    const { settled } = attach();
    const id = await start();
    const token = await until(() => findExecution(account, 'web', id)?.stages[1]?.actions[0]?.token);
    const answer = { pipelineName: 'web', stageName: 'Approve', actionName: 'Approve', token };
    await call('PutApprovalResult', { ...answer, result: { status: 'Rejected', summary: 'not today' } });
    const record = await settled(id);
    assert.deepEqual([record.status, lastAction(record)?.error?.message], ['Failed', 'Rejected: not today']);
    assert.equal(record.stages.length, 2);
    const asked = told.find(
      (entry) => entry.kind === 'log' && /waits for an answer: commit [0-9a-f]{40}$/.test(entry.text),
    );
    assert.ok(asked, 'variables are filled in');
  });

  test('fails when an approval has waited for its time', async (context) => {
    const patient = { ...approve, Actions: [{ ...actionOf(approve), TimeoutInMinutes: 5 }] };
    const { attach, start } = smallPipeline(context, { stages: [source, patient] });
    const { settled } = attach({ pace: { factor: 3_000, of: (milliseconds) => milliseconds / 3_000 } });
    const record = await settled(await start());
    assert.equal(lastAction(record)?.error?.message, 'The approval action timed out');
  });

  test('is refused before anything runs where its pipeline has what is not played, all of it at once', async (context) => {
    const ecs = { Name: 'Ecs', ActionTypeId: { Category: 'Deploy', Owner: 'AWS', Provider: 'ECS', Version: '1' } };
    const stack = {
      Name: 'Stack',
      ActionTypeId: { Category: 'Deploy', Owner: 'AWS', Provider: 'CloudFormation', Version: '1' },
    };
    const elsewhere = { ...actionOf(deploy), RoleArn: 'arn:aws:iam::111122223333:role/release', Region: 'eu-west-1' };
    const { attach, start } = smallPipeline(context, {
      stages: [source, { Name: 'Deploy', Actions: [ecs, stack, elsewhere], OnFailure: { Result: 'ROLLBACK' } }],
      pipeline: { ExecutionMode: 'PARALLEL', Triggers: [] },
    });
    const { settled } = attach();
    const record = await settled(await start());
    const not = 'not supported by the rehearsal:';
    assert.deepEqual(record.stages[0]?.actions[0]?.error?.message.split('\n'), [
      `${not} Triggers of the pipeline`,
      `${not} the ExecutionMode PARALLEL of the pipeline`,
      `${not} OnFailure of the stage Deploy`,
      `${not} the provider ECS (Deploy/ECS) of the action Deploy/Ecs`,
      `${not} the provider CloudFormation (Deploy/CloudFormation) of the action Deploy/Stack`,
      `${not} RoleArn of the action Deploy/Deploy`,
      `${not} the Region eu-west-1 of the action Deploy/Deploy`,
    ]);
    assert.deepEqual([record.status, record.stages.length], ['Failed', 1]);
  });

  test('is begun once for one token, and at once when nothing plays any more it fails as before', async (context) => {
    const { attach, call, account } = smallPipeline(context, { stages: [source, approve] });
    const attached = attach();
    const startWith = async (clientRequestToken: string) => {
      const input = { name: 'web', clientRequestToken };
      return (await call<{ pipelineExecutionId?: string }>('StartPipelineExecution', input)).pipelineExecutionId ?? '';
    };
    const id = await startWith('a');
    assert.equal(await startWith('a'), id);
    await attached.close();
    await assert.rejects(attached.settled(id), /the rehearsal is over/);
    assert.match(findExecution(account, 'web', await startWith('b'))?.summary ?? '', /builds no images/);
  });
});

describe('executions of a pipeline', () => {
  test('wait at a closed transition; a newer one supersedes an older there', async (context) => {
    const { attach, start, call, account } = smallPipeline(context, { stages: [source, approve] });
    const { settled } = attach();
    const transition = { pipelineName: 'web', stageName: 'Approve', transitionType: 'Inbound' };
    await call('DisableStageTransition', { ...transition, reason: 'an update runs' });
    const first = await start();
    await until(() => findExecution(account, 'web', first)?.inbound === 'Approve' || undefined);
    const { stageStates } = await call<GetPipelineStateOutput>('GetPipelineState', { name: 'web' });
    assert.equal(stageStates?.[1]?.inboundExecution?.pipelineExecutionId, first);
    const second = await start();
    assert.equal((await settled(first)).status, 'Superseded');
    await call('EnableStageTransition', transition);
    await until(() => findExecution(account, 'web', second)?.stages[1]?.actions[0]?.token);
  });

  test('of a pipeline that queues them come one after the other', async (context) => {
    const { attach, start, call, account } = smallPipeline(context, {
      stages: [source, approve],
      pipeline: { ExecutionMode: 'QUEUED' },
    });
    const { settled } = attach();
    const ids = [await start(), await start(), await start()];
    for (const id of ids) {
      const token = await until(() => findExecution(account, 'web', id)?.stages[1]?.actions[0]?.token);
      const later = ids.slice(ids.indexOf(id) + 1);
      assert.ok(later.every((each) => findExecution(account, 'web', each)?.stages[1] === undefined));
      const answer = { pipelineName: 'web', stageName: 'Approve', actionName: 'Approve', token };
      await call('PutApprovalResult', { ...answer, result: { status: 'Approved', summary: '' } });
      assert.equal((await settled(id)).status, 'Succeeded');
    }
  });

  test('run the actions of a stage in their order, those of one number together', async (context) => {
    const asked = (Name: string, RunOrder: number) => ({ ...actionOf(approve), Name, RunOrder });
    const { attach, start, call, account } = smallPipeline(context, {
      stages: [source, { Name: 'Approve', Actions: [asked('last', 2), asked('one', 1), asked('other', 1)] }],
    });
    const { settled } = attach();
    const id = await start();
    const actions = () => findExecution(account, 'web', id)?.stages[1]?.actions ?? [];
    const say = async (actionName: string, status: string) => {
      const token = await until(() => actions().find(({ name }) => name === actionName)?.token);
      const result = { status, summary: '' };
      await call('PutApprovalResult', { pipelineName: 'web', stageName: 'Approve', actionName, token, result });
    };
    await say('other', 'Rejected');
    assert.deepEqual(
      actions()
        .map(({ name }) => name)
        .sort(),
      ['one', 'other'],
    );
    await say('one', 'Approved');
    const record = await settled(id);
    assert.equal(record.status, 'Failed');
    assert.equal(record.stages[1]?.actions.length, 2, 'the last was never asked');
  });
});

describe('sources', () => {
  const from = (provider: string, configuration: Readonly<Record<string, string>>) => ({
    Name: 'Source',
    Actions: [
      {
        ...actionOf(source),
        ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: provider, Version: '1' },
        Configuration: configuration,
      },
    ],
  });
  const stages = (first: ReturnType<typeof from>) => [first, approve];

  test('by a connection need the permission to use it, of the service in its ARN', async (context) => {
    const arn = 'arn:aws:codestar-connections:us-east-1:000000000000:connection/1';
    const configuration = { ConnectionArn: arn, FullRepositoryId: 'a/b', BranchName: 'main' };
    const { attach, start } = smallPipeline(context, {
      stages: stages(from('CodeStarSourceConnection', configuration)),
    });
    const record = await attach().settled(await start());
    assert.match(
      lastAction(record)?.error?.message ?? '',
      /codestar-connections:UseConnection on resource: arn:aws:codestar/,
    );
  });

  test('of images are what the account has', async (context) => {
    const configuration = { RepositoryName: 'web', ImageTag: 'stable' };
    const { attach, start, account } = smallPipeline(context, {
      stages: stages(from('ECR', configuration)),
      without: ['pipeline/source'],
      more: { pipeline: { images: ['ecr:DescribeImages', '*'] } },
    });
    const { settled } = attach();
    const none = await settled(await start());
    assert.match(lastAction(none)?.error?.message ?? '', /there is no image web:stable in the account's repositories/);
    const digest = `sha256:${'a'.repeat(64)}`;
    pushImage(account, account.find(REPOSITORY, 'web') ?? assert.fail(), digest, 'stable');
    const id = await start();
    await until(() => findExecution(account, 'web', id)?.stages[1]);
    assert.equal(findExecution(account, 'web', id)?.stages[0]?.actions[0]?.revision?.id, digest);
  });

  test('that are not in the account, or come in another form, fail', async (context) => {
    for (const [configuration, words] of [
      [
        { RepositoryName: 'web', BranchName: 'main', OutputArtifactFormat: 'CODEBUILD_CLONE_REF' },
        /not supported by the rehearsal: the OutputArtifactFormat/,
      ],
      [{ RepositoryName: 'web' }, /missing 'BranchName'/],
      [
        { RepositoryName: 'other', BranchName: 'main' },
        /codecommit:GetBranch on resource: arn:aws:codecommit:us-east-1:000000000000:other/,
      ],
    ] as const) {
      const { attach, start } = smallPipeline(context, { stages: stages(from('CodeCommit', configuration)) });
      const record = await attach().settled(await start());
      assert.match(lastAction(record)?.error?.message ?? '', words);
    }
  });
});

describe('an execution that was under way when its process ended', () => {
  test('fails with a word about it, at the action where it stood', async (context) => {
    const { attach, start, account } = smallPipeline(context, { stages: [source, approve] });
    const before = attach();
    const id = await start();
    await until(() => findExecution(account, 'web', id)?.stages[1]?.actions[0]?.token);
    await before.close();
    assert.equal(findExecution(account, 'web', id)?.status, 'InProgress');
    const record = await attach().settled(id);
    assert.deepEqual(
      [record.status, record.stages[1]?.status, lastAction(record)?.error?.message],
      ['Failed', 'Failed', 'the process that played it has ended: start the pipeline again'],
    );
  });

  test('fails at the stage that it waited for', async (context) => {
    const { attach, start, call, account } = smallPipeline(context, { stages: [source, approve] });
    const transition = { pipelineName: 'web', stageName: 'Approve', transitionType: 'Inbound', reason: 'an update' };
    await call('DisableStageTransition', transition);
    const before = attach();
    const id = await start();
    await until(() => findExecution(account, 'web', id)?.inbound === 'Approve' || undefined);
    await before.close();
    const record = await attach().settled(id);
    assert.deepEqual(
      record.stages.map(({ name, status }) => [name, status]),
      [
        ['Source', 'Succeeded'],
        ['Approve', 'Failed'],
      ],
    );
    assert.match(lastAction(record)?.error?.message ?? '', /^the process that played it has ended/);
    assert.equal(record.inbound, undefined);
  });

  test('goes on with the deployment that it waits for, to whatever end that has', async (context) => {
    for (const status of ['Succeeded', 'Failed'] as const) {
      const { attach, account, pipeline, start } = smallPipeline(context, { stages: [source, approve, deploy] });
      const of = { applicationName: 'web', deploymentGroupName: 'web' };
      const running = putDeployment(account, { ...of, status: 'InProgress' });
      const first = attach();
      const id = await start();
      await until(() => findExecution(account, 'web', id)?.stages[1]?.actions[0]?.token);
      await first.close();
      deployedBy(account, pipeline, id, running.id);
      const attached = attach();
      putDeployment(account, { ...running, status });
      const record = await attached.settled(id);
      assert.equal(record.status, status);
      assert.match(JSON.stringify(lastAction(record)), new RegExp(`Deployment ${running.id} ${status}`));
    }
  });

  test('does nothing again of the stage that it has done there', async (context) => {
    const [first, second] = [approve, deploy].map(actionOf);
    const both = { Name: 'Deploy', Actions: [{ ...first }, { ...second, RunOrder: 2 }] };
    const { attach, account, pipeline, start } = smallPipeline(context, { stages: [source, both] });
    const of = { applicationName: 'web', deploymentGroupName: 'web' };
    const running = putDeployment(account, { ...of, status: 'InProgress' });
    const before = attach();
    const id = await start();
    await until(() => findExecution(account, 'web', id)?.stages[1]?.actions[0]?.token);
    await before.close();
    approvedBy(account, pipeline, id, running.id);
    const attached = attach();
    putDeployment(account, { ...running, status: 'Succeeded' });
    assert.equal((await attached.settled(id)).status, 'Succeeded');
  });
});
