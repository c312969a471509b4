import { createHash } from 'node:crypto';
import { type Deployment, type Service, Service$, type TaskSet, TaskSet$ } from '@aws-sdk/client-ecs';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { allDeployments, RUNNING, type Side } from '../resources/deployments.ts';
import { controllerOf, findCluster, runningRevision } from '../resources/ecs-service.ts';
import { listOf, numberOf, objectOf, objectsOf, textOf } from '../resources/read.ts';
import { type KeptTaskSet, keptTaskSets } from '../resources/task-sets.ts';
import { fromProperties } from './by-schema.ts';

/** A service as DescribeServices tells of it. It is always stable, as many tasks run as should, unless deployments are played. */
export function describeService(account: Account, service: LocalResource, withTags: boolean): Service {
  const { id, properties, attributes, live, createdAt } = service;
  const said: DataObject = { ...properties, ...objectOf(live, 'updated') };
  const desiredCount = desiredCountOf(service);
  const taskDefinition = runningRevision(account, service);
  const all: DataObject = {
    ...said,
    PlacementStrategy: listOf(said, 'PlacementStrategies'),
    SchedulingStrategy: textOf(said, 'SchedulingStrategy') ?? 'REPLICA',
    LoadBalancers: loadBalancersNow(service),
    Tags: withTags ? listOf(said, 'Tags') : [],
  };
  return {
    ...fromProperties<Service>(Service$, all),
    serviceArn: id,
    serviceName: textOf(attributes, 'Name'),
    clusterArn: clusterArnOf(account, service),
    status: 'ACTIVE',
    desiredCount,
    ...countsOf(account, service, desiredCount),
    createdAt: new Date(createdAt),
    deploymentController: { type: typeOf(properties) },
    events: [],
    ...(taskDefinition !== undefined && { taskDefinition }),
    // Under CODE_DEPLOY a service has task sets in the place of deployments.
    ...(controllerOf(properties) === 'ECS'
      ? { deployments: [deploymentOf(service, taskDefinition, desiredCount)], taskSets: [] }
      : { deployments: [], taskSets: taskSetsOf(account, service) }),
  };
}

function countsOf(account: Account, service: LocalResource, desiredCount: number) {
  const sets = account.player && keptTaskSets(service);
  if (!sets) return { runningCount: desiredCount, pendingCount: 0 };
  const counts = sets.map(({ id }) => account.player?.countTasks(id));
  const sum = (of: 'running' | 'pending') => counts.reduce((total, each) => total + (each?.[of] ?? 0), 0);
  return { runningCount: sum('running'), pendingCount: sum('pending') };
}

/** The task sets of a service: the one that serves, and the one that a deployment has made beside it. */
export function taskSetsOf(account: Account, service: LocalResource): TaskSet[] {
  const running = runningRevision(account, service);
  if (running === undefined) return [];
  const kept = keptTaskSets(service);
  if (kept) return kept.map((each) => playedTaskSet(account, service, each));
  const servingNow = textOf(loadBalancersNow(service)[0] ?? {}, 'TargetGroupArn');
  const beside = allDeployments(account)
    .filter(({ status, blue }) => RUNNING.includes(status) && blue?.targetGroupArn === servingNow)
    .flatMap(({ id, green }) => (green ? [besideOf(service, id, green)] : []));
  const primary = {
    TaskDefinition: running,
    Status: 'PRIMARY',
    LoadBalancers: loadBalancersNow(service),
    ExternalId: textOf(service.live, 'deploymentId') ?? null,
  };
  return [primary, ...beside].map((each) => taskSetOf(account, service, each));
}

function besideOf(service: LocalResource, deploymentId: string, green: Side): DataObject {
  const loadBalancers = loadBalancersNow(service).map((each) => ({ ...each, TargetGroupArn: green.targetGroupArn }));
  return {
    TaskDefinition: green.taskDefinition,
    Status: 'ACTIVE',
    LoadBalancers: loadBalancers,
    ExternalId: deploymentId,
  };
}

