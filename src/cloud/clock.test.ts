import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { poll } from './clock.ts';
import { standingClock } from './testing/small-target.ts';

describe('asking again and again', () => {
  test('ends with the first answer, and asks ever less often', async () => {
    const clock = standingClock();
    const times: number[] = [];
    const answer = await poll(
      clock,
      async () => {
        times.push(clock.now().getTime());
        return times.length === 12 ? 'done' : undefined;
      },
      60_000,
    );
    assert.equal(answer, 'done');
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.equal(pauses[0], 100);
    assert.deepEqual(
      pauses,
      [...pauses].sort((a, b) => a - b),
    );
    assert.ok(Math.max(...pauses) <= 5_000);
  });

  test('is given up after its time', async () => {
    const clock = standingClock();
    const start = clock.now().getTime();
    assert.equal(await poll(clock, async () => undefined, 60_000), undefined);
    assert.ok(clock.now().getTime() - start < 70_000);
  });
});
