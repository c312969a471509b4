import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, realpathSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCfnLint } from './cfn-lint.ts';
import { identifyCfnLint } from './cfn-lint-program.ts';
import { prepareCfnLint } from './changed.ts';
import { type Environment, findOnPath } from './child.ts';
import { temporaryFolder, writeFiles } from './stand-in.ts';

const python = findOnPath('python3', process.env);
const options = { skip: python === undefined && 'there is no python3' };

/** A cfn-lint that consists of two files, installed beside its script, where Python looks first. */
function install(t: TestContext) {
  const folder = temporaryFolder(t);
  const command = script(folder, 'cfn-lint', `#!${python}\nraise SystemExit('not to be run')\n`);
  writeFiles(join(folder, 'bin'), {
    'cfnlint/__init__.py': "raise SystemExit('not to be loaded')\n",
    'cfnlint/version.py': '__version__ = "9.8.7"\n',
    'cfnlint/data/schema.json': '{}',
  });
  const identify = (env: Environment = {}, path = command) =>
    identifyCfnLint({ command: path }, { cwd: folder, env: { ...process.env, ...env } });
  return { folder, command, identify, inPackage: (name: string) => join(folder, 'bin', 'cfnlint', name) };
}

function script(folder: string, name: string, text: string): string {
  const [file = ''] = writeFiles(join(folder, 'bin'), { [name]: text });
  chmodSync(file, 0o755);
  return file;
}

test('it is told by its files, without running or loading it, and the same each time', options, async (t) => {
  const { command, identify } = install(t);
  const found = await identify();
  assert.equal(found?.version, '9.8.7');
  assert.equal(found.command, command);
  assert.match(found.identity, /^[0-9a-f]{64}$/);
  assert.deepEqual(await identify(), found);
});

test('a change of any of its files makes it another one', options, async (t) => {
  const { identify, inPackage } = install(t);
  const seen = [(await identify())?.identity];
  const schema = inPackage('data/schema.json');
  for (const change of [
    () => writeFileSync(inPackage('version.py'), '__version__ = "9.8.8"\n'),
    () => appendFileSync(schema, ' '),
    // Of the same size and the same date.
    () => {
      const long = new Date(86_400_000);
      utimesSync(schema, long, long);
    },
    () => {
      writeFileSync(schema, '[] ');
      const long = new Date(86_400_000);
      utimesSync(schema, long, long);
    },
    () => writeFileSync(inPackage('data/more.json'), ''),
  ]) {
    change();
    const found = await identify();
    assert.ok(found);
    assert.ok(!seen.includes(found.identity), String(change));
    seen.push(found.identity);
  }
});

test(
  'another package beside it, another place for packages and another day make it another one',
  options,
  async (t) => {
    const { folder, identify } = install(t);
    const seen = [(await identify({ TZ: 'Etc/GMT+12' }))?.identity];
    // There it is the next day at least.
    seen.push((await identify({ TZ: 'Etc/GMT-14' }))?.identity);
    writeFiles(join(folder, 'more'), { 'some.txt': '' });
    seen.push((await identify({ TZ: 'Etc/GMT+12', PYTHONPATH: join(folder, 'more') }))?.identity);
    writeFiles(join(folder, 'bin', 'jsonschema-4.0.0.dist-info'), { METADATA: '' });
    seen.push((await identify({ TZ: 'Etc/GMT+12' }))?.identity);
    assert.ok(!seen.includes(undefined));
    assert.equal(new Set(seen).size, seen.length);
  },
);

test('what pip and conda write for a long path, and a link to a script, are read as well', options, async (t) => {
  const { folder, identify } = install(t);
  const launcher = script(folder, 'long', `#!/bin/sh\n'''exec' "${python}" "$0" "$@"\n' '''\nimport sys\n`);
  assert.equal((await identify({}, launcher))?.version, '9.8.7');
  assert.equal((await identify({}, script(folder, 'env', '#!/usr/bin/env python3\n')))?.version, '9.8.7');
  const link = join(folder, 'link');
  symlinkSync(join(folder, 'bin', 'cfn-lint'), link);
  assert.equal((await identify({}, link))?.version, '9.8.7');
});

