import type { Account } from '../../account.ts';
import type { Operation } from '../../wire/service.ts';
import type { Engines } from './common.ts';
import { AllStackSets } from './stack-sets/all.ts';
import { autoDeploymentOperations } from './stack-sets/auto-deployment.ts';
import { stackInstanceOperations } from './stack-sets/instances.ts';
import { stackSetOperationOperations } from './stack-sets/operations.ts';
import { organizationsAccessOperations } from './stack-sets/organizations-access.ts';
import { stackSetOperations } from './stack-sets/sets.ts';
import { checkWords } from './stack-sets/values.ts';

export { AllStackSets } from './stack-sets/all.ts';
export { followMove } from './stack-sets/auto-deployment.ts';

/** The operations on stack sets, their instances, and what goes on with them. */
export function allStackSetOperations(sets: AllStackSets): readonly Operation[] {
  const all = [
    ...stackSetOperations(sets),
    ...stackInstanceOperations(sets),
    ...stackSetOperationOperations(sets),
    ...autoDeploymentOperations(sets),
    ...organizationsAccessOperations,
  ];
  return all.map((each) => ({
    ...each,
    run: (input, call) => {
      checkWords(input);
      return each.run(input, call);
    },
  }));
}

/** The stack sets of every account, by the engines that make their stacks. */
export function stackSetsOn(engines: Engines): AllStackSets {
  return new AllStackSets((account: Account) => engines.of(account));
}
