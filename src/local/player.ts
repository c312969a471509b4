import type { DeploymentEvent, DeploymentRecord } from './resources/deployments.ts';

/** How many tasks of a task set there are. */
export interface TaskCounts {
  readonly running: number;
  readonly pending: number;
}

/**
 * Who plays deployments over time, with tasks and traffic that are there. Without one they run at once. While there is one, roles may
 * only do what their policies say, as far as deployments go.
 */
export interface DeploymentPlayer {
  /** Holds that a service's deployments are played. @throws ServiceError where it is left out, with the reason */
  readonly check: (serviceArn: string) => void;
  /** Begins a deployment that was just put. */
  readonly begin: (record: DeploymentRecord) => void;
  /** Stops it where it is. @param rollsBack what the call says; undefined where it leaves it to the deployment group. */
  readonly stop: (record: DeploymentRecord, rollsBack: boolean | undefined) => void;
  /** Somebody whom it waits for has said to go on. */
  readonly goOn: (record: DeploymentRecord, wait: 'READY_WAIT' | 'TERMINATION_WAIT') => void;
  /** The hook of an event has reported, or somebody in its place. */
  readonly report: (record: DeploymentRecord, event: DeploymentEvent, status: 'Succeeded' | 'Failed') => void;
  /** What runs of a task set now. */
  readonly countTasks: (taskSetId: string) => TaskCounts;
}
