import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TealformError } from '../../src/dsl/error.ts';
import { ROOT } from '../lib/root.ts';
import { median } from './numbers.ts';
import type { Peer } from './peer.ts';
import type { GrowthLine } from './report.ts';
import { timeAndMemoryOf } from './run-process.ts';

const OURS = [1, 10, 100, 1_000];
const PEERS = [1, 10, 100];
/** So many take long enough to be measured once. */
const ONCE = 1_000;

/** Why ours is not there, in words. */
export const NO_GROWTH = 'node scripts/run.cjs bench-synth is not there, so how synth grows is not measured';

interface Run {
  readonly milliseconds: number;
  readonly maxRssMiB: number;
}

/** What `bench-synth` prints: one run, or one for each state that a repository can be in. */
interface BenchSynth extends Partial<Run> {
  readonly first?: Run;
  readonly again?: Run;
  readonly oneEdited?: Run;
  readonly allEdited?: Run;
}

const STATES = {
  first: 'nothing kept',
  allEdited: 'all systems edited',
  oneEdited: 'one system edited',
  again: 'nothing changed',
} as const;

/**
 * Measures synth of 1, 10, 100 and 1,000 systems, each with nothing kept of earlier runs and in the other states that are told.
 * @param rounds how many times each is run, of which the medians are told
 */
export function measureOwnGrowth(rounds: number): readonly GrowthLine[] {
  if (!existsSync(join(ROOT, 'scripts', 'bench-synth.ts'))) return [];
  const measured = OURS.map((systems) => ({
    systems,
    told: Array.from({ length: systems < ONCE ? rounds : 1 }, () => benchSynth(systems)),
  }));
  const lineOf = (what: string, runOf: (told: BenchSynth) => Run | undefined): readonly GrowthLine[] => {
    const points = measured.flatMap(({ systems, told }) => {
      const runs = told.flatMap((each) => runOf(each) ?? []);
      return runs.length === 0 ? [] : [{ systems, ...middleOf(runs) }];
    });
    return points.length === 0 ? [] : [{ who: 'ours', what, points }];
  };
  return [
    ...lineOf('synth', ({ milliseconds, maxRssMiB }) =>
      milliseconds === undefined || maxRssMiB === undefined ? undefined : { milliseconds, maxRssMiB },
    ),
    ...(Object.keys(STATES) as (keyof typeof STATES)[]).flatMap((state) =>
      lineOf(STATES[state], (told) => told[state]),
    ),
  ];
}

/**
 * Measures the peer's compiled app with 1, 10 and 100 systems, without validation and with it.
 * @param rounds how many times each is run, of which the medians are told
 */
export function measurePeersGrowth(peer: Peer, rounds: number): readonly GrowthLine[] {
  return [false, true].map((validates) => ({
    who: 'peer',
    what: validates ? 'as shipped' : 'validation off',
    points: PEERS.map((systems) => {
      const command = peer.app({ validates, systems });
      return { systems, ...middleOf(Array.from({ length: rounds }, () => timeAndMemoryOf(command))) };
    }),
  }));
}

function middleOf(runs: readonly Run[]): Run {
  return {
    milliseconds: Math.round(median(runs.map(({ milliseconds }) => milliseconds))),
    maxRssMiB: Math.round(median(runs.map(({ maxRssMiB }) => maxRssMiB))),
  };
}

function benchSynth(systems: number): BenchSynth {
  const args = ['scripts/run.cjs', 'bench-synth', '--systems', String(systems)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 });
  if (status === 0) return JSON.parse(stdout) as BenchSynth;
  const message = `${args.slice(1).join(' ')} failed: ${stderr.trim().slice(-2_000)}`;
  throw new TealformError({ code: 'not-measurable', message, hint: 'make it work first' });
}
