import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimelineEntry } from '../timeline.ts';
import { seenIn } from './shares.ts';
import { makeTally } from './tally.ts';

test('shares are counted by the weights that held, however these are written', () => {
  const tally = makeTally();
  tally.add({ side: 'blue', weights: 'blue=1', status: 200 }, 1);
  tally.add({ side: 'blue', weights: 'green=0,blue=100', status: 200 }, 1);
  for (let index = 0; index < 9; index += 1) tally.add({ side: 'blue', weights: 'blue=90,green=10', status: 200 }, 1);
  tally.add({ side: 'green', weights: 'blue=90,green=10', status: 200 }, 1);
  assert.deepEqual(tally.totals().steps, [
    { weights: { blue: 100, green: 0 }, requests: { blue: 2, green: 0 }, greenShare: 0 },
    { weights: { blue: 90, green: 10 }, requests: { blue: 9, green: 1 }, greenShare: 10 },
  ]);
});

test('failures are counted by their reasons, on the side that failed or on none', () => {
  const tally = makeTally();
  tally.add({ side: 'green', weights: 'green=1', status: 500, failure: '500' }, 1);
  tally.add({ failure: 'ECONNREFUSED' }, 1);
  tally.add({ failure: 'ECONNREFUSED' }, 1);
  tally.add({ side: 'green', status: 200 }, 1);
  tally.leaveOut(3);
  const { requests, failed, failures, sides, leftOut } = tally.totals();
  assert.deepEqual([requests, failed, leftOut], [4, 3, 3]);
  assert.deepEqual(failures, { 500: 1, ECONNREFUSED: 2 });
  assert.deepEqual(sides, { blue: { requests: 0, failures: 0 }, green: { requests: 2, failures: 1 } });
});

test('a second tells of what came since the one before, with quantiles of each side', () => {
  const tally = makeTally();
  for (let index = 100; index >= 1; index -= 1) tally.add({ side: 'blue', status: 200 }, index);
  tally.add({ failure: 'gone' }, 1);
  assert.deepEqual(tally.second(), {
    blue: { requests: 100, failures: 0, p50: 50, p99: 99 },
    green: { requests: 0, failures: 0, p50: 0, p99: 0 },
    failed: 1,
    reasons: { gone: 1 },
    byWeights: [],
  });
  assert.equal(tally.second(), undefined);
});

test('what was seen in all can be worked out from the seconds that were told', () => {
  const tally = makeTally();
  const told: TimelineEntry[] = [];
  for (let second = 1; second <= 3; second += 1) {
    const share = second * 10;
    for (let index = 0; index < 100; index += 1) {
      const side = index < share ? 'green' : 'blue';
      const failure = index === 0 ? { failure: '500' } : {};
      tally.add({ side, weights: `blue=${100 - share},green=${share}`, ...failure }, 1);
    }
    tally.add({ failure: 'ECONNREFUSED' }, 1);
    if (second === 2) tally.leaveOut(4);
    const seen = tally.second();
    if (seen) told.push({ at: second * 1000, kind: 'traffic', ...seen });
  }
  const { requests, failed, leftOut, failures, steps } = tally.totals();
  assert.deepEqual([requests, failed, leftOut], [303, 6, 4]);
  assert.deepEqual(seenIn(told), { requests, failed, leftOut, failures, steps });
  assert.deepEqual(
    steps.map(({ greenShare }) => greenShare),
    [10, 20, 30],
  );
});
