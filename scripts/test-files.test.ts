import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from './lib/root.ts';

/** The files that are run, those that a batch imports in its place. */
function run(...args: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/lib/test-files.mjs', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const files = stdout.trim().split('\n');
  return files.flatMap((file) =>
    file.startsWith('.tools/')
      ? [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^import '\.\.\/\.\.\/(.*)';$/gm)].map(
          ([, path]) => path ?? '',
        )
      : [file],
  );
}

function inRepository(isWanted: (path: string) => boolean): readonly string[] {
  const folders = readdirSync(ROOT, { withFileTypes: true }).filter(
    (entry) =>
      entry.isDirectory() && !entry.name.startsWith('.') && !['node_modules', 'bench', 'output'].includes(entry.name),
  );
  const all = folders.flatMap(({ name }) =>
    readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' }).map((path) => `${name}/${path}`),
  );
  return all.filter((path) => path.endsWith('.test.ts') && isWanted(path)).sort();
}

describe('the files that are tested', () => {
  test('are all there are, each once', () => {
    assert.deepEqual(
      run('all').toSorted(),
      inRepository(() => true),
    );
  });

  test('are those that are not long for make test', () => {
    assert.deepEqual(
      run('short').toSorted(),
      inRepository((path) => !path.endsWith('.long.test.ts')),
    );
  });

  test('that share a process do not change the environment that others see', () => {
    const batches = readdirSync(join(ROOT, '.tools', 'tests'));
    const texts = batches.flatMap((batch) =>
      [...readFileSync(join(ROOT, '.tools', 'tests', batch), 'utf8').matchAll(/'\.\.\/\.\.\/(.*)'/g)].map(
        ([, path = '']) => [path, readFileSync(join(ROOT, path), 'utf8')],
      ),
    );
    assert.ok(texts.length > 100);
    const found = texts.filter(([, text = '']) => /process\.env\.\w+ =|process\.chdir|process\.exitCode/.test(text));
    assert.deepEqual(
      found.map(([path]) => path),
      [],
    );
  });
});
