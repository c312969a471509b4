import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DeploymentRecord } from '../../local/resources/deployments.ts';
import type { Side, TimelineEntry } from '../timeline.ts';
import type { FaultOutcome } from './outcome.ts';
import { FAULT_NAMES, FAULTS, type FaultName, type FaultRow } from './rows.ts';
import { type FaultEnd, faultChecksOf, faultWords } from './verdict.ts';

function record(id: string, status: DeploymentRecord['status'], more: Partial<DeploymentRecord> = {}) {
  const names = { applicationName: 'web', deploymentGroupName: 'web', deploymentConfigName: 'x' };
  return { id, ...names, status, createTime: '', revision: {}, events: [], messages: [], ...more };
}

function outcome(row: FaultRow): FaultOutcome {
  return {
    deployment: record('d-1', row.status, {
      error: { code: row.error, message: 'why' },
      events: [
        { name: 'BeforeInstall', status: 'Succeeded' },
        { name: row.event, status: 'Failed' },
      ],
    }),
    rollback: record('d-2', 'Succeeded'),
    taskSets: [{ side: 'blue', status: 'PRIMARY' }],
    weights: { production: { blue: 100, green: 0 }, test: { blue: 100, green: 0 } },
  };
}

/** A second in which requests failed with 502, so many on each side. */
const second = (at: number, failures: { readonly [side in Side]?: number } = {}): TimelineEntry => {
  const { blue = 0, green = 0 } = failures;
  const side = { requests: 50, p50: 1, p99: 1 };
  const failed = blue + green;
  const reasons = failed > 0 ? { 502: failed } : {};
  return {
    at,
    kind: 'traffic',
    blue: { ...side, failures: blue },
    green: { ...side, failures: green },
    failed,
    reasons,
  };
};

/** A rehearsal that ended as its row says. */
function fitting(name: FaultName): FaultEnd {
  const row = FAULTS[name];
  const entries: readonly TimelineEntry[] = [
    second(1_000),
    { at: 1_500, kind: 'fault', fault: name, status: 'strikes', text: '' },
    { at: 1_600, kind: 'hook', event: 'x', level: 'error', text: `it says: ${row.hook}` },
    second(2_000, row.fails === 'none' ? {} : { [row.fails]: 3 }),
    second(3_000),
    second(4_000),
  ];
  return { row, outcome: outcome(row), entries };
}

const notMet = (end: FaultEnd) =>
  faultChecksOf(end)
    .filter(({ passed }) => !passed)
    .map(({ name, text }) => `${name}: ${text}`);

describe('a rehearsal with a fault', () => {
  for (const name of FAULT_NAMES)
    test(`is as it should be where it ended as the row of ${name} says`, () =>
      assert.deepEqual(notMet(fitting(name)), []));

  test('is held to each member of its row', () => {
    const end = fitting('green-500');
    const with_ = (change: Partial<FaultOutcome>) => notMet({ ...end, outcome: { ...end.outcome, ...change } });
    const { deployment } = end.outcome;
    assert.ok(deployment);
    assert.deepEqual(with_({ deployment: { ...deployment, status: 'Succeeded' } }), [
      'deployment: d-1 is Succeeded, and not Failed',
    ]);
    assert.deepEqual(with_({ deployment: { ...deployment, error: { code: 'TIMEOUT', message: '' } } }), [
      'error code: TIMEOUT, and not HOOK_EXECUTION_FAILURE',
    ]);
    assert.deepEqual(with_({ deployment: { ...deployment, events: [{ name: 'Install', status: 'Failed' }] } }), [
      'event that failed: Install, and not AfterAllowTestTraffic',
    ]);
    assert.deepEqual(with_({ rollback: undefined }), ['rollback: nothing took it back']);
    assert.deepEqual(with_({ rollback: record('d-2', 'Failed') }), ['rollback: d-2 is Failed, and not Succeeded']);
    const { taskSets, weights } = end.outcome;
    assert.deepEqual(with_({ taskSets: [...taskSets, { side: 'green', status: 'ACTIVE' }] }), [
      'task sets: blue PRIMARY, green ACTIVE',
    ]);
    assert.deepEqual(with_({ taskSets: [{ side: 'green', status: 'PRIMARY' }] }), [
      'task sets: green PRIMARY, and no other',
    ]);
    assert.deepEqual(with_({ weights: { ...weights, production: { blue: 70, green: 30 } } }), [
      'production listener: blue 70 %, green 30 %',
    ]);
    assert.deepEqual(with_({ weights: { ...weights, test: { blue: 0, green: 100 } } }), [
      'test listener: blue 0 %, green 100 %',
    ]);
    const more = (...entries: TimelineEntry[]) => notMet({ ...end, entries: [...end.entries, ...entries] });
    assert.deepEqual(notMet({ ...end, entries: [second(1)] }), ["the hook's log: does not say: status is 500"]);
    assert.deepEqual(more(second(5_000, { blue: 1 })), ['failed requests: 1 of 500: 1 502']);
    assert.deepEqual(notMet({ ...end, entries: end.entries.filter(({ kind }) => kind !== 'traffic') }), [
      'failed requests: 0 of 0',
    ]);
  });

  test('in which requests fail is held to whose they are, from when, and that they end', () => {
    const end = fitting('green-crashes-mid-shift');
    const calm = [second(6_000), second(7_000)];
    assert.deepEqual(notMet({ ...end, entries: [...end.entries, second(5_000, { blue: 1 }), ...calm] }), [
      'failed requests: 4 of 700: 4 502; 3 on green, none before the fault',
    ]);
    assert.deepEqual(notMet({ ...end, entries: calm }), [
      'failed requests: 0 of 200; all on green, none before the fault',
    ]);
    assert.deepEqual(notMet({ ...end, entries: [second(900, { green: 1 }), ...end.entries] }), [
      'failed requests: 4 of 500: 4 502; all on green, some before the fault',
    ]);
    assert.deepEqual(notMet({ ...end, entries: [...end.entries, second(5_000, { green: 1 })] }), [
      'users are served again: the last request failed 4 s after the fault',
    ]);
  });

  test('is told in words: what became of it, or what was not as it should be', () => {
    const end = fitting('green-crashes-mid-shift');
    assert.equal(
      faultWords(end, faultChecksOf(end)),
      'the release was taken back, as it should be; until then requests to green failed',
    );
    const quiet = fitting('hook-fails');
    assert.equal(
      faultWords(quiet, faultChecksOf(quiet)),
      'the release was taken back, as it should be, and no user noticed',
    );
    const wrong = { ...quiet, outcome: { ...quiet.outcome, rollback: undefined } };
    assert.equal(faultWords(wrong, faultChecksOf(wrong)), 'not as it should be: rollback');
  });
});
