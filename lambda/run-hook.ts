// For tests only: runs the hook as text in a Node of its own, the way Lambda does.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseTemplate } from '../src/dsl/yaml/parse.ts';
import { RUNTIME } from './stand-in-runtime.ts';

const TEMPLATE = new URL('../output/hello-server/hooks.yaml', import.meta.url);

/** The code that the tests are about: what stands in the checked-in template, which is what will run. */
export function hookCode(): string {
  return readText('Code', 'ZipFile');
}

function readText(...keys: readonly string[]): string {
  const template = parseTemplate(readFileSync(TEMPLATE, 'utf8'));
  const text = ['Resources', 'AfterAllowTestTrafficHook', 'Properties', ...keys].reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    template,
  );
  if (typeof text !== 'string') throw new Error(`hooks.yaml has no ${keys.join('.')} of AfterAllowTestTrafficHook`);
  return text;
}

/** How the function is called. */
export interface HookCall {
  readonly env: Readonly<Record<string, string>>;
  readonly event: unknown;
  /** Milliseconds until Lambda would end it; without it the context is broken and has no such function. */
  readonly remainingMs?: number;
  /** How often it is called, in one process; once unless said. */
  readonly invocations?: number;
}

/** A line of the log as Lambda writes it in the JSON format; the message is what the hook said. */
export interface LogLine {
  readonly timestamp: string;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly requestId: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** How an invocation ended. */
export interface Outcome {
  /** What the handler gave. */
  readonly result?: unknown;
  /** What it threw. */
  readonly error?: { readonly name: string; readonly message: string };
}

/** How it ended; `result` and `error` are the last invocation's. */
export interface HookRun extends Outcome {
  /** 0 when every invocation gave a result and nothing kept the process alive; nothing when it had to be killed. */
  readonly exitCode: number | null;
  readonly outcomes: readonly Outcome[];
  /** Standard output and error, each line read as JSON. A line that is none fails the run. */
  readonly logs: readonly LogLine[];
  /** Both streams as they came. */
  readonly output: string;
}

const KILL_AFTER_MS = 40_000;

/** Runs the code in a temporary folder that has the repository's packages in it, as Lambda's runtime has the SDK. */
export async function runHook(code: string, { env, event, remainingMs, invocations = 1 }: HookCall): Promise<HookRun> {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-hook-'));
  try {
    writeFileSync(join(folder, 'index.js'), code);
    writeFileSync(join(folder, 'runtime.js'), RUNTIME);
    symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'), 'junction');
    const call = [event, remainingMs ?? null, readText('LoggingConfig', 'LogFormat'), invocations];
    const child = spawn(process.execPath, ['runtime.js', JSON.stringify(call)], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: KILL_AFTER_MS,
      // Nothing is inherited: neither this machine's AWS configuration nor what the test runner tells Node.
      env: { ...LAMBDA, HOME: folder, ...env },
    });
    const exit = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    const [exitCode, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
    const file = join(folder, 'outcomes.json');
    const outcomes: readonly Outcome[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
    const output = stdout + stderr;
    return {
      exitCode,
      ...outcomes.at(-1),
      outcomes,
      logs: output.split('\n').filter(Boolean).map(parseLine),
      output,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const LAMBDA = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  LIFECYCLE_EVENT: 'AfterAllowTestTraffic',
  // On Node 20 the SDK says that it will stop to support it.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`the hook wrote a line that is not JSON: ${line}`);
  }
}
