import type { Account } from '../../local/account.ts';
import type { LocalResource } from '../../local/resource.ts';
import { allDeployments, type DeploymentRecord } from '../../local/resources/deployments.ts';
import { weightsOf } from '../../local/resources/elbv2.ts';
import { routesOf } from '../../local/services/traffic.ts';
import { taskSetsOf } from '../deployment/task-sets.ts';
import { sideOf } from '../side.ts';
import type { Side } from '../timeline.ts';

/** What a rehearsal with a fault has left in the account. */
export interface FaultOutcome {
  /** The release, and what has taken it back. */
  readonly deployment: DeploymentRecord | undefined;
  readonly rollback: DeploymentRecord | undefined;
  /** The task sets that are left. */
  readonly taskSets: readonly { readonly side: Side; readonly status: string }[];
  /** Of the listeners, in percent. */
  readonly weights: {
    readonly production: Readonly<Record<Side, number>>;
    readonly test: Readonly<Record<Side, number>>;
  };
}

/** Reads it from the account, as whoever asks AWS would. */
export function outcomeOf(account: Account, group: LocalResource): FaultOutcome {
  const { service, production, test } = routesOf(account, group);
  const theirs = allDeployments(account).filter(({ deploymentGroupName }) => deploymentGroupName === group.id);
  const deployment = theirs.findLast(({ rollback }) => rollback?.of === undefined);
  return {
    deployment,
    rollback: theirs.find(({ rollback }) => deployment !== undefined && rollback?.of === deployment.id),
    taskSets: taskSetsOf(account, service.id).map(({ targetGroupArn, status }) => ({
      side: sideOf(account, targetGroupArn),
      status,
    })),
    weights: { production: sharesOf(account, production[0]), test: sharesOf(account, test[0]) },
  };
}

// `{ blue: 1 }` is all of it.
function sharesOf(account: Account, listener: LocalResource | undefined): Readonly<Record<Side, number>> {
  const shares = { blue: 0, green: 0 };
  const weights = Object.entries(listener ? weightsOf(listener) : {});
  const sum = weights.reduce((all, [, weight]) => all + weight, 0);
  for (const [arn, weight] of weights) shares[sideOf(account, arn)] += (100 * weight) / Math.max(1, sum);
  return shares;
}
