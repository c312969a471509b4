import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TealformError } from '../../dsl/error.ts';
import { standingClock } from '../testing/small-target.ts';
import { refusal, standIn } from '../testing/stand-in-client.ts';
import type { FleetClients } from './clients.ts';
import { contextFor, targetWith } from './fleet.fixtures.ts';
import { watchToEnd } from './run-operation.ts';

/** Watches an operation that has ended when somebody answers whether to stop it. */
async function answeredLate(isYes: boolean, presses = 1) {
  const clients = standIn({
    DescribeStackSetOperation: () => ({
      StackSetOperation: { OperationId: '1', Action: 'UPDATE', Status: 'SUCCEEDED' },
    }),
    ListStackSetOperationResults: () => ({ Summaries: [] }),
    StopStackSetOperation: () => {
      throw refusal('InvalidOperationException', 'The operation has ended');
    },
  });
  const { context } = contextFor(clients as unknown as FleetClients, targetWith(), {
    clock: standingClock(),
    onInterrupt: (press) => {
      for (let count = 0; count < presses; count += 1) press('SIGINT');
      return () => {};
    },
    askToStop: () =>
      presses > 1 ? new Promise(() => {}) : new Promise((resolve) => setTimeout(() => resolve(isYes), 20)),
  });
  return { ended: await watchToEnd(context, '1'), clients };
}

describe('an operation that ends while it is asked whether to stop it', () => {
  test('is the last one where the answer is yes', async () => {
    await assert.rejects(answeredLate(true), (error) => {
      assert.ok(error instanceof TealformError);
      assert.match(error.message, /stopped: stopped, as you said: the operation 1 had come to its end before/);
      return true;
    });
  });

  test('is followed by others where it is no', async () => {
    const { ended, clients } = await answeredLate(false);
    assert.equal(ended.kind, 'ended');
    assert.deepEqual(clients.inputsOf('StopStackSetOperation'), []);
  });

  test('is left, and no other is begun, where Ctrl-C is pressed again instead', async () => {
    assert.equal((await answeredLate(true, 2)).ended.kind, 'left');
  });
});
