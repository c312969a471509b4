import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { DataObject } from '../../dsl/template.ts';
import { findDeployment } from '../../local/resources/deployments.ts';
import { eventually, makeFunction, ROLLS_BACK, smallStage } from './small-stage.ts';

/** Says nothing to anybody. */
const SILENT = 'exports.handler = async () => {};';
const HOOKS = [{ AfterAllowTestTraffic: 'CodeDeployHook_web' }];
const SLOW = { DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes' };

function withHook(context: TestContext, group: DataObject = ROLLS_BACK, factor = 60) {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  const stage = smallStage(context, { group, factor, folder });
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  makeFunction(stage.account, SILENT);
  const executionOf = (id: string) =>
    findDeployment(stage.account, id)?.events.find(({ executionId }) => executionId !== undefined)?.executionId;
  const report = async (deploymentId: string, status: string) => {
    await eventually(() => executionOf(deploymentId) !== undefined);
    const lifecycleEventHookExecutionId = executionOf(deploymentId);
    await stage.call('PutLifecycleEventHookExecutionStatus', { deploymentId, lifecycleEventHookExecutionId, status });
  };
  return { ...stage, report };
}

describe('a hook that says nothing', () => {
  test('holds the deployment until somebody reports in its place', async (context) => {
    const { deploy, events, report, player, deployment } = withHook(context, {}, 600);
    const id = await deploy(HOOKS);
    await eventually(async () => (await events(id)).includes('AfterAllowTestTraffic InProgress'));
    assert.equal((await deployment(id)).status, 'InProgress');
    await report(id, 'Succeeded');
    assert.equal((await player.settled(id)).status, 'Succeeded');
    await assert.rejects(() => report(id, 'Succeeded'), { code: 'LifecycleEventAlreadyCompletedException' });
  });

  test('fails the deployment when somebody reports that', async (context) => {
    const { deploy, events, report, player, deployment, weights, testing, blue, green } = withHook(context);
    const id = await deploy(HOOKS);
    await report(id, 'Failed');
    await player.settled(id);
    const { status, errorInformation, rollbackInfo } = await deployment(id);
    assert.equal(status, 'Failed');
    assert.deepEqual(errorInformation, {
      code: 'HOOK_EXECUTION_FAILURE',
      message: 'The deployment failed because one or more of the lifecycle event validation functions failed.',
    });
    assert.deepEqual((await events(id)).slice(4, 6), ['AfterAllowTestTraffic Failed', 'BeforeAllowTraffic Skipped']);
    assert.ok(rollbackInfo?.rollbackDeploymentId);
    assert.deepEqual(weights(testing), { [green.id]: 0, [blue.id]: 100 });
  });

  test('fails it after an hour', async (context) => {
    const { deploy, player, deployment } = withHook(context, {}, 12_000);
    const id = await deploy(HOOKS);
    await player.settled(id);
    assert.deepEqual((await deployment(id)).errorInformation, {
      code: 'TIMEOUT',
      message:
        'The deployment timed out while waiting for a status callback. CodeDeploy expects a status callback within one hour after a deployment hook is invoked.',
    });
  });

  test('is not called where the role may not', async (context) => {
    const { account, deploy, player, deployment } = withHook(context);
    account.put({ ...role(account.find('AWS::IAM::Role', 'deployer')) });
    const id = await deploy([{ BeforeInstall: 'CodeDeployHook_web' }]);
    await player.settled(id);
    const { code, message } = (await deployment(id)).errorInformation ?? {};
    assert.equal(code, 'IAM_ROLE_PERMISSIONS');
    assert.match(String(message), /does not give you permission .* AWS service: AWSLambda\.$/);
  });
});

// Without any policy.
function role<T extends { readonly properties: DataObject }>(found: T | undefined): T {
  assert.ok(found);
  const { Policies: _, ...properties } = found.properties;
  return { ...found, properties };
}

describe('a deployment is stopped', () => {
  const moments = {
    'while it waits for a hook': (status: readonly string[]) => status.includes('AfterAllowTestTraffic InProgress'),
    'while traffic moves': (status: readonly string[]) => status.includes('AllowTraffic InProgress'),
  };
  for (const [moment, isThen] of Object.entries(moments))
    test(`${moment}, and taken back`, async (context) => {
      const stage = withHook(context, { ...ROLLS_BACK, ...SLOW });
      const { call, deploy, events, report, player, deployment, production, testing, weights, blue, serviceNow } =
        stage;
      const id = await deploy(HOOKS);
      if (moment === 'while traffic moves') await report(id, 'Succeeded');
      await eventually(async () => isThen(await events(id)));
      await call('StopDeployment', { deploymentId: id });
      const { status, errorInformation } = await deployment(id);
      assert.deepEqual([status, errorInformation?.code], ['Stopped', 'MANUAL_STOP']);
      await player.settled(id);
      for (const listener of [production, testing]) {
        const total = Object.values(weights(listener)).reduce((sum, each) => sum + each, 0);
        assert.equal(weights(listener)[blue.id], total);
      }
      assert.deepEqual(
        (await serviceNow()).taskSets?.map(({ status }) => status),
        ['PRIMARY'],
      );
      await assert.rejects(() => call('StopDeployment', { deploymentId: id }), {
        code: 'DeploymentAlreadyCompletedException',
      });
    });

  test('and left as it is, where the call says so, or nobody says that it goes back', async (context) => {
    for (const [group, more] of [
      [ROLLS_BACK, { autoRollbackEnabled: false }],
      [{}, {}],
    ] as const) {
      const { call, deploy, events, player, deployment, serviceNow, weights, testing, green } = withHook(
        context,
        group,
      );
      const id = await deploy(HOOKS);
      await eventually(async () => (await events(id)).includes('AfterAllowTestTraffic InProgress'));
      await call('StopDeployment', { deploymentId: id, ...more });
      await player.settled(id);
      assert.equal((await deployment(id)).rollbackInfo, undefined);
      assert.equal(weights(testing)[green.id], 100);
      assert.deepEqual(
        (await serviceNow()).taskSets?.map(({ status }) => status),
        ['PRIMARY', 'ACTIVE'],
      );
    }
  });

  test('and taken back where the call says so', async (context) => {
    const { call, deploy, events, player, deployment } = withHook(context, {});
    const id = await deploy(HOOKS);
    await eventually(async () => (await events(id)).includes('AfterAllowTestTraffic InProgress'));
    await call('StopDeployment', { deploymentId: id, autoRollbackEnabled: true });
    await player.settled(id);
    assert.ok((await deployment(id)).rollbackInfo?.rollbackDeploymentId);
  });
});

describe('a deployment waits', () => {
  const waits = (WaitTimeInMinutes: number, termination = 0): DataObject => ({
    BlueGreenDeploymentConfiguration: {
      DeploymentReadyOption: { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes },
      TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: termination },
    },
  });

  test('for somebody before traffic moves, and before the old tasks end', async (context) => {
    const { call, deploy, player, deployment, events, told, serviceNow, weights, production, green } = smallStage(
      context,
      {
        group: waits(2_000, 2_000),
      },
    );
    const id = await deploy();
    await eventually(async () => (await deployment(id)).status === 'Ready');
    assert.equal((await events(id))[5], 'BeforeAllowTraffic Pending');
    assert.equal(weights(production)[green.id], undefined);
    await assert.rejects(
      () => call('ContinueDeployment', { deploymentId: id, deploymentWaitType: 'TERMINATION_WAIT' }),
      {
        code: 'DeploymentIsNotInReadyStateException',
      },
    );
    await call('ContinueDeployment', { deploymentId: id, deploymentWaitType: 'READY_WAIT' });
    await eventually(() => told.some((each) => each.kind === 'deployment' && each.status === 'Baking'));
    const { status, instanceTerminationWaitTimeStarted } = await deployment(id);
    assert.deepEqual([status, instanceTerminationWaitTimeStarted], ['InProgress', true]);
    assert.equal((await serviceNow()).taskSets?.length, 2);
    await call('ContinueDeployment', { deploymentId: id, deploymentWaitType: 'TERMINATION_WAIT' });
    assert.equal((await player.settled(id)).status, 'Succeeded');
    assert.equal((await serviceNow()).taskSets?.length, 1);
  });

  test('and is stopped when nobody has said to go on', async (context) => {
    const { deploy, player, deployment } = smallStage(context, { group: waits(5) });
    const id = await deploy();
    await player.settled(id);
    const { status, errorInformation } = await deployment(id);
    assert.equal(status, 'Stopped');
    assert.deepEqual(errorInformation, {
      code: 'TIMEOUT',
      message:
        'The deployment timed out while waiting for a notification to continue. This time out period is 5 minutes.',
    });
  });

  test('not at all where the old tasks are to be kept', async (context) => {
    const { deploy, player, serviceNow } = smallStage(context, {
      group: {
        BlueGreenDeploymentConfiguration: { TerminateBlueInstancesOnDeploymentSuccess: { Action: 'KEEP_ALIVE' } },
      },
    });
    await player.settled(await deploy());
    assert.deepEqual(
      (await serviceNow()).taskSets?.map(({ status }) => status),
      ['ACTIVE', 'PRIMARY'],
    );
  });
});