function playedTaskSet(account: Account, service: LocalResource, set: KeptTaskSet): TaskSet {
  const { id, targetGroupArn, containerName, containerPort, status } = set;
  const desired = status === 'DRAINING' ? 0 : desiredCountOf(service);
  const { running, pending } = account.player?.countTasks(id) ?? { running: desired, pending: 0 };
  const told = taskSetOf(account, service, {
    TaskDefinition: set.taskDefinition,
    Status: status,
    ExternalId: set.externalId ?? null,
    LoadBalancers: [{ TargetGroupArn: targetGroupArn, ContainerName: containerName, ContainerPort: containerPort }],
    Scale: { Value: status === 'DRAINING' ? 0 : 100, Unit: 'PERCENT' },
    StabilityStatus: running === desired && pending === 0 ? 'STEADY_STATE' : 'STABILIZING',
    ComputedDesiredCount: desired,
    RunningCount: running,
    PendingCount: pending,
  });
  const taskSetArn = `${service.id.replace(':service/', ':task-set/')}/${id}`;
  return { ...told, id, taskSetArn, createdAt: new Date(set.createdAt) };
}

function taskSetOf(account: Account, service: LocalResource, said: DataObject): TaskSet {
  const id = taskSetIdOf(service, textOf(said, 'TaskDefinition'));
  const { CapacityProviderStrategy: strategy = null, NetworkConfiguration: network = null } = service.properties;
  const count = desiredCountOf(service);
  const all: DataObject = {
    CapacityProviderStrategy: strategy,
    NetworkConfiguration: network,
    Scale: { Value: 100, Unit: 'PERCENT' },
    StabilityStatus: 'STEADY_STATE',
    ComputedDesiredCount: count,
    RunningCount: count,
    PendingCount: 0,
    ...said,
  };
  return {
    ...fromProperties<TaskSet>(TaskSet$, all),
    id,
    taskSetArn: `${service.id.replace(':service/', ':task-set/')}/${id}`,
    serviceArn: service.id,
    clusterArn: clusterArnOf(account, service),
    createdAt: new Date(service.createdAt),
    startedBy: typeOf(service.properties) === 'CODE_DEPLOY' ? 'CODE_DEPLOY' : undefined,
  };
}

/** What a task set is called of which nothing is kept. */
export function taskSetIdOf(service: LocalResource, taskDefinition: string | undefined): string {
  return `ecs-svc/${digitsOf(`${service.id} ${taskDefinition}`)}`;
}

function deploymentOf(service: LocalResource, taskDefinition: string | undefined, count: number): Deployment {
  return {
    id: taskSetIdOf(service, taskDefinition),
    status: 'PRIMARY',
    ...(taskDefinition !== undefined && { taskDefinition }),
    desiredCount: count,
    runningCount: count,
    pendingCount: 0,
    failedTasks: 0,
    rolloutState: 'COMPLETED',
    createdAt: new Date(service.createdAt),
  };
}

// A release has moved the service to the other target group.
function loadBalancersNow({ properties, live }: LocalResource): readonly DataObject[] {
  const now = textOf(live, 'targetGroupArn');
  return objectsOf(properties, 'LoadBalancers').map((each) =>
    now === undefined ? each : { ...each, TargetGroupArn: now },
  );
}

/** How many tasks a service is to have. */
export function desiredCountOf({ properties, live }: LocalResource): number {
  return numberOf(live, 'desiredCount') ?? numberOf(properties, 'DesiredCount') ?? 1;
}

function clusterArnOf(account: Account, { properties }: LocalResource): string | undefined {
  return textOf(findCluster(account, textOf(properties, 'Cluster'))?.attributes ?? {}, 'Arn');
}

function typeOf(properties: DataObject): 'CODE_DEPLOY' | 'ECS' | 'EXTERNAL' {
  const type = controllerOf(properties);
  return type === 'CODE_DEPLOY' || type === 'EXTERNAL' ? type : 'ECS';
}

// Made from what it is, so that it is the same at every look.
function digitsOf(text: string): string {
  const number = BigInt(`0x${createHash('sha256').update(text).digest('hex').slice(0, 16)}`);
  return number.toString().padStart(19, '0').slice(0, 19);
}
