// For tests only: a sandbox that is a git repository with the hook in it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { ROOT } from './root.ts';
import { type CommandResult, makeSandbox, type Sandbox } from './sandbox.ts';

/** Nothing of whoever runs the test, nor of a hook that the test may run in. */
export const GIT_ENV = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
};

/** A sandbox, and git in it. */
export interface Repository extends Sandbox {
  /** What it writes; it must succeed. */
  git(...args: readonly string[]): string;
  /** The same, whatever comes of it. */
  tryGit(...args: readonly string[]): CommandResult;
  /** The same with other variables. */
  withEnv(env: Readonly<Record<string, string>>): Repository;
  /** The lines of `git status --porcelain`. */
  status(): readonly string[];
  /** A file as it is in the newest commit. */
  committed(path: string): string;
  /** What runs have left beside the index. */
  leftovers(): readonly string[];
}

/** A repository with all of it in one commit, and the hook installed. */
export function makeRepository(context: TestContext): Repository {
  const sandbox = makeSandbox(context);
  writeFileSync(join(sandbox.folder, '.gitignore'), 'node_modules\n.tools\n');
  const repository = inFolder(sandbox, sandbox.folder);
  repository.git('init', '--quiet', '--initial-branch', 'main');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '--message', 'all of it');
  const { status, stderr } = sandbox.run(['hooks'], GIT_ENV);
  assert.equal(status, 0, stderr);
  return repository;
}

/** A linked worktree of it, on a branch of its own. */
export function addWorktree(context: TestContext, repository: Repository, branch: string): Repository {
  const folder = `${repository.folder}-${branch}`;
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  repository.git('worktree', 'add', '--quiet', '-b', branch, folder);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return inFolder(repository, folder);
}

function inFolder(sandbox: Sandbox, folder: string, others: Readonly<Record<string, string>> = {}): Repository {
  const env = { ...GIT_ENV, ...others };
  const tryGit = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8', env });
    return { status, stdout, stderr };
  };
  const git = (...args: readonly string[]) => {
    const { status, stdout, stderr } = tryGit(...args);
    assert.equal(status, 0, `git ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  };
  return {
    ...sandbox,
    folder,
    git,
    tryGit,
    withEnv: (more) => inFolder(sandbox, folder, more),
    status: () => git('status', '--porcelain').split('\n').filter(Boolean),
    committed: (path) => git('show', `HEAD:${path}`),
    leftovers: () =>
      readdirSync(git('rev-parse', '--absolute-git-dir').trim()).filter((name) => name.startsWith('tealform')),
  };
}
