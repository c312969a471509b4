import { spawnSync } from 'node:child_process';
import { TealformError } from '../src/dsl/error.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { ROOT } from './lib/root.ts';

/** What is measured, and how much of `node -e 0` it may cost at most; without a bound it is only shown. */
const MEASURED = [
  { name: 'node scripts/run.mjs synth', command: ['node', 'scripts/run.mjs', 'synth'], atMost: 5 },
  { name: 'make synth', command: ['make', 'synth'], atMost: undefined },
] as const;

await runCommand(
  {
    name: 'make bench',
    summary: 'Measures cold processes against `node -e 0`, in turn, and compares medians.',
    options: { pairs: { type: 'string', default: '9' } },
    help: { pairs: 'how many times each is run; 9 unless told' },
  },
  ({ values }) => {
    const pairs = Number(values.pairs);
    if (!Number.isInteger(pairs) || pairs < 1 || pairs > 99) {
      process.stderr.write(`--pairs takes a whole number from 1 to 99, not '${values.pairs}'\n`);
      return EXIT.refused;
    }
    let isSlow = false;
    for (const { name, command, atMost } of MEASURED) {
      const { ratio, ours, bare } = measure(command, pairs);
      const bound = atMost === undefined ? '' : `, at most ${atMost}`;
      process.stdout.write(
        `${name}: ${ratio.toFixed(2)} times node -e 0${bound} (${ours} ms against ${bare} ms, ${pairs} pairs)\n`,
      );
      if (atMost !== undefined && ratio > atMost) isSlow = true;
    }
    return isSlow ? EXIT.failed : EXIT.done;
  },
);

// Each pair runs one after the other, so a machine that slows down slows both.
function measure(command: readonly string[], pairs: number) {
  const runs = Array.from({ length: pairs + 1 }, () => {
    const bare = timeOf(['node', '-e', '0']);
    const ours = timeOf(command);
    return { bare, ours, ratio: ours / bare };
  });
  // The first pair fills the file cache.
  const counted = runs.slice(1);
  return {
    ratio: median(counted.map(({ ratio }) => ratio)),
    ours: Math.round(median(counted.map(({ ours }) => ours))),
    bare: Math.round(median(counted.map(({ bare }) => bare))),
  };
}

function timeOf([program = '', ...args]: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program === 'node' ? process.execPath : program, args, {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) {
    const message = `${[program, ...args].join(' ')} failed: ${stderr.trim()}`;
    throw new TealformError({ code: 'not-measurable', message, hint: 'make it work first' });
  }
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
