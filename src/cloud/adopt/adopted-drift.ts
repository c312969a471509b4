import { TealformError } from '../../dsl/error.ts';
import type { Clients } from '../clients.ts';
import type { Clock } from '../clock.ts';
import { allStacks, readStackTree } from '../stack-tree.ts';
import { type Drift, detectDrift } from '../verify/drift.ts';
import type { Adoption } from './adoption.ts';

/** How adopted resources differ from what their stacks say now. */
export interface AdoptedDrift {
  readonly drifts: readonly Drift[];
  /** Why not all of it is known; undefined where it is. */
  readonly unknown: string | undefined;
}

/** Has AWS look at the stacks that have adopted something, which changes nothing in it by itself. */
export async function adoptedDrift(
  clients: Clients,
  clock: Clock,
  stackName: string,
  adoptions: readonly Adoption[],
): Promise<AdoptedDrift> {
  const paths = new Set(adoptions.map(({ stack, logicalId }) => `${stack}/${logicalId}`));
  try {
    const root = await readStackTree(clients, stackName);
    const stacks = root
      ? allStacks(root).filter(({ path }) => adoptions.some(({ stack }) => stack === path.join('/')))
      : [];
    const drifts: Drift[] = [];
    for (const stack of stacks) {
      const report = await detectDrift(clients, stack, [], clock);
      if ('unknown' in report) return { drifts, unknown: report.unknown };
      drifts.push(...report.drifts.filter(({ path }) => paths.has(path)));
    }
    return { drifts, unknown: undefined };
  } catch (error) {
    // What was to be done is done; whoever may not read a resource is told so.
    if (!(error instanceof TealformError)) throw error;
    return { drifts: [], unknown: error.problems[0]?.message ?? error.message };
  }
}
