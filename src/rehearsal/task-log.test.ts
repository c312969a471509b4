import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { taskLog } from './task-log.ts';
import type { TimelineEntry } from './timeline.ts';

test('how a task starts and what it writes as errors is told, and all of it is in the file', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const told: TimelineEntry[] = [];
  const file = join(folder, 'tasks.log');
  const log = taskLog(
    file,
    (entry) => told.push(entry),
    () => 1_500,
  );
  const line = (stream: 'stdout' | 'stderr', text: string) =>
    log({ taskSetId: 'set', task: '0123456789', side: 'blue', stream, text });
  for (let index = 1; index <= 100; index += 1) line('stdout', `request ${index}`);
  for (let index = 1; index <= 5; index += 1) line('stderr', `error ${index}`);
  assert.deepEqual(
    told.map((entry) => entry.kind === 'log' && `${entry.source}: ${entry.text}`),
    [
      'blue 01234567: request 1',
      'blue 01234567: request 2',
      'blue 01234567: request 3',
      'blue 01234567: request 4',
      'blue 01234567: what it writes from here on is in tasks.log, errors are told',
      'blue 01234567: error 1',
      'blue 01234567: error 2',
      'blue 01234567: error 3',
      'blue 01234567: more errors, which are in tasks.log',
    ],
  );
  assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 105);
});
