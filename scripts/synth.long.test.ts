import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { edit, makeSandbox, readTree, type Sandbox } from './lib/sandbox.ts';

const SYSTEM = 'templates/systems/hello-server.ts';

describe('make synth', () => {
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
});

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
