import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCfnLint } from './cfn-lint.ts';
import { findCfnLint } from './cfn-lint-tool.ts';
import { cfnLintMatch, notedArguments, standInCfnLint, temporaryFolder } from './stand-in.ts';

/** Runs a stand-in over `files` (absolute paths need not exist for it). */
async function lintWith(t: TestContext, script: string, files = ['/t/a.yaml'], timeoutMs = 10_000) {
  const folder = temporaryFolder(t);
  const run = { cwd: folder, env: standInCfnLint(folder, script), regions: ['us-east-1'], timeoutMs };
  const tool = findCfnLint(run);
  assert.ok(tool);
  const show = (file: string) => file.replace('/t/', '');
  return { folder, result: await runCfnLint(tool, files, { ...run, show }) };
}

const print = (matches: readonly object[], exitCode: number) =>
  `cat <<'END'\n${JSON.stringify(matches)}\nEND\necho 'a warning of Python' >&2\nexit ${exitCode}`;

test('matches become findings, and the version is the one that ran', async (t) => {
  const match = cfnLintMatch('/t/a.yaml', 'I3011', 'Informational', 'set\n  it');
  const { result } = await lintWith(t, print([match], 8));
  assert.equal(result.version, '9.8.7');
  assert.deepEqual(result.findings, [
    {
      linters: ['cfn-lint'],
      rule: 'I3011',
      severity: 'info',
      message: 'set it',
      file: 'a.yaml',
      line: 3,
      column: 5,
      section: 'Resources',
      logicalId: 'Queue',
      path: 'Properties.Tags[0]',
      help: undefined,
    },
  ]);
});

test('every exit code that is a mask of severities is understood, and a level that is not known is an error', async (t) => {
  for (const [level, severity, exitCode] of [
    ['Error', 'error', 14],
    ['Warning', 'warning', 4],
    ['Brand new', 'error', 2],
  ] as const) {
    const { result } = await lintWith(t, print([cfnLintMatch('/t/a.yaml', 'X1', level, 'm')], exitCode));
    assert.equal(result.findings[0]?.severity, severity);
  }
});

test('no rule is ignored: informational ones are asked for, .cfnlintrc is not read, Metadata is overruled', async (t) => {
  const { folder, result } = await lintWith(t, print([], 0), ['/t/a b.yaml', '/t/c[1]*.yaml']);
  assert.deepEqual(result.findings, []);
  assert.deepEqual(notedArguments(folder), [
    ...['--format', 'json', '--include-checks', 'I', '--mandatory-checks', 'E', 'W', 'I'],
    ...['--config-file', '/dev/null', '--regions', 'us-east-1', '--', '/t/a b.yaml', '/t/c[[]1][*].yaml'],
  ]);
});

test('more templates than fit on a command line are linted in several runs', async (t) => {
  const files = Array.from({ length: 5000 }, (_, index) => `/t/${'folder/'.repeat(14)}${index}.yaml`);
  const { folder } = await lintWith(t, print([], 0), files);
  const noted = notedArguments(folder);
  assert.equal(noted.filter((argument) => argument === '--format').length, 2);
  assert.deepEqual(
    noted.filter((argument) => argument.startsWith('/t/')),
    files,
  );
});

test('a crash, garbage, a wrong exit code or a complaint about itself is a failure that says why', async (t) => {
  for (const [script, why] of [
    [
      'echo "Traceback:" >&2; echo "KeyError: 1" >&2; exit 1',
      /cfn-lint-failed: .*bin\/cfn-lint failed: exit code 1: KeyError: 1/,
    ],
    ['echo "Regions [mars] are unsupported" >&2; exit 32', /exit code 32: Regions \[mars\] are unsupported/],
    ['echo "not json"', /exit code 0: not json/],
    ['exit 0', /exit code 0: it said nothing/],
    ['echo "{}"', /exit code 0: \{\}/],
    [`echo '[{"Rule": 1}]'; exit 2`, /exit code 2/],
    ['kill -9 $$', /ended by SIGKILL/],
    [print([], 2), /exit code 2 with 0 findings/],
    [print([cfnLintMatch('/t/a.yaml', 'E1', 'Error', 'm')], 0), /exit code 0 with 1 findings/],
    [print([cfnLintMatch(null, 'E0003', 'Error', 'bad configuration')], 2), /failed: E0003 bad configuration/],
  ] as const) {
    await assert.rejects(lintWith(t, script), (error: Error) => {
      assert.match(error.message, why);
      assert.match(error.message, /\n {2}-> see whether it runs by hand/);
      return error.name === 'TealformError';
    });
  }
});

test('a run that is too slow is ended, and the failure says how to give it more time', async (t) => {
  await assert.rejects(lintWith(t, 'sleep 5', ['/t/a.yaml'], 200), /no answer after 0.2 s\n {2}-> give it more time/);
});

test('a command that cannot say its version is a failure', async (t) => {
  const folder = temporaryFolder(t);
  const env = standInCfnLint(folder, print([], 0));
  const run = { cwd: folder, env, regions: [], show: String };
  await assert.rejects(runCfnLint({ command: join(folder, 'gone') }, [], run), /gone failed: .*ENOENT/);
});
