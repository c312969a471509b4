import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeMetrics } from './metrics.ts';

test('of requests only those since then count, each where it belongs', () => {
  let now = 1_000;
  const metrics = makeMetrics(
    () => new Date(now),
    () => ['blue', 'green'],
  );
  metrics.served({ targetGroupArn: 'blue', targetStatus: 500, seconds: 1 });
  now = 2_000;
  metrics.served({ targetGroupArn: 'blue', targetStatus: 204, seconds: 0.25 });
  metrics.served({ targetGroupArn: 'blue', targetStatus: 404, seconds: 0.5 });
  metrics.served({ targetGroupArn: 'blue', ownStatus: 502 });
  metrics.served({ targetGroupArn: undefined, ownStatus: 503 });
  const measured = metrics.measure(new Date(1_500));
  assert.equal(measured.RequestCount, 3);
  assert.equal(measured.HTTPCode_ELB_5XX_Count, 2);
  assert.deepEqual(measured.groups.blue, {
    RequestCount: 3,
    HTTPCode_Target_2XX_Count: 1,
    HTTPCode_Target_5XX_Count: 0,
    UnHealthyHostCount: 0,
    HealthyHostCount: 0,
    TargetResponseTime: [0.25, 0.5],
  });
  assert.equal(measured.groups.green?.RequestCount, 0);
  assert.equal(metrics.measure(new Date(0)).groups.blue?.HTTPCode_Target_5XX_Count, 1);
});

test('of hosts what was worst counts, also what was so already', () => {
  let now = 1_000;
  const metrics = makeMetrics(
    () => new Date(now),
    () => [],
  );
  const hosts = (since: number) => {
    const { HealthyHostCount, UnHealthyHostCount } = metrics.measure(new Date(since)).groups.blue ?? {};
    return [HealthyHostCount, UnHealthyHostCount];
  };
  metrics.hosts('blue', 3, 0);
  now = 2_000;
  metrics.hosts('blue', 2, 1);
  now = 3_000;
  metrics.hosts('blue', 3, 0);
  assert.deepEqual(hosts(2_500), [2, 1]);
  assert.deepEqual(hosts(3_500), [3, 0]);
  assert.deepEqual(hosts(0), [2, 1]);
});
