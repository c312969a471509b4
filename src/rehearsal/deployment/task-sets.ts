import { TealformError } from '../../dsl/error.ts';
import type { Account } from '../../local/account.ts';
import type { LocalResource } from '../../local/resource.ts';
import { controllerOf, runningRevision, SERVICE } from '../../local/resources/ecs-service.ts';
import { numberOf, objectsOf, textOf } from '../../local/resources/read.ts';
import { type KeptTaskSet, keptTaskSets, putTaskSets } from '../../local/resources/task-sets.ts';
import { desiredCountOf, taskSetIdOf } from '../../local/services/ecs-description.ts';
import type { Stage } from './stage.ts';

/** The task sets of a service, oldest first. */
export function taskSetsOf(account: Account, serviceArn: string): readonly KeptTaskSet[] {
  const service = account.find(SERVICE, serviceArn);
  return (service && keptTaskSets(service)) ?? [];
}

/**
 * Makes what is kept of services' task sets, and what runs, the same: a service that nothing is kept of has the one task set that it
 * was created with; those that should run are started, and those that were just going are ended.
 */
export function takeUpTaskSets(stage: Stage): void {
  for (const service of stage.account.all(SERVICE)) {
    if (!takeUp(stage, service)) continue;
    for (const { id, status } of taskSetsOf(stage.account, service.id)) {
      if (status === 'DRAINING') drain(stage, service.id, id);
    }
  }
}

/** The same of services that have come since, and of those that have gone: their tasks end. */
export function followServices(stage: Stage): void {
  const { account, started, world } = stage;
  for (const service of account.all(SERVICE)) takeUp(stage, service);
  const kept = new Set(
    account
      .all(SERVICE)
      .flatMap((service) => keptTaskSets(service) ?? [])
      .map(({ id }) => id),
  );
  for (const id of [...started].filter((each) => !kept.has(each))) {
    started.delete(id);
    stage.inBackground(world.stopTaskSet(id));
  }
}

// Whether it is played. What is kept of it is put once its tasks can be started.
function takeUp(stage: Stage, service: LocalResource): boolean {
  const { account, refused, plays = () => true } = stage;
  if (controllerOf(service.properties) !== 'CODE_DEPLOY') return false;
  if (!plays(service)) {
    refused.set(service.id, 'it is not among the systems that are');
    return false;
  }
  const kept = keptTaskSets(service);
  const first = kept ? undefined : firstOf(account, service);
  try {
    for (const set of kept ?? (first ? [first] : [])) {
      if (set.status !== 'DRAINING') startTasks(stage, service.id, set);
    }
  } catch (error) {
    if (!(error instanceof TealformError) || !stage.onRefused) throw error;
    refused.set(service.id, error.problems.map(({ message }) => message).join('; '));
    stage.onRefused(service, error);
    return false;
  }
  refused.delete(service.id);
  if (first) putTaskSets(account, service.id, [first]);
  return true;
}

function firstOf(account: Account, service: LocalResource): KeptTaskSet | undefined {
  const [loadBalancer = {}] = objectsOf(service.properties, 'LoadBalancers');
  const taskDefinition = runningRevision(account, service);
  const targetGroupArn = textOf(service.live, 'targetGroupArn') ?? textOf(loadBalancer, 'TargetGroupArn');
  if (taskDefinition === undefined || targetGroupArn === undefined) return undefined;
  const externalId = textOf(service.live, 'deploymentId');
  return {
    id: taskSetIdOf(service, taskDefinition),
    taskDefinition,
    targetGroupArn,
    containerName: textOf(loadBalancer, 'ContainerName') ?? '',
    containerPort: numberOf(loadBalancer, 'ContainerPort') ?? 0,
    status: 'PRIMARY',
    createdAt: service.createdAt,
    ...(externalId !== undefined && { externalId }),
  };
}

/** Has the tasks of a set started, unless they are: after a process was killed they may not be. */
export function startTasks({ account, world, started }: Stage, serviceArn: string, set: KeptTaskSet): void {
  const service = account.find(SERVICE, serviceArn);
  if (!service || started.has(set.id) || world.tasks(set.id).length > 0) return;
  world.startTaskSet({
    id: set.id,
    taskDefinitionArn: set.taskDefinition,
    targetGroupArn: set.targetGroupArn,
    containerName: set.containerName,
    containerPort: set.containerPort,
    count: desiredCountOf(service),
  });
  started.add(set.id);
}

/** CreateTaskSet. */
export function createTaskSet(
  stage: Stage,
  serviceArn: string,
  set: Omit<KeptTaskSet, 'id' | 'status' | 'createdAt'>,
): string {
  const { account } = stage;
  const digits = BigInt(`0x${account.newHex(15)}`)
    .toString()
    .padStart(19, '0')
    .slice(-19);
  const made = { ...set, id: `ecs-svc/${digits}`, status: 'ACTIVE', createdAt: account.now().toISOString() } as const;
  putTaskSets(account, serviceArn, [...taskSetsOf(account, serviceArn), made]);
  return made.id;
}

/** UpdateServicePrimaryTaskSet: what was primary is active from then on. */
export function makePrimary({ account }: Stage, serviceArn: string, id: string): void {
  const sets = taskSetsOf(account, serviceArn).map((set): KeptTaskSet => {
    if (set.id === id) return { ...set, status: 'PRIMARY' };
    return set.status === 'PRIMARY' ? { ...set, status: 'ACTIVE' } : set;
  });
  putTaskSets(account, serviceArn, sets);
}

/** DeleteTaskSet: its tasks finish what they have begun, and then it is gone. */
export function deleteTaskSet(stage: Stage, serviceArn: string, id: string): void {
  const sets = taskSetsOf(stage.account, serviceArn);
  if (!sets.some((set) => set.id === id && set.status !== 'DRAINING')) return;
  putTaskSets(
    stage.account,
    serviceArn,
    sets.map((set) => (set.id === id ? { ...set, status: 'DRAINING' as const } : set)),
  );
  drain(stage, serviceArn, id);
}

function drain(stage: Stage, serviceArn: string, id: string): void {
  const { account, world } = stage;
  const work = async () => {
    await world.stopTaskSet(id);
    // A process that ends meanwhile leaves it for the next one.
    if (!stage.isOpen()) return;
    const left = taskSetsOf(account, serviceArn).filter((set) => set.id !== id);
    putTaskSets(account, serviceArn, left);
  };
  stage.inBackground(work());
}
