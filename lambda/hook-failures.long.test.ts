import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { describe, test } from 'node:test';
import { hookCode, runHook } from './run-hook.ts';
import {
  answers,
  EVENT,
  freeUrl,
  PROBE,
  reported,
  runProbesAgainst,
  startApplication,
  startCodeDeploy,
} from './test-servers.ts';

const secret = 'c2VjcmV0';

/** Every way to go wrong ends in a report, and the log says why. */
describe('the hook, when something is wrong,', { concurrency: 8 }, () => {
  const failures: readonly (readonly [string, RequestListener, Partial<typeof PROBE>, RegExp])[] = [
    ['a body without the text', answers(200, 'blue'), { bodyContains: 'green' }, /does not contain \\"green\\"/],
    ['a body that does not match', answers(200, 'v1'), { bodyPattern: '^v2$' }, /does not match \/\^v2\$\//],
    [
      'a pattern that tries without end',
      answers(200, `${'a'.repeat(40)}b`),
      { bodyPattern: '^(a+)+$', maxLatencyMs: 2_000 },
      /the body could not be matched with \/\^\(a\+\)\+\$\/ within \d{1,4} ms/,
    ],
    ['no answer', () => {}, { maxLatencyMs: 200 }, /no complete answer within 200 ms/],
    [
      'an answer that is too slow',
      (_, response) => setTimeout(() => response.end(), 1_500),
      { maxLatencyMs: 200 },
      /within 200 ms/,
    ],
    ['a body that never ends', (_, response) => response.write('a'), { maxLatencyMs: 200 }, /within 200 ms/],
    ['a reset before the answer', ({ socket }) => socket.resetAndDestroy(), {}, /ECONNRESET|hang up/],
    [
      'a reset in the body',
      ({ socket }, response) => {
        response.write('begin');
        setTimeout(() => socket.resetAndDestroy(), 50);
      },
      {},
      /aborted|ECONNRESET/,
    ],
    [
      'a body that ends too early',
      ({ socket }, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('begin');
        setTimeout(() => socket.end(), 50);
      },
      {},
      /aborted/,
    ],
    ['a huge body', (_, response) => response.end('x'.repeat(3_000_000)), {}, /body is longer than 1 MiB/],
    ['an answer that is not HTTP', ({ socket }) => socket.end('nonsense\r\n\r\n'), {}, /Parse Error/],
    [
      'a switch of protocols',
      ({ socket }) => socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
      {},
      /closed without an answer|hang up/,
    ],
  ];
  for (const [name, listener, probe, reason] of failures) {
    test(`${name} is reported as Failed with the reason logged`, async (context) => {
      const url = await startApplication(context, listener);
      const { exitCode, result, calls, logs } = await runProbesAgainst(context, url, [probe]);
      assert.match(JSON.stringify(result), reason);
      assert.deepEqual({ exitCode, calls }, { exitCode: 0, calls: [reported('Failed')] });
      assert.match(JSON.stringify(logs.find(({ message }) => message.what === 'validation failed')), reason);
    });
  }

  test('a pattern that tries without end leaves time for the next attempt, and to report', async (context) => {
    const bodies = [`${'a'.repeat(40)}b`, 'aaa'];
    const url = await startApplication(context, (_, response) => response.end(bodies.shift()));
    const probe = { bodyPattern: '^(a+)+$', attempts: 2, maxLatencyMs: 2_000 };
    const { result, calls, logs } = await runProbesAgainst(context, url, [probe]);
    assert.deepEqual([result, calls], [{ status: 'Succeeded' }, [reported('Succeeded')]]);
    assert.deepEqual([logs[0]?.message.status, logs[0]?.message.what], [200, 'attempt failed']);
  });

  test('what is left of the time limits matching too', async (context) => {
    const url = await startApplication(context, answers(200, `${'a'.repeat(40)}b`));
    const started = performance.now();
    const probe = { bodyPattern: '^(a+)+$', attempts: 9, maxLatencyMs: 25_000 };
    const { result, calls } = await runProbesAgainst(context, url, [probe], { remainingMs: 30_500 });
    assert.match(JSON.stringify(result), /time was nearly out after 1 of 9 attempts/);
    assert.deepEqual(calls, [reported('Failed')]);
    assert.ok(performance.now() - started < 15_000);
  });

  test('a refused connection is reported as Failed', async (context) => {
    const { result, calls } = await runProbesAgainst(context, await freeUrl(), [{ attempts: 2 }]);
    assert.match(JSON.stringify(result), /ECONNREFUSED/);
    assert.deepEqual(calls, [reported('Failed')]);
  });

  test('an error that nobody thought of is reported as Failed', async (context) => {
    const { url, calls } = await startCodeDeploy(context);
    const env = { AWS_ENDPOINT_URL_CODEDEPLOY: url, TEST_LISTENER: url, PROBES: JSON.stringify([PROBE]) };
    const { exitCode, result } = await runHook(hookCode(), { env, event: EVENT });
    assert.match(JSON.stringify(result), /Failed.*getRemainingTimeInMillis is not a function/);
    assert.deepEqual({ exitCode, calls }, { exitCode: 0, calls: [reported('Failed')] });
  });

  const badConfigurations: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ['PROBES missing', { PROBES: '' }, /bad configuration: PROBES is missing or not JSON/],
    ['PROBES that is not JSON', { PROBES: `[{"headers": {"a": "${secret}"}}` }, /PROBES is missing or not JSON/],
    ['PROBES without probes', { PROBES: '[]' }, /a list of at least one/],
    [
      'an invalid probe',
      { PROBES: JSON.stringify([PROBE, { ...PROBE, path: 'hello', status: 20, headers: { Host: secret } }]) },
      /probe 2: path is .*hello.*probe 2: headers is wrong.*probe 2: status is 20/,
    ],
    ['a listener that is missing', { TEST_LISTENER: '' }, /TEST_LISTENER is .*, must be a URL/],
    ['a listener that is no URL', { TEST_LISTENER: 'name:8080' }, /TEST_LISTENER is .*name:8080.*, must be a URL/],
  ];
  for (const [name, env, reason] of badConfigurations) {
    test(`${name} is reported as Failed, with the reason logged and no secret in it`, async (context) => {
      const { exitCode, result, calls, output } = await runProbesAgainst(context, 'http://127.0.0.1:1', [{}], { env });
      assert.match(JSON.stringify(result), reason);
      assert.deepEqual({ exitCode, calls }, { exitCode: 0, calls: [reported('Failed')] });
      assert.match(output, /bad configuration/);
      assert.ok(!output.includes(secret));
    });
  }

  test('the values of headers are not logged', async (context) => {
    const url = await startApplication(context, answers(500));
    const { output } = await runProbesAgainst(context, url, [{ headers: { Authorization: `Bearer ${secret}` } }]);
    assert.ok(!output.includes(secret));
  });

  for (const event of [{}, null, { DeploymentId: 'd-1' }, { LifecycleEventHookExecutionId: 'e-1' }]) {
    test(`the event ${JSON.stringify(event)} fails the invocation with a clear error`, async (context) => {
      const { url, calls } = await startCodeDeploy(context);
      const env = { AWS_ENDPOINT_URL_CODEDEPLOY: url };
      const { exitCode, error, logs } = await runHook(hookCode(), { env, event, remainingMs: 60_000 });
      assert.equal(exitCode, 1);
      assert.match(error?.message ?? '', /needs DeploymentId and LifecycleEventHookExecutionId/);
      assert.equal(logs[0]?.level, 'ERROR');
      assert.match(String(logs[0]?.message.errorMessage), /^the event needs /);
      assert.deepEqual(calls, []);
    });
  }
});
