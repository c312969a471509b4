import { join } from 'node:path';
import { styleText } from 'node:util';
import { formatProblem, type Problem, TealformError, throwIfAny } from '../src/dsl/error.ts';
import { applyChanges, compareOutput, type OutputChanges } from '../src/synth/output-folder.ts';
import { type Synthesized, synthesize } from '../src/synth/synthesize.ts';
import type { System } from '../src/synth/system.ts';
import { checkApart, checkSystemNames } from '../templates/environments/check.ts';
import { checkFleetSystems } from '../templates/environments/fleet-check.ts';
import { ENVIRONMENTS, FLEETS } from '../templates/environments.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { ROOT } from './lib/root.ts';
import { loadSystems } from './lib/systems.ts';

await runCommand(
  {
    name: 'make synth',
    summary: 'Writes output/<system>/ from templates/systems/. Touches only what changed.',
    options: { check: { type: 'boolean' } },
    help: { check: 'write nothing; fail when output/ is not what the templates give' },
  },
  async ({ values }) => {
    const systems = await loadSystems();
    const synthesized = synthesizeAll(systems);
    const names = systems.map(({ name }) => name);
    throwIfAny([
      ...checkApart(names),
      ...checkSystemNames(ENVIRONMENTS, names),
      ...checkFleetSystems(FLEETS, names, (system, path) => hasFile(synthesized, system, path)),
    ]);
    const folder = join(ROOT, 'output');
    const changes = compareOutput(folder, synthesized, new Date());
    if (values.check) return reportStale(changes);
    applyChanges(folder, changes);
    process.stdout.write(summary(changes));
    return EXIT.done;
  },
);

function synthesizeAll(systems: readonly System[]): readonly Synthesized[] {
  const problems: Problem[] = [];
  const synthesized = systems.flatMap((system) => {
    try {
      return [synthesize(system)];
    } catch (error) {
      if (!(error instanceof TealformError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  throwIfAny(withoutRepeats(problems));
  return synthesized;
}

function hasFile(synthesized: readonly Synthesized[], name: string, path: string): boolean {
  return synthesized.some(({ system, files }) => system === name && files.some((file) => file.path === path));
}

// What is wrong with a template that all systems have is told once.
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

function summary({ written, removed, unchanged }: OutputChanges): string {
  const lines = [
    ...written.map(
      ({ path, isNew }) => `${styleText(isNew ? 'green' : 'yellow', isNew ? 'new    ' : 'changed')} output/${path}`,
    ),
    ...removed.map((path) => `${styleText('red', 'removed')} output/${path}`),
    written.length + removed.length === 0
      ? `output/ is up to date (${unchanged} files)`
      : `${unchanged} files unchanged`,
  ];
  return `${lines.join('\n')}\n`;
}

function reportStale({ written, removed, unchanged }: OutputChanges): number {
  if (written.length + removed.length === 0) {
    process.stdout.write(`output/ is up to date (${unchanged} files)\n`);
    return EXIT.done;
  }
  throw new TealformError([
    ...written.map(({ path, isNew }) => stale(path, isNew ? 'is missing' : 'is not what the templates give')),
    ...removed.map((path) => stale(path, 'is no longer produced')),
  ]);
}

function stale(path: string, what: string) {
  return { code: 'stale-output', message: `output/${path} ${what}`, hint: 'run make synth and commit what it writes' };
}
