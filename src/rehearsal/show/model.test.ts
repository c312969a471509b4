import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TimelineEntry } from '../timeline.ts';
import { madeUp } from './made-up.fixtures.ts';
import { modelOf, requestsOf } from './model.ts';
import { isStoppable, phaseOf } from './phase.ts';
import { shareOf, unanswered, weightSteps } from './shares.ts';

const upTo = (at: number, entries = madeUp()) => modelOf(entries.filter((entry) => entry.at <= at));
const second = (at: number, blue: number, green: number, failed = 0): TimelineEntry => ({
  at,
  kind: 'traffic',
  blue: { requests: blue, failures: 0, p50: 1, p99: 2 },
  green: { requests: green, failures: 0, p50: 1, p99: 2 },
  failed,
});
const weights = (at: number, green: number): TimelineEntry => ({
  at,
  kind: 'weights',
  listener: 'production',
  blue: 100 - green,
  green,
});

describe('what is made of entries', () => {
  test('has the lifecycle events in their order, each with when it began and ended', () => {
    const { deployments } = modelOf(madeUp());
    const [deployment] = deployments;
    assert.equal(deployments.length, 1);
    assert.equal(deployment?.status, 'Succeeded');
    assert.deepEqual(
      deployment?.events.map(({ event }) => event),
      [
        'BeforeInstall',
        'Install',
        'AfterInstall',
        'AllowTestTraffic',
        'AfterAllowTestTraffic',
        'BeforeAllowTraffic',
        'AllowTraffic',
        'AfterAllowTraffic',
      ],
    );
    assert.deepEqual(deployment?.events[1], { event: 'Install', status: 'Succeeded', begun: 7_720, ended: 10_100 });
  });

  test('an event that is to come has no times, one that goes on no end', () => {
    const [deployment] = upTo(15_000).deployments;
    assert.deepEqual(deployment?.events.at(-1), { event: 'AfterAllowTraffic', status: 'Pending' });
    const shift = deployment?.events.at(-2);
    assert.equal(shift?.status, 'InProgress');
    assert.equal(shift?.ended, undefined);
  });

  test('a rollback is a deployment of its own that says what it takes back', () => {
    const { deployments } = modelOf(madeUp('alarm'));
    const [failed, rollback] = deployments;
    assert.equal(failed?.error?.code, 'ALARM_ACTIVE');
    assert.equal(rollback?.rollbackOf, failed?.id);
    assert.equal(rollback?.status, 'Succeeded');
  });

  test('failures that no side has are told apart, and those without a reason are told as such', () => {
    const model = modelOf([
      second(1_000, 90, 10, 3),
      { ...second(2_000, 90, 10, 2), reasons: { '503 of the load balancer': 2 } } as TimelineEntry,
    ]);
    assert.equal(model.failed, 5);
    assert.equal(unanswered(model), 5);
    assert.equal(requestsOf(model), 205);
    assert.deepEqual(
      [...model.reasons],
      [
        ['no reason told', 3],
        ['503 of the load balancer', 2],
      ],
    );
  });

  test('what was said of a task in one status is not said of the next', () => {
    const task = { kind: 'task', side: 'green', task: 'a' } as const;
    const model = modelOf([
      { at: 1, ...task, status: 'crashed', text: 'exit code 1' },
      { at: 2, ...task, status: 'starting' },
    ]);
    assert.deepEqual(model.tasks.green, [{ task: 'a', status: 'starting', since: 2 }]);
  });
});

describe('steps of weights', () => {
  test('have the seconds that are whole in them, and not those in which weights changed', () => {
    const model = modelOf([
      weights(1_000, 0),
      second(2_000, 100, 0),
      second(3_000, 100, 0),
      weights(3_500, 10),
      second(4_000, 95, 5),
      second(5_000, 90, 10),
      weights(5_050, 10),
    ]);
    const steps = weightSteps(model);
    assert.deepEqual(
      steps.map(({ green, answered }) => ({ weight: green, answered })),
      [
        { weight: 0, answered: { blue: 200, green: 0 } },
        { weight: 10, answered: { blue: 90, green: 10 } },
      ],
    );
    assert.equal(steps[0]?.until, 3_500);
    assert.equal(steps[1]?.until, undefined);
  });

  test('of a linear deployment are eleven, and what is measured is near to each weight', () => {
    const steps = weightSteps(modelOf(madeUp()));
    assert.deepEqual(
      steps.map(({ green }) => green),
      [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    );
    for (const { green, answered } of steps) assert.ok(Math.abs((shareOf('green', answered) ?? -1) - green) < 3);
  });

  test('a share of nothing is none', () => {
    assert.equal(shareOf('green', { blue: 0, green: 0 }), undefined);
    assert.equal(shareOf('blue', { blue: 3, green: 1 }), 75);
  });
});

describe('how it stands', () => {
  test('is said at each time in a few words', () => {
    const linear = [-1, 1_000, 6_000, 7_650, 8_000, 20_000, 60_000].map((at) => phaseOf(upTo(at)).text);
    assert.deepEqual(linear, [
      'waiting for the first event',
      'deploy',
      'first version done',
      'deploying: Created',
      'deploying: Install',
      'deploying: AllowTraffic',
      'passed',
    ]);
    const alarm = madeUp('alarm');
    const rollback = alarm.find((entry) => entry.kind === 'deployment' && entry.rollbackOf !== undefined)?.at ?? 0;
    assert.deepEqual(phaseOf(upTo(rollback + 50, alarm)), { tone: 'bad', text: 'going back: AllowTraffic' });
    assert.equal(phaseOf(modelOf(alarm)).text, 'failed');
  });

  test('says what a deployment waits for', () => {
    const waiting = (status: 'Ready' | 'Baking') =>
      phaseOf(modelOf([{ at: 1, kind: 'deployment', deploymentId: 'd-1', status }])).text;
    assert.equal(waiting('Ready'), 'deploying: waiting for ContinueDeployment');
    assert.equal(waiting('Baking'), 'deploying: waiting before the old tasks go');
  });

  test('only a deployment that runs can be stopped, and no rollback', () => {
    assert.equal(isStoppable(upTo(6_000)), false);
    assert.equal(isStoppable(upTo(20_000)), true);
    assert.equal(isStoppable(upTo(60_000)), false);
    const alarm = madeUp('alarm');
    const rollback = alarm.find((entry) => entry.kind === 'deployment' && entry.rollbackOf !== undefined)?.at ?? 0;
    assert.equal(isStoppable(upTo(rollback + 50, alarm)), false);
  });
});
