import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { TealformError } from '../../dsl/error.ts';
import { firstRef, readGit } from './git-tree.ts';

/** A repository that is gone when the test ends. */
interface Repository {
  readonly folder: string;
  git(...args: readonly string[]): string;
  /** Writes files, undefined for none, and commits them. */
  commit(files: Readonly<Record<string, string | undefined>>): string;
}

// Whoever runs the tests may have git set up in any way.
const ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

function emptyFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-git-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function run(folder: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8', env: ENVIRONMENT, input });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

function makeRepository(context: TestContext, folder = emptyFolder(context)): Repository {
  const git = (...args: readonly string[]) => run(folder, args);
  git('init', '--quiet', '--initial-branch=main');
  return {
    folder,
    git,
    commit: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        if (text === undefined) rmSync(join(folder, path));
        else writeFileSync(join(folder, path), text);
      }
      git('add', '--all');
      git('commit', '--quiet', '--message', 'x');
      return git('rev-parse', 'HEAD');
    },
  };
}

const read = (root: string, ref: string) => readGit({ root, ref, folder: 'output' });

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    assert.ok(error instanceof TealformError);
    return error.code;
  }
}

test('the files of a folder are read as they are at a branch, a tag or a commit, and nothing is checked out', (context) => {
  const { folder, git, commit } = makeRepository(context);
  const first = commit({ 'output/one/root.yaml': 'old', 'output/one/gone.yaml': 'x', 'other/file': 'y' });
  git('tag', '-a', 'v1', '-m', 'x');
  commit({ 'output/one/root.yaml': 'new', 'output/one/gone.yaml': undefined });
  for (const ref of ['v1', first, first.slice(0, 8), 'HEAD~1', 'main^']) {
    const tree = read(folder, ref);
    assert.deepEqual(tree.paths, ['one/gone.yaml', 'one/root.yaml'], ref);
    assert.equal(tree.read('one/root.yaml'), 'old');
    assert.equal(tree.label, `${ref} (${first.slice(0, 7)})`);
  }
  assert.equal(read(folder, 'main').read('one/root.yaml'), 'new');
  assert.equal(git('status', '--porcelain'), '');
});

test('where a branch has moved on, what counts is where this one left it', (context) => {
  const { folder, git, commit } = makeRepository(context);
  const base = commit({ 'output/one/root.yaml': 'common' });
  git('switch', '--quiet', '--create', 'mine');
  commit({ 'output/one/root.yaml': 'mine' });
  git('switch', '--quiet', 'main');
  commit({ 'output/one/root.yaml': 'theirs' });
  git('switch', '--quiet', 'mine');
  const tree = read(folder, 'main');
  assert.equal(tree.read('one/root.yaml'), 'common');
  assert.ok(tree.label.startsWith(`main (${base.slice(0, 7)},`), tree.label);
});

test('any name that a file may have is read', (context) => {
  const { folder, commit } = makeRepository(context);
  const names = [
    'a b.yaml',
    'z\u00fc\u20ac.yaml',
    'line\nbreak.yaml',
    '"quoted".yaml',
    '-x.yaml',
    '*.yaml',
    'tab\t.yaml',
  ];
  commit(Object.fromEntries(names.map((name) => [`output/one/${name}`, `of ${name}`])));
  const tree = read(folder, 'HEAD');
  assert.deepEqual(tree.paths, names.map((name) => `one/${name}`).sort());
  for (const name of names) assert.equal(tree.read(`one/${name}`), `of ${name}`);
});

test('texts are read whole: empty, large, the same twice, with bytes that look like an answer of git', (context) => {
  const { folder, commit } = makeRepository(context);
  const files = {
    a: '',
    b: `${'0'.repeat(40)} blob 3\nxyz\n`,
    c: '\u20ac'.repeat(100_000),
    d: 'same',
    e: 'same',
    f: 'no end of line',
  };
  commit(Object.fromEntries(Object.entries(files).map(([name, text]) => [`output/${name}`, text])));
  const tree = read(folder, 'HEAD');
  for (const [name, text] of Object.entries(files)) assert.equal(tree.read(name), text);
});

test('a folder that is not there, or no file in it, is an empty generation', (context) => {
  const { folder, commit } = makeRepository(context);
  commit({ 'outputs/one/root.yaml': 'x' });
  const tree = read(folder, 'HEAD');
  assert.deepEqual(tree.paths, []);
  assert.equal(tree.read('nothing'), '');
});

test('links are what they point to, as text', (context) => {
  const { folder, git, commit } = makeRepository(context);
  commit({ 'output/one/root.yaml': 'x' });
  const id = run(folder, ['hash-object', '-w', '--stdin'], 'root.yaml');
  git('update-index', '--add', '--cacheinfo', `120000,${id},output/one/link.yaml`);
  git('commit', '--quiet', '--message', 'x');
  assert.equal(read(folder, 'HEAD').read('one/link.yaml'), 'root.yaml');
});

