import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { makeSandbox, type Sandbox } from './lib/sandbox.ts';

const SYSTEM = 'templates/systems/hello-server.ts';

describe('make synth', () => {
  test('what is checked in is what the templates give', (context) => {
    const { status, stdout } = makeSandbox(context).run(['synth', '--check']);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^output\/ is up to date \(\d+ files\)\n$/);
  });

  test('writes everything into an empty folder, byte for byte the same at any path, locale and time zone', (context) => {
    const here = makeSandbox(context);
    const there = makeSandbox(context, 'tealform elsewhere-');
    const before = readTree(join(here.folder, 'output'));
    rmSync(join(here.folder, 'output'), { recursive: true });
    rmSync(join(there.folder, 'output'), { recursive: true });
    assert.equal(here.run(['synth'], { TZ: 'Asia/Shanghai', LC_ALL: 'de_DE.UTF-8' }).status, 0);
    assert.equal(there.run(['synth'], { TZ: 'America/St_Johns', LC_ALL: 'C', LANG: 'tr_TR.UTF-8' }).status, 0);
    assert.deepEqual(readTree(join(here.folder, 'output')), before);
    assert.deepEqual(readTree(join(there.folder, 'output')), before);
  });

  test('a second run touches nothing', (context) => {
    const sandbox = makeSandbox(context);
    const times = modificationTimes(sandbox);
    const { status, stdout } = sandbox.run(['synth']);
    assert.equal(status, 0);
    assert.match(stdout, /up to date/);
    assert.deepEqual(modificationTimes(sandbox), times);
  });

  test('an edit of one property changes its line in its template and in flat.yaml, one digest in root.yaml, and the manifest', (context) => {
    const sandbox = makeSandbox(context);
    const before = readTree(join(sandbox.folder, 'output', 'hello-server'));
    edit(
      sandbox,
      'templates/load-balancer/target-groups.ts',
      'HealthCheckIntervalSeconds: 10',
      'HealthCheckIntervalSeconds: 15',
    );
    assert.equal(sandbox.run(['synth']).status, 0);
    const after = readTree(join(sandbox.folder, 'output', 'hello-server'));

    // One line in the source, once for each colour in the templates.
    const line = ['      HealthCheckIntervalSeconds: 10', '      HealthCheckIntervalSeconds: 15'];
    assert.deepEqual(changedLines(before, after, 'load-balancer.yaml'), [line, line]);
    assert.deepEqual(changedLines(before, after, 'flat.yaml'), [line, line]);
    const [root, ...others] = changedLines(before, after, 'root.yaml');
    assert.deepEqual(others, []);
    const withoutDigest = root?.map((text) =>
      text.replace(/load-balancer\.[0-9a-f]{12}\.yaml/, 'load-balancer.DIGEST.yaml'),
    );
    assert.equal(withoutDigest?.[0], withoutDigest?.[1]);
    assert.match(withoutDigest?.[0] ?? '', /load-balancer\.DIGEST\.yaml$/);
    const manifest = changedLines(before, after, 'manifest.json');
    assert.equal(manifest.length, 3);
    for (const [was, is] of manifest) assert.equal(withoutSha(was), withoutSha(is));
    assert.equal(after['network.yaml'], before['network.yaml']);
  });

  test('files that are no longer produced are removed, and those of a stranger are left alone', (context) => {
    const sandbox = makeSandbox(context);
    cpSync(join(sandbox.folder, SYSTEM), join(sandbox.folder, 'templates/systems/second.ts'));
    edit(sandbox, 'templates/systems/second.ts', "name: 'hello-server'", "name: 'second'");
    assert.equal(sandbox.run(['synth']).status, 0);
    assert.ok(existsSync(join(sandbox.folder, 'output/second/root.yaml')));
    mkdirSync(join(sandbox.folder, 'output/notes'));
    writeFileSync(join(sandbox.folder, 'output/notes/mine.yaml'), 'mine\n');
    rmSync(join(sandbox.folder, 'templates/systems/second.ts'));

    const { status, stdout } = sandbox.run(['synth']);
    assert.equal(status, 0);
    assert.match(stdout, /removed output\/second\/root\.yaml/);
    assert.equal(existsSync(join(sandbox.folder, 'output/second')), false);
    assert.equal(readFileSync(join(sandbox.folder, 'output/notes/mine.yaml'), 'utf8'), 'mine\n');
  });

  test('an edit of TypeScript is always picked up, and a broken one fails with its place', (context) => {
    const sandbox = makeSandbox(context);
    edit(sandbox, SYSTEM, "healthCheck: '/ping'", "healthCheck: '/health'");
    assert.match(sandbox.run(['synth']).stdout, /changed output\/hello-server\/load-balancer\.yaml/);
    edit(sandbox, SYSTEM, 'blueGreenSystem({', 'blueGreenSystem(((');
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /templates\/systems\/hello-server\.ts:\d+:\d+/);
  });

  test('--check writes nothing and names what is stale', (context) => {
    const sandbox = makeSandbox(context);
    edit(sandbox, SYSTEM, "healthCheck: '/ping'", "healthCheck: '/health'");
    const before = readTree(join(sandbox.folder, 'output'));
    const { status, stderr } = sandbox.run(['synth', '--check']);
    assert.equal(status, 1);
    assert.match(stderr, /stale-output: output\/hello-server\/load-balancer\.yaml is not what the templates give/);
    assert.match(stderr, /-> run make synth and commit what it writes/);
    assert.deepEqual(readTree(join(sandbox.folder, 'output')), before);
  });

  test('all invalid options are listed at once, with the line of the system and no stack trace, and nothing is written', (context) => {
    const sandbox = makeSandbox(context);
    const before = readTree(join(sandbox.folder, 'output'));
    edit(sandbox, SYSTEM, "name: 'hello-server'", "name: 'Hello_Server'");
    edit(sandbox, SYSTEM, 'container: { port: 80,', 'container: { port: 80000,');
    edit(sandbox, SYSTEM, 'test: http(8080)', 'test: http(80)');
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /^templates\/systems\/hello-server\.ts:\d+ invalid-option/);
    assert.match(stderr, /"Hello_Server" cannot name a system/);
    assert.match(stderr, /80000 is not a port/);
    assert.match(stderr, /both listeners are on port 80/);
    assert.match(stderr, /3 problems; nothing was written/);
    assert.doesNotMatch(stderr, /\n {4}at /);
    assert.deepEqual(readTree(join(sandbox.folder, 'output')), before);
  });

  test('two systems of one name are refused, naming both files', (context) => {
    const sandbox = makeSandbox(context);
    cpSync(join(sandbox.folder, SYSTEM), join(sandbox.folder, 'templates/systems/copy.ts'));
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /duplicate-system: templates\/systems\/copy\.ts and templates\/systems\/hello-server\.ts are both/,
    );
  });

  test('problems of all systems are listed at once', (context) => {
    const sandbox = makeSandbox(context);
    cpSync(join(sandbox.folder, SYSTEM), join(sandbox.folder, 'templates/systems/second.ts'));
    edit(sandbox, 'templates/systems/second.ts', "name: 'hello-server'", "name: 'second'");
    edit(sandbox, 'templates/systems/second.ts', 'port: 80,', 'port: 0,');
    edit(sandbox, SYSTEM, 'zones: 2', 'zones: 7');
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /hello-server\.ts:\d+ invalid-option hello-server network\.zones: 7 is not a choice/);
    assert.match(stderr, /second\.ts:\d+ invalid-option second container\.port: 0 is not a port/);
  });

  test('a system cannot write outside its folder', (context) => {
    const sandbox = makeSandbox(context);
    edit(sandbox, SYSTEM, 'export default blueGreenSystem({', 'const system = blueGreenSystem({');
    const text = readFileSync(join(sandbox.folder, SYSTEM), 'utf8');
    writeFileSync(join(sandbox.folder, SYSTEM), `${text}\nexport default { ...system, name: '../../outside' };\n`);
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /"\.\.\/\.\.\/outside" cannot name a system/);
  });

  test('the trace of an error in a system shows TypeScript lines', (context) => {
    const sandbox = makeSandbox(context);
    edit(sandbox, SYSTEM, 'export default', "throw new TypeError('mine');\nexport default");
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /TypeError: mine\n[\s\S]*templates\/systems\/hello-server\.ts:5:7/);
  });

  test('a file that exports no system is an error that says what to write', (context) => {
    const sandbox = makeSandbox(context);
    writeFileSync(join(sandbox.folder, 'templates/systems/empty.ts'), 'export const nothing = 1;\n');
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /no-system: templates\/systems\/empty\.ts does not export a system as its default/);
  });

  test('two runs at once do not disturb each other', async (context) => {
    const sandbox = makeSandbox(context);
    rmSync(join(sandbox.folder, 'output'), { recursive: true });
    const runs = [1, 2, 3].map(() => started(sandbox, ['scripts/run.mjs', 'synth']));
    const none = { status: 0, stderr: '' };
    assert.deepEqual(await Promise.all(runs), [none, none, none]);
    assert.equal(sandbox.run(['synth', '--check']).status, 0);
    assert.deepEqual(readdirSync(join(sandbox.folder, '.tools', 'bundles')), []);
  });

  test('a folder that cannot be written is an error with what to do, without a stack trace', (context) => {
    const sandbox = makeSandbox(context);
    rmSync(join(sandbox.folder, 'output'), { recursive: true });
    symlinkSync(join(sandbox.folder, 'nowhere', 'else'), join(sandbox.folder, 'output'));
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /^output-not-written: cannot write output\/hello-admin\/artifacts\.yaml: /);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });
});

