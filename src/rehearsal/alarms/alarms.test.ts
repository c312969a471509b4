import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { parseTemplate } from '../../dsl/yaml/parse.ts';
import { objectOf } from '../../local/resources/read.ts';
import type { GroupMeasurement, Measurement } from '../world.ts';
import { readFormula, type Value } from './math.ts';
import { pointOf, stateOf } from './state.ts';

const TEMPLATE = new URL('../../../output/hello-server/deployment.yaml', import.meta.url);
const FULL_NAMES: Readonly<Record<string, string>> = {
  LoadBalancerFullName: 'app/web/1',
  BlueTargetGroupFullName: 'targetgroup/blue/1',
  GreenTargetGroupFullName: 'targetgroup/green/2',
};
const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333';

/** An alarm as it is emitted, with the names of the load balancer's parts filled in. */
function emitted(logicalId: string): DataObject {
  const template = parseTemplate(readFileSync(TEMPLATE, 'utf8'));
  const fill = (data: Data): Data => {
    if (Array.isArray(data)) return data.map(fill);
    if (!isObject(data)) return data;
    if (typeof data.Ref === 'string') return FULL_NAMES[data.Ref] ?? data.Ref;
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, fill(value)]));
  };
  const resource = objectOf(objectOf(template, 'Resources'), logicalId);
  const properties = fill(objectOf(resource, 'Properties'));
  assert.ok(isObject(properties) && properties.AlarmName !== undefined, logicalId);
  return properties;
}

function group(said: Partial<GroupMeasurement>): GroupMeasurement {
  return {
    RequestCount: 0,
    HTTPCode_Target_2XX_Count: 0,
    HTTPCode_Target_5XX_Count: 0,
    UnHealthyHostCount: 0,
    HealthyHostCount: 3,
    TargetResponseTime: [],
    ...said,
  };
}

function measured(green: Partial<GroupMeasurement>, all: Partial<Measurement> = {}): Measurement {
  const groups = { [`${ARN}:targetgroup/blue/1`]: group({}), [`${ARN}:targetgroup/green/2`]: group(green) };
  return { groups, HTTPCode_ELB_5XX_Count: 0, RequestCount: 0, ...all };
}

/** The alarm's state after these periods. */
function after(alarm: DataObject, ...periods: readonly Measurement[]): string {
  const points = periods.map((each) => pointOf(alarm, each));
  return stateOf(alarm, points, 'INSUFFICIENT_DATA').state;
}

describe('the alarms that are emitted', () => {
  test('ring for a share of errors above 1 % in two periods of three', () => {
    const alarm = emitted('GreenErrors');
    const bad = measured({ RequestCount: 100, HTTPCode_Target_5XX_Count: 2 });
    const good = measured({ RequestCount: 100, HTTPCode_Target_5XX_Count: 1 });
    assert.deepEqual([pointOf(alarm, bad), pointOf(alarm, good)], [2, 1]);
    assert.equal(after(alarm, bad), 'OK');
    assert.equal(after(alarm, bad, good), 'OK');
    assert.equal(after(alarm, bad, good, bad), 'ALARM');
    assert.equal(after(alarm, bad, good, good, bad), 'OK');
  });

  test('count connections that were refused among the errors of a colour', () => {
    const alarm = emitted('GreenErrors');
    assert.equal(pointOf(alarm, measured({ RequestCount: 50, TargetConnectionErrorCount: 5 })), 10);
  });

  test('take a period without requests for one without errors', () => {
    assert.equal(pointOf(emitted('GreenErrors'), measured({})), 0);
    assert.equal(pointOf(emitted('LoadBalancerErrors'), measured({})), 0);
  });

  test('of a colour do not look at the other one', () => {
    const bad = measured({ RequestCount: 10, HTTPCode_Target_5XX_Count: 10, UnHealthyHostCount: 1 });
    assert.equal(after(emitted('BlueErrors'), bad, bad), 'OK');
    assert.equal(after(emitted('BlueUnhealthyHosts'), bad, bad), 'OK');
    assert.equal(after(emitted('GreenUnhealthyHosts'), bad, bad), 'ALARM');
  });

  test('ring when one answer in a hundred is slow, and not when one in two hundred is', () => {
    const alarm = emitted('GreenLatency');
    const times = (slow: number) =>
      measured({ TargetResponseTime: Array.from({ length: 200 }, (_, n) => (n < slow ? 3 : 0.01)) });
    assert.equal(pointOf(alarm, times(3)), 3);
    assert.equal(after(alarm, times(3), times(3)), 'ALARM');
    assert.equal(pointOf(alarm, times(1)), 0.01);
    assert.equal(pointOf(alarm, measured({})), undefined);
    assert.equal(after(alarm, measured({}), measured({})), 'OK');
  });

  test('ring for errors of the load balancer itself, requests that found no target among the total', () => {
    const alarm = emitted('LoadBalancerErrors');
    const all = { HTTPCode_ELB_5XX_Count: 4, HTTPCode_ELB_503_Count: 4, RequestCount: 96 };
    assert.equal(pointOf(alarm, measured({}, all)), 4);
    assert.equal(after(alarm, measured({}, all), measured({}, all)), 'ALARM');
  });
});

