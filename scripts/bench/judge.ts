import { ratio } from './numbers.ts';
import type { BenchReport } from './report.ts';

/** How many times `node -e 0` a synth may take at most, after an edit of a system or of nothing. */
export const MOST = 4;

const BOUNDED: ReadonlySet<string> = new Set(['edited', 'again']);

/** What a report has that is slower than it may be, in words: what CI holds. */
export function findSlow({ synth, deploy }: Pick<BenchReport, 'synth' | 'deploy'>): readonly string[] {
  const slow = synth
    .filter(({ id, ratio: times }) => BOUNDED.has(id) && times > MOST)
    .map(({ what, ratio: times }) => `synth ${what} takes ${ratio(times)} times node -e 0, at most ${MOST}`);
  const { ours, cli } = deploy ?? {};
  const isSlower = ours && cli && ours.first + ours.again >= cli.first + cli.again;
  return [...slow, ...(isSlower ? ['make deploy is not faster than aws cloudformation package and deploy'] : [])];
}
