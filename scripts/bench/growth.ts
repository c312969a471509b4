import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TealformError } from '../../src/dsl/error.ts';
import { ROOT } from '../lib/root.ts';
import type { Peer } from './peer.ts';
import type { GrowthLine } from './report.ts';
import { timeAndMemoryOf } from './run-process.ts';

const OURS = [1, 10, 100, 1_000];
const PEERS = [1, 10, 100];

/** Why ours is not there, in words. */
export const NO_GROWTH = 'node scripts/run.mjs bench-synth is not there, so how synth grows is not measured';

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

/** Measures synth of 1, 10, 100 and 1,000 systems, each with nothing kept of earlier runs and in the other states that are told. */
export function measureOwnGrowth(): readonly GrowthLine[] {
  if (!existsSync(join(ROOT, 'scripts', 'bench-synth.ts'))) return [];
  const measured = OURS.map((systems) => ({ systems, told: benchSynth(systems) }));
  const lineOf = (what: string, runOf: (told: BenchSynth) => Run | undefined): readonly GrowthLine[] => {
    const points = measured.flatMap(({ systems, told }) => {
      const run = runOf(told);
      return run === undefined ? [] : [{ systems, milliseconds: run.milliseconds, maxRssMiB: run.maxRssMiB }];
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

/** Measures the peer's compiled app with 1, 10 and 100 systems, without validation and with it. */
export function measurePeersGrowth(peer: Peer): readonly GrowthLine[] {
  return [false, true].map((validates) => ({
    who: 'peer',
    what: validates ? 'as shipped' : 'validation off',
    points: PEERS.map((systems) => ({ systems, ...timeAndMemoryOf(peer.app({ validates, systems })) })),
  }));
}

function benchSynth(systems: number): BenchSynth {
  const args = ['scripts/run.mjs', 'bench-synth', '--systems', String(systems)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 });
  if (status === 0) return JSON.parse(stdout) as BenchSynth;
  const message = `${args.slice(1).join(' ')} failed: ${stderr.trim().slice(-2_000)}`;
  throw new TealformError({ code: 'not-measurable', message, hint: 'make it work first' });
}
