import {
  ListStackSetAutoDeploymentTargets$,
  type ListStackSetAutoDeploymentTargetsInput,
} from '@aws-sdk/client-cloudformation';
import { accountsUnder, type Organisation } from '../../../organisation/organisation.ts';
import type { StackSets } from '../../../stack-sets/stack-sets.ts';
import { isOpen, keyOf, type StackSetRecord } from '../../../stack-sets/state.ts';
import { type Call, type Operation, operation } from '../../../wire/service.ts';
import { pageOfSets, requireSet } from './access.ts';
import type { AllStackSets } from './all.ts';
import { newSetOperation } from './new-operation.ts';
import type { Places } from './targets.ts';

/** The operation that says where new accounts get instances by themselves. */
export function autoDeploymentOperations(all: AllStackSets): readonly Operation[] {
  return [
    operation(
      'ListStackSetAutoDeploymentTargets',
      ListStackSetAutoDeploymentTargets$,
      ['StackSetName', 'NextToken', 'MaxResults', 'CallAs'],
      (input: ListStackSetAutoDeploymentTargetsInput, call) => {
        const { set } = requireSet(all, call, input);
        const targets = Object.entries(set.unitRegions).map(([OrganizationalUnitId, Regions]) => ({
          OrganizationalUnitId,
          Regions,
        }));
        const { items, ...next } = pageOfSets(targets, input);
        return { Summaries: items, ...next };
      },
    ),
  ];
}

/**
 * An account has gone from one unit to another: sets that deploy by themselves come into it, or go.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
 */
export function followMove(
  all: AllStackSets,
  call: Call,
  accountId: string,
  before: Organisation,
  after: Organisation,
): void {
  const { management } = after;
  for (const admin of call.account.cloud.ofAccount(management)) {
    const sets = all.of(admin);
    for (const set of sets.all) {
      if (set.status !== 'ACTIVE' || set.autoDeployment?.Enabled !== true) continue;
      const [was, is] = [placesOf(set, accountId, before), placesOf(set, accountId, after)];
      const keeps = set.autoDeployment.RetainStacksOnAccountRemoval ?? false;
      begin(
        sets,
        set,
        'DELETE',
        only(was, (key) => is[key] === undefined && set.instances[key] !== undefined),
        keeps,
      );
      begin(
        sets,
        set,
        'CREATE',
        only(is, (key) => set.instances[key] === undefined),
      );
    }
    call.changed?.(admin);
  }
}

function placesOf(set: StackSetRecord, accountId: string, organisation: Organisation): Places {
  const places: Places = {};
  for (const [unit, regions] of Object.entries(set.unitRegions))
    if (accountsUnder(organisation, unit).some(({ id }) => id === accountId) && accountId !== organisation.management)
      for (const region of regions)
        places[keyOf({ account: accountId, region })] ??= { account: accountId, region, unit, status: 'PENDING' };
  return places;
}

function only(places: Places, isWanted: (key: string) => boolean): Places {
  return Object.fromEntries(Object.entries(places).filter(([key]) => isWanted(key)));
}

// Documented: what deploys by itself waits for what is under way, whether the set's operations are managed or not.
function begin(
  sets: StackSets,
  set: StackSetRecord,
  action: 'CREATE' | 'DELETE',
  places: Places,
  retain?: boolean,
): void {
  if (Object.keys(places).length === 0) return;
  const isManaged = set.isManaged;
  if (set.operations.some(isOpen)) set.isManaged = true;
  sets.begin(set, newSetOperation(sets, action, {}, places, retain === undefined ? {} : { retain }));
  set.isManaged = isManaged;
}
