import { median } from './numbers.ts';
import type { Measured, Who } from './report.ts';
import { type Command, timeAndMemoryOf, timeOf } from './run-process.ts';

/** A command of a comparison. */
export interface Contender extends Command {
  readonly id: string;
  readonly who: Who;
  readonly what: string;
  /** Made before each of its runs, and not measured. */
  readonly prepare?: () => void;
}

/**
 * Runs all in turn, round after round, each right after `node -e 0`, so that a machine that slows down slows both. The first round only fills
 * the file cache. The first contender is `node -e 0` itself.
 * @throws TealformError where one of them fails
 */
export function measureInTurn(contenders: readonly Contender[], rounds: number, cwd: string): readonly Measured[] {
  const bare: Contender = { id: 'bare', who: 'bare', what: 'node -e 0', command: ['node', '-e', '0'], cwd };
  const runs = new Map<string, { readonly milliseconds: number; readonly ratio: number }[]>();
  const bares: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of contenders) {
      contender.prepare?.();
      const one = timeOf(bare);
      const milliseconds = timeOf(contender);
      if (round === 0) continue;
      bares.push(one);
      const known = runs.get(contender.id) ?? [];
      runs.set(contender.id, [...known, { milliseconds, ratio: milliseconds / one }]);
    }
  }
  const measured = contenders.map((contender): Measured => {
    const { id, who, what } = contender;
    const own = runs.get(id) ?? [];
    contender.prepare?.();
    return {
      id,
      who,
      what,
      milliseconds: Math.round(median(own.map(({ milliseconds }) => milliseconds))),
      ratio: round2(median(own.map((run) => run.ratio))),
      maxRssMiB: timeAndMemoryOf(contender).maxRssMiB,
    };
  });
  const { id, who, what } = bare;
  return [
    { id, who, what, milliseconds: Math.round(median(bares)), ratio: 1, maxRssMiB: timeAndMemoryOf(bare).maxRssMiB },
    ...measured,
  ];
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
