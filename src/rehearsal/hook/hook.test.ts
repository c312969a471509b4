import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { DataObject } from '../../dsl/template.ts';
import { make } from '../../local/services/small-system.ts';
import { fakeWorld, makeFunction, smallStage } from '../deployment/small-stage.ts';
import type { Stage } from '../deployment/stage.ts';
import { paceOf } from '../pace.ts';
import { reachable } from './environment.ts';
import { findFunction } from './function.ts';
import { invoke } from './invoke.ts';
import { RUNTIME } from './runtime.ts';

function stageWith(context: TestContext, source: string, more: DataObject = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const { account, production } = smallStage(context);
  makeFunction(account, source, more);
  const said: string[] = [];
  const stage: Stage = {
    account,
    world: { ...fakeWorld(), addressOf: (arn) => (arn === production.id ? 'http://127.0.0.1:4711' : undefined) },
    pace: paceOf(1),
    endpoint: 'http://127.0.0.1:1',
    folder,
    started: new Set(),
    refused: new Map(),
    tell: (entry) => void (entry.kind === 'hook' && said.push(`${entry.level}: ${entry.text}`)),
    isOpen: () => true,
    play: () => {},
    invoke: () => {},
    inBackground: () => {},
  };
  const run = async (signal = new AbortController().signal) => {
    const called = findFunction(account, 'CodeDeployHook_web');
    await invoke(stage, { called, deploymentId: 'd-1', executionId: 'e-1', event: 'AfterInstall' }, signal);
    return said;
  };
  return { stage, account, run, folder };
}

describe('a function', () => {
  test('is called with what CodeDeploy sends, and its log is told line by line', async (context) => {
    const { run, folder } = stageWith(
      context,
      `exports.handler = async (event, context) => {
        console.info('%s', event.DeploymentId, event.LifecycleEventHookExecutionId);
        console.warn({ left: context.getRemainingTimeInMillis() > 10_000 });
        console.error(new TypeError('no'));
        process.stdout.write('by itself\\n');
      };`,
      { LoggingConfig: { LogFormat: 'JSON' } },
    );
    const [first, second, third, fourth, last] = await run();
    assert.deepEqual([first, second], ['info: d-1 e-1', 'warn: {"left":true}']);
    assert.equal(third, 'error: {"errorType":"TypeError","errorMessage":"no"}');
    assert.equal(fourth, 'info: by itself');
    assert.match(String(last), /^info: CodeDeployHook_web took \d+ MB of memory here, of 128 MB at AWS$/);
    assert.deepEqual(readdirSync(folder), []);
  });

  test('that throws, has no handler, or does not even load has failed, and says how', async (context) => {
    const sources = {
      'error: CodeDeployHook_web has failed: RangeError: far':
        'exports.handler = async () => { throw new RangeError("far"); };',
      'error: CodeDeployHook_web has failed: TypeError: handler is not exported by index': 'exports.other = 1;',
      'error: CodeDeployHook_web has failed: Error: broken': 'throw new Error("broken");',
    };
    for (const [said, source] of Object.entries(sources)) {
      const { run } = stageWith(context, source);
      assert.equal((await run())[0], said);
    }
  });

  test('is ended when its time is up, and when nobody wants it any more', async (context) => {
    const source = 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 1_000_000));';
    const { run } = stageWith(context, source, { Timeout: 1 });
    assert.deepEqual(await run(), ['error: CodeDeployHook_web: Task timed out after 1 seconds']);
    const ends = new AbortController();
    setTimeout(() => ends.abort(), 50);
    const { run: again } = stageWith(context, source);
    assert.deepEqual(await again(ends.signal), []);
  });

  test('does not outlive the process that has called it', { timeout: 60_000 }, async (context) => {
    const { folder } = stageWith(context, '');
    writeFileSync(join(folder, 'runtime.js'), RUNTIME);
    writeFileSync(
      join(folder, 'index.js'),
      'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 1_000_000));',
    );
    const call = JSON.stringify({ handler: 'handler', timeoutMs: 1_000_000, event: {} });
    const child = spawn(process.execPath, ['runtime.js', call], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    context.after(() => child.kill('SIGKILL'));
    await once(child, 'spawn');
    child.disconnect();
    assert.deepEqual(await once(child, 'exit'), [1, null]);
  });

  test('is found by its name, its ARN, and that of an alias', (context) => {
    const { account } = stageWith(context, 'x');
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:CodeDeployHook_web';
    for (const name of ['CodeDeployHook_web', arn, `${arn}:live`]) assert.equal(findFunction(account, name).arn, arn);
  });

  test('that cannot be run here is refused by what it is', (context) => {
    const refused = (more: DataObject, message: RegExp) => {
      const { account } = stageWith(context, 'x', more);
      assert.throws(() => findFunction(account, 'CodeDeployHook_web'), { code: 'INVALID_LAMBDA_FUNCTION', message });
    };
    refused({ Runtime: 'python3.13' }, /which runs on python3\.13/);
    refused({ Code: { S3Bucket: 'b', S3Key: 'k' } }, /whose code is not in the template/);
    refused({ Handler: 'hook.handler' }, /the handler of CodeDeployHook_web is hook\.handler/);
  });
});

test('addresses at a load balancer of the account are those of its listeners here, all others stay', (context) => {
  const { stage, account } = stageWith(context, 'x');
  const name = String(account.all('AWS::ElasticLoadBalancingV2::LoadBalancer')[0]?.attributes.DNSName);
  make(account, 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'Other', {
    Name: 'Other',
    Subnets: account.all('AWS::EC2::Subnet').map(({ id }) => id),
  });
  const others = {
    TEST: `http://${name}:8080`,
    NO_LISTENER: `http://${name}:9999/x`,
    ELSEWHERE: 'http://example.com/x?y',
    NO_URL: `see http://${name}`,
    PROBES: '[{ "listener": "test" }]',
  };
  const mapped = { PRODUCTION: `http://${name}`, WITH_PATH: `http://${name.toUpperCase()}:80/hello?x=1` };
  assert.deepEqual(reachable(stage, { ...others, ...mapped }), {
    ...others,
    PRODUCTION: 'http://127.0.0.1:4711',
    WITH_PATH: 'http://127.0.0.1:4711/hello?x=1',
  });
});
