import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stage } from '../deployment/stage.ts';
import { environmentOf, LOG_STREAM } from './environment.ts';
import type { CalledFunction } from './function.ts';
import { RUNTIME } from './runtime.ts';

/** A call of a hook. */
export interface HookCall {
  readonly called: CalledFunction;
  readonly deploymentId: string;
  readonly executionId: string;
  /** The lifecycle event, which the function is not told. */
  readonly event: string;
}

/** How a call has ended; a function that takes too long, or is ended, gives neither. */
interface Outcome {
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
  readonly memoryMb?: number;
}

/**
 * Runs a function once in a process of its own, its source written to a folder, with what Lambda's runtime has: the SDK, and no other
 * package. Its log is told line by line. Nothing is thrown: a call that fails is a line of the log, and whether the hook has reported is
 * the deployment's to know.
 * @param signal ends it where it is.
 */
export async function invoke(stage: Stage, call: HookCall, signal: AbortSignal): Promise<void> {
  const { called, event } = call;
  const say = (level: 'info' | 'warn' | 'error', text: string) => {
    const timestamp = stage.account.now().getTime();
    stage.account.logEvents.put(called.logGroup, { timestamp, stream: LOG_STREAM, message: text });
    stage.tell({ kind: 'hook', event, level, text });
  };
  try {
    await mkdir(stage.folder, { recursive: true });
    const folder = await mkdtemp(join(stage.folder, 'hook-'));
    try {
      await layOut(folder, called.source);
      const outcome = await start(stage, call, folder, say, signal);
      if (outcome.error) say('error', `${called.name} has failed: ${outcome.error.name}: ${outcome.error.message}`);
      if (outcome.memoryMb !== undefined) {
        say('info', `${called.name} took ${outcome.memoryMb} MB of memory here, of ${called.memoryMb} MB at AWS`);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    say('error', `${called.name} could not be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

// Scopes, so that nothing but the SDK is found: a link's packages find what they need where they really are.
async function layOut(folder: string, source: string): Promise<void> {
  const sdk = dirname(createRequire(import.meta.url).resolve('@aws-sdk/client-codedeploy/package.json'));
  const packages = dirname(dirname(sdk));
  await mkdir(join(folder, 'node_modules'));
  for (const scope of ['@aws-sdk', '@smithy']) {
    await symlink(join(packages, scope), join(folder, 'node_modules', scope), 'junction');
  }
  // What a package around the folder says of its own files is not for these.
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  await writeFile(join(folder, 'index.js'), source);
  await writeFile(join(folder, 'runtime.js'), RUNTIME);
}

function start(
  stage: Stage,
  { called, deploymentId, executionId }: HookCall,
  folder: string,
  say: (level: 'info' | 'warn' | 'error', text: string) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const timeoutMs = called.timeoutSeconds * 1_000;
  const told = {
    event: { DeploymentId: deploymentId, LifecycleEventHookExecutionId: executionId },
    handler: called.handler.replace(/^index\./, ''),
    timeoutMs,
    functionName: called.name,
    functionArn: called.arn,
    memoryMb: called.memoryMb,
    requestId: randomUUID(),
    logFormat: called.logFormat,
  };
  return new Promise((resolve, reject) => {
    let outcome: Outcome = {};
    const child = spawn(process.execPath, ['runtime.js', JSON.stringify(told)], {
      cwd: folder,
      env: { ...environmentOf(stage, called, folder) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const end = () => void child.kill('SIGKILL');
    const timer = setTimeout(() => {
      say('error', `${called.name}: Task timed out after ${called.timeoutSeconds} seconds`);
      end();
    }, timeoutMs);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    // The program in the folder sends no other messages.
    child.on('message', (message) => {
      outcome = message as Outcome;
    });
    if (child.stdout) createInterface(child.stdout).on('line', (line) => readLine(line, say));
    if (child.stderr) createInterface(child.stderr).on('line', (line) => say('error', line));
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve(outcome);
    });
  });
}

// What the function writes by itself, past the console, is no JSON.
function readLine(line: string, say: (level: 'info' | 'warn' | 'error', text: string) => void): void {
  const { level, text } = parsed(line);
  if (typeof text !== 'string') say('info', line);
  else say(level === 'warn' || level === 'error' ? level : 'info', text);
}

function parsed(line: string): { readonly level?: unknown; readonly text?: unknown } {
  try {
    return { ...JSON.parse(line) };
  } catch {
    return {};
  }
}
