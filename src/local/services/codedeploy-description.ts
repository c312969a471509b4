import {
  type DeploymentGroupInfo,
  DeploymentGroupInfo$,
  type DeploymentInfo,
  DeploymentInfo$,
  type DeploymentTarget,
  type ECSTaskSet,
  type ErrorInformation,
  ErrorInformation$,
  type LastDeploymentInfo,
  type LifecycleEvent,
  type RollbackInfo,
} from '@aws-sdk/client-codedeploy';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { allDeployments, type DeploymentEvent, type DeploymentRecord, type Side } from '../resources/deployments.ts';
import { TARGET_GROUP, weightsOf } from '../resources/elbv2.ts';
import { keptTaskSets } from '../resources/task-sets.ts';
import { fromProperties } from './by-schema.ts';
import { toldRevision } from './codedeploy-revisions.ts';
import { describeService } from './ecs-description.ts';
import { routesOf } from './traffic.ts';
import { uuidOf } from './uuid-of.ts';

/** A deployment group as GetDeploymentGroup tells of it. */
export function describeGroup(account: Account, group: LocalResource): DeploymentGroupInfo {
  const theirs = allDeployments(account).filter(({ deploymentGroupName }) => deploymentGroupName === group.id);
  const succeeded = theirs.find(({ status }) => status === 'Succeeded');
  const ended = theirs.find(({ completeTime }) => completeTime !== undefined);
  return {
    ...fromProperties<DeploymentGroupInfo>(DeploymentGroupInfo$, group.properties),
    deploymentGroupId: uuidOf(`group ${group.id}`),
    deploymentGroupName: group.id,
    computePlatform: 'ECS',
    ...(succeeded && { lastSuccessfulDeployment: last(succeeded) }),
    ...(ended && { lastAttemptedDeployment: last(ended) }),
  };
}

function last({ id, status, createTime, completeTime }: DeploymentRecord): LastDeploymentInfo {
  const endTime = completeTime === undefined ? {} : { endTime: new Date(completeTime) };
  return { deploymentId: id, status, createTime: new Date(createTime), ...endTime };
}

/** A deployment as GetDeployment tells of it. */
export function describeDeployment(group: LocalResource, record: DeploymentRecord): DeploymentInfo {
  const said: DataObject = {
    ...group.properties,
    ApplicationName: record.applicationName,
    DeploymentGroupName: record.deploymentGroupName,
    DeploymentConfigName: record.deploymentConfigName,
    Revision: toldRevision(record.revision),
  };
  return {
    ...fromProperties<DeploymentInfo>(DeploymentInfo$, said),
    deploymentId: record.id,
    status: record.status,
    createTime: new Date(record.createTime),
    startTime: new Date(record.startTime ?? record.createTime),
    creator: record.creator ?? 'user',
    computePlatform: 'ECS',
    deploymentStatusMessages: [...record.messages],
    deploymentOverview: overviewOf(record),
    ...(record.completeTime !== undefined && { completeTime: new Date(record.completeTime) }),
    ...(record.description !== undefined && { description: record.description }),
    ...(record.rollback && { rollbackInfo: rollbackInfoOf(record.rollback) }),
    ...(record.progress && { instanceTerminationWaitTimeStarted: record.progress.terminateAt !== undefined }),
    ...(record.error && { errorInformation: fromProperties<ErrorInformation>(ErrorInformation$, record.error) }),
  };
}

function rollbackInfoOf({ by, of, message }: NonNullable<DeploymentRecord['rollback']>): RollbackInfo {
  return {
    rollbackMessage: message,
    ...(by !== undefined && { rollbackDeploymentId: by }),
    ...(of !== undefined && { rollbackTriggeringDeploymentId: of }),
  };
}

function overviewOf({ status }: DeploymentRecord): NonNullable<DeploymentInfo['deploymentOverview']> {
  const counts = { Pending: 0, InProgress: 0, Succeeded: 0, Failed: 0, Skipped: 0, Ready: 0 };
  if (status === 'Succeeded' || status === 'Failed' || status === 'Ready') return { ...counts, [status]: 1 };
  return status === 'Stopped' ? { ...counts, Skipped: 1 } : { ...counts, InProgress: 1 };
}

/** What a deployment replaces: an ECS deployment has one target, the service, named `cluster:service`. */
export function describeTarget(account: Account, group: LocalResource, record: DeploymentRecord): DeploymentTarget {
  const { service, production } = routesOf(account, group);
  const { serviceName, clusterArn = '', desiredCount = 0 } = describeService(account, service, false);
  const weights = production[0] ? weightsOf(production[0]) : {};
  const moved = record.status === 'Succeeded';
  const kept = record.progress ? keptTaskSets(service) : undefined;
  const show = (side: Side | undefined, label: 'Blue' | 'Green', status: string) => {
    const set = kept?.find(({ id }) => id === side?.taskSetId);
    if (!side || (record.progress && !set)) return [];
    return [taskSetOf(account, side, label, set?.status ?? status, weights, desiredCount)];
  };
  const sets = [
    ...show(record.blue, 'Blue', moved ? 'ACTIVE' : 'PRIMARY'),
    ...show(record.green, 'Green', moved ? 'PRIMARY' : 'ACTIVE'),
  ];
  return {
    deploymentTargetType: 'ECSTarget',
    ecsTarget: {
      deploymentId: record.id,
      targetId: `${clusterArn.replace(/^.*:cluster\//, '')}:${serviceName}`,
      targetArn: service.id,
      lastUpdatedAt: new Date(record.completeTime ?? lastChange(record)),
      status: targetStatusOf(record),
      lifecycleEvents: record.events.map(describeEvent),
      taskSetsInfo: sets,
    },
  };
}

function lastChange({ events, createTime }: DeploymentRecord): string {
  const times = events.flatMap(({ startTime, endTime }) => endTime ?? startTime ?? []);
  return [createTime, ...times].sort().at(-1) ?? createTime;
}

function targetStatusOf({ status }: DeploymentRecord) {
  if (status === 'Succeeded' || status === 'Failed' || status === 'Ready') return status;
  return status === 'Stopped' ? 'Skipped' : 'InProgress';
}

function describeEvent({ name, status, startTime, endTime, message }: DeploymentEvent): LifecycleEvent {
  return {
    lifecycleEventName: name,
    status,
    ...(startTime !== undefined && { startTime: new Date(startTime) }),
    ...(endTime !== undefined && { endTime: new Date(endTime) }),
    ...(message !== undefined && { diagnostics: { message } }),
  };
}

function taskSetOf(
  account: Account,
  side: Side,
  label: 'Blue' | 'Green',
  status: string,
  weights: Readonly<Record<string, number>>,
  desired: number,
): ECSTaskSet {
  const total = Object.values(weights).reduce((sum, each) => sum + each, 0) || 1;
  const name = account.find(TARGET_GROUP, side.targetGroupArn)?.attributes.TargetGroupName;
  const counted = side.taskSetId === undefined ? undefined : account.player?.countTasks(side.taskSetId);
  return {
    identifer: side.taskSetId ?? side.taskDefinition,
    status,
    taskSetLabel: label,
    desiredCount: status === 'DRAINING' ? 0 : desired,
    runningCount: counted?.running ?? desired,
    pendingCount: counted?.pending ?? 0,
    trafficWeight: (100 * (weights[side.targetGroupArn] ?? 0)) / total,
    ...(typeof name === 'string' && { targetGroup: { name } }),
  };
}
