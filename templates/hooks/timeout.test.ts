import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { runHook } from '../../lambda/run-hook.ts';
import { EVENT, reported, startApplication, startCodeDeploy } from '../../lambda/test-servers.ts';
import { parseTemplate } from '../../src/dsl/yaml/parse.ts';
import { synthesize } from '../../src/synth/synthesize.ts';
import { type ProbeOptions, probe } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { at, base } from '../variants.ts';

/** Everything from the emitted YAML: the code, the probes, and how long Lambda lets the function run. */
async function runAsEmitted(context: TestContext, options: ProbeOptions, url: string) {
  const system = blueGreenSystem({ ...base, hooks: { AfterAllowTestTraffic: probe(options) } });
  const yaml = synthesize(system).templates.find(({ file }) => file === 'hooks.yaml')?.text ?? '';
  const emitted = at(parseTemplate(yaml), 'Resources', 'AfterAllowTestTrafficHook', 'Properties');
  const { url: codeDeploy, calls } = await startCodeDeploy(context);
  const PROBES = String(at(emitted, 'Environment', 'Variables', 'PROBES'));
  const run = await runHook(String(at(emitted, 'Code', 'ZipFile')), {
    env: { AWS_ENDPOINT_URL_CODEDEPLOY: codeDeploy, TEST_LISTENER: url, PROBES },
    event: EVENT,
    remainingMs: Number(at(emitted, 'Timeout')) * 1000,
  });
  return { ...run, calls };
}

describe('in the time that the template gives it, a hook', { concurrency: 4 }, () => {
  // Attempts and pauses are whole seconds together, so rounding up gives nothing away.
  const cases: readonly (readonly [string, ProbeOptions])[] = [
    ['five attempts', { path: '/', attempts: 5, maxLatencyMs: 120, spacingMs: 100 }],
    ['one attempt', { path: '/', attempts: 1, maxLatencyMs: 1000 }],
    ['many short attempts', { path: '/', attempts: 20, maxLatencyMs: 100, spacingMs: 0 }],
  ];
  for (const [what, options] of cases) {
    test(`makes ${what} at an application that hangs, and reports that it hangs`, async (context) => {
      const url = await startApplication(context, () => {});
      const { result, calls, logs } = await runAsEmitted(context, options, url);
      const { attempts, maxLatencyMs } = options;
      const reason = `probe 1, GET /: no 1 passes in a row in ${attempts} attempts: no complete answer within ${maxLatencyMs} ms`;
      assert.deepEqual(result, { status: 'Failed', reason });
      assert.deepEqual(calls, [reported('Failed')]);
      const reasons = logs.flatMap(({ message }) => (message.attempt === undefined ? [] : [message.reason]));
      assert.deepEqual(reasons, Array(attempts).fill(`no complete answer within ${maxLatencyMs} ms`));
    });
  }
});
