import { useBundledHook } from '../../../lambda/bundle.ts';
import { type KnownLanes, knownLanes, useKnownLanes } from '../../../src/diagram/lane.ts';
import { formatProblem, type Problem, TealformError } from '../../../src/dsl/error.ts';
import { type PositionMapper, setPositionMapper } from '../../../src/dsl/place.ts';
import type { Produced } from '../../../src/synth/output-folder.ts';
import { synthesize } from '../../../src/synth/synthesize.ts';
import { checkApart, checkSystemNames } from '../../../templates/environments/check.ts';
import { checkFleetSystems } from '../../../templates/environments/fleet-check.ts';
import { ENVIRONMENTS, FLEETS } from '../../../templates/environments.ts';
import { systemOf } from '../system-files.ts';

// This runs as a bundle of its own: what it is given and gives is plain data, since its classes are not those of the command.

/** Makes the files of systems, and gathers what is wrong. */
export interface Maker {
  /** What the system of a file gives; nothing where something is wrong with it. */
  make(file: string): Produced | undefined;
  /** Everything that was wrong. */
  problems(): readonly Problem[];
  /** How diagrams are laid out, those of this run too. */
  lanes(): KnownLanes;
}

/** What systems are made with. */
export interface MakerTools {
  /** What the module of a file in `templates/systems/` exports. */
  readonly load: (file: string) => unknown;
  /** The code of the lifecycle hook, bundled. */
  readonly hook: string;
  /** How diagrams were laid out in earlier runs. */
  readonly lanes: KnownLanes;
  /** Gets from positions in running code to TypeScript. */
  readonly positions: PositionMapper;
}

/** Makes systems one after the other. */
export function openMaker({ load, hook, lanes, positions }: MakerTools): Maker {
  setPositionMapper(positions);
  useBundledHook(hook);
  useKnownLanes(lanes);
  const problems: Problem[] = [];
  return {
    make: (file) => {
      try {
        return synthesize(systemOf(file, load(file)));
      } catch (error) {
        if (!(error instanceof TealformError)) throw error;
        problems.push(...error.problems);
        return undefined;
      }
    },
    problems: () => withoutRepeats(problems),
    lanes: knownLanes,
  };
}

/** What is wrong with the systems among each other. All of them are given. */
export function checkTogether(produced: readonly Produced[]): readonly Problem[] {
  const names = produced.map(({ system }) => system);
  const paths = new Map(produced.map(({ system, files }) => [system, new Set(files.map(({ path }) => path))]));
  return [
    ...checkApart(names),
    ...checkSystemNames(ENVIRONMENTS, names),
    ...checkFleetSystems(FLEETS, names, (system, path) => paths.get(system)?.has(path) ?? false),
  ];
}

// What is wrong with a template that all systems have is told once.
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}
