import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Duplex, type Readable } from 'node:stream';
import { type TaskFault, type TaskMessage, type TaskSettings, TOLD } from './fault.ts';

/** What {@link startProcess} is told. */
export interface ProcessOptions {
  /** The first word is `node`, which is this Node.js. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** What is loaded before the program: {@link writePreload}. */
  readonly preload: string;
  readonly settings: TaskSettings;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
  readonly onMessage: (message: TaskMessage) => void;
}

/** How a process ended. */
export interface Ended {
  /** As a shell says it: 137 after SIGKILL. Undefined where it never began. */
  readonly exitCode?: number;
  /** Why it could not begin. */
  readonly error?: string;
}

/** A task's process. */
export interface TaskProcess {
  readonly ended: Promise<Ended>;
  readonly isAlive: () => boolean;
  /** Has a fault come over it, or none any more. */
  readonly setFault: (fault: TaskFault | undefined) => void;
  /** SIGTERM, and SIGKILL where it has not ended after so many milliseconds. */
  readonly stop: (milliseconds: number) => Promise<Ended>;
}

/** What Docker gives a container that says nothing of it. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Starts a process with no other environment than its own. It leads a group of its own, so that Ctrl-C in a terminal does not end it; it
 * ends with this process, however this one ends: the channel between the two closes then.
 */
export function startProcess(options: ProcessOptions): TaskProcess {
  const [, ...args] = options.command;
  const child = spawn(process.execPath, ['--require', options.preload, ...args], {
    cwd: options.folder,
    env: { PATH, HOME: '/root', ...options.environment, [TOLD]: JSON.stringify(options.settings) },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const channel = child.stdio[3];
  const isOpen = channel instanceof Duplex;
  if (isOpen) {
    channel.on('error', () => {});
    readLines(channel, (line) => options.onMessage(JSON.parse(line)));
  }
  if (child.stdout) readLines(child.stdout, (line) => options.onLine('stdout', line));
  if (child.stderr) readLines(child.stderr, (line) => options.onLine('stderr', line));
  let alive = true;
  const ended = new Promise<Ended>((resolve) => {
    child.once('error', (error) => resolve({ error: error.message }));
    child.once('exit', (code, signal) => resolve({ exitCode: code ?? 128 + (SIGNALS[signal ?? ''] ?? 0) }));
  }).finally(() => {
    alive = false;
  });
  return {
    ended,
    isAlive: () => alive,
    setFault: (fault) => {
      if (isOpen && alive) channel.write(`${JSON.stringify(fault ?? null)}\n`);
    },
    stop: async (milliseconds) => {
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), milliseconds);
      return ended.finally(() => clearTimeout(kill));
    },
  };
}

const SIGNALS: Readonly<Record<string, number>> = { SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

function readLines(stream: Readable, take: (line: string) => void): void {
  // A process that ends may leave its end of a stream broken.
  createInterface({ input: stream })
    .on('error', () => {})
    .on('line', take);
}
