import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { make } from '../../local/services/small-system.ts';
import { eventually, ROLLS_BACK, smallStage } from './small-stage.ts';

const FOREVER = { BlueGreenDeploymentConfiguration: wait(60) };

function wait(TerminationWaitTimeInMinutes: number) {
  return { TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes } };
}

describe('an alarm that rings', () => {
  const group = {
    ...ROLLS_BACK,
    AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'errors' }, { Name: 'others' }] },
    DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
  };

  test('stops a deployment in the middle of its traffic, and all of it goes back', async (context) => {
    const stage = smallStage(context, { group, factor: 600 });
    const { account, player, deploy, deployment, events, weights, production, testing, blue, green } = stage;
    const alarm = make(account, 'AWS::CloudWatch::Alarm', 'Errors', {
      AlarmName: 'errors',
      Namespace: 'x',
      MetricName: 'y',
    });
    const id = await deploy();
    await eventually(() => (weights(production)[green.id] ?? 0) >= 20);
    account.touch(alarm, { StateValue: 'ALARM' });
    await player.settled(id);
    const { status, errorInformation, rollbackInfo } = await deployment(id);
    assert.equal(status, 'Stopped');
    assert.equal(errorInformation?.code, 'ALARM_ACTIVE');
    assert.match(String(errorInformation?.message), /Activated alarms: <errors>$/);
    assert.deepEqual((await events(id)).slice(-2), ['AllowTraffic Failed', 'AfterAllowTraffic Skipped']);
    for (const listener of [production, testing])
      assert.deepEqual(weights(listener), { [green.id]: 0, [blue.id]: 100 });
    // One that takes back does not look at alarms, which may ring for a while.
    assert.equal((await deployment(String(rollbackInfo?.rollbackDeploymentId))).status, 'Succeeded');
  });

  test('does so because of what was measured, and tells why', async (context) => {
    const { account, green, world, player, deploy, weights, production, told } = smallStage(context, {
      group,
      factor: 600,
    });
    make(account, 'AWS::CloudWatch::Alarm', 'Errors', {
      AlarmName: 'errors',
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'HTTPCode_Target_5XX_Count',
      Dimensions: [{ Name: 'TargetGroup', Value: String(green.attributes.TargetGroupFullName) }],
      Statistic: 'Sum',
      Period: '60',
      EvaluationPeriods: '2',
      Threshold: '5',
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
    const id = await deploy();
    await eventually(() => (weights(production)[green.id] ?? 0) >= 10);
    const none = { RequestCount: 9, HTTPCode_Target_2XX_Count: 0, UnHealthyHostCount: 0, HealthyHostCount: 2 };
    const failing = { ...none, HTTPCode_Target_5XX_Count: 9, TargetResponseTime: [] };
    world.measured = { groups: { [green.id]: failing }, HTTPCode_ELB_5XX_Count: 0, RequestCount: 9 };
    assert.equal((await player.settled(id)).error?.code, 'ALARM_ACTIVE');
    const states = told.flatMap((each) => (each.kind === 'alarm' ? [`${each.state}: ${each.reason}`] : []));
    assert.match(String(states[0]), /^OK: /);
    const crossed = 'Threshold Crossed: 2 out of the last 2 datapoints [9, 9] were greater than the threshold (5)';
    assert.ok(states.includes(`ALARM: ${crossed}`), states.join('\n'));
  });

  test('rings for a deployment that waits to end the old tasks, and those serve again', async (context) => {
    const { account, player, deploy, told, serviceNow, production, weights, blue } = smallStage(context, {
      group: { ...group, ...FOREVER, DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce' },
      factor: 600,
    });
    const alarm = make(account, 'AWS::CloudWatch::Alarm', 'Errors', {
      AlarmName: 'errors',
      Namespace: 'x',
      MetricName: 'y',
    });
    const before = (await serviceNow()).taskSets?.[0];
    const id = await deploy();
    await eventually(() => told.some((each) => each.kind === 'deployment' && each.status === 'Baking'));
    assert.deepEqual(
      (await serviceNow()).taskSets?.map(({ status }) => status),
      ['ACTIVE', 'PRIMARY'],
    );
    account.touch(alarm, { StateValue: 'ALARM' });
    await player.settled(id);
    const { taskSets, taskDefinition } = await serviceNow();
    assert.deepEqual(
      taskSets?.map((each) => [each.id, each.status]),
      [[before?.id, 'PRIMARY']],
    );
    assert.match(String(taskDefinition), /web:1$/);
    assert.equal(weights(production)[blue.id], 100);
  });

  test('is not looked at where the deployment says so', async (context) => {
    const { account, player, deploy } = smallStage(context, { group });
    const alarm = make(account, 'AWS::CloudWatch::Alarm', 'Errors', {
      AlarmName: 'errors',
      Namespace: 'x',
      MetricName: 'y',
    });
    account.touch(alarm, { StateValue: 'ALARM' });
    const id = await deploy([], { overrideAlarmConfiguration: { enabled: false } });
    assert.equal((await player.settled(id)).status, 'Succeeded');
    const stopped = await player.settled(await deploy());
    assert.equal(stopped.error?.code, 'ALARM_ACTIVE');
    assert.equal(stopped.events[1]?.status, 'Failed');
  });
});
