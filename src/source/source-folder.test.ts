import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { TealformError } from '../dsl/error.ts';
import { readSource } from './source-folder.ts';
import { zipSource } from './source-zip.ts';

describe('the workload in a git work tree', () => {
  test('is what git tracks: neither what it ignores nor what it does not know yet', (context) => {
    const folder = makeFolder(context, [
      '.gitignore',
      'Dockerfile',
      'lib/a.ts',
      'grüße.txt',
      '.env',
      '.npmrc',
      'tls.pem',
    ]);
    writeFileSync(join(folder, '.gitignore'), '.env\n.npmrc\n*.pem\n');
    git(folder, 'init', '--quiet');
    git(folder, 'add', '.');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    assert.deepEqual(pathsOf(folder), ['.gitignore', 'Dockerfile', 'grüße.txt', 'lib/a.ts']);
  });

  test('is also what git does not know yet and does not ignore, where that is wanted', (context) => {
    const folder = makeFolder(context, ['.gitignore', 'Dockerfile', '.env']);
    writeFileSync(join(folder, '.gitignore'), '.env\n');
    git(folder, 'init', '--quiet');
    git(folder, 'add', '.');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const paths = readSource(folder, { untracked: true }).map(({ path }) => path);
    assert.deepEqual(paths.sort(), ['.gitignore', 'Dockerfile', 'notes.txt']);
  });

  test('is taken from a folder below its top, with paths from that folder', (context) => {
    const folder = makeFolder(context, ['README.md', 'app/Dockerfile', 'app/lib/a.ts', 'app/.env']);
    git(folder, 'init', '--quiet');
    git(folder, 'add', 'README.md', 'app/Dockerfile', 'app/lib');
    assert.deepEqual(pathsOf(join(folder, 'app')), ['Dockerfile', 'lib/a.ts']);
  });

  test('is as it is on disk: changed files as they are now, deleted ones not, the mode with them', (context) => {
    const folder = makeFolder(context, ['a', 'gone', 'run.sh']);
    git(folder, 'init', '--quiet');
    git(folder, 'add', '.');
    writeFileSync(join(folder, 'a'), 'changed');
    chmodSync(join(folder, 'run.sh'), 0o755);
    rmSync(join(folder, 'gone'));
    const source = readSource(folder).map(({ path, body, isExecutable }) => [path, String(body), isExecutable]);
    assert.deepEqual(source, [
      ['a', 'changed', false],
      ['run.sh', 'run.sh', true],
    ]);
  });

  test('may hold a file with the name of a secret that somebody has added on purpose', (context) => {
    const folder = makeFolder(context, ['Dockerfile', '.npmrc']);
    git(folder, 'init', '--quiet');
    git(folder, 'add', '.');
    assert.deepEqual(pathsOf(folder), ['.npmrc', 'Dockerfile']);
  });

  test('that tracks nothing of it counts as none: it is around an unpacked archive', (context) => {
    const folder = makeFolder(context, ['app/Dockerfile', 'app/.env']);
    git(folder, 'init', '--quiet');
    assert.throws(() => readSource(join(folder, 'app')), /secret-in-source: .*\.env looks like a secret/);
  });

  test('gives the archive that the same files give without git', async (context) => {
    const names = ['Dockerfile', 'lib/a.ts', 'b'];
    const [tracked, walked] = [makeFolder(context, names), makeFolder(context, names)];
    git(tracked, 'init', '--quiet');
    git(tracked, 'add', '.');
    assert.deepEqual(await zipSource(readSource(tracked)), await zipSource(readSource(walked)));
  });
});

describe('the workload without git', () => {
  test('is what belongs into a repository, and nothing that is made from it', (context) => {
    const names = [
      'Dockerfile',
      'lib/a.ts',
      '.dockerignore',
      'node_modules/x/i.js',
      'node_modules/x/k.pem',
      'dist/s.cjs',
    ];
    assert.deepEqual(pathsOf(makeFolder(context, names)), ['.dockerignore', 'Dockerfile', 'lib/a.ts']);
  });

  test('is refused with everything in it that looks like a secret, and with what to do', (context) => {
    const secrets = ['.env', '.env.local', '.netrc', '.npmrc', 'id_rsa', 'id_rsa.old', 'lib/tls.key', 'lib/tls.pem'];
    const folder = makeFolder(context, ['Dockerfile', ...secrets]);
    assert.throws(
      () => readSource(folder),
      (error) => {
        assert.ok(error instanceof TealformError);
        assert.equal(error.code, 'secret-in-source');
        assert.deepEqual(
          error.problems.map(({ message }) => message.split(' looks ')[0]),
          secrets.map((path) => join(folder, path)),
        );
        assert.match(error.message, /\n {2}-> move it out of the folder, or deploy from a git work tree/);
        return true;
      },
    );
  });

  test('may hold what is only named alike', (context) => {
    const names = ['.envrc.ts', 'environment.ts', 'key.ts', 'keys/a.ts', 'pem.md'];
    assert.deepEqual(pathsOf(makeFolder(context, names)), names);
  });
});

function pathsOf(folder: string): readonly string[] {
  return readSource(folder)
    .map(({ path }) => path)
    .sort();
}

/** A temporary folder with these files, each with its path in it. */
function makeFolder(context: TestContext, paths: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-source-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
  return folder;
}

function git(folder: string, ...args: readonly string[]): void {
  const env = { ...process.env, GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };
  const { status, stderr } = spawnSync('git', args, { cwd: folder, env, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
