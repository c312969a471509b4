import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { ROOT } from './root.ts';

/** What a command did. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the repository that a test may change, with the installed packages; gone when the test ends. */
export interface Sandbox {
  readonly folder: string;
  /** Runs `node scripts/run.mjs` there with these arguments. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): CommandResult;
}

/** Copies what commands need into a temporary folder. For whole-process tests. */
export function makeSandbox(context: TestContext, name = 'tealform-'): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), name));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const part of ['src', 'templates', 'lambda', 'scripts', 'output', 'package.json', 'tsconfig.json', 'Makefile']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    run: (args, env = {}) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', ...args], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1', ...env },
      });
      return { status, stdout, stderr };
    },
  };
}
