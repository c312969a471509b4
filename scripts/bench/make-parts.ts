import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Copy } from './copy.ts';
import { median } from './numbers.ts';
import type { MakeParts, PartTimes } from './report.ts';
import { type Command, timeOf } from './run-process.ts';

/**
 * Measures what `make` does in this repository, all its systems and tests: types, synth and lint one after the other, and everything as `make` runs
 * it; and each linter by itself, with hello-server's templates and whatever it has said of them before.
 * @throws TealformError where a part fails
 */
export function measureMake(copy: Copy, rounds: number): Omit<MakeParts, 'peerCli'> {
  const { folder } = copy;
  const make = (...targets: readonly string[]): Command => ({
    command: ['make', '-s', ...targets],
    cwd: folder,
  });
  const linter = (name: string): Command => ({
    command: ['node', 'scripts/run.cjs', 'bench-linter', name, '--system', 'hello-server'],
    cwd: folder,
  });
  const parts: readonly { readonly what: string; readonly run: Command }[] = [
    ...(existsSync(join(folder, 'node_modules/.bin/tsc')) ? [{ what: 'types', run: make('types-check') }] : []),
    { what: 'synth', run: make('synth') },
    { what: 'lint, both linters at once', run: make('lint') },
  ];
  const linters = new Map<string, number[]>(['cfn-lint', 'cloudformation-validate'].map((name) => [name, []]));
  const times = new Map<string, Runs>(parts.map(({ what }) => [what, { cold: [], edited: [], again: [] }]));
  const whole: Runs = { cold: [], edited: [], again: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const state of ['cold', 'edited', 'again'] as const) {
      if (state === 'cold') copy.forget();
      if (state === 'edited') copy.edit();
      for (const { what, run } of parts) times.get(what)?.[state].push(timeOf(run));
    }
    for (const [name, own] of linters) own.push(timeOf(linter(name)));
    copy.forget();
    whole.cold.push(timeOf(make()));
    copy.edit();
    whole.edited.push(timeOf(make()));
    whole.again.push(timeOf(make()));
  }
  return {
    parts: parts.map(({ what }) => ({ what, ...medians(times.get(what) ?? whole) })),
    linters: [...linters].map(([what, own]) => ({ what, milliseconds: Math.round(median(own)) })),
    whole: medians(whole),
  };
}

type Runs = Readonly<Record<keyof PartTimes, number[]>>;

function medians({ cold, edited, again }: Runs): PartTimes {
  const middle = (values: readonly number[]) => Math.round(median(values));
  return { cold: middle(cold), edited: middle(edited), again: middle(again) };
}
