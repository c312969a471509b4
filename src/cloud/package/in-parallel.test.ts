import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { inParallel } from './in-parallel.ts';

const moment = () => new Promise((resolve) => setImmediate(resolve));

describe('work in parallel', () => {
  test('gives results in the order of the items, and never does more than so many at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), async (items, atOnce) => {
        let running = 0;
        const results = await inParallel(items, atOnce, async (item) => {
          running += 1;
          assert.ok(running <= atOnce);
          await moment();
          running -= 1;
          return item * 2;
        });
        assert.deepEqual(
          results,
          items.map((item) => item * 2),
        );
      }),
    );
  });

  test('begins nothing after a failure, and waits for what was begun', async () => {
    const begun: number[] = [];
    let ended = 0;
    const work = inParallel([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await moment();
      if (item === 1) throw new Error('one');
      await moment();
      ended += 1;
    });
    await assert.rejects(work, /one/);
    assert.deepEqual(begun, [1, 2]);
    assert.equal(ended, 1);
  });
});
