import { spawnSync } from 'node:child_process';
import { TealformError } from '../../src/dsl/error.ts';
import { ROOT } from './root.ts';

/** How git is called. */
export interface GitOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What git writes to its standard output, called in the repository's folder. @throws TealformError `git-failed`, `no-git` */
export function git(args: readonly string[], { input = '', env = {} }: GitOptions = {}): string {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd: ROOT,
    input,
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, ...env },
  });
  if (error)
    throw new TealformError({ code: 'no-git', message: `git cannot be run: ${error.message}`, hint: 'install git' });
  if (status === 0) return stdout;
  throw new TealformError({
    code: 'git-failed',
    message: `git ${args.join(' ')}: ${stderr.trim() || `exit ${status}`}`,
  });
}

/** The parts of what git writes with `-z`. */
export function splitZ(text: string): readonly string[] {
  return text.split('\0').filter((part) => part !== '');
}
