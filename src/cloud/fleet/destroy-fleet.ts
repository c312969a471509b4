import { DeleteStackSetCommand } from '@aws-sdk/client-cloudformation';
import { answered } from '../call.ts';
import { askFleet, type FleetContext, type FleetResult, refuseFleet } from './context.ts';
import { introduce } from './introduce.ts';
import { planFleet } from './plan.ts';
import { watchOthers } from './run-operation.ts';
import { factsOf, listInstances, named, readStackSet } from './stack-set.ts';
import { runRemovals } from './waves.ts';

/**
 * Takes a system out of all accounts of a fleet: its stacks, or only the set where they are kept, and then the set itself. What policies
 * retain stays in the accounts, and so do roles and buckets.
 */
export async function destroyFleet(context: FleetContext): Promise<FleetResult> {
  const { clients, target, tell, retainsStacks } = context;
  const { file } = target;
  const { account, region } = file.administrator;
  const { StackSetName: stackSet } = file.stackSet;
  const findings = await introduce(context);
  if (findings.length > 0) return refuseFleet(context, findings);
  if ((await readStackSet(clients, file.stackSet)) === undefined) {
    tell({ kind: 'nothing-to-change', stackSet, instances: 0 });
    return 'done';
  }
  const other = await watchOthers(context);
  if (other?.kind === 'left') {
    tell({ kind: 'left-running', operationId: other.operationId });
    return 'left-running';
  }
  const actual = (await listInstances(clients, file.stackSet)).map((summary) => ({
    ...factsOf(summary),
    overrides: {},
  }));
  const input = { setChanges: [], isForInstances: false, regions: file.regions, colourOf: () => undefined };
  const plan = { ...planFleet({ ...input, desired: [], actual }), problems: [] };
  tell({ kind: 'plan', plan, waves: [], regions: file.regions, tree: undefined });
  const what = retainsStacks ? 'Let go of' : 'DELETE';
  const text = `${what} ${actual.length} stacks, and delete the stack set ${stackSet} (${account}, ${region})?`;
  if (!(await askFleet(context, { about: 'remove', text }))) {
    return refuseFleet(context, [{ code: 'declined', message: 'nothing has been changed: the answer was no' }]);
  }
  const stop = await runRemovals(context, plan);
  if (stop !== undefined) return stop;
  await answered(
    clients.cloudFormation.send(new DeleteStackSetCommand(named(file.stackSet))),
    { action: 'cloudformation:DeleteStackSet', resource: stackSet, region },
    ['StackSetNotFoundException', 'StackSetNotFound'],
  );
  tell({ kind: 'set', stackSet, action: 'deleted' });
  tell({ kind: 'done', stackSet, counts: { align: 0, update: 0, override: 0, create: 0, remove: actual.length } });
  return 'done';
}
