import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onInterrupt } from './interrupts.ts';

test('of those that asked the last is told of a signal, and may pass it on; when it is done the one before is told', () => {
  const told: string[] = [];
  const first = onInterrupt((signal) => void told.push(`first ${signal}`));
  const second = onInterrupt((signal, pass) => {
    told.push(`second ${signal}`);
    if (signal === 'SIGTERM') pass();
  });
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGTERM', 'SIGTERM');
  second();
  process.emit('SIGHUP', 'SIGHUP');
  first();
  assert.deepEqual(told, ['second SIGINT', 'second SIGTERM', 'first SIGTERM', 'first SIGHUP']);
  assert.deepEqual(
    (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => process.listenerCount(signal)),
    [0, 0, 0],
  );
});
