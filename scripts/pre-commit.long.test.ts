import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { addWorktree, GIT_ENV, makeRepository } from './lib/repository.fixtures.ts';
import { edit } from './lib/sandbox.ts';

const SYSTEM = 'templates/systems/hello-server.ts';
const OUT = 'output/hello-server/load-balancer.yaml';
const ADMIN = 'templates/systems/hello-admin.ts';

describe('the pre-commit hook', () => {
  test('puts what the staged templates give into the commit and the working tree', (context) => {
    const repository = makeRepository(context);
    edit(repository, SYSTEM, "healthCheck: '/ping'", "healthCheck: '/health'");
    repository.git('add', SYSTEM);
    const { status, stderr } = repository.tryGit('commit', '--message', 'another check');
    assert.equal(status, 0, stderr);
    assert.match(
      stderr,
      /^output\/ brought up to date in this commit: hello-server\/\S+, hello-server\/\S+, \d+ more$/m,
    );
    assert.match(repository.committed(OUT), /HealthCheckPath: \/health/);
    assert.deepEqual([repository.status(), repository.leftovers()], [[], []]);
    assert.equal(repository.run(['synth', '--check']).status, 0);
  });

  test('goes by what is staged, not by what lies there, and leaves what is edited there alone', (context) => {
    const repository = makeRepository(context);
    edit(repository, SYSTEM, "healthCheck: '/ping'", "healthCheck: '/staged'");
    repository.git('add', SYSTEM);
    edit(repository, SYSTEM, "healthCheck: '/staged'", "healthCheck: '/unstaged'");
    writeFileSync(join(repository.folder, OUT), 'mine\n');
    const { status, stderr } = repository.tryGit('commit', '--message', 'a part');
    assert.equal(status, 0, stderr);
    assert.match(repository.committed(OUT), /HealthCheckPath: \/staged/);
    assert.match(stderr, /^left in the working tree, edited there: hello-server\/load-balancer\.yaml$/m);
    assert.equal(readFileSync(join(repository.folder, OUT), 'utf8'), 'mine\n');
    assert.match(readFileSync(join(repository.folder, 'output/hello-server/flat.yaml'), 'utf8'), /\/staged/);
    assert.deepEqual(repository.status(), [` M ${OUT}`, ` M ${SYSTEM}`]);
  });

  test('adds the files of a new system, and deletes those of one that is gone', (context) => {
    const repository = makeRepository(context);
    cpSync(join(repository.folder, SYSTEM), join(repository.folder, 'templates/systems/second.ts'));
    edit(repository, 'templates/systems/second.ts', "name: 'hello-server'", "name: 'second'");
    repository.git('add', 'templates');
    repository.git('commit', '--message', 'second');
    assert.ok(existsSync(join(repository.folder, 'output/second/root.yaml')));
    assert.match(repository.committed('output/second/manifest.json'), /root\.yaml/);
    repository.git('rm', '--quiet', 'templates/systems/second.ts');
    repository.git('commit', '--message', 'no second');
    assert.ok(!existsSync(join(repository.folder, 'output/second')));
    assert.equal(repository.git('ls-tree', 'HEAD', 'output/second'), '');
    assert.deepEqual(repository.status(), []);
  });

  test('keeps a commit with an error from being made, and says the error and the way round', (context) => {
    const repository = makeRepository(context);
    edit(repository, SYSTEM, 'port: 80,', 'port: 80000,');
    repository.git('add', SYSTEM);
    const before = repository.git('rev-parse', 'HEAD');
    const { status, stderr } = repository.tryGit('commit', '--message', 'wrong');
    assert.equal(status, 1);
    assert.match(stderr, /hello-server\.ts:\d+ invalid-option .*80000 is not a port/);
    assert.match(stderr, /not committed: .*\n {2}-> .*git commit --no-verify/);
    assert.equal(repository.git('rev-parse', 'HEAD'), before);
    assert.deepEqual(repository.leftovers(), []);
    repository.git('commit', '--no-verify', '--message', 'wrong');
  });

  test('does nothing, and starts no node, where nothing is staged that output/ is made from', (context) => {
    const repository = makeRepository(context);
    const programs = join(repository.folder, '.tools/programs');
    mkdirSync(programs, { recursive: true });
    writeFileSync(join(programs, 'node'), '#!/bin/sh\nexit 9\n', { mode: 0o755 });
    const PATH = `${programs}:${process.env.PATH}`;
    writeFileSync(join(repository.folder, 'NOTES.md'), 'notes\n');
    edit(repository, SYSTEM, "healthCheck: '/ping'", "healthCheck: '/unstaged'");
    repository.git('add', 'NOTES.md');
    const withoutNode = repository.withEnv({ PATH });
    withoutNode.git('commit', '--message', 'notes');
    repository.git('add', SYSTEM);
    assert.notEqual(withoutNode.tryGit('commit', '--message', 'the system').status, 0);
  });

  test('is right about git commit -a and about git commit PATH, after which nothing is left over', (context) => {
    const repository = makeRepository(context);
    edit(repository, SYSTEM, "healthCheck: '/ping'", "healthCheck: '/all'");
    repository.git('commit', '--all', '--message', 'all');
    assert.match(repository.committed(OUT), /HealthCheckPath: \/all/);
    assert.deepEqual(repository.status(), []);

    edit(repository, ADMIN, "healthCheck: '/", "healthCheck: '/other-");
    repository.git('add', ADMIN);
    edit(repository, SYSTEM, "healthCheck: '/all'", "healthCheck: '/path'");
    repository.git('commit', '--message', 'a path', '--', SYSTEM);
    assert.match(repository.committed(OUT), /HealthCheckPath: \/path/);
    assert.deepEqual(repository.status(), [`M  ${ADMIN}`]);
    repository.git('commit', '--message', 'the rest');
    assert.deepEqual(repository.status(), []);
    assert.equal(repository.run(['synth', '--check']).status, 0);
  });

  test('works in a linked worktree, and for a merge whose output/ conflicts', (context) => {
    const repository = makeRepository(context);
    const linked = addWorktree(context, repository, 'feature');
    edit(linked, SYSTEM, "healthCheck: '/ping'", "healthCheck: '/feature'");
    linked.git('commit', '--message', 'feature', '--', SYSTEM);
    assert.match(linked.committed(OUT), /HealthCheckPath: \/feature/);
    assert.deepEqual([linked.status(), linked.leftovers(), repository.status()], [[], [], []]);

    edit(repository, SYSTEM, 'consecutiveSuccesses: 3', 'consecutiveSuccesses: 4');
    repository.git('commit', '--all', '--message', 'main');
    assert.equal(repository.tryGit('merge', 'feature').status, 1);
    repository.git('checkout', '--theirs', '--', 'output');
    repository.git('add', '--all');
    repository.git('commit', '--no-edit');
    assert.equal(repository.git('rev-list', '--count', '--merges', 'HEAD').trim(), '1');
    assert.match(repository.committed(OUT), /HealthCheckPath: \/feature/);
    assert.deepEqual(repository.status(), []);
    assert.equal(repository.run(['synth', '--check']).status, 0);
  });

  test('leaves nothing behind when it is told to end, and takes away what one left that was killed', async (context) => {
    const repository = makeRepository(context);
    edit(repository, SYSTEM, "healthCheck: '/ping'", "healthCheck: '/killed'");
    repository.git('add', SYSTEM);
    const index = repository.git('ls-files', '--stage');
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const child = spawn(process.execPath, ['scripts/run.cjs', 'pre-commit'], {
        cwd: repository.folder,
        env: GIT_ENV,
        stdio: 'ignore',
        // A group of its own, whose end can be waited for.
        detached: true,
      });
      context.after(() => child.kill('SIGKILL'));
      const ended = once(child, 'close');
      while (child.exitCode === null && repository.leftovers().length === 0) await sleep(5);
      child.kill(signal);
      await ended;
      while (isThere(-(child.pid ?? 0))) await sleep(5);
      assert.equal(repository.leftovers().length, signal === 'SIGTERM' ? 0 : 1, signal);
      assert.equal(repository.git('ls-files', '--stage'), index);
    }
    repository.git('commit', '--message', 'again');
    assert.deepEqual([repository.leftovers(), repository.status()], [[], []]);
    rmSync(join(repository.folder, '.tools'), { recursive: true, force: true });
  });
});

function isThere(processes: number): boolean {
  try {
    return process.kill(processes, 0);
  } catch {
    return false;
  }
}
