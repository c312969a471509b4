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
  truncateSync,
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

  for (const [what, damage] of [
    ['is of another V8', () => Buffer.from('of another V8')],
    ['is empty', () => Buffer.alloc(0)],
    // V8 itself would not notice, and crash.
    ['has zeros in its middle', (data) => Buffer.from(data).fill(0, data.length / 2, data.length / 2 + 4_096)],
  ] satisfies readonly (readonly [string, (data: Buffer) => Buffer])[]) {
    test(`how code was compiled is not used where it ${what}, and made again`, (context) => {
      const sandbox = prepared(context);
      const compiled = compiledIn(sandbox);
      const data = readFileSync(compiled);
      writeFileSync(compiled, damage(data));
      edit(sandbox, SYSTEM, 'desiredCount: 3', 'desiredCount: 4');
      assert.match(sandbox.run(['synth']).stdout, /changed output\/hello-server\/root\.yaml/);
      assert.ok(readFileSync(compiled).length > data.length / 2);
    });
  }

  test('how code was compiled in a folder says nothing about its files after it was moved', (context) => {
    const sandbox = prepared(context);
    const moved = `${sandbox.folder}-moved`;
    renameSync(sandbox.folder, moved);
    try {
      const path = join(moved, SYSTEM);
      writeFileSync(path, readFileSync(path, 'utf8').replace('desiredCount: 3', 'desiredCount: 4'));
      const { status } = spawnSync(process.execPath, ['scripts/run.cjs', 'synth'], { cwd: moved });
      assert.equal(status, 0);
      const root = readFileSync(join(moved, 'output/hello-server/root.yaml'), 'utf8');
      assert.match(root, /^# Root of hello-server\.\n# Written by `make synth` from templates\/root\.ts;/);
    } finally {
      renameSync(moved, sandbox.folder);
    }
  });

  test('a bundle that was cut off is made again', (context) => {
    const sandbox = prepared(context);
    for (const name of ['synth.cjs', 'machinery.cjs'])
      for (const folder of bundles(sandbox)) if (existsSync(join(folder, name))) truncateSync(join(folder, name));
    const systems = join(sandbox.folder, '.tools/systems');
    for (const file of readdirSync(systems, { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.cjs')) truncateSync(join(systems, file));
    edit(sandbox, SYSTEM, 'desiredCount: 3', 'desiredCount: 4');
    assert.match(sandbox.run(['synth']).stdout, /changed output\/hello-server\/root\.yaml/);
  });

  test('a folder that has become a file is told by what is missing', (context) => {
    const sandbox = prepared(context);
    rmSync(join(sandbox.folder, dirname(HELPER)), { recursive: true });
    writeFileSync(join(sandbox.folder, dirname(HELPER)), '');
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /Could not resolve "\.\/load-balancer\//);
    assert.doesNotMatch(stderr, /ENOTDIR/);
  });

  test('a warning of the bundler is told in each run', (context) => {
    const sandbox = prepared(context);
    edit(sandbox, SYSTEM, 'desiredCount: 3', 'desiredCount: 3, desiredCount: 3');
    for (let run = 0; run < 3; run += 1) assert.match(sandbox.run(['synth']).stderr, /Duplicate key "desiredCount"/);
  });

  test('a system may import what modules may: packages, Node itself, data, other files, by any kind of import', (context) => {
    const sandbox = prepared(context);
    mkdirSync(join(sandbox.folder, 'templates/systems/shared'));
    writeFileSync(join(sandbox.folder, 'templates/systems/shared/sizes.json'), '{ "count": 4 }\n');
    writeFileSync(
      join(sandbox.folder, 'templates/systems/shared/names.ts'),
      'export default 4;\nexport const four = 4;\n',
    );
    const imports = [
      "import { parse } from 'yaml';",
      "import { ZipFile } from 'yazl';",
      "import path, { join } from 'node:path';",
      "import * as files from 'fs';",
      "import sizes from './shared/sizes.json' with { type: 'json' };",
      "import named, * as names from './shared/names.ts';",
      "import type { Stack } from '../../src/dsl/stack.ts';",
      'const type: Stack | undefined = undefined;',
      "const all = [parse('4'), sizes.count, named, names.four, path.join('4'), join('4'), type ?? 4, JSON.parse(JSON.stringify(names)).four];",
      'if (!files.existsSync(new URL(import.meta.url)) || !ZipFile || all.some((each) => Number(each) !== 4)) throw new Error(all.join());',
    ];
    edit(sandbox, SYSTEM, 'import {', `${imports.join('\n')}\nimport {`);
    edit(sandbox, SYSTEM, 'desiredCount: 3', 'desiredCount: sizes.count');
    const { status, stdout, stderr } = sandbox.run(['synth']);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /changed output\/hello-server\/root\.yaml/);
    writeFileSync(join(sandbox.folder, 'templates/systems/shared/sizes.json'), '{ "count": 3 }\n');
    assert.match(sandbox.run(['synth']).stderr, /Error: 4,3,/);
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

function compiledIn(sandbox: Sandbox): string {
  const files = bundles(sandbox).map((folder) => join(folder, 'compiled'));
  return files.find((file) => existsSync(file)) ?? assert.fail('there is none');
}

/** Lets what makes systems end with 8, as soon as it is loaded. */
function breakMachinery(sandbox: Sandbox): void {
  for (const folder of bundles(sandbox)) {
    rmSync(join(folder, 'compiled'), { force: true });
    breakFile(join(folder, 'machinery.cjs'), 8);
  }
}

/** Lets the kept bundle end with 9, so that one sees whether it was used. */
function breakBundle(sandbox: Sandbox): void {
  for (const folder of bundles(sandbox)) breakFile(join(folder, 'synth.cjs'), 9);
}

// As long as it was: one that was cut off is not used.
function breakFile(path: string, status: number): void {
  if (!existsSync(path)) return;
  writeFileSync(path, `process.exit(${status});\n`.padEnd(statSync(path).size));
}
