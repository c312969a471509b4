import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DescribeAlarmsOutput, GetDashboardOutput } from '@aws-sdk/client-cloudwatch';
import { Account } from '../account.ts';
import { cloudwatch } from './cloudwatch.ts';
import { caller, make } from './small-system.ts';

describe('alarms', () => {
  test('without data are in the state that they take missing data for', async () => {
    const { states } = small();
    assert.deepEqual(await states({}), { 'web-errors': 'OK', 'web-hosts': 'INSUFFICIENT_DATA' });
  });

  test('ring when somebody says so, and say why', async () => {
    const { call, states } = small();
    await call('SetAlarmState', { AlarmName: 'web-errors', StateValue: 'ALARM', StateReason: 'a test' });
    assert.deepEqual(await states({ StateValue: 'ALARM' }), { 'web-errors': 'ALARM' });
    const { MetricAlarms } = await call<DescribeAlarmsOutput>('DescribeAlarms', { AlarmNames: ['web-errors'] });
    assert.equal(MetricAlarms?.[0]?.StateReason, 'a test');
    assert.equal(MetricAlarms?.[0]?.Threshold, 1);
    await assert.rejects(() => call('SetAlarmState', { AlarmName: 'no', StateValue: 'OK', StateReason: '' }), {
      code: 'ResourceNotFound',
    });
  });

  test('that are composed come only when they are asked for', async () => {
    const { call } = small();
    const { CompositeAlarms: without } = await call<DescribeAlarmsOutput>('DescribeAlarms', { AlarmNamePrefix: 'web' });
    assert.deepEqual(without, []);
    const { CompositeAlarms } = await call<DescribeAlarmsOutput>('DescribeAlarms', { AlarmTypes: ['CompositeAlarm'] });
    assert.deepEqual(
      CompositeAlarms?.map(({ AlarmName }) => AlarmName),
      ['web-all'],
    );
  });
});

test('a dashboard gives the body that its template says, and one that is not there is said not to be', async () => {
  const { account, call } = small();
  const DashboardBody = '{"widgets":[]}';
  make(account, 'AWS::CloudWatch::Dashboard', 'Dashboard', { DashboardName: 'web', DashboardBody });
  assert.deepEqual(await call<GetDashboardOutput>('GetDashboard', { DashboardName: 'web' }), {
    DashboardArn: 'arn:aws:cloudwatch::000000000000:dashboard/web',
    DashboardBody,
    DashboardName: 'web',
  });
  await assert.rejects(() => call('GetDashboard', { DashboardName: 'no' }), { code: 'ResourceNotFound' });
});

function small() {
  const account = Account.empty(
    { partition: 'aws', region: 'us-east-1', accountId: '000000000000' },
    () => new Date(0),
  );
  make(account, 'AWS::CloudWatch::Alarm', 'Errors', {
    AlarmName: 'web-errors',
    Threshold: '1',
    TreatMissingData: 'notBreaching',
  });
  make(account, 'AWS::CloudWatch::Alarm', 'Hosts', { AlarmName: 'web-hosts', Threshold: 0 });
  make(account, 'AWS::CloudWatch::CompositeAlarm', 'All', { AlarmName: 'web-all', AlarmRule: 'ALARM(web-errors)' });
  const call = caller(cloudwatch, account);
  const states = async (input: object) => {
    const { MetricAlarms = [] } = await call<DescribeAlarmsOutput>('DescribeAlarms', input);
    return Object.fromEntries(MetricAlarms.map(({ AlarmName, StateValue }) => [AlarmName, StateValue]));
  };
  return { account, call, states };
}
