// Only tests use this: the server as a process of its own.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

export const APP = resolve(import.meta.dirname, '..');
const ROOT = resolve(APP, '..');

/** The manifest of the folder. */
export interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Reads a JSON file as what the caller knows it to be: a manifest. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** Runs the folder's build script with the repository's esbuild, into a temporary folder. Gives the bundle's path. */
export function buildBundle(): { readonly file: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'hello-server-'));
  const file = join(folder, 'server.cjs');
  const [tool = '', ...args] = (readManifest(APP).scripts.build ?? '').split(' ');
  const { status, stderr } = spawnSync(
    join(ROOT, 'node_modules/.bin', tool),
    [...args.map((arg) => (arg.startsWith('--outfile=') ? `--outfile=${file}` : arg)), '--log-level=warning'],
    { cwd: APP, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export type LogLine = Readonly<Record<string, unknown>>;

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server that runs as a process. */
export interface ServerProcess {
  readonly port: number;
  readonly lines: readonly LogLine[];
  readonly ended: Promise<End>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the first line of this event, whether it has come already or comes later. */
  logged(event: string): Promise<LogLine>;
}

export type Environment = Readonly<Record<string, string>>;

/** Runs this file as a process that has no other environment than this. It is gone when the test ends. */
export function runServer(context: TestContext, args: readonly string[], env: Environment) {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // It may be stopped (SIGSTOP), which only this ends.
  context.after(() => child.kill('SIGKILL'));
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line));
    for (const look of waiting) look();
  });
  const ended: Promise<End> = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const logged = (event: string): Promise<LogLine> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const line = lines.find((each) => each.event === event);
        if (line) resolve(line);
      };
      look();
      waiting.add(look);
      ended.then(() => reject(new Error(`ended without ${event}: ${JSON.stringify(lines)} ${errors}`)), reject);
    });
  return { lines, ended, logged, stderr: () => errors, signal: (name: NodeJS.Signals) => void child.kill(name) };
}

/** The same, on a port that the system chooses; resolves when it listens. */
export async function startServer(
  context: TestContext,
  args: readonly string[],
  env: Environment = {},
): Promise<ServerProcess> {
  const server = runServer(context, args, { PORT: '0', ...env });
  const { port } = await server.logged('start');
  return { ...server, port: Number(port) };
}