describe('missing data', () => {
  const alarm = (TreatMissingData: string, more: DataObject = {}): DataObject => ({
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 1,
    EvaluationPeriods: 3,
    TreatMissingData,
    ...more,
  });
  const state = (said: DataObject, points: readonly Value[], before: 'OK' | 'ALARM' = 'ALARM') =>
    stateOf(said, points, before).state;
  const none = [undefined, undefined, undefined];

  test('is what the alarm says when there is none at all', () => {
    const states = ['missing', 'ignore', 'breaching', 'notBreaching'].map((treat) => state(alarm(treat), none));
    assert.deepEqual(states, ['INSUFFICIENT_DATA', 'ALARM', 'ALARM', 'OK']);
  });

  test('counts as what the alarm says where there is some', () => {
    const points = [undefined, 5, undefined];
    const states = ['missing', 'ignore', 'breaching', 'notBreaching'].map((treat) => state(alarm(treat), points, 'OK'));
    assert.deepEqual(states, ['ALARM', 'OK', 'ALARM', 'OK']);
  });

  test('is what there was not before the first period', () => {
    assert.equal(state(alarm('notBreaching'), [5, 5]), 'OK');
    assert.equal(state(alarm('breaching'), [5]), 'ALARM');
  });

  test('of few periods rings at once where as many are enough', () => {
    assert.equal(state(alarm('notBreaching', { DatapointsToAlarm: 2 }), [5, 5]), 'ALARM');
  });
});

describe('metric math', () => {
  const value = (text: string, values: Readonly<Record<string, number>> = {}) => readFormula(text)((id) => values[id]);

  test('binds as in arithmetic', () => {
    assert.equal(value('1 + 2 * 3 - 4 / 2'), 5);
    assert.equal(value('(1 + 2) * -3'), -9);
    assert.equal(value('2 + 3 > 4 AND 1 == 2'), 0);
    assert.equal(value('2 > 4 || 1 != 2'), 1);
  });

  test('has no value where data is missing, except where it is filled', () => {
    assert.equal(value('a + 1'), undefined);
    assert.equal(value('FILL(a, 0) + 1'), 1);
    assert.equal(value('FILL(a, 0) + 1', { a: 2 }), 3);
    assert.equal(value('IF(a > 0, 1, 2)'), undefined);
    assert.equal(value('1 / a', { a: 0 }), undefined);
  });

  test('refuses what it does not know, by name', () => {
    const refused = (text: string, message: RegExp) =>
      assert.throws(() => readFormula(text), { name: 'NotMeasured', message });
    refused('ANOMALY_DETECTION_BAND(a)', /'ANOMALY_DETECTION_BAND'/);
    refused('a +', /how it ends/);
    refused('IF(a)', /IF of 1 values/);
    refused('(a', /the end/);
    refused('a b', /'b'/);
  });
});

test('a metric, a dimension and a statistic that are not measured are refused by name', () => {
  const metric = (said: DataObject): DataObject => ({
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'RequestCount',
    Statistic: 'Sum',
    ...said,
  });
  const refused = (said: DataObject, message: RegExp) =>
    assert.throws(() => pointOf(metric(said), measured({})), { name: 'NotMeasured', message });
  refused({ Namespace: 'AWS/ECS', MetricName: 'CPUUtilization' }, /AWS\/ECS CPUUtilization/);
  refused({ MetricName: 'ActiveConnectionCount' }, /ActiveConnectionCount/);
  refused({ Dimensions: [{ Name: 'AvailabilityZone', Value: 'a' }] }, /by AvailabilityZone/);
  refused({ Statistic: 'tm99' }, /tm99/);
  assert.equal(pointOf(metric({}), measured({}, { RequestCount: 7 })), 7);
});