test('of a shim of pyenv it is asked what it starts, and that is what runs', options, async (t) => {
  const { folder, command, identify } = install(t);
  const pyenv = script(folder, 'pyenv', `#!/bin/sh\n[ "$*" = "which cfn-lint" ] && echo '${command}'\n`);
  const shim = script(
    folder,
    'shim',
    `#!/usr/bin/env bash\nprogram="\${0##*/}"\nexec "${pyenv}" exec "$program" "$@"\n`,
  );
  assert.deepEqual(await identify({}, shim), await identify());
});

test('what is not a script of Python, or has no cfn-lint beside it, cannot be told', options, async (t) => {
  const { folder, identify, inPackage } = install(t);
  assert.equal(await identify({}, script(folder, 'shell', '#!/bin/sh\necho "cfn-lint 9.8.7"\n')), undefined);
  assert.equal(await identify({}, join(folder, 'gone')), undefined);
  assert.equal(await identify({}, script(folder, 'lost', '#!/nowhere/python3\n')), undefined);
  const isolated = script(folder, 'isolated', `#!${python} -I\n`);
  // It does not look beside the script, and finds another cfn-lint or none.
  assert.notEqual((await identify({}, isolated))?.version, '9.8.7');
  writeFileSync(inPackage('version.py'), 'version = 1\n');
  assert.equal(await identify(), undefined);
});

test(
  'regions, folder and what Python reads of the environment are part of what passed; the terminal is not',
  options,
  async (t) => {
    const { folder, command } = install(t);
    const run = { cwd: folder, env: process.env, regions: ['us-east-1'], show: String };
    const identityOf = async (change: Partial<typeof run>) =>
      (await prepareCfnLint({ command }, { ...run, ...change })).identity;
    const one = await identityOf({});
    assert.ok(one);
    assert.equal(await identityOf({ env: { ...process.env, TERM: 'dumb', SHLVL: '7' } }), one);
    for (const change of [
      { regions: ['us-east-1', 'eu-central-1'] },
      { cwd: join(folder, 'bin') },
      { env: { ...process.env, LC_ALL: 'de_DE' } },
      { env: { ...process.env, PYTHONHASHSEED: '7' } },
    ]) {
      assert.notEqual(await identityOf(change), one, Object.keys(change).join());
    }
  },
);

test('it is run by that Python, as its script would be, with garbage collected seldom', options, async (t) => {
  const { folder, command, identify } = install(t);
  const text = `import cfnlint, gc, json, os, sys
if '--version' in sys.argv: raise SystemExit('not to be asked')
said = [__name__, sys.argv[0], sys.path[0], os.path.dirname(os.path.dirname(cfnlint.__file__)), gc.get_threshold()[0]]
match = {'Rule': {'Id': 'I1'}, 'Location': {'Start': {}}, 'Level': 'Informational', 'Message': ' '.join(map(str, said)), 'Filename': sys.argv[-1]}
print(json.dumps([match]))
sys.exit(8)
`;
  writeFiles(join(folder, 'bin'), { 'cfnlint/__init__.py': '', 'cfn-lint': `#!${python}\n${text}` });
  const program = await identify();
  assert.ok(program);
  const run = { cwd: folder, env: process.env, regions: ['us-east-1'], show: String };
  const { version, findings } = await runCfnLint(program, ['/t/a.yaml'], run);
  const bin = realpathSync(join(folder, 'bin'));
  assert.equal(version, '9.8.7');
  assert.deepEqual(
    findings.map(({ file, message }) => [file, message]),
    [['/t/a.yaml', `__main__ ${command} ${bin} ${bin} 70000`]],
  );
});
