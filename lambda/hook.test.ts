import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hookCode, runHook } from './run-hook.ts';
import { answers, PROBE, reported, runProbesAgainst, startApplication, startCodeDeploy } from './test-servers.ts';

/** Probing and reporting, the code as text in a process of its own, everything through sockets. */
describe('the hook', { concurrency: 8 }, () => {
  test('a probe that passes is reported as Succeeded', async (context) => {
    const url = await startApplication(context, answers(200, 'Hello, world'));
    const probe = { bodyContains: 'Hello', bodyPattern: 'w.rld$' };
    const { exitCode, result, calls, logs } = await runProbesAgainst(context, url, [probe]);
    assert.deepEqual(
      { exitCode, result, calls },
      { exitCode: 0, result: { status: 'Succeeded' }, calls: [reported('Succeeded')] },
    );
    assert.deepEqual(
      logs.map(({ message }) => message.what),
      ['attempt passed', 'reported Succeeded'],
    );
  });

  test('each attempt is logged with the deployment, the event, the probe, its status and its latency', async (context) => {
    const url = await startApplication(context, answers(404));
    const { logs } = await runProbesAgainst(context, url, [{ path: '/a?b=c' }]);
    const { level, message } = logs.find(({ message }) => message.attempt === 1) ?? {};
    const { latencyMs, ...said } = message ?? {};
    assert.ok(typeof latencyMs === 'number' && latencyMs >= 0);
    assert.equal(level, 'WARN');
    assert.deepEqual(said, {
      what: 'attempt failed',
      deploymentId: 'd-ABCDEF123',
      lifecycleEventHookExecutionId: 'execution-1',
      event: 'AfterAllowTestTraffic',
      probe: 1,
      listener: 'test',
      method: 'GET',
      path: '/a?b=c',
      attempt: 1,
      status: 404,
      reason: 'status is 404, must be 200',
    });
  });

  test("every line of the log is one JSON object, with Lambda's time, level and request around what the hook says", async (context) => {
    const url = await startApplication(context, answers(200));
    const { output } = await runProbesAgainst(context, url, [{}]);
    const lines = output.trimEnd().split('\n');
    assert.equal(lines.length, 2);
    for (const line of lines) {
      const { timestamp, level, requestId, message, ...others } = JSON.parse(line);
      assert.match(timestamp, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      assert.deepEqual([level, requestId, typeof message, others], ['INFO', 'request-1', 'object', {}]);
      assert.equal(message.deploymentId, 'd-ABCDEF123');
    }
  });

  test('method, path, query and headers arrive as the probe says, without a body, each time on a new connection', async (context) => {
    const seen: unknown[] = [];
    const ports = new Set<unknown>();
    const url = await startApplication(context, ({ method, url: path, headers, socket }, response) => {
      seen.push([method, path, headers['x-token'], headers.host, headers['content-length'] ?? '0']);
      ports.add(socket.remotePort);
      response.end();
    });
    const probe = {
      method: 'POST',
      path: '/a?b=c%20d',
      headers: { 'X-Token': 'x' },
      attempts: 2,
      consecutiveSuccesses: 2,
    } as const;
    const { result } = await runProbesAgainst(context, url, [probe]);
    assert.deepEqual(result, { status: 'Succeeded' });
    const expected = ['POST', '/a?b=c%20d', 'x', new URL(url).host, '0'];
    assert.deepEqual(seen, [expected, expected]);
    assert.equal(ports.size, 2);
  });

  test("the Host header is the probe's host, or else HOST_NAME", async (context) => {
    const hosts: unknown[] = [];
    const url = await startApplication(context, ({ headers }, response) => {
      hosts.push(headers.host);
      response.end();
    });
    const env = { HOST_NAME: 'app.example.com' };
    await runProbesAgainst(context, url, [{ host: 'own.example.com' }, {}], { env });
    assert.deepEqual(hosts, ['own.example.com', 'app.example.com']);
  });

  test('probes run in their order, each against its own listener', async (context) => {
    const seen: string[] = [];
    const [test, production] = await Promise.all(
      ['test', 'production'].map((name) =>
        startApplication(context, ({ url }, response) => {
          seen.push(name + url);
          response.end();
        }),
      ),
    );
    assert.ok(test && production);
    const probes = [{ path: '/1' }, { path: '/2', listener: 'production' }, { path: '/3' }] as const;
    const { result } = await runProbesAgainst(context, test, probes, { env: { PRODUCTION_LISTENER: production } });
    assert.deepEqual(result, { status: 'Succeeded' });
    assert.deepEqual(seen, ['test/1', 'production/2', 'test/3']);
  });

  test('the first probe that does not pass ends it', async (context) => {
    const seen: unknown[] = [];
    const url = await startApplication(context, ({ url }, response) => {
      seen.push(url);
      response.writeHead(url === '/2' ? 500 : 200).end();
    });
    const { result, calls } = await runProbesAgainst(context, url, [{ path: '/1' }, { path: '/2' }, { path: '/3' }]);
    assert.match(JSON.stringify(result), /Failed.*probe 2, GET \/2: .*status is 500, must be 200/);
    assert.deepEqual(calls, [reported('Failed')]);
    assert.deepEqual(seen, ['/1', '/2']);
  });

  test('successes count only in a row', async (context) => {
    const statuses = [200, 500, 200, 200, 500, 200, 200, 200, 500];
    let requests = 0;
    const url = await startApplication(context, (_, response) => response.writeHead(statuses[requests++] ?? 500).end());
    const { result } = await runProbesAgainst(context, url, [{ attempts: 9, consecutiveSuccesses: 3, spacingMs: 5 }]);
    assert.deepEqual(result, { status: 'Succeeded' });
    assert.equal(requests, 8);
  });

  test('a probe stops as soon as it cannot pass any more', async (context) => {
    const statuses = [200, 200, 500];
    let requests = 0;
    const url = await startApplication(context, (_, response) => response.writeHead(statuses[requests++] ?? 200).end());
    const { result } = await runProbesAgainst(context, url, [{ attempts: 5, consecutiveSuccesses: 3 }]);
    assert.match(JSON.stringify(result), /Failed.*no 3 passes in a row in 5 attempts: status is 500/);
    assert.equal(requests, 3);
  });

  test('spacingMs lies between attempts', async (context) => {
    const times: number[] = [];
    const url = await startApplication(context, (_, response) => {
      times.push(performance.now());
      response.end();
    });
    await runProbesAgainst(context, url, [{ attempts: 3, consecutiveSuccesses: 3, spacingMs: 300 }]);
    assert.equal(times.length, 3);
    for (const [index, time] of times.entries())
      assert.ok(index === 0 || time - (times[index - 1] ?? 0) >= 290, String(times));
  });

  test('redirects are answers and are not followed', async (context) => {
    let requests = 0;
    const url = await startApplication(context, (_, response) => {
      requests += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const { result } = await runProbesAgainst(context, url, [{ status: 302 }]);
    assert.deepEqual([result, requests], [{ status: 'Succeeded' }, 1]);
  });

  test('an attempt that fails is made again', async (context) => {
    let requests = 0;
    const url = await startApplication(context, ({ socket }, response) => {
      requests += 1;
      if (requests === 1) socket.resetAndDestroy();
      else if (requests === 3) response.end();
    });
    const { result } = await runProbesAgainst(context, url, [{ attempts: 3, maxLatencyMs: 700 }]);
    assert.deepEqual([result, requests], [{ status: 'Succeeded' }, 3]);
  });

  test('time that is nearly out cuts the attempt short and is reported as Failed', async (context) => {
    const url = await startApplication(context, () => {});
    const started = performance.now();
    const { result, calls } = await runProbesAgainst(context, url, [{ maxLatencyMs: 25_000, attempts: 9 }], {
      remainingMs: 30_600,
    });
    assert.match(JSON.stringify(result), /time was nearly out after 1 of 9 attempts/);
    assert.deepEqual(calls, [reported('Failed')]);
    assert.ok(performance.now() - started < 15_000);
  });

  test('attempts that are used up end with their own reason, however little time is left', async (context) => {
    const url = await startApplication(context, () => {});
    const probe = { maxLatencyMs: 25_000, attempts: 1 };
    const { result, calls } = await runProbesAgainst(context, url, [probe], { remainingMs: 30_600 });
    assert.match(JSON.stringify(result), /no 1 passes in a row in 1 attempts: no complete answer within \d+ ms/);
    assert.deepEqual(calls, [reported('Failed')]);
  });

  test('time that is nearly out cuts a pause short', async (context) => {
    const url = await startApplication(context, answers(500));
    const probe = { attempts: 9, spacingMs: 25_000 };
    const started = performance.now();
    const { result } = await runProbesAgainst(context, url, [probe], { remainingMs: 31_000 });
    assert.match(JSON.stringify(result), /time was nearly out after 1 of 9 attempts/);
    assert.ok(performance.now() - started < 15_000);
  });

  test("the schedule's call that keeps it awake probes nothing, reports nothing and says nothing", async (context) => {
    const { url, calls } = await startCodeDeploy(context);
    const env = { AWS_ENDPOINT_URL_CODEDEPLOY: url, TEST_LISTENER: url, PROBES: JSON.stringify([PROBE]) };
    const run = await runHook(hookCode(), { env, event: { KeepAwake: true }, remainingMs: 40_000 });
    assert.deepEqual([run.exitCode, run.result, run.output, calls], [0, undefined, '', []]);
  });

  test('a function without time for probes sends none and reports Failed', async (context) => {
    let requests = 0;
    const url = await startApplication(context, (_, response) => {
      requests += 1;
      response.end();
    });
    const { result, calls } = await runProbesAgainst(context, url, [{}], { remainingMs: 20_000 });
    assert.match(JSON.stringify(result), /time was nearly out after 0 of 1 attempts/);
    assert.deepEqual([requests, calls], [0, [reported('Failed')]]);
  });
});
