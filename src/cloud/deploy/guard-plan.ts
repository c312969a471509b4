import { allChanges, type ChangeTree } from '../../review/compare/changes.ts';
import type { Verdict } from '../../review/rules/verdict.ts';
import { guardChanges } from '../guard/guard.ts';
import type { Finding } from '../progress.ts';
import { listResources } from '../stack.ts';
import type { DeployContext } from './context.ts';

/** What the guard says of a plan. */
export async function guardPlan(
  context: DeployContext,
  tree: ChangeTree,
  findings: readonly Finding[],
): Promise<Verdict> {
  return guardChanges({
    tree,
    root: context.target.root,
    parameters: context.target.parameters,
    isLatestRunning: findings.some(({ code }) => code === 'latest-not-running') ? false : undefined,
    removedStacks: await typesInRemovedStacks(context, tree),
  });
}

// What is in nested stacks that are to go, their change sets need not tell.
async function typesInRemovedStacks(
  { clients }: DeployContext,
  tree: ChangeTree,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const gone = allChanges(tree).filter(
    ({ change }) =>
      change.type === 'AWS::CloudFormation::Stack' && (change.action === 'Remove' || change.replacement !== 'no'),
  );
  const types = new Map<string, readonly string[]>();
  for (const { change } of gone) {
    if (change.physicalId === undefined) continue;
    const resources = await listResources(clients, change.physicalId);
    types.set(change.logicalId, [...resources.map(({ ResourceType = '' }) => ResourceType)]);
  }
  return types;
}
