import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CodeDeployAnswer, reported, runProbesAgainst, startApplication } from './test-servers.ts';

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

  test('a second invocation for the same execution is harmless', async (context) => {
    const url = await startApplication(context, (_, response) => response.end());
    const answers = [{ error: 'LifecycleEventAlreadyCompletedException', message: 'already completed' }];
    const { exitCode, result, logs } = await runProbesAgainst(context, url, [{}], { answers });
    assert.deepEqual({ exitCode, result }, { exitCode: 0, result: { status: 'Succeeded' } });
    assert.deepEqual([logs.at(-1)?.level, logs.at(-1)?.message.what], ['WARN', 'the hook had been reported before']);
  });
});
