import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { make } from '../../local/services/small-system.ts';
import type { TimelineEntry } from '../timeline.ts';
import { eventually, smallStage } from './small-stage.ts';

const ORDER = ['BeforeInstall', 'Install', 'AfterInstall', 'AllowTestTraffic', 'AfterAllowTestTraffic'];
const REST = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'];

describe('a deployment that is played', () => {
  test('goes through all events in their order, moves the traffic, and ends the old tasks', async (context) => {
    const { player, deploy, deployment, events, blue, green, production, testing, weights, world, serviceNow } =
      smallStage(context);
    const before = (await serviceNow()).taskSets?.[0];
    const id = await deploy();
    assert.equal((await deployment(id)).status, 'InProgress');
    assert.equal((await player.settled(id)).status, 'Succeeded');
    assert.deepEqual(
      await events(id),
      [...ORDER, ...REST].map((name) => `${name} Succeeded`),
    );
    for (const listener of [production, testing]) {
      assert.deepEqual(weights(listener), { [green.id]: 100, [blue.id]: 0 });
    }
    const { taskSets, taskDefinition } = await serviceNow();
    assert.match(String(taskDefinition), /web:2$/);
    assert.deepEqual(
      taskSets?.map(({ status, externalId }) => [status, externalId]),
      [['PRIMARY', id]],
    );
    assert.deepEqual(world.did, [`start ${before?.id}`, `start ${taskSets?.[0]?.id}`, `stop ${before?.id}`]);
  });

  test('has no test events without a test listener', async (context) => {
    const { player, deploy, events, weights, testing, blue } = smallStage(context, { withTest: false });
    const id = await deploy();
    await player.settled(id);
    const names = [...ORDER.slice(0, 3), ...REST];
    assert.deepEqual(
      await events(id),
      names.map((name) => `${name} Succeeded`),
    );
    assert.deepEqual(weights(testing), { [blue.id]: 1 });
  });

  test('tells of each status and of the weights as they change', async (context) => {
    const { player, deploy, told } = smallStage(context, {
      group: { DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' },
    });
    const id = await deploy();
    await player.settled(id);
    assert.deepEqual(statuses(told, id), ['Created', 'InProgress', 'Baking', 'Succeeded']);
    assert.deepEqual(shares(told), ['test 0/100', 'production 90/10', 'production 0/100']);
    const lifecycle = told.flatMap((each) => (each.kind === 'lifecycle' ? [`${each.event} ${each.status}`] : []));
    const all = [...ORDER, ...REST];
    const expected = all.flatMap((name) => [`${name} InProgress`, `${name} Succeeded`]);
    assert.deepEqual(lifecycle, [...all.map((name) => `${name} Pending`), ...expected]);
  });

  test('is told of while it goes on: task sets with their share of the traffic, and events with their times', async (context) => {
    const { deploy, target, weights, production, green } = smallStage(context, {
      group: { DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes' },
      factor: 600,
    });
    const began = Date.now();
    const id = await deploy();
    await eventually(() => (weights(production)[green.id] ?? 0) >= 10);
    const { taskSetsInfo, lifecycleEvents, status } = await target(id);
    assert.equal(status, 'InProgress');
    assert.deepEqual(
      taskSetsInfo?.map((each) => [
        each.taskSetLabel,
        each.status,
        each.desiredCount,
        each.runningCount,
        each.targetGroup?.name,
      ]),
      [
        ['Blue', 'PRIMARY', 2, 2, 'blue'],
        ['Green', 'ACTIVE', 2, 2, 'green'],
      ],
    );
    assert.match(String(taskSetsInfo?.[1]?.identifer), /^ecs-svc\/\d{19}$/);
    const [blueShare = 0, greenShare = 0] = taskSetsInfo?.map(({ trafficWeight }) => trafficWeight) ?? [];
    assert.ok(greenShare >= 10 && blueShare + greenShare === 100, `${blueShare}/${greenShare}`);
    for (const { lifecycleEventName, startTime, endTime } of lifecycleEvents?.slice(0, 6) ?? []) {
      assert.ok(startTime && endTime && startTime <= endTime && startTime.getTime() >= began, lifecycleEventName);
    }
    const running = lifecycleEvents?.[6];
    assert.deepEqual([running?.lifecycleEventName, running?.endTime], ['AllowTraffic', undefined]);
    assert.equal(lifecycleEvents?.[7]?.startTime, undefined);
  });

  test('is the only one of its group', async (context) => {
    const { deploy, world, call } = smallStage(context, { factor: 60 });
    world.sick.add('web:2');
    const id = await deploy();
    const message = `The Deployment Group 'web' already has an active Deployment '${id}'`;
    await assert.rejects(() => deploy(), { code: 'DeploymentLimitExceededException', message });
    await call('StopDeployment', { deploymentId: id });
    assert.match(await deploy(), /^d-/);
  });

  test('sends the second release to the first target group', async (context) => {
    const { player, deploy, weights, production, blue, green, told } = smallStage(context);
    await player.settled(await deploy());
    await player.settled(await deploy());
    assert.deepEqual(weights(production), { [blue.id]: 100, [green.id]: 0 });
    // Sides are those of the templates, whatever runs in them.
    assert.deepEqual(shares(told), ['test 0/100', 'production 0/100', 'test 100/0', 'production 100/0']);
  });
});

describe('traffic', () => {
  test('moves in equal steps, so many minutes apart', async (context) => {
    const { player, deploy, told } = smallStage(context, {
      group: { DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes' },
      factor: 1_200,
    });
    await player.settled(await deploy());
    const steps = told.filter((each) => each.kind === 'weights' && each.listener === 'production');
    assert.deepEqual(
      steps.map((each) => each.kind === 'weights' && each.green),
      [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    );
    for (const [index, { at }] of steps.entries()) assert.ok(index === 0 || at - (steps[index - 1]?.at ?? 0) >= 48);
  });

  test('moves as a configuration of the template says', async (context) => {
    const { account, group, player, deploy, told } = smallStage(context);
    make(account, 'AWS::CodeDeploy::DeploymentConfig', 'Traffic', {
      DeploymentConfigName: 'web-linear',
      ComputePlatform: 'ECS',
      TrafficRoutingConfig: {
        Type: 'TimeBasedLinear',
        TimeBasedLinear: { LinearPercentage: '40', LinearInterval: '2' },
      },
    });
    account.put({ ...group, properties: { ...group.properties, DeploymentConfigName: 'web-linear' } });
    await player.settled(await deploy());
    assert.deepEqual(shares(told).slice(1), ['production 60/40', 'production 20/80', 'production 0/100']);
  });
});

function statuses(told: readonly TimelineEntry[], id: string): readonly string[] {
  return told.flatMap((each) => (each.kind === 'deployment' && each.deploymentId === id ? [each.status] : []));
}

function shares(told: readonly TimelineEntry[]): readonly string[] {
  return told.flatMap((each) => (each.kind === 'weights' ? [`${each.listener} ${each.blue}/${each.green}`] : []));
}
