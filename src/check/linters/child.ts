import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface ChildOptions {
  readonly cwd: string;
  readonly env: Environment;
  /** Milliseconds after which it is ended. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** How a child process ended, and everything it wrote. */
export interface ChildResult {
  /** `exit` by itself; `killed` by a signal from elsewhere; `timeout` by us; `failed` when it could not be started. */
  readonly ended: 'exit' | 'killed' | 'timeout' | 'failed';
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** One clear clause: `exit code 2`, `ended by SIGKILL`, `no answer after 60 s`. */
  readonly reason: string;
}

/** The full path of a program on the PATH, or undefined. */
export function findOnPath(name: string, env: Environment): string | undefined {
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** Whether there is a file that may be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Runs a program without a shell and without input, and collects what it writes. A bad end is a result, not an exception.
 * @throws the signal's reason when the signal is aborted; the program is ended first.
 */
export function runChild(command: string, args: readonly string[], options: ChildOptions): Promise<ChildResult> {
  const { cwd, env, timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    let timedOut = false;
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const child = start(command, args, { cwd, env });
    if (child instanceof Error) return resolve({ ...nothing, reason: child.message });
    // A grandchild may hold the pipes open for long; without destroying them `close` would wait for it.
    const end = () => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
    };
    // The event loop may have been busy for longer than the timeout; let it see first whether the child has ended.
    const timer = setTimeout(
      () =>
        setImmediate(() => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          timedOut = true;
          end();
        }),
      timeoutMs,
    );
    const abort = () => end();
    signal?.addEventListener('abort', abort, { once: true });
    const finish = (result: Pick<ChildResult, 'ended' | 'exitCode' | 'reason'>) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) return reject(signal.reason);
      resolve({ ...result, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    };
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', (error) => finish({ ended: 'failed', exitCode: -1, reason: error.message }));
    child.once('close', (code, signalName) => {
      const exitCode = code ?? -1;
      if (timedOut) finish({ ended: 'timeout', exitCode, reason: `no answer after ${timeoutMs / 1000} s` });
      else if (signalName) finish({ ended: 'killed', exitCode, reason: `ended by ${signalName}` });
      else finish({ ended: 'exit', exitCode, reason: `exit code ${exitCode}` });
    });
  });
}

const nothing = { ended: 'failed', exitCode: -1, stdout: '', stderr: '' } as const;

// Most failures to start arrive as an event, some (arguments that are too long) are thrown.
function start(command: string, args: readonly string[], options: { cwd: string; env: Environment }) {
  try {
    return spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The last line that says something: where Python and pip put what went wrong. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
