import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TealformError } from '../../src/dsl/error.ts';

/** A command to be measured: a program, its arguments, and where it runs. */
export interface Command {
  readonly command: readonly [program: string, ...args: string[]];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a command to its end and gives how long it took, in milliseconds.
 * @throws TealformError `not-measurable` where it fails.
 */
export function timeOf({ command: [program, ...args], cwd, env = {} }: Command): number {
  const start = process.hrtime.bigint();
  const { status, stdout, stderr, error } = spawnSync(program === 'node' ? process.execPath : program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...env },
    maxBuffer: 1e8,
  });
  const end = process.hrtime.bigint();
  if (status !== 0) {
    const said = error?.message ?? `${stdout}${stderr}`.trim().slice(-2_000);
    const message = `${[program, ...args].join(' ')} failed: ${said}`;
    throw new TealformError({ code: 'not-measurable', message, hint: 'make it work first' });
  }
  return Number(end - start) / 1e6;
}

/**
 * Runs a command and gives also the most memory that any of its Node processes had, in MiB. To ask costs a millisecond. Linux tells a process the peak of the one that started it
 * as its own where it was bigger (`ru_maxrss` survives an exec), so the peak is read from `/proc` where there is one.
 * @throws TealformError as {@link timeOf} does.
 */
export function timeAndMemoryOf(command: Command): { readonly milliseconds: number; readonly maxRssMiB: number } {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-memory-'));
  try {
    const [report, told] = [join(folder, 'report.cjs'), join(folder, 'told')];
    writeFileSync(report, REPORT.replace('TOLD', JSON.stringify(told)));
    const options = [process.env.NODE_OPTIONS ?? '', `--require "${report}"`].join(' ').trim();
    const milliseconds = timeOf({ ...command, env: { ...command.env, NODE_OPTIONS: options } });
    const peaks = readFileSync(told, 'utf8').trim().split('\n').map(Number);
    return { milliseconds: Math.round(milliseconds), maxRssMiB: Math.round(Math.max(...peaks) / 1_024) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const REPORT = `process.on('exit', () => {
  const { appendFileSync, readFileSync } = require('node:fs');
  let peak;
  try {
    peak = /^VmHWM:\\s+(\\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  } catch {}
  appendFileSync(TOLD, (peak ?? process.resourceUsage().maxRSS) + '\\n');
});
`;
