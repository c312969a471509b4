import { formatProblem, type Problem, TealformError, throwIfAny } from '../../src/dsl/error.ts';
import type { Produced } from '../../src/synth/output-folder.ts';
import { synthesize } from '../../src/synth/synthesize.ts';
import { checkApart, checkSystemNames } from '../../templates/environments/check.ts';
import { checkFleetSystems } from '../../templates/environments/fleet-check.ts';
import { ENVIRONMENTS, FLEETS } from '../../templates/environments.ts';
import { loadSystems } from './systems.ts';

/** Makes the files of systems, and gathers what is wrong. */
export interface Maker {
  /** What the system of a file gives; nothing where something is wrong with it. */
  make(file: string): Produced | undefined;
  /** @throws TealformError with everything that was wrong. */
  throwIfWrong(): void;
}

/** @param files the names of the files in `templates/systems/` whose systems are to be made. */
export async function openMaker(files: readonly string[]): Promise<Maker> {
  const systems = new Map((await loadSystems(files)).map((system, index) => [files[index], system]));
  const problems: Problem[] = [];
  return {
    make: (file) => {
      const system = systems.get(file);
      if (system === undefined) return undefined;
      try {
        return synthesize(system);
      } catch (error) {
        if (!(error instanceof TealformError)) throw error;
        problems.push(...error.problems);
        return undefined;
      }
    },
    throwIfWrong: () => throwIfAny(withoutRepeats(problems)),
  };
}

/** @throws TealformError with what is wrong with the systems among each other. All of them are given. */
export function checkTogether(produced: readonly Produced[]): void {
  const names = produced.map(({ system }) => system);
  const paths = new Map(produced.map(({ system, files }) => [system, new Set(files.map(({ path }) => path))]));
  throwIfAny([
    ...checkApart(names),
    ...checkSystemNames(ENVIRONMENTS, names),
    ...checkFleetSystems(FLEETS, names, (system, path) => paths.get(system)?.has(path) ?? false),
  ]);
}

// What is wrong with a template that all systems have is told once.
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}