/** A process that goes on beside this one: how it ended, and what it complained of. */
function started({ folder }: Sandbox, args: readonly string[]) {
  return new Promise<{ readonly status: number | null; readonly stderr: string }>((resolve) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('close', (status) => resolve({ status, stderr }));
  });
}

function edit({ folder }: Sandbox, file: string, from: string, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  assert.ok(text.includes(from), `${file} has no ${from}`);
  writeFileSync(path, text.replace(from, to));
}

function readTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

function modificationTimes({ folder }: Sandbox): Record<string, number> {
  const output = join(folder, 'output');
  return Object.fromEntries(Object.keys(readTree(output)).map((file) => [file, statSync(join(output, file)).mtimeMs]));
}

/** The lines that differ, as pairs of before and after; the files have the same number of lines. */
function changedLines(before: Record<string, string>, after: Record<string, string>, file: string): string[][] {
  const was = before[file]?.split('\n') ?? [];
  const is = after[file]?.split('\n') ?? [];
  assert.equal(is.length, was.length);
  return was.flatMap((line, index) => (line === is[index] ? [] : [[line, is[index] ?? '']]));
}

function withoutSha(line: string | undefined): string | undefined {
  return line?.replace(/"sha256":"[0-9a-f]{64}"/, '"sha256":""');
}
