import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cfnLintVersion, findCfnLint, installCfnLint } from './cfn-lint-tool.ts';
import { standIn, temporaryFolder, writeFiles } from './stand-in.ts';

// `python3 -m venv FOLDER` makes FOLDER/bin/python, whose `-m pip install` makes FOLDER/bin/cfn-lint.
const python = (pip: string) => `
mkdir -p "$3/bin"
cat > "$3/bin/python" <<'END'
#!/bin/sh
here=$(dirname "$0")
${pip}
END
chmod +x "$3/bin/python"`;
const goodPip =
  'echo "$@" > "$here/pip-arguments"; printf "#!/bin/sh\\n" > "$here/cfn-lint"; chmod +x "$here/cfn-lint"';

test('the cfn-lint on the PATH comes first, then our own, then none', async (t) => {
  const folder = temporaryFolder(t);
  const env = standIn(folder, 'python3', python(goodPip));
  const place = { cwd: folder, env };
  assert.equal(findCfnLint(place), undefined);

  const installed = await installCfnLint(place);
  assert.deepEqual(installed, {
    command: join(folder, '.tools', 'cfn-lint', cfnLintVersion, 'bin', 'cfn-lint'),
    version: cfnLintVersion,
  });
  assert.deepEqual(findCfnLint(place), installed);

  standIn(folder, 'cfn-lint', 'exit 0');
  assert.deepEqual(findCfnLint(place), { command: join(folder, 'bin', 'cfn-lint') });
});

test('an installation that was interrupted is not used, and made anew', async (t) => {
  const folder = temporaryFolder(t);
  const place = { cwd: folder, env: standIn(folder, 'python3', python(goodPip)), folder: join(folder, 'tools') };
  const { command } = await installCfnLint(place);
  const own = join(folder, 'tools', cfnLintVersion);
  writeFiles(own, { 'lib/half': '' });
  rmSync(join(own, 'complete'));
  assert.equal(findCfnLint(place), undefined);
  assert.deepEqual(await installCfnLint(place), { command, version: cfnLintVersion });
  assert.ok(!existsSync(join(own, 'lib')));
});

test('a failed installation says why in one line and leaves nothing behind', async (t) => {
  for (const [script, why] of [
    [
      python('echo "ERROR: No matching distribution" >&2; exit 1'),
      /`pip install` failed with exit code 1: ERROR: No matching/,
    ],
    [
      'mkdir -p "$3/bin"; echo "ensurepip is not available"; exit 1',
      /`python3 -m venv` failed with exit code 1: ensurepip/,
    ],
    [python('exit 0'), /pip installed no .*cfn-lint/],
  ] as const) {
    const folder = temporaryFolder(t);
    const place = { cwd: folder, env: standIn(folder, 'python3', script) };
    await assert.rejects(installCfnLint(place), (error: Error) => {
      assert.match(error.message, why);
      assert.match(error.message, /^cfn-lint-install: cfn-lint 1\.\d+\.\d+: [^\n]*\n {2}-> [^\n]*$/);
      return error.name === 'TealformError';
    });
    assert.deepEqual(readdirSync(join(folder, '.tools', 'cfn-lint')), []);
  }
});

test('without python3 nothing is installed', async (t) => {
  const cwd = temporaryFolder(t);
  await assert.rejects(installCfnLint({ cwd, env: {} }), /there is no python3 on the PATH\n {2}-> install Python/);
  assert.deepEqual(readdirSync(cwd), []);
});