test('in a repository of which this is only a folder, it is the folder that counts', (context) => {
  const { folder, commit } = makeRepository(context);
  commit({ 'output/one/root.yaml': 'of the whole', 'deep/er/output/one/root.yaml': 'of the folder' });
  const tree = read(join(folder, 'deep/er'), 'HEAD');
  assert.deepEqual(tree.paths, ['one/root.yaml']);
  assert.equal(tree.read('one/root.yaml'), 'of the folder');
});

test('a shallow clone is read, and the label says what it does not know', (context) => {
  const { folder, git, commit } = makeRepository(context);
  commit({ 'output/one/root.yaml': 'common' });
  git('switch', '--quiet', '--create', 'mine');
  commit({ 'output/one/root.yaml': 'mine' });
  git('switch', '--quiet', 'main');
  commit({ 'output/one/root.yaml': 'theirs' });
  const clone = emptyFolder(context);
  run(clone, ['clone', '--quiet', '--depth=1', '--no-single-branch', '--branch=mine', `file://${folder}`, '.']);
  const tree = read(clone, 'origin/main');
  assert.equal(tree.read('one/root.yaml'), 'theirs');
  assert.match(tree.label, /^origin\/main \([0-9a-f]{7}, as it is now/);
});

test('a linked worktree is read like any other', (context) => {
  const { git, commit } = makeRepository(context);
  commit({ 'output/one/root.yaml': 'old' });
  const other = join(emptyFolder(context), 'linked');
  git('worktree', 'add', '--quiet', '-b', 'linked', other);
  assert.equal(read(other, 'main').read('one/root.yaml'), 'old');
});

test('a ref that there is not is refused, whatever it looks like', (context) => {
  const { folder, commit } = makeRepository(context);
  commit({ 'output/one/root.yaml': 'x', 'HEAD:x': 'y' });
  for (const ref of [
    'nothing',
    'origin/main',
    '--all',
    '-n1',
    '--output=x',
    '',
    ' ',
    'main..',
    'HEAD:output',
    'HEAD^{tree}',
    ':/nothing',
    '@{99}',
    'a b',
    '$(id)',
    '\u20ac',
  ]) {
    assert.ok(['unknown-ref', 'no-git'].includes(codeOf(() => read(folder, ref))), JSON.stringify(ref));
  }
  assert.equal(
    codeOf(() => read(folder, 'nothing')),
    'unknown-ref',
  );
  assert.equal(
    codeOf(() => read(folder, '--all')),
    'unknown-ref',
  );
});

test('outside a repository, and in one without a commit, it is said why', (context) => {
  const nowhere = emptyFolder(context);
  assert.equal(
    codeOf(() => read(nowhere, 'main')),
    'no-git',
  );
  assert.equal(firstRef(nowhere, ['origin/main', 'HEAD']), undefined);
  assert.equal(
    codeOf(() => read(join(nowhere, 'none'), 'main')),
    'no-git',
  );
  const { folder } = makeRepository(context);
  assert.equal(
    codeOf(() => read(folder, 'HEAD')),
    'unknown-ref',
  );
});

test('a repository that git does not read is told with what git says', (context) => {
  const { folder, commit } = makeRepository(context);
  commit({ 'output/one/root.yaml': 'x' });
  writeFileSync(join(folder, '.git/config'), '[core\n');
  assert.throws(
    () => read(folder, 'main'),
    (error: unknown) => error instanceof TealformError && error.code === 'no-git' && /config/.test(error.message),
  );
});

test('a file that the clone does not have is told, not read as empty', (context) => {
  const { folder, git, commit } = makeRepository(context);
  commit({ 'output/one/a.yaml': 'a', 'output/one/b.yaml': 'b' });
  const id = git('rev-parse', 'HEAD:output/one/a.yaml');
  const object = join(folder, '.git/objects', id.slice(0, 2), id.slice(2));
  chmodSync(object, 0o600);
  rmSync(object);
  assert.equal(
    codeOf(() => read(folder, 'HEAD').read('one/b.yaml')),
    'no-git',
  );
});

test('the first of several refs that there is is taken', (context) => {
  const { folder, commit } = makeRepository(context);
  commit({ 'output/one/root.yaml': 'x' });
  assert.equal(firstRef(folder, ['origin/main', 'main', 'HEAD']), 'main');
  assert.equal(firstRef(folder, ['origin/main']), undefined);
});

test('thousands of files are read by three processes', (context) => {
  const { folder, git } = makeRepository(context);
  const lines = Array.from({ length: 3000 }, (_, index) => {
    const text = `of ${index}`;
    return `M 100644 inline output/s${index % 7}/${index}.yaml\ndata ${text.length}\n${text}\n`;
  });
  const commit = `commit refs/heads/main\ncommitter a <a@example.com> 0 +0000\ndata 1\nx\n${lines.join('')}\n`;
  run(folder, ['fast-import', '--quiet'], commit);
  assert.notEqual(git('rev-parse', 'main'), '');
  const tree = read(folder, 'main');
  assert.equal(tree.paths.length, 3000);
  for (const path of tree.paths) assert.equal(tree.read(path), `of ${/(\d+)\.yaml/.exec(path)?.[1]}`);
});
