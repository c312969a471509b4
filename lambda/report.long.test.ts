import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { REPORT_RESERVE_MS } from './probe.ts';
import { type CodeDeployAnswer, runProbesAgainst, startApplication } from './test-servers.ts';

describe('reporting that never succeeds', { concurrency: 2 }, () => {
  const cases: readonly (readonly [string, CodeDeployAnswer])[] = [
    ['ThrottlingException', { error: 'ThrottlingException', message: 'Rate exceeded' }],
    ['TimeoutError', 'hang'],
  ];
  for (const [name, answer] of cases) {
    test(`ends with ${name} after five attempts, within the time that is kept for reporting`, async (context) => {
      const url = await startApplication(context, (_, response) => response.end());
      const started = performance.now();
      const { exitCode, error, calls, logs } = await runProbesAgainst(context, url, [{}], { answers: [answer] });
      assert.deepEqual([exitCode, error?.name, calls.length], [1, name, 5]);
      assert.ok(logs.some(({ message }) => message.what === 'Succeeded could not be reported'));
      assert.ok(performance.now() - started < REPORT_RESERVE_MS);
    });
  }
});
