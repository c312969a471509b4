import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type CodeDeployAnswer,
  reported,
  runProbesAgainst,
  startApplication,
  startCodeDeploy,
} from './test-servers.ts';

const throttled: CodeDeployAnswer = { error: 'ThrottlingException', message: 'Rate exceeded' };

describe('reporting to CodeDeploy', { concurrency: 8 }, () => {
  const repeated: readonly (readonly [string, readonly CodeDeployAnswer[], number])[] = [
    ['throttled', [throttled, throttled, 'ok'], 3],
    ['left without an answer', ['hang', 'ok'], 2],
  ];
  for (const [name, answers, count] of repeated) {
    test(`a report that is ${name} is made again until it is taken`, async (context) => {
      const url = await startApplication(context, (_, response) => response.end());
      const { exitCode, result, calls } = await runProbesAgainst(context, url, [{}], { answers });
      assert.deepEqual({ exitCode, result }, { exitCode: 0, result: { status: 'Succeeded' } });
      assert.deepEqual(calls, Array(count).fill(reported('Succeeded')));
    });
  }

  test('a report that is not allowed fails the invocation, and the log names the permission', async (context) => {
    const url = await startApplication(context, (_, response) => response.end());
    const answers = [{ error: 'AccessDeniedException', message: 'User is not authorized' }];
    const { exitCode, error, calls, logs } = await runProbesAgainst(context, url, [{}], { answers });
    assert.deepEqual([exitCode, error?.name], [1, 'AccessDeniedException']);
    assert.equal(calls.length, 1);
    const { level, message } = logs.find(({ message }) => 'needs' in message) ?? {};
    assert.deepEqual([level, message?.what], ['ERROR', 'Succeeded could not be reported']);
    assert.equal(message?.reason, 'User is not authorized');
    assert.match(String(message?.needs), /^codedeploy:PutLifecycleEventHookExecutionStatus /);
  });

  test('a report on a deployment that CodeDeploy does not know fails the invocation', async (context) => {
    const url = await startApplication(context, (_, response) => response.end());
    const answers = [{ error: 'InvalidDeploymentIdException', message: 'wrong format' }];
    const { exitCode, error, logs } = await runProbesAgainst(context, url, [{}], { answers });
    assert.deepEqual([exitCode, error?.name], [1, 'InvalidDeploymentIdException']);
    assert.ok(logs.some(({ message }) => message.error === 'InvalidDeploymentIdException'));
  });

  // As when Lambda calls again because it did not see the end. Meanwhile the application has changed its mind.
  const twice: readonly (readonly [number, number, 'Succeeded' | 'Failed'])[] = [
    [200, 500, 'Succeeded'],
    [500, 200, 'Failed'],
  ];
  for (const [first, second, verdict] of twice) {
    for (const where of ['one warm process', 'two processes']) {
      test(`a second invocation for the same execution, in ${where}, leaves the verdict at ${verdict}`, async (context) => {
        const statuses = [first, second];
        const url = await startApplication(context, (_, response) => response.writeHead(statuses.shift() ?? 0).end());
        const codeDeploy = await startCodeDeploy(context);
        const invocations = where === 'two processes' ? 1 : 2;
        const runs = [await runProbesAgainst(context, url, [{}], { codeDeploy, invocations })];
        if (invocations === 1) runs.push(await runProbesAgainst(context, url, [{}], { codeDeploy }));
        const other = verdict === 'Failed' ? 'Succeeded' : 'Failed';
        const results = runs.flatMap(({ outcomes }) => outcomes.map(({ result }) => JSON.stringify(result)));
        assert.equal(results.length, 2);
        assert.match(results[0] ?? '', new RegExp(verdict));
        assert.match(results[1] ?? '', new RegExp(other));
        assert.deepEqual(codeDeploy.calls, [reported(verdict), reported(other)]);
        assert.deepEqual([...codeDeploy.verdicts], [['execution-1', verdict]]);
        assert.ok(runs.every(({ exitCode }) => exitCode === 0));
        const last = runs.at(-1)?.logs.at(-1);
        assert.deepEqual([last?.level, last?.message.what], ['WARN', 'the hook had been reported before']);
      });
    }
  }
});
