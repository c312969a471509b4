import { checkIdentity } from '../preflight/identity.ts';
import type { Finding } from '../progress.ts';
import type { FleetContext } from './context.ts';
import { environmentIn } from './fleet-target.ts';

/** Tells which stack set is meant, and in whose name. @returns what is wrong with that: credentials of another account. */
export async function introduce({ clients, target, tell }: FleetContext): Promise<readonly Finding[]> {
  const { file, system } = target;
  const { account, region } = file.administrator;
  const { caller, findings } = await checkIdentity(clients, environmentIn(target, region));
  const { StackSetName: stackSet, PermissionModel: model } = file.stackSet;
  const { form } = file.template;
  tell({ kind: 'fleet', system, fleet: file.fleet, stackSet, model, form, account, region, caller });
  return findings;
}
