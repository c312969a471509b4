import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { ROOT } from './lib/root.ts';
import { edit, makeSandbox, type Sandbox } from './lib/sandbox.ts';

const SYSTEM = 'templates/systems/hello-server.ts';
const HELPER = 'templates/load-balancer/target-groups.ts';

describe('what is kept from run to run', () => {
  test('is used while nothing has changed, touched files among that', (context) => {
    const sandbox = prepared(context);
    const later = new Date(Date.now() + 5_000);
    utimesSync(join(sandbox.folder, HELPER), later, later);
    breakBundle(sandbox);
    assert.equal(sandbox.run(['synth']).status, 9);
  });

  test('is used though the clock was years ahead when files were written', (context) => {
    const sandbox = makeSandbox(context);
    const ahead = new Date(Date.now() + 1e11);
    utimesSync(join(sandbox.folder, HELPER), ahead, ahead);
    for (let run = 0; run < 2; run += 1) assert.equal(sandbox.run(['synth']).status, 0);
    breakBundle(sandbox);
    assert.equal(sandbox.run(['synth']).status, 9);
  });

  test('is not used after an edit of a helper, not even one that keeps length and time', (context) => {
    const sandbox = prepared(context);
    const path = join(sandbox.folder, HELPER);
    const { atime, mtime, size } = statSync(path);
    edit(sandbox, HELPER, 'HealthCheckIntervalSeconds: 10', 'HealthCheckIntervalSeconds: 15');
    utimesSync(path, atime, mtime);
    assert.equal(statSync(path).size, size);
    const { stdout } = sandbox.run(['synth']);
    assert.match(stdout, /changed output\/hello-server\/load-balancer\.yaml/);
    assert.match(stdout, /changed output\/storefront\/load-balancer\.yaml/);
  });

  test('is not used when a file has been replaced by one of the same length and time', (context) => {
    const sandbox = prepared(context);
    const path = join(sandbox.folder, HELPER);
    const { atime, mtime } = statSync(path);
    const text = readFileSync(path, 'utf8');
    writeFileSync(`${path}.other`, text.replace('HealthCheckIntervalSeconds: 10', 'HealthCheckIntervalSeconds: 15'));
    utimesSync(`${path}.other`, atime, mtime);
    renameSync(`${path}.other`, path);
    assert.match(sandbox.run(['synth']).stdout, /changed output\/hello-server\/load-balancer\.yaml/);
  });

  test('edits one after the other are each seen, back to the first text too', (context) => {
    const sandbox = prepared(context);
    const texts = [10, 15, 10, 20, 15, 10].map((seconds) => `HealthCheckIntervalSeconds: ${seconds}`);
    for (const [index, text] of texts.slice(1).entries()) {
      edit(sandbox, HELPER, texts[index] ?? '', text);
      assert.equal(sandbox.run(['synth', '--check']).status, index === 1 || index === 4 ? 0 : 1, text);
    }
  });

  test('edits that are made while it is bundled are each seen', (context) => {
    const sandbox = prepared(context);
    for (const [from, to] of [
      [10, 15],
      [15, 20],
      [20, 25],
    ]) {
      edit(sandbox, HELPER, `HealthCheckIntervalSeconds: ${from}`, `HealthCheckIntervalSeconds: ${to}`);
      // As late as can be: after the bundler has begun.
      const late = new Date(Date.now() + 3_600_000);
      utimesSync(join(sandbox.folder, HELPER), late, late);
      assert.match(sandbox.run(['synth']).stdout, /changed output\/hello-server\/load-balancer\.yaml/);
    }
  });

  for (const file of [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'scripts/lib/bundler.cjs',
    'scripts/lib/bundles.cjs',
    'scripts/lib/stamps.cjs',
  ]) {
    test(`is not used after an edit of ${file}`, (context) => {
      const sandbox = prepared(context);
      breakBundle(sandbox);
      appendFileSync(join(sandbox.folder, file), '\n');
      const { status, stdout } = sandbox.run(['synth']);
      assert.equal(status, 0);
      assert.match(stdout, /up to date/);
    });
  }

  test('is used for what makes systems too, after an edit of one of them', (context) => {
    const sandbox = prepared(context);
    breakMachinery(sandbox);
    assert.equal(sandbox.run(['synth']).status, 0);
    edit(sandbox, SYSTEM, 'desiredCount: 3', 'desiredCount: 4');
    assert.equal(sandbox.run(['synth']).status, 8);
    edit(sandbox, HELPER, 'HealthCheckIntervalSeconds: 10', 'HealthCheckIntervalSeconds: 15');
    assert.equal(sandbox.run(['synth']).status, 0);
  });

  test('how code was compiled is not needed, and made again where V8 cannot use it', (context) => {
    const sandbox = prepared(context);
    const [compiled = ''] = bundles(sandbox)
      .map((folder) => join(folder, 'compiled'))
      .filter((file) => existsSync(file));
    const { length } = readFileSync(compiled);
    writeFileSync(compiled, 'of another V8');
    edit(sandbox, SYSTEM, 'desiredCount: 3', 'desiredCount: 4');
    assert.match(sandbox.run(['synth']).stdout, /changed output\/hello-server\/root\.yaml/);
    assert.ok(readFileSync(compiled).length > length / 2);
  });

  test('a module that a system newly imports, and what it imports, are among what it is made of', (context) => {
    const sandbox = prepared(context);
    mkdirSync(join(sandbox.folder, 'templates/sizes'));
    writeFileSync(join(sandbox.folder, 'templates/sizes/small.ts'), 'export const small = 4;\n');
    writeFileSync(join(sandbox.folder, 'templates/sizes.ts'), "export { small as default } from './sizes/small.ts';\n");
    edit(sandbox, SYSTEM, 'desiredCount: 3', 'desiredCount: size');
    edit(sandbox, SYSTEM, 'import {', "import size from '../sizes.ts';\nimport {");
    assert.match(sandbox.run(['synth']).stdout, /changed output\/hello-server\/root\.yaml/);
    assert.equal(sandbox.run(['synth', '--check']).status, 0);
    writeFileSync(join(sandbox.folder, 'templates/sizes/small.ts'), 'export const small = 3;\n');
    assert.match(sandbox.run(['synth']).stdout, /changed output\/hello-server\/root\.yaml/);
  });

  test('is not used by another version of Node, or with another bundler', (context) => {
    const sandbox = prepared(context);
    breakBundle(sandbox);
    // Both are in this digest, and no other is at hand.
    const path = join(sandbox.folder, '.tools/bundles/synth.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"madeBy":"[0-9a-f]{8}/, '"madeBy":"00000000'));
    assert.equal(sandbox.run(['synth']).status, 0);
  });

  test('is made again when it is gone, or cannot be read', (context) => {
    const sandbox = prepared(context);
    for (const folder of bundles(sandbox)) rmSync(folder, { recursive: true });
    assert.equal(sandbox.run(['synth']).status, 0);
    writeFileSync(join(sandbox.folder, '.tools/bundles/synth.json'), '{"madeBy":');
    writeFileSync(join(sandbox.folder, '.tools/synth.json'), '{"systems":');
    assert.equal(sandbox.run(['synth']).status, 0);
  });

  test('a system that is new, and one that is gone, are seen', (context) => {
    const sandbox = prepared(context);
    const second = join(sandbox.folder, 'templates/systems/second.ts');
    cpSync(join(sandbox.folder, SYSTEM), second);
    edit(sandbox, 'templates/systems/second.ts', "name: 'hello-server'", "name: 'second'");
    assert.match(sandbox.run(['synth']).stdout, /new {4} output\/second\/root\.yaml/);
    rmSync(second);
    assert.match(sandbox.run(['synth']).stdout, /removed output\/second\/root\.yaml/);
    // What was kept of the systems that stayed does not hide that they do not fit together.
    cpSync(join(sandbox.folder, SYSTEM), second);
    assert.match(sandbox.run(['synth']).stderr, /duplicate-system/);
    edit(sandbox, 'templates/systems/second.ts', "name: 'hello-server'", "name: 'hello-server-two'");
    assert.match(sandbox.run(['synth']).stderr, /similar-systems/);
  });

  test('an edit of the hook is seen, which is bundled by synth itself', (context) => {
    const sandbox = prepared(context);
    edit(sandbox, 'lambda/report.ts', 'had been reported before', 'was reported before');
    assert.match(sandbox.run(['synth']).stdout, /changed output\/hello-server\/hooks\.yaml/);
  });

  for (const check of [false, true]) {
    test(`output that was edited, cut or deleted is noticed${check ? ' by --check' : ''}`, (context) => {
      const sandbox = prepared(context);
      const path = join(sandbox.folder, 'output/storefront/service.yaml');
      const text = readFileSync(path, 'utf8');
      const { atime, mtime } = statSync(path);
      const spoil = [
        () => writeFileSync(path, text.replace('S', 's')),
        () => writeFileSync(path, ''),
        () => rmSync(path),
        () => rmSync(join(sandbox.folder, 'output/storefront/manifest.json')),
        () => appendFileSync(join(sandbox.folder, 'output/storefront/manifest.json'), ' '),
      ];
      for (const work of spoil) {
        work();
        if (existsSync(path)) utimesSync(path, atime, mtime);
        const { status, stdout } = sandbox.run(check ? ['synth', '--check'] : ['synth']);
        assert.equal(status, check ? 1 : 0);
        if (!check) assert.match(stdout, /(new {4}|changed) output\/storefront\/(service\.yaml|manifest\.json)/);
        if (check) assert.equal(sandbox.run(['synth']).status, 0);
        assert.equal(readFileSync(path, 'utf8'), text);
      }
    });
  }

  test('files that an earlier run wrote and nobody makes any more go, though the systems are the same', (context) => {
    const sandbox = prepared(context);
    const folder = join(sandbox.folder, 'output', 'gone');
    cpSync(join(sandbox.folder, 'output', 'storefront'), folder, { recursive: true });
    assert.match(sandbox.run(['synth']).stdout, /removed output\/gone\/root\.yaml/);
    assert.equal(existsSync(folder), false);
  });

  test('--system makes one alone and leaves the folders of others; what it kept is not taken for what all were checked by', (context) => {
    const sandbox = prepared(context);
    edit(sandbox, HELPER, 'HealthCheckIntervalSeconds: 10', 'HealthCheckIntervalSeconds: 15');
    const { stdout } = sandbox.run(['synth', '--system', 'storefront']);
    assert.match(stdout, /changed output\/storefront\/load-balancer\.yaml/);
    assert.doesNotMatch(stdout, /hello-server/);
    assert.equal(sandbox.run(['synth', '--check', '--system', 'storefront']).status, 0);
    assert.equal(sandbox.run(['synth', '--check', '--system', 'hello-server']).status, 1);
    // The bundle of the first run is as good as new, and storefront is not.
    edit(sandbox, HELPER, 'HealthCheckIntervalSeconds: 15', 'HealthCheckIntervalSeconds: 10');
    assert.equal(sandbox.run(['synth', '--check']).status, 1);
    assert.match(sandbox.run(['synth']).stdout, /changed output\/storefront\/load-balancer\.yaml/);
    assert.match(sandbox.run(['synth', '--system', 'nobody']).stderr, /unknown-system.*nobody/);
  });
});

test('every folder that an import() with a name filled in looks into is one whose files are listed', () => {
  const found = spawnSync('git', ['grep', '-h', '-o', '-E', 'import\\(`[^`]*`', '--', '*.ts', ':!*.test.ts'], {
    encoding: 'utf8',
  }).stdout.trim();
  // One that is added belongs to LISTED in scripts/lib/bundles.cjs.
  assert.deepEqual(found.split('\n'), ['import(`../../templates/systems/${name}.ts`']);
});

test('the hook is made of files in lambda/ alone, whose digests are part of what systems are kept by', () => {
  const wanted = ['lambda/hook.ts'];
  for (const file of wanted) {
    for (const [, target = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(
      /^import\b[^;]*? from '(\.[^']+)'/gm,
    )) {
      const path = relative(ROOT, resolve(ROOT, dirname(file), target));
      assert.match(path, /^lambda\/[\w-]+\.ts$/);
      if (!wanted.includes(path)) wanted.push(path);
    }
  }
  assert.ok(wanted.length > 4, 'imports are found');
});

/** A sandbox in which everything is up to date, and so long ago that stamps of files can be trusted. */
function prepared(context: TestContext): Sandbox {
  const sandbox = makeSandbox(context);
  for (let run = 0; run < 2; run += 1) assert.equal(sandbox.run(['synth']).status, 0);
  return sandbox;
}

function bundles({ folder }: Sandbox): readonly string[] {
  const home = join(folder, '.tools/bundles');
  return readdirSync(home, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [join(home, entry.name)] : [],
  );
}

/** Lets what makes systems end with 8, as soon as it is loaded. */
function breakMachinery(sandbox: Sandbox): void {
  for (const folder of bundles(sandbox)) {
    rmSync(join(folder, 'compiled'), { force: true });
    writeFileSync(join(folder, 'machinery.cjs'), 'process.exit(8);\n');
  }
}

/** Lets the kept bundle end with 9, so that one sees whether it was used. */
function breakBundle(sandbox: Sandbox): void {
  for (const folder of bundles(sandbox)) writeFileSync(join(folder, 'synth.cjs'), 'process.exit(9);\n');
}
