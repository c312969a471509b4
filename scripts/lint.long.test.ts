import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { edit, makeSandbox, type Sandbox } from './lib/sandbox.ts';

const TEMPLATE = 'output/hello-server/network.yaml';
const OTHER = 'output/hello-server/artifacts.yaml';

describe('make lint', () => {
  test('a finding shows the template line and the TypeScript line that declared the resource, and fails', (context) => {
    const sandbox = makeSandbox(context);
    spoil(sandbox, 'MapPublicIpOnLaunch: false', 'MapPublicIpOnLunch: false');
    const { status, stdout } = sandbox.run(['lint', TEMPLATE]);
    assert.equal(status, 1);
    assert.match(stdout, /^output\/hello-server\/network\.yaml:\d+:\d+ error E3002 /m);
    assert.match(stdout, /PublicSubnet1 Properties\S*, declared at templates\/network\.ts:\d+/);
    assert.match(stdout, /^1 template, 1 error, 0 warnings \(/m);
  });

  test('with CI=true both linters must run; --format json prints one report that programs can read', (context) => {
    const sandbox = withoutCfnLint(makeSandbox(context));
    const { status, stdout, stderr } = sandbox.run(['lint', '--format', 'json', TEMPLATE], { CI: 'true' });
    assert.equal(status, 1);
    assert.match(stderr, /with CI=true, both linters must run/);
    const report: unknown = JSON.parse(stdout);
    assert.ok(typeof report === 'object' && report !== null && 'version' in report && 'findings' in report);
    assert.equal(report.version, 1);
    assert.ok(Array.isArray(report.findings));
  });

  test('another format is wrong usage', (context) => {
    const { status, stderr } = makeSandbox(context).run(['lint', '--format', 'xml']);
    assert.equal(status, 2);
    assert.equal(stderr, "--format takes text or json, not 'xml'\n");
  });

  test('without cfn-lint and without Python, it says that it was left out and how to get it, and goes on', (context) => {
    const { status, stdout, stderr } = withoutCfnLint(makeSandbox(context)).run(['lint', TEMPLATE]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^cfn-lint was left out: .*there is no python3 on the PATH\n {2}-> \S/m);
    assert.match(stdout, /1 template, 0 errors, 0 warnings \(cloudformation-validate /);
  });

  test('templates are linted even when a system does not build', (context) => {
    const sandbox = withoutCfnLint(makeSandbox(context));
    writeFileSync(
      join(sandbox.folder, 'templates/systems/broken.ts'),
      readFileSync(join(sandbox.folder, 'templates/systems/hello-server.ts'), 'utf8').replace(
        "'hello-server'",
        "'No Name'",
      ),
    );
    const { status, stdout } = sandbox.run(['lint', TEMPLATE]);
    assert.equal(status, 0);
    assert.match(stdout, /1 template, 0 errors/);
  });

  test('what passed is linted again only when something has changed, and what fails each time', (context) => {
    const sandbox = makeSandbox(context);
    const lint = (args: readonly string[] = [], env = {}) => {
      const { status, stdout, stderr } = sandbox.run(['lint', ...args, TEMPLATE, OTHER], { CI: '', ...env });
      assert.ok(status === 0 || status === 1, stderr);
      return { status, stdout, linted: Number(/; (\d+) linted, \d+ unchanged/.exec(stdout)?.[1] ?? 2) };
    };
    const report = (args: readonly string[] = []) => JSON.parse(lint(['--format', 'json', ...args]).stdout);
    const counts = ({ linted, unchanged }: { linted: number; unchanged: number }) => [linted, unchanged];

    assert.deepEqual([lint().linted, lint().linted], [2, 0]);
    const [kept, whole] = [report(), report(['--all'])];
    assert.deepEqual(
      [counts(kept), counts(whole)],
      [
        [0, 2],
        [2, 0],
      ],
    );
    assert.ok(kept.notes > 0);
    assert.deepEqual({ ...kept, linted: 2, unchanged: 0 }, whole);

    spoil(sandbox, 'MapPublicIpOnLaunch: false', 'MapPublicIpOnLunch: false');
    for (let time = 0; time < 2; time += 1) {
      const { status, stdout, linted } = lint();
      assert.deepEqual([status, linted], [1, 1]);
      assert.match(stdout, /PublicSubnet1 Properties\S*, declared at templates\/network\.ts:\d+/);
    }
    spoil(sandbox, 'MapPublicIpOnLunch: false', 'MapPublicIpOnLaunch: false');
    assert.equal(lint().linted, 0);

    for (const path of entriesOf(sandbox)) writeFileSync(path, '{}');
    assert.equal(lint().linted, 2);
    edit(sandbox, 'src/check/linters/regions.ts', "'cn-north-1'", "'eu-west-1'");
    assert.equal(lint().linted, 2);
    assert.equal(lint([], { CI: 'true' }).linted, 2);
    assert.equal(lint().linted, 0);
  });

  test('a template that is not there is an error that says what to do', (context) => {
    const { status, stderr } = makeSandbox(context).run(['lint', 'output/nowhere.yaml']);
    assert.equal(status, 1);
    assert.match(stderr, /there is no file 'output\/nowhere\.yaml'\n {2}-> write the templates first: `make synth`/);
  });
});

function spoil({ folder }: Sandbox, from: string, to: string): void {
  const path = join(folder, TEMPLATE);
  const text = readFileSync(path, 'utf8');
  assert.ok(text.includes(from));
  writeFileSync(path, text.replace(from, to));
}

function entriesOf({ folder }: Sandbox): readonly string[] {
  const kept = join(folder, '.tools', 'lint');
  const files = readdirSync(kept, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.length > 0);
  return files.map(({ parentPath, name }) => join(parentPath, name));
}

/** The sandbox with a PATH on which there is nothing but node. */
function withoutCfnLint(sandbox: Sandbox): Sandbox {
  const bin = join(sandbox.folder, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  return { ...sandbox, run: (args, env) => sandbox.run(args, { CI: '', ...env, PATH: bin }) };
}
