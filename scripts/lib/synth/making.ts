import type { Problem } from '../../../src/dsl/error.ts';
import type { Produced } from '../../../src/synth/output-folder.ts';
import { bundlePositions } from '../bundle-positions.ts';
import type { Hook } from './hook.ts';
import { openKeptLanes } from './lanes.ts';
import { loadMachinery, type Machinery } from './machinery.ts';
import type { SystemSource } from './sources.ts';

/** Systems being made by the machinery, with what earlier runs have kept for it. */
export interface Making {
  /** What the system of a file gives; nothing where something is wrong with it. */
  readonly make: (file: string) => Produced | undefined;
  /** Everything that was wrong. */
  readonly problems: () => readonly Problem[];
  /** What is wrong with systems among each other. All of them are given. */
  readonly checkTogether: (produced: readonly Produced[]) => readonly Problem[];
  /** Keeps what the next run can use. */
  readonly keep: () => void;
}

/** @param sources all systems' files, by name. */
export function openMaking(machinery: Machinery, sources: ReadonlyMap<string, SystemSource>, hook: Hook): Making {
  const { maker, load, keepCompiled } = loadMachinery(machinery);
  const kept = openKeptLanes(machinery);
  const { make, problems, lanes } = maker.openMaker({
    load: (file) => {
      const source = sources.get(file);
      return source && load(source);
    },
    hook: hook.code(),
    lanes: kept.lanes,
    positions: bundlePositions(),
  });
  return {
    make,
    problems,
    checkTogether: maker.checkTogether,
    keep: () => {
      keepCompiled();
      kept.keep(lanes());
    },
  };
}
