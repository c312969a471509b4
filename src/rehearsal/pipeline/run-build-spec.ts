import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type BuildCommand, writeBuildScript } from './build-script.ts';
import type { BuildSpec } from './build-spec.ts';

/** What a build is run with. */
export interface BuildRun {
  readonly spec: BuildSpec;
  /** Where the source is, and commands run. */
  readonly folder: string;
  /** For the build's own script. */
  readonly scripts: string;
  /** All that commands find in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number;
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
}

/** How a build has ended. */
export interface BuildEnd {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'STOPPED';
  /** In which phase. */
  readonly phase: string;
  /** Why it has failed, in CodeBuild's words. */
  readonly code?: string;
  readonly message?: string;
}

/** How long what a build has left in the background keeps its log open, in milliseconds. */
const LAST_LINES = 200;

/**
 * Runs the phases of a buildspec in one bash, as version 0.2 has it: a phase ends with its first command that fails, after a failed
 * `build` there is still `post_build`, and after any other nothing.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
 */
export async function runBuildSpec(run: BuildRun): Promise<BuildEnd> {
  const { spec, folder, scripts, environment: env, log, signal, timeoutMilliseconds } = run;
  const mark = `tealform-${randomUUID()}`;
  const script = writeBuildScript(spec, scripts, mark);
  // A group of its own, so that all that it has started ends with it.
  const child = spawn('bash', ['--noprofile', '--norc', script.file], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  let cut: 'TIMED_OUT' | 'STOPPED' | undefined;
  const end = (how: typeof cut) => {
    cut ??= how;
    endGroup(child);
  };
  const stop = () => end('STOPPED');
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => end('TIMED_OUT'), timeoutMilliseconds);
  const progress = follow(script.commands, log);
  createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    const at = line.indexOf(mark);
    if (at !== 0) log(at < 0 ? line : line.slice(0, at));
    if (at >= 0) progress.take(line.slice(at + mark.length + 1));
  });
  child.once('exit', () => setTimeout(() => endGroup(child), LAST_LINES));
  try {
    const [code] = await once(child, 'close');
    const phase = progress.phase();
    if (cut === 'STOPPED') return { status: cut, phase };
    if (cut === 'TIMED_OUT') return { status: cut, phase, code: 'BUILD_TIMED_OUT', message: 'Build has timed out.' };
    return progress.end(typeof code === 'number' ? code : 137);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it is over.
  }
}

/** Where the script is, by what it tells, and what has failed first. */
function follow(commands: readonly BuildCommand[], log: (text: string) => void) {
  let phase = 'PROVISIONING';
  let running: BuildCommand | undefined;
  let isOver = false;
  let failure: BuildEnd | undefined;
  const fail = (message: string) => {
    failure ??= { status: 'FAILED', phase, code: 'COMMAND_EXECUTION_ERROR', message };
  };
  const failWith = (status: string) => {
    fail(`Error while executing command: ${running?.text}. Reason: exit status ${status}`);
  };
  const leave = () => {
    if (phase === 'PROVISIONING') return;
    log(`Phase complete: ${phase} State: ${failure?.phase === phase ? 'FAILED' : 'SUCCEEDED'}`);
  };
  const take = (told: string) => {
    const [word, first = '', status = ''] = told.split(' ');
    if (word === 'phase') {
      leave();
      phase = first.toUpperCase();
      log(`Entering phase ${phase}`);
    } else if (word === 'run') {
      running = commands[Number(first)];
      log(`Running command ${running?.text}`);
    } else if (word === 'end') {
      if (status !== '0') failWith(status);
      running = undefined;
    } else if (word === 'over') {
      isOver = true;
    }
  };
  const end = (code: number): BuildEnd => {
    if (!isOver && code !== 0) failWith(String(code));
    else if (!isOver) fail(`the command ended the shell that all commands share: ${running?.text}`);
    leave();
    return failure ?? { status: 'SUCCEEDED', phase };
  };
  return { take, phase: () => phase, end };
}
