import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { SERVICE } from './ecs-service.ts';
import { objectsOf } from './read.ts';

/** A task set of a service whose deployments are played. Times are ISO times. */
export type KeptTaskSet = {
  /** `ecs-svc/0123456789012345678` */
  readonly id: string;
  readonly taskDefinition: string;
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
  readonly status: 'PRIMARY' | 'ACTIVE' | 'DRAINING';
  /** The deployment that has made it. */
  readonly externalId?: string;
  readonly createdAt: string;
};

/** The task sets of a service as they are kept, oldest first; undefined where its deployments run at once and nothing is kept. */
export function keptTaskSets(service: LocalResource): readonly KeptTaskSet[] | undefined {
  if (!Array.isArray(service.live.taskSets)) return undefined;
  // Only putTaskSets writes there.
  return objectsOf(service.live, 'taskSets') as readonly (DataObject & KeptTaskSet)[];
}

/** Keeps the task sets of a service. What the primary one runs, and where it is registered, is what the service runs. */
export function putTaskSets(account: Account, serviceArn: string, sets: readonly KeptTaskSet[]): void {
  const service = account.find(SERVICE, serviceArn);
  if (!service) return;
  const primary = sets.find(({ status }) => status === 'PRIMARY');
  account.touch(service, {
    taskSets: sets,
    ...(primary && {
      taskDefinition: primary.taskDefinition,
      targetGroupArn: primary.targetGroupArn,
      deploymentId: primary.externalId ?? null,
    }),
  });
}
