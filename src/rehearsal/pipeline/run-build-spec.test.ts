import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { readBuildSpec } from './build-spec.ts';
import { type BuildRun, runBuildSpec } from './run-build-spec.ts';

describe('the commands of a buildspec', () => {
  test('share one shell, with what each leaves: folder, variables, functions, options', async (context) => {
    const { end, read } = await run(context, {
      install: ['mkdir below && cd below', 'export A=1', 'say() { echo "$1$A$B"; }', 'set -u'],
      build: ['B=2', 'say hello > ../said', 'cat > ../text <<END\nof $A lines\nEND\n'],
    });
    assert.deepEqual(end, { status: 'SUCCEEDED', phase: 'BUILD' });
    assert.deepEqual([read('said'), read('text')], ['hello12\n', 'of 1 lines\n']);
  });

  test('are told in the log with their phases and what they say, in order', async (context) => {
    const { log } = await run(context, { pre_build: ['echo one; echo two >&2', 'printf three'], build: ['echo four'] });
    assert.deepEqual(log, [
      'Entering phase PRE_BUILD',
      'Running command echo one; echo two >&2',
      'one',
      'two',
      'Running command printf three',
      'three',
      'Phase complete: PRE_BUILD State: SUCCEEDED',
      'Entering phase BUILD',
      'Running command echo four',
      'four',
      'Phase complete: BUILD State: SUCCEEDED',
    ]);
  });

  test('end with the first that fails; what stands behind it in its phase does not run', async (context) => {
    const { end, log } = await run(context, { build: ['(exit 3)', 'echo never'] });
    assert.deepEqual(end, {
      status: 'FAILED',
      phase: 'BUILD',
      code: 'COMMAND_EXECUTION_ERROR',
      message: 'Error while executing command: (exit 3). Reason: exit status 3',
    });
    assert.ok(!log.includes('never'));
    assert.ok(log.includes('Phase complete: BUILD State: FAILED'));
  });

  test('of post_build run after a build that has failed, and know of it; after what failed before the build they do not', async (context) => {
    const post_build = ['echo "succeeding: $CODEBUILD_BUILD_SUCCEEDING"'];
    const afterBuild = await run(context, { build: ['false'], post_build });
    assert.ok(afterBuild.log.includes('succeeding: 0'));
    assert.deepEqual([afterBuild.end.status, afterBuild.end.phase], ['FAILED', 'BUILD']);
    const before = await run(context, { pre_build: ['false'], build: ['echo never'], post_build });
    assert.deepEqual([before.end.status, before.end.phase], ['FAILED', 'PRE_BUILD']);
    assert.ok(!before.log.some((line) => /never|succeeding/.test(line)));
    const fine = await run(context, { build: ['true'], post_build });
    assert.ok(fine.log.includes('succeeding: 1'));
  });

  test('of finally run whatever came of the others', async (context) => {
    const spec = readBuildSpec(
      '{version: 0.2, phases: {build: {commands: ["false", "echo never"], finally: ["echo at last"]}}}',
    );
    const { end, log } = await run(context, {}, { spec });
    assert.equal(end.status, 'FAILED');
    assert.ok(log.includes('at last') && !log.includes('never'));
  });

  test('cannot end the build by leaving its shell', async (context) => {
    const failed = await run(context, { build: ['exit 4', 'echo never'] });
    assert.equal(failed.end.message, 'Error while executing command: exit 4. Reason: exit status 4');
    const left = await run(context, { build: ['exit 0', 'echo never'] });
    assert.deepEqual(
      [left.end.status, left.end.message],
      ['FAILED', 'the command ended the shell that all commands share: exit 0'],
    );
    const killed = await run(context, { build: ['kill -9 $$', 'echo never'] });
    assert.match(killed.end.message ?? '', /exit status 137$/);
    const careful = await run(context, { build: ['set -e', 'false; echo never'] });
    assert.equal(careful.end.status, 'FAILED');
    assert.ok(!careful.log.includes('never'));
  });

  test('cannot reach out of where they stand', async (context) => {
    const { end, log } = await run(context, { build: ['fi; echo out', 'echo never'] });
    assert.equal(end.status, 'FAILED');
    assert.ok(!log.includes('out') && !log.includes('never'));
  });

  test('find the environment that they are given, and nothing of this process but that', async (context) => {
    process.env.TEALFORM_TEST_SECRET = 'of this process';
    const { log } = await run(
      context,
      { build: ['env'] },
      { environment: { PATH: process.env.PATH ?? '', GIVEN: 'yes' } },
    );
    delete process.env.TEALFORM_TEST_SECRET;
    assert.ok(log.includes('GIVEN=yes'));
    assert.deepEqual(
      log.filter((line) => /of this process|AWS_|NODE_|HOME=/.test(line)),
      [],
    );
  });

  test('that do not end in time are ended', async (context) => {
    const { end } = await run(context, { build: ['sleep 600 & wait'] }, { timeoutMilliseconds: 500 });
    assert.deepEqual([end.status, end.code], ['TIMED_OUT', 'BUILD_TIMED_OUT']);
  });

  test('are ended when nobody wants the build any more, and what they leave in the background does not hold it up', async (context) => {
    const ending = new AbortController();
    const stopped = run(context, { build: ['sleep 600'] }, { signal: ending.signal });
    setTimeout(() => ending.abort(), 100);
    assert.equal((await stopped).end.status, 'STOPPED');
    const { end } = await run(context, { build: ['sleep 600 &'] });
    assert.equal(end.status, 'SUCCEEDED');
  });
});

async function run(
  context: TestContext,
  phases: Readonly<Record<string, readonly string[]>>,
  more: Partial<BuildRun> = {},
) {
  const place = mkdtempSync(join(tmpdir(), 'tealform-run-'));
  context.after(() => rmSync(place, { recursive: true, force: true }));
  const folder = join(place, 'src');
  mkdirSync(folder);
  const log: string[] = [];
  const listed = Object.entries(phases).map(([phase, commands]) => [phase, { commands }] as const);
  const end = await runBuildSpec({
    spec: readBuildSpec(JSON.stringify({ version: 0.2, phases: Object.fromEntries(listed) })),
    folder,
    scripts: join(place, 'scripts'),
    environment: { PATH: process.env.PATH ?? '', CODEBUILD_BUILD_SUCCEEDING: '1' },
    timeoutMilliseconds: 60_000,
    signal: new AbortController().signal,
    log: (text) => log.push(text),
    ...more,
  });
  return { end, log, read: (file: string) => readFileSync(join(folder, file), 'utf8') };
}
