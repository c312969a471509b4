import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TealformError } from '../../src/dsl/error.ts';
import { ENVIRONMENTS } from './bench-environments.ts';
import { ROOT } from './root.ts';

/** One run of `node scripts/run.cjs synth`, from the start of its process to its end. */
export interface SynthRun {
  readonly milliseconds: number;
  /** The most memory that it had at once. */
  readonly maxRssMiB: number;
}

/** How long synth takes of so many systems. */
export interface SynthMeasured {
  readonly systems: number;
  /** Nested ones, roots and flat templates left out. */
  readonly stacks: number;
  readonly files: number;
  /** With no bundle and no output of an earlier run. */
  readonly first: SynthRun;
  /** With nothing changed since. */
  readonly again: SynthRun;
  /** After an edit of one system. */
  readonly oneEdited: SynthRun;
  /** After an edit of what all systems are made of. */
  readonly allEdited: SynthRun;
}

const PARTS = ['src', 'templates', 'lambda', 'app', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/**
 * Runs synth in a copy of this repository, which has that many systems in the place of its own: each is hello-server under another name and
 * with other sizes, in a file of its own. Takes the median of the runs of each kind.
 * @throws TealformError `not-measurable` where synth fails.
 */
export function measureSynth(systems: number, runs: number): SynthMeasured {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-bench-'));
  try {
    layOut(folder, systems);
    const again = join(folder, 'templates', 'systems', `${nameOf(0)}.ts`);
    const shared = join(folder, 'templates', 'system.ts');
    const each = Array.from({ length: runs }, () => {
      rmSync(join(folder, '.tools'), { recursive: true, force: true });
      rmSync(join(folder, 'output'), { recursive: true, force: true });
      const first = run(folder);
      const unchanged = run(folder);
      appendFileSync(again, '\n');
      const oneEdited = run(folder);
      appendFileSync(shared, '\n');
      return { first, again: unchanged, oneEdited, allEdited: run(folder) };
    });
    const files = readdirSync(join(folder, 'output'), { recursive: true, withFileTypes: true });
    const root = readFileSync(join(folder, 'output', nameOf(0), 'root.yaml'), 'utf8');
    return {
      systems,
      stacks: systems * (root.match(/Type: AWS::CloudFormation::Stack$/gm)?.length ?? 0),
      files: files.filter((entry) => entry.isFile()).length,
      first: medianOf(each.map(({ first }) => first)),
      again: medianOf(each.map((measured) => measured.again)),
      oneEdited: medianOf(each.map(({ oneEdited }) => oneEdited)),
      allEdited: medianOf(each.map(({ allEdited }) => allEdited)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function layOut(folder: string, systems: number): void {
  for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const templates = join(folder, 'templates');
  const model = readFileSync(join(templates, 'systems', 'hello-server.ts'), 'utf8');
  for (const file of readdirSync(join(templates, 'systems'))) rmSync(join(templates, 'systems', file));
  for (let index = 0; index < systems; index += 1) {
    writeFileSync(join(templates, 'systems', `${nameOf(index)}.ts`), variant(model, index));
  }
  writeFileSync(join(templates, 'environments.ts'), ENVIRONMENTS);
  // Says how much memory was used; Node tells that only to the process itself, and on Linux what its parent used counts as its own.
  writeFileSync(join(folder, 'memory.cjs'), MEMORY);
}

const MEMORY = `process.on('exit', () => {
  const { readFileSync, writeFileSync } = require('node:fs');
  let peak;
  try {
    peak = /^VmHWM:\\s+(\\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  } catch {}
  writeFileSync(__dirname + '/memory', peak ?? String(process.resourceUsage().maxRSS));
});
`;

function nameOf(index: number): string {
  return `service${String(index).padStart(4, '0')}`;
}

function variant(model: string, index: number): string {
  const changes: readonly (readonly [string, string])[] = [
    ["name: 'hello-server'", `name: '${nameOf(index)}'`],
    ["'/hello/test'", `'/test/${index}'`],
    ['http(80)', `http(${8100 + (index % 50)})`],
    ['memory: 256', `memory: ${128 + 8 * (index % 30)}`],
    ['percent: 10,', `percent: ${5 + (index % 6)},`],
    ['terminateBlueAfterMinutes: 5', `terminateBlueAfterMinutes: ${5 + (index % 40)}`],
    ['latencyP99Seconds: 2', `latencyP99Seconds: ${1 + (index % 9)}`],
  ];
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw notMeasurable(`hello-server.ts has no ${from}`);
    return text.replace(from, to);
  }, model);
}

function run(folder: string): SynthRun {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['scripts/run.cjs', 'synth'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, NODE_OPTIONS: `--require "${join(folder, 'memory.cjs')}"` },
  });
  const milliseconds = Math.round(Number(process.hrtime.bigint() - start) / 1e6);
  if (status !== 0) throw notMeasurable(`synth failed: ${stderr.trim().slice(0, 2_000)}`);
  return { milliseconds, maxRssMiB: Math.round(Number(readFileSync(join(folder, 'memory'), 'utf8')) / 1024) };
}

function medianOf(runs: readonly SynthRun[]): SynthRun {
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return {
    milliseconds: middle(runs.map(({ milliseconds }) => milliseconds)),
    maxRssMiB: middle(runs.map(({ maxRssMiB }) => maxRssMiB)),
  };
}

function notMeasurable(message: string): TealformError {
  return new TealformError({ code: 'not-measurable', message, hint: 'make it work first' });
}
