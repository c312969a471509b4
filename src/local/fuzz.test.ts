import { describe, test } from 'node:test';
import { startTarget } from './testing/target.ts';

describe('requests that are wrong in every way that a generator finds', () => {
  test('are answered or hung up on, and the endpoint goes on', async (context) => {
    const { bombard } = await startTarget(context);
    await bombard({ batches: 3, size: 100, seed: 1 });
  });
});
