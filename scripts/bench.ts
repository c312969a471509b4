import { spawnSync } from 'node:child_process';
import { TealformError } from '../src/dsl/error.ts';
import { measureDeploys, type Round } from './lib/bench-deploy.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { silenceSdk } from './lib/place.ts';
import { ROOT } from './lib/root.ts';

/** What is measured, and how much of `node -e 0` it may cost at most; without a bound it is only shown. */
const MEASURED = [
  { name: 'node scripts/run.mjs synth', command: ['node', 'scripts/run.mjs', 'synth'], atMost: 4 },
  { name: 'make synth', command: ['make', 'synth'], atMost: undefined },
] as const;

await runCommand(
  {
    name: 'make bench',
    summary:
      'Measures cold processes against `node -e 0`, and deploying against the AWS CLI, in turn, and compares medians.',
    options: {
      pairs: { type: 'string', default: '9' },
      rounds: { type: 'string', default: '3' },
      check: { type: 'boolean', default: false },
    },
    help: {
      pairs: 'how many times each process is run; 9 unless told, 0 leaves them out',
      rounds: 'how many times hello-server is deployed to the local cloud by each; 3 unless told, 0 leaves it out',
      check: 'fail where deploying is not faster than the AWS CLI',
    },
  },
  async ({ values }) => {
    const [pairs, rounds] = [Number(values.pairs), Number(values.rounds)];
    for (const [name, number] of Object.entries({ pairs, rounds })) {
      if (Number.isInteger(number) && number >= 0 && number <= 99) continue;
      process.stderr.write(`--${name} takes a whole number from 0 to 99\n`);
      return EXIT.refused;
    }
    let isSlow = false;
    if (rounds > 0) isSlow = (await compareDeploys(rounds)) && values.check;
    if (pairs === 0) return isSlow ? EXIT.failed : EXIT.done;
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

/** Prints both, and gives whether ours was slower in all. */
async function compareDeploys(rounds: number): Promise<boolean> {
  silenceSdk();
  const { ours, cli, calls } = await measureDeploys(rounds);
  const printed = (what: string, timeOf: (round: Round) => number) => {
    const mine = median(ours.map(timeOf));
    const line = `make deploy, hello-server, ${what}: ${seconds(mine)}`;
    if (cli === undefined) {
      process.stdout.write(`${line} (${rounds} rounds; there is no aws on the PATH to compare with)\n`);
      return false;
    }
    const theirs = median(cli.map(timeOf));
    const compared = `aws cloudformation package + deploy ${seconds(theirs)}, ${(theirs / mine).toFixed(1)} times as long`;
    process.stdout.write(`${line}; ${compared} (${rounds} rounds)\n`);
    return theirs <= mine;
  };
  printed('a first deployment', ({ first }) => first);
  printed('with nothing to change', ({ again }) => again);
  const isSlow = printed('both', ({ first, again }) => first + again);
  const listed = Object.entries(calls).map(([name, count]) => (count === 1 ? name : `${name} ${count} times`));
  const sum = Object.values(calls).reduce((all, count) => all + count, 0);
  process.stdout.write(`make deploy with nothing to change makes ${sum} calls: ${listed.join(', ')}\n`);
  return isSlow;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

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
