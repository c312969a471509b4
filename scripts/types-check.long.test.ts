import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { ROOT } from './lib/root.ts';
import { ended, makeSandbox } from './lib/sandbox.ts';

const SYSTEM = 'templates/systems/hello-server.ts';
/** Of the first part; the second imports it. */
const DECLARING = 'src/text/unified-diff.ts';

/** A copy of the repository that has passed; of the packages, a test may change those named. */
function makeChecked(context: TestContext, packages: readonly string[]) {
  const sandbox = makeSandbox(context, 'tealform-types-');
  const path = (file: string) => join(sandbox.folder, file);
  rmSync(path('node_modules'));
  mkdirSync(path('node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    const [from, to] = [join(ROOT, 'node_modules', name), path(`node_modules/${name}`)];
    if (packages.includes(name)) cpSync(from, to, { recursive: true });
    else symlinkSync(from, to);
  }
  const check = () => sandbox.run(['types-check']);
  const passes = () => assert.deepEqual(check(), { status: 0, stdout: '', stderr: '' });
  const fails = (what: RegExp) => {
    const { status, stdout } = check();
    assert.equal(status, 1, stdout);
    assert.match(stdout, what);
  };
  const change = (file: string, changed: (text: string) => string) => {
    const before = readFileSync(path(file), 'utf8');
    const after = changed(before);
    assert.notEqual(after, before);
    writeFileSync(path(file), after);
    return () => writeFileSync(path(file), before);
  };
  passes();
  return { ...sandbox, path, passes, fails, change };
}

type Checked = ReturnType<typeof makeChecked>;

/** Which parts a run has the compiler look at. */
function looksAt({ path, passes }: Checked): readonly string[] {
  const parts = ['systems', 'rest'];
  const records = () => parts.map((part) => statSync(path(`.tools/types/${part}.passed.json`)).mtimeMs);
  const before = records();
  passes();
  const after = records();
  return parts.filter((_, index) => before[index] !== after[index]);
}

test('types are checked again where they may have changed, and only there', async (context) => {
  const checked = makeChecked(context, ['yaml']);
  const { path, start, change, passes, fails } = checked;

  await context.test(
    'a part of which nothing has changed is not looked at again, and an edit of a system is checked without the rest',
    () => {
      assert.deepEqual(looksAt(checked), []);
      const undo = change(SYSTEM, (text) => text.replace('memory: 256', 'memory: 300'));
      assert.deepEqual(looksAt(checked), ['systems']);
      assert.deepEqual(looksAt(checked), []);
      change('scripts/stop.ts', (text) => `${text}\n`);
      assert.deepEqual(looksAt(checked), ['rest']);
      assert.deepEqual(looksAt(checked), []);
      undo();
    },
  );

  await context.test(
    'an error fails each time until it is gone, in either part, and one in the first does not hide one in the second',
    () => {
      const [first, second] = [SYSTEM, 'scripts/stop.ts'].map((file) =>
        change(file, (text) => `${text}\nexport const wrong: string = 1;\n`),
      );
      for (const _ of [1, 2]) {
        fails(/hello-server\.ts\(\d+,\d+\): error TS2322[\s\S]*stop\.ts\(\d+,\d+\): error TS2322/);
      }
      first?.();
      for (const _ of [1, 2]) fails(/^[^\n]*stop\.ts\(\d+,\d+\): error TS2322[^\n]*\n$/);
      second?.();
      passes();
    },
  );

  await context.test('what the first part declares otherwise is an error in the second', () => {
    const undo = change(DECLARING, (text) =>
      text.replace('export function unifiedDiff', 'export function diffUnified'),
    );
    for (const _ of [1, 2]) fails(/error TS(2305|2724): .*unifiedDiff/);
    undo();
    passes();
  });

  await context.test(
    'a change of the same length with an older date, a file that is gone, a new one: each is seen',
    () => {
      const undo = change(SYSTEM, (text) => text.replace('memory: 256', "memory: '2'"));
      utimesSync(path(SYSTEM), 0, 0);
      fails(/error TS2322/);
      undo();
      passes();
      renameSync(path(DECLARING), path('unified-diff.away'));
      fails(/error TS2307: .*unified-diff/);
      renameSync(path('unified-diff.away'), path(DECLARING));
      passes();
      for (const folder of ['templates/common', 'scripts/lib', 'src/dsl/yaml']) {
        writeFileSync(path(`${folder}/new.test.ts`), 'export const wrong: string = 1;\n');
        fails(/new\.test\.ts\(1,14\): error TS2322/);
        rmSync(path(`${folder}/new.test.ts`));
        passes();
      }
    },
  );

  await context.test("a change of what is installed is seen, of the compiler's settings as well", () => {
    const undo = change('node_modules/yaml/dist/index.d.ts', (text) => text.replace(/\bparseDocument\b/, 'otherwise'));
    fails(/error TS(2305|2724): .*parseDocument/);
    undo();
    passes();
    const loosen = change('tsconfig.json', (text) => text.replace('"lib": ["es2023"]', '"lib": ["es5"]'));
    fails(/error TS/);
    loosen();
    passes();
  });

  await context.test('what a run left that was cut off is no base for the next', async () => {
    const declared = path(`.tools/types/systems/${DECLARING.replace(/ts$/, 'd.ts')}`);
    const before = readFileSync(declared, 'utf8');
    const rename = (text: string) => text.replace('export function unifiedDiff', 'export function diffUnified');
    const undo = change(DECLARING, rename);
    // Its declaration is written, and what the compiler keeps beside it is not yet: then the source is again what it was.
    const child = start(['types-check']);
    const exit = once(child, 'exit');
    while (readFileSync(declared, 'utf8') === before && child.exitCode === null) await setTimeout(1);
    child.kill('SIGKILL');
    await exit;
    undo();
    passes();
    assert.equal(readFileSync(declared, 'utf8'), before);
    // Cut off, or changed by somebody else.
    for (const file of ['systems/tsbuildinfo', 'rest/tsbuildinfo', 'rest.passed.json', 'systems.made.json']) {
      writeFileSync(path(`.tools/types/${file}`), readFileSync(path(`.tools/types/${file}`), 'utf8').slice(0, 40));
      passes();
    }
    writeFileSync(declared, '');
    passes();
    assert.equal(readFileSync(declared, 'utf8'), before);
    const again = change(DECLARING, rename);
    fails(/unifiedDiff/);
    again();
    passes();
  });

  await context.test('of two at once, both are right', async () => {
    rmSync(path('.tools/types'), { recursive: true });
    const both = await Promise.all([1, 2].map(() => ended(start(['types-check']))));
    assert.deepEqual(
      both.map(({ status }) => status),
      [0, 0],
    );
    const undo = change(SYSTEM, (text) => `${text}\nexport const wrong: string = 1;\n`);
    const wrong = await Promise.all([1, 2].map(() => ended(start(['types-check']))));
    for (const { status, stdout } of wrong) {
      assert.equal(status, 1);
      assert.match(stdout, /TS2322/);
    }
    undo();
    passes();
  });
});

test('the two parts are everything that an editor checks', () => {
  const files = (config: string) => {
    const { stdout } = spawnSync(
      process.execPath,
      ['node_modules/typescript/bin/tsc', '--listFilesOnly', '--project', config],
      {
        cwd: ROOT,
        encoding: 'utf8',
        maxBuffer: 1e8,
      },
    );
    const own = stdout.split('\n').filter((file) => file.startsWith(`${ROOT}/`) && !file.includes('/node_modules/'));
    return own.filter((file) => !file.includes('/.tools/'));
  };
  const parts = ['systems', 'rest'].flatMap((part) => files(`scripts/type-check/${part}.json`));
  const all = files('tsconfig.json');
  assert.ok(all.length > 1000);
  assert.deepEqual([...new Set(parts)].sort(), all.sort());
});
