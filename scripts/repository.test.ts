import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from './lib/root.ts';

const makefile = readFileSync(join(ROOT, 'Makefile'), 'utf8');

describe('the repository', () => {
  test('make help lists every target that people run, with what it does', () => {
    const { status, stdout } = spawnSync('make', ['help'], { cwd: ROOT, encoding: 'utf8' });
    assert.equal(status, 0);
    const phony = (/^\.PHONY: (.*)$/m.exec(makefile)?.[1] ?? '').split(' ');
    for (const target of phony) assert.match(stdout, new RegExp(`^make ${target} +\\S`, 'm'));
    assert.ok(phony.length > 5);
  });

  test('make checks types beside synth and lint, lints what synth has written, and fails where one of them does', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'tealform-make-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const done = join(folder, 'done');
    // Types end only when synth has begun: one after the other they would be told to fail.
    const program = `
      case $1 in synth) : > '${done}.synth' ;; types-check)
        for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -f '${done}.synth' ] && break; sleep 0.5; done
        [ -f '${done}.synth' ] || exit 3 ;;
      esac
      echo "$1" >> '${done}'; test "$1" != "$FAILS"`;
    writeFileSync(join(folder, 'run.sh'), program);
    const make = (fails: string, ...options: readonly string[]) => {
      for (const file of [done, `${done}.synth`]) rmSync(file, { force: true });
      // As if it were installed newly; with a program in the place of ours.
      const old = ['-o', 'node_modules/.package-lock.json'];
      const { status, stderr } = spawnSync('make', [...options, ...old, `run=sh ${join(folder, 'run.sh')}`], {
        cwd: ROOT,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, FAILS: fails },
      });
      return { status, stderr, done: readFileSync(done, 'utf8').trim().split('\n') };
    };
    for (const options of [[], ['-j4']]) {
      const passed = make('nothing', ...options);
      assert.deepEqual([passed.status, [...passed.done].sort()], [0, ['lint', 'synth', 'types-check']]);
      assert.ok(passed.done.indexOf('synth') < passed.done.indexOf('lint'));
      assert.doesNotMatch(passed.stderr, /jobserver/);
    }
    const wrong = make('types-check');
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /\[.*types-check\] Error 1/);
    const unwritten = make('synth');
    assert.deepEqual([unwritten.status, unwritten.done.includes('lint')], [2, false]);
    assert.equal(make('lint').status, 2);
  });

  test('recipes call node and the tools directly, not through npx or npm run', () => {
    const recipes = makefile.split('\n').filter((line) => line.startsWith('\t'));
    assert.deepEqual(
      recipes.filter((line) => /\bnpx\b|\bnpm (run|exec|test)\b/.test(line)),
      [],
    );
  });

  test('no lock file names a registry', () => {
    for (const folder of ['.', 'app', 'bench/cdk']) {
      const lock = readFileSync(join(ROOT, folder, 'package-lock.json'), 'utf8');
      assert.doesNotMatch(lock, /"resolved"/, folder);
      assert.match(lock, /"integrity"/, folder);
    }
  });

  test('every package is pinned exactly', () => {
    for (const folder of ['.', 'bench/cdk']) {
      const manifest: unknown = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
      assert.ok(
        typeof manifest === 'object' &&
          manifest !== null &&
          'dependencies' in manifest &&
          'devDependencies' in manifest,
      );
      for (const [name, version] of Object.entries({
        ...asObject(manifest.dependencies),
        ...asObject(manifest.devDependencies),
      })) {
        assert.match(String(version), /^\d+\.\d+\.\d+(-[\w.]+)?$/, name);
      }
    }
  });

  test("the README's excerpts stand in the files they are said to be from", () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const excerpts = [...readme.matchAll(/^You (?:write|get), in \[(.+?)\].*\n\n```\w+\n([\s\S]*?)\n```$/gm)];
    assert.equal(excerpts.length, 2);
    for (const [, file = '', text = ''] of excerpts) {
      const indented = text.replace(/^(?=.)/gm, '  ');
      assert.ok(readFileSync(join(ROOT, file), 'utf8').includes(indented), `${file} has not:\n${indented}`);
    }
  });

  test("every logical id that the README's table of steps names is in the template it says", () => {
    const table = readFileSync(join(ROOT, 'README.md'), 'utf8').split('## The setup by hand')[1] ?? '';
    const named = [...table.matchAll(/`([\w-]+\.yaml)`: ((?:`\w+`(?: \(.*?\))?(?:, )?)+)/g)].flatMap(
      ([, file = '', ids = '']) =>
        [...ids.replace(/\(.*?\)/g, '').matchAll(/`(\w+)`/g)].map(([, id]) => ({ file, id })),
    );
    const missing = named.filter(
      ({ file, id }) =>
        !new RegExp(`^ {2}${id}:$`, 'm').test(readFileSync(join(ROOT, 'output/hello-server', file), 'utf8')),
    );
    assert.deepEqual(missing, []);
    assert.ok(named.length > 20);
  });

  test("every step of the walk-through has its row in the README's table", () => {
    const [, table = ''] = readFileSync(join(ROOT, 'README.md'), 'utf8').split('## The setup by hand');
    const steps = [...table.matchAll(/^\| (.+?) \| .*`[\w-]+\.yaml`: `\w+`/gm)].map(([, step = '']) =>
      step.toLowerCase(),
    );
    const walkThrough = [
      'container insights',
      'service-linked roles',
      'repository',
      'build',
      'image',
      'task definition',
      'ecs service',
      'target groups',
      'listener',
      'appspec',
      'codepipeline',
      'application and group',
      'traffic configuration',
      'test listener',
      'hook lambda',
      'permission',
      'weights',
      'going back',
    ];
    const isThere = (word: string) => steps.some((step) => step.includes(word));
    assert.deepEqual(
      walkThrough.filter((word) => !isThere(word)),
      [],
    );
  });

  test('decision records are numbered without gaps', () => {
    const { stdout } = spawnSync('ls', ['docs/adr'], { cwd: ROOT, encoding: 'utf8' });
    const numbers = stdout
      .trim()
      .split('\n')
      .map((file) => Number(file.slice(0, 4)));
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 1),
    );
  });
});

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
