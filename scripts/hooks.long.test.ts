import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { addWorktree, GIT_ENV, makeRepository, type Repository } from './lib/repository.fixtures.ts';
import { makeSandbox } from './lib/sandbox.ts';

const HOOK = '.git/hooks/pre-commit';

describe('make hooks', () => {
  test('installs a hook that can be run, once, and takes it away', (context) => {
    const repository = makeRepository(context);
    const path = join(repository.folder, HOOK);
    assert.ok(statSync(path).mode & 0o100);
    const before = readFileSync(path, 'utf8');
    assert.deepEqual(hooks(repository), [0, `${HOOK} is there already\n`, '']);
    assert.equal(readFileSync(path, 'utf8'), before);
    assert.deepEqual(hooks(repository, '--remove'), [0, `removed ${HOOK}\n`, '']);
    assert.ok(!existsSync(path));
    assert.deepEqual(hooks(repository, '--remove'), [0, 'there is nothing to take away\n', '']);
    const [status, stdout] = hooks(repository);
    assert.equal(status, 0);
    assert.match(stdout, /^installed \.git\/hooks\/pre-commit: .*--remove/);
  });

  test('leaves a hook of somebody else alone, and says what to add to it', (context) => {
    const repository = makeRepository(context);
    const path = join(repository.folder, HOOK);
    const foreign = '#!/bin/sh\necho mine\n';
    writeFileSync(path, foreign);
    const [status, , stderr] = hooks(repository);
    assert.equal(status, 2);
    assert.match(stderr, /stays as it is\n {2}-> add this line to it: node scripts\/run\.cjs pre-commit \|\| exit 1/);
    assert.deepEqual(hooks(repository, '--remove').slice(0, 2), [0, 'there is nothing to take away\n']);
    writeFileSync(path, `${foreign}node scripts/run.cjs pre-commit || exit 1\n`);
    assert.deepEqual(hooks(repository).slice(0, 2), [0, `${HOOK} is not from here, and calls it already\n`]);
    assert.equal(hooks(repository, '--remove')[0], 2);
    assert.match(readFileSync(path, 'utf8'), /echo mine\nnode scripts/);
  });

  test('renews a hook that calls it by the name it had before, and takes it away', (context) => {
    const repository = makeRepository(context);
    const path = join(repository.folder, HOOK);
    const now = readFileSync(path, 'utf8');
    const before = now.replace('scripts/run.cjs', 'scripts/run.mjs');
    assert.notEqual(before, now);
    writeFileSync(path, before);
    assert.match(hooks(repository)[1], /^renewed \.git\/hooks\/pre-commit: /);
    assert.equal(readFileSync(path, 'utf8'), now);
    writeFileSync(path, before);
    assert.equal(hooks(repository, '--remove')[0], 0);
    assert.ok(!existsSync(path));
  });

  test('goes where core.hooksPath says, unless that is for other repositories too', (context) => {
    const repository = makeRepository(context);
    hooks(repository, '--remove');
    repository.git('config', 'core.hooksPath', '.hooks');
    assert.equal(hooks(repository)[0], 0);
    assert.ok(existsSync(join(repository.folder, '.hooks/pre-commit')));
    const shared = join(makeSandbox(context).folder, 'shared-hooks');
    mkdirSync(shared);
    repository.git('config', 'core.hooksPath', shared);
    const [status, , stderr] = hooks(repository);
    assert.equal(status, 2);
    assert.match(stderr, /is for other repositories too\n {2}-> add this line/);
    assert.ok(!existsSync(join(shared, 'pre-commit')));
  });

  test('in a linked worktree it is the one hook of all of them', (context) => {
    const repository = makeRepository(context);
    hooks(repository, '--remove');
    const linked = addWorktree(context, repository, 'feature');
    const { status, stdout } = linked.run(['hooks'], GIT_ENV);
    assert.equal(status, 0);
    assert.match(stdout, /^installed /);
    assert.ok(existsSync(join(repository.folder, HOOK)));
  });

  test('where there is no repository, it says so', (context) => {
    const { status, stderr } = makeSandbox(context).run(['hooks'], GIT_ENV);
    assert.equal(status, 1);
    assert.match(stderr, /^git-failed: git rev-parse --show-toplevel: .*not a git repository/);
  });
});

function hooks(repository: Repository, ...args: readonly string[]): readonly [number | null, string, string] {
  const { status, stdout, stderr } = repository.run(['hooks', ...args], GIT_ENV);
  return [status, stdout, stderr];
}
