import { isObject } from '../../dsl/border.ts';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';

/** How a lifecycle event of a deployment went. */
export type DeploymentEvent = {
  /** `BeforeInstall`, `AllowTraffic` */
  readonly name: string;
  readonly status: 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped' | 'Unknown';
  /** The function that the AppSpec names for it. */
  readonly hook?: string;
  /** What a hook that runs reports by. */
  readonly executionId?: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly message?: string;
};

/** What a task set runs, and the target group that it is registered with. */
export type Side = {
  readonly taskDefinition: string;
  readonly targetGroupArn: string;
  /** Where deployments are played: the task set, once there is one. */
  readonly taskSetId?: string;
};

/** What a deployment that is played needs to go on, whatever becomes of the process that plays it. Times are ISO times. */
export type DeploymentProgress = {
  /** Of the AppSpec: the container of the task definition that traffic goes to. */
  readonly containerName: string;
  readonly containerPort: number;
  /** How many of the steps of the traffic shift are made, and when the next one is due. */
  readonly shifted?: number;
  readonly nextShift?: string;
  /** Until when somebody is waited for before traffic moves, and whether they have said to go on. */
  readonly readyUntil?: string;
  readonly isContinued?: boolean;
  /** When the task set that was replaced is to end. */
  readonly terminateAt?: string;
  /** Until when the event that runs must be through. */
  readonly deadline?: string;
  /** The alarms that stop it, where the deployment says other ones than its group. */
  readonly alarms?: readonly string[];
};

/** A deployment, as it is kept. Times are ISO times. */
export type DeploymentRecord = {
  readonly id: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly deploymentConfigName: string;
  readonly status: 'Created' | 'Queued' | 'InProgress' | 'Baking' | 'Succeeded' | 'Failed' | 'Stopped' | 'Ready';
  readonly createTime: string;
  /** When its first event began; absent where that is when it was created. */
  readonly startTime?: string;
  readonly completeTime?: string;
  /** Whose it is: a person's unless said. */
  readonly creator?: 'user' | 'codeDeployRollback';
  /** Of one that was rolled back: by which. Of a rollback: which one. */
  readonly rollback?: { readonly by?: string; readonly of?: string; readonly message: string };
  /** Of one that is played. */
  readonly progress?: DeploymentProgress;
  readonly description?: string;
  /** Of the revision: the API's structure, its members with capitals. */
  readonly revision: DataObject;
  readonly events: readonly DeploymentEvent[];
  /** What serves before it, and what after; absent in records that were put as they are. */
  readonly blue?: Side;
  readonly green?: Side;
  readonly error?: { readonly code: string; readonly message: string };
  readonly messages: readonly string[];
};

/** States in which a deployment keeps its group busy. */
export const RUNNING: readonly DeploymentRecord['status'][] = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'];

/** All deployments, newest first. */
export function allDeployments(account: Account): readonly DeploymentRecord[] {
  return Object.values(kept(account)).reverse();
}

/** The deployment of that id. */
export function findDeployment(account: Account, id: string): DeploymentRecord | undefined {
  return kept(account)[id];
}

/**
 * Puts a deployment into the account, in whatever state: what is not said is as in one that has just begun. Without an id it is a
 * new one, else it takes the place of the one with that id.
 */
export function putDeployment(
  account: Account,
  said: Partial<DeploymentRecord> & Pick<DeploymentRecord, 'applicationName' | 'deploymentGroupName'>,
): DeploymentRecord {
  const record: DeploymentRecord = {
    id: `d-${account.newSuffix(9)}`,
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    status: 'Created',
    createTime: account.now().toISOString(),
    revision: {},
    events: [],
    messages: [],
    ...said,
  };
  account.keep('codedeploy', { ...account.kept('codedeploy'), deployments: { ...kept(account), [record.id]: record } });
  return record;
}

/** Forgets the deployments of a group, or of an application that goes. */
export function forgetDeployments(account: Account, isTheirs: (record: DeploymentRecord) => boolean): void {
  const left = Object.entries(kept(account)).filter(([, record]) => !isTheirs(record));
  account.keep('codedeploy', { ...account.kept('codedeploy'), deployments: Object.fromEntries(left) });
}

function kept(account: Account): Readonly<Record<string, DeploymentRecord>> {
  const { deployments } = account.kept('codedeploy');
  // Only putDeployment writes there.
  return isObject(deployments) ? (deployments as Readonly<Record<string, DeploymentRecord>>) : {};
}
