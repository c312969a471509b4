import { ratio } from './numbers.ts';
import type { BenchReport } from './report.ts';

/** How many times `node -e 0` a synth may take at most. */
export const BOUNDS = { again: 4, edited: 12 } as const;

/** What a report has that is slower than it may be, in words: what CI holds. */
export function findSlow({ synth, deploy }: Pick<BenchReport, 'synth' | 'deploy'>): readonly string[] {
  const slow = synth.flatMap(({ id, what, ratio: times }) => {
    const most = Object.entries(BOUNDS).find(([bounded]) => bounded === id)?.[1];
    return most === undefined || times <= most
      ? []
      : [`synth ${what} takes ${ratio(times)} times node -e 0, at most ${most}`];
  });
  const { ours, cli } = deploy ?? {};
  const isSlower = ours && cli && ours.first + ours.again >= cli.first + cli.again;
  return [...slow, ...(isSlower ? ['make deploy is not faster than aws cloudformation package and deploy'] : [])];
}
