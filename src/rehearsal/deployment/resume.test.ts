import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { Account } from '../../local/account.ts';
import { allDeployments, type DeploymentRecord, findDeployment } from '../../local/resources/deployments.ts';
import { LISTENER, weightsOf } from '../../local/resources/elbv2.ts';
import { paceOf } from '../pace.ts';
import type { TimelineEntry } from '../timeline.ts';
import { attachPlayer } from './player.ts';
import { eventually, type FakeWorld, fakeWorld, makeFunction, ROLLS_BACK, smallStage } from './small-stage.ts';
import { taskSetsOf } from './task-sets.ts';

type SmallStage = ReturnType<typeof smallStage>;

/** Lets go of the account as a process does that is killed, and takes up what it has written with a world in which nothing runs yet. */
async function again(
  context: TestContext,
  { account, player }: SmallStage,
  options: { readonly factor: number; readonly folder?: string; readonly world?: FakeWorld },
) {
  const written = JSON.parse(JSON.stringify(account.state()));
  await player.close();
  const next = new Account(written, () => new Date());
  const told: TimelineEntry[] = [];
  const { factor, folder = '/nowhere', world = fakeWorld() } = options;
  const tell = (entry: TimelineEntry) => void told.push(entry);
  const second = attachPlayer({
    account: next,
    world,
    pace: paceOf(factor),
    tell,
    endpoint: 'http://127.0.0.1:1',
    folder,
  });
  context.after(() => second.close());
  return { account: next, player: second, world, told };
}

function eventOf({ account }: Pick<SmallStage, 'account'>, id: string, name: string) {
  return findDeployment(account, id)?.events.find((each) => each.name === name);
}

const LINEAR = { DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes' };

describe('a deployment whose player was killed', () => {
  test('while its tasks started goes on with the same ones', async (context) => {
    const stage = smallStage(context, { factor: 600 });
    stage.world.sick.add('web:2');
    const id = await stage.deploy();
    const { account, player, world } = await again(context, stage, { factor: 60_000 });
    assert.equal((await player.settled(id)).status, 'Succeeded');
    const [first, second] = stage.world.did;
    assert.deepEqual(world.did.slice(0, 2), [first, second]);
    assert.deepEqual(
      taskSetsOf(account, stage.service.id).map(({ id }) => `start ${id}`),
      [second],
    );
  });

  test('has no more time than it had', async (context) => {
    const stage = smallStage(context, { factor: 36_000, group: ROLLS_BACK });
    stage.world.sick.add('web:2');
    const id = await stage.deploy();
    const { progress } = findDeployment(stage.account, id) ?? {};
    const world = fakeWorld();
    world.sick.add('web:2');
    // At a slow pace a new hour would be longer than this test.
    const { account, player } = await again(context, stage, { factor: 60, world });
    const failed = await player.settled(id);
    assert.deepEqual([failed.error?.code, failed.progress?.deadline], ['TIMEOUT', progress?.deadline]);
    assert.deepEqual(
      allDeployments(account).map(({ status }) => status),
      ['Succeeded', 'Failed'],
    );
  });

  test('in the middle of its traffic goes on from where it was', async (context) => {
    const stage = smallStage(context, { factor: 2_000, group: LINEAR });
    const id = await stage.deploy();
    await eventually(() => (stage.weights(stage.production)[stage.green.id] ?? 0) >= 30);
    const { player, told } = await again(context, stage, { factor: 60_000 });
    await player.settled(id);
    const shares = told.flatMap((each) => (each.kind === 'weights' ? [each.green] : []));
    assert.ok(shares.length < 9 && shares.length > 0, String(shares));
    assert.deepEqual(shares, [40, 50, 60, 70, 80, 90, 100].slice(-shares.length));
  });

  test('while a hook ran calls it again under the same id', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    const stage = smallStage(context, { factor: 60, folder });
    makeFunction(
      stage.account,
      'exports.handler = async (event) => console.info(event.LifecycleEventHookExecutionId);',
    );
    const ids = (told: readonly TimelineEntry[]) =>
      told.flatMap((each) => (each.kind === 'hook' && !each.text.includes(' ') ? [each.text] : []));
    const id = await stage.deploy([{ AfterInstall: 'CodeDeployHook_web' }]);
    await eventually(() => ids(stage.told).length > 0);
    const { executionId = '' } = eventOf(stage, id, 'AfterInstall') ?? {};
    const { account, told } = await again(context, stage, { factor: 60, folder });
    await eventually(() => ids(told).length > 0);
    assert.deepEqual([ids(stage.told), ids(told)], [[executionId], [executionId]]);
    assert.equal(eventOf({ account }, id, 'AfterInstall')?.status, 'InProgress');
  });

  test('while it waited for somebody waits as long as it would have', async (context) => {
    const ready = { DeploymentReadyOption: { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: 60 } };
    const stage = smallStage(context, { factor: 36_000, group: { BlueGreenDeploymentConfiguration: ready } });
    const id = await stage.deploy();
    await eventually(() => findDeployment(stage.account, id)?.status === 'Ready');
    const { progress } = findDeployment(stage.account, id) ?? {};
    const { player } = await again(context, stage, { factor: 60 });
    const stopped = await player.settled(id);
    assert.deepEqual([stopped.status, stopped.progress?.readyUntil], ['Stopped', progress?.readyUntil]);
  });

  test('while it waited to end the old tasks ends them', async (context) => {
    const stage = smallStage(context, {
      factor: 600,
      group: {
        BlueGreenDeploymentConfiguration: {
          TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: 3 },
        },
      },
    });
    const id = await stage.deploy();
    await eventually(() => findDeployment(stage.account, id)?.progress?.terminateAt !== undefined);
    const { account, player } = await again(context, stage, { factor: 600 });
    assert.equal((await player.settled(id)).status, 'Succeeded');
    assert.equal(taskSetsOf(account, stage.service.id).length, 1);
  });

  test('while it was stopped is taken back all the same', async (context) => {
    const stage = smallStage(context, { factor: 600, group: { ...ROLLS_BACK, ...LINEAR } });
    const id = await stage.deploy();
    await eventually(() => (stage.weights(stage.production)[stage.green.id] ?? 0) > 0);
    await stage.call('StopDeployment', { deploymentId: id });
    const back = findDeployment(stage.account, id)?.rollback?.by ?? '';
    const begun: DeploymentRecord | undefined = findDeployment(stage.account, back);
    assert.ok(begun);
    const { account, player } = await again(context, stage, { factor: 600 });
    await player.settled(id);
    assert.equal(findDeployment(account, back)?.status, 'Succeeded');
    assert.deepEqual(
      taskSetsOf(account, stage.service.id).map(({ status }) => status),
      ['PRIMARY'],
    );
    const production = account.find(LISTENER, stage.production.id);
    assert.deepEqual(production && weightsOf(production), { [stage.green.id]: 0, [stage.blue.id]: 100 });
  });
});
