import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { ROOT } from './root.ts';

/** What a command did. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that has been started. */
export type StartedCommand = ChildProcessWithoutNullStreams;

/** Waits until a command that was started is over. */
export async function ended(child: StartedCommand): Promise<CommandResult> {
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [status] = await once(child, 'close');
  return { status, stdout: await stdout, stderr: await stderr };
}

/** A copy of the repository that a test may change, with the installed packages; gone when the test ends. */
export interface Sandbox {
  readonly folder: string;
  /** Runs `node scripts/run.cjs` there with these arguments. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): CommandResult;
  /** The same without waiting for its end. It ends with the test at the latest. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): ChildProcessWithoutNullStreams;
}

const PARTS = [
  'src',
  'templates',
  'lambda',
  'app',
  'scripts',
  'output',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'Makefile',
];

/** Copies what commands need into a temporary folder. For whole-process tests. */
export function makeSandbox(context: TestContext, name = 'tealform-'): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), name));
  const children: StartedCommand[] = [];
  context.after(async () => {
    // Whatever still runs there writes there.
    await Promise.all(children.map(endNow));
    await removeAll(folder);
  });
  for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    run: (args, env = {}) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.cjs', ...args], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1', ...env },
      });
      return { status, stdout, stderr };
    },
    start: (args, env = {}) => {
      const child = spawn(process.execPath, ['scripts/run.cjs', ...args], {
        cwd: folder,
        env: { ...process.env, NO_COLOR: '1', ...env },
      });
      children.push(child);
      return child;
    },
  };
}

// What a command that was killed had started, a build for one, may write a little longer.
async function removeAll(folder: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (tries === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function endNow(child: StartedCommand): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Writes something else into a file of a sandbox. */
export function edit({ folder }: Sandbox, file: string, from: string, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  assert.ok(text.includes(from), `${file} has no ${from}`);
  writeFileSync(path, text.replace(from, to));
}

/** The texts of all files of a folder, by their paths in it. */
export function readTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}
