import { join } from 'node:path';
import type { KnownLanes } from '../../../src/diagram/lane.ts';
import { keepFile, readKeptJson } from '../keep.ts';
import { ROOT } from '../root.ts';
import { digestOf } from '../stamps.cjs';
import type { Machinery } from './machinery.ts';

/** How lanes of diagrams were laid out in earlier runs. Most edits of a system leave its picture as it is. */
export interface KeptLanes {
  readonly lanes: KnownLanes;
  /** Keeps what is known by the end of a run. */
  readonly keep: (known: KnownLanes) => void;
}

const FILE = join(ROOT, '.tools', 'lanes.json');

// Of those used last. Systems that are alike share theirs.
const MOST = 300;

/** What was kept by the code that lays out now. */
export function openKeptLanes({ inputs }: Machinery): KeptLanes {
  const code = Object.entries(inputs).filter(([path]) => /^(src\/diagram|node_modules\/@dagrejs)\//.test(path));
  const by = digestOf(code.map(([path, [, digest]]) => `${path} ${digest}`).join('\n'));
  const kept = readKeptJson<Kept>(FILE);
  const lanes = kept?.by === by ? kept.lanes : {};
  return {
    lanes,
    keep: (known) => {
      const all = Object.entries(known);
      if (all.every(([key]) => Object.hasOwn(lanes, key))) return;
      keepFile(FILE, JSON.stringify({ by, lanes: Object.fromEntries(all.slice(-MOST)) } satisfies Kept));
    },
  };
}

interface Kept {
  /** The digest of the code that lays out. */
  readonly by: string;
  readonly lanes: KnownLanes;
}
