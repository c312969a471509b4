import { type CreateDeploymentInput, CreateDeploymentInput$ } from '@aws-sdk/client-codedeploy';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import {
  allDeployments,
  type DeploymentEvent,
  type DeploymentProgress,
  type DeploymentRecord,
  putDeployment,
  RUNNING,
} from '../resources/deployments.ts';
import { SERVICE } from '../resources/ecs-service.ts';
import { findRevision } from '../resources/ecs-task-definitions.ts';
import { numberOf, objectOf, objectsOf, textOf } from '../resources/read.ts';
import { type AppSpec, readAppSpec } from './app-spec.ts';
import { toProperties } from './by-schema.ts';
import { handedOver } from './codedeploy-revisions.ts';
import { deny } from './refusals.ts';
import { moveTraffic, type Routes, routesOf, sidesOf } from './traffic.ts';

const HONEST =
  'the local cloud starts no tasks, waits for nothing and runs no hooks: it moves the traffic and what the service runs';

/** Why a deployment is stopped that somebody has stopped. */
export const MANUAL_STOP = { code: 'MANUAL_STOP', message: 'The deployment was stopped by the user.' };

/**
 * A deployment from an AppSpec, run at once: nothing takes time here. Where the group waits for somebody before traffic moves, it
 * stays Ready until somebody continues it; hooks are skipped. Alarms that ring stop it, unless they are to be ignored.
 * Where somebody plays deployments it is theirs from here on.
 * @throws ServiceError in the codes of CreateDeployment
 */
export function createDeployment(
  account: Account,
  group: LocalResource,
  input: CreateDeploymentInput,
): DeploymentRecord {
  const running = runningOf(account, group);
  if (running) {
    const words = `The Deployment Group '${group.id}' already has an active Deployment '${running.id}'`;
    deny('DeploymentLimitExceededException', words);
  }
  const application = textOf(group.properties, 'ApplicationName') ?? '';
  const handed = input.revision && handedOver(account, application, input.revision);
  const appSpec = readAppSpec(account, handed);
  const revision = findRevision(account, appSpec.taskDefinition);
  if (!revision)
    return deny('InvalidRevisionException', `The task definition ${appSpec.taskDefinition} does not exist`);
  const routes = routesOf(account, group);
  const { blue, greenTargetGroupArn } = sidesOf(account, routes);
  account.player?.check(routes.service.id);
  const record = putDeployment(account, {
    applicationName: application,
    deploymentGroupName: group.id,
    deploymentConfigName: input.deploymentConfigName ?? textOf(group.properties, 'DeploymentConfigName') ?? '',
    status: 'InProgress',
    ...(input.description !== undefined && { description: input.description }),
    revision: objectOf(toProperties(CreateDeploymentInput$, { revision: handed }), 'Revision'),
    events: eventsOf(routes, appSpec),
    blue,
    green: { taskDefinition: revision.id, targetGroupArn: greenTargetGroupArn },
    messages: account.player ? [] : [HONEST],
    ...(account.player && { status: 'Created', progress: progressOf(routes.service, appSpec, alarmsOf(group, input)) }),
  });
  if (account.player) {
    rememberStrategy(account, routes.service, appSpec);
    account.player.begin(record);
    return record;
  }
  const ringing = ringingAlarms(account, group, input);
  if (ringing.length > 0) {
    const words =
      'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms:';
    return end(account, record, 'Stopped', { code: 'ALARM_ACTIVE', message: `${words} <${ringing.join(', ')}>` });
  }
  rememberStrategy(account, routes.service, appSpec);
  return advance(account, group, record);
}

/** The deployment that keeps a group busy. */
export function runningOf(account: Account, group: LocalResource): DeploymentRecord | undefined {
  return allDeployments(account).find((each) => each.deploymentGroupName === group.id && RUNNING.includes(each.status));
}

/** Takes a deployment to its end, or to where somebody is waited for. @param continued whether they have been. */
export function advance(
  account: Account,
  group: LocalResource,
  record: DeploymentRecord,
  continued = false,
): DeploymentRecord {
  const routes = routesOf(account, group);
  const { blue, green } = record;
  const ready = objectOf(objectOf(group.properties, 'BlueGreenDeploymentConfiguration'), 'DeploymentReadyOption');
  const waits = textOf(ready, 'ActionOnTimeout') === 'STOP_DEPLOYMENT' && !continued;
  const moves = (name: string) => ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'].includes(name);
  const events = record.events.map((event) => (waits && moves(event.name) ? event : ended(account, event)));
  if (blue && green) moveTraffic(account, routes.test, green.targetGroupArn, blue.targetGroupArn);
  if (waits) return putDeployment(account, { ...record, status: 'Ready', events });
  if (blue && green) {
    moveTraffic(account, routes.production, green.targetGroupArn, blue.targetGroupArn);
    serve(account, routes.service, green, record.id);
  }
  return end(account, { ...record, events }, 'Succeeded');
}

/** Ends a deployment; one that does not succeed sends traffic back to what served before it. */
export function end(
  account: Account,
  record: DeploymentRecord,
  status: 'Succeeded' | 'Failed' | 'Stopped',
  error?: DeploymentRecord['error'],
): DeploymentRecord {
  const completeTime = account.now().toISOString();
  return putDeployment(account, { ...record, status, completeTime, ...(error !== undefined && { error }) });
}

/** Sends traffic, and the service, back to what there was before a deployment. */
export function goBack(account: Account, group: LocalResource, { blue, green, id }: DeploymentRecord): void {
  if (!blue || !green) return;
  const routes = routesOf(account, group);
  moveTraffic(account, [...routes.production, ...routes.test], blue.targetGroupArn, green.targetGroupArn);
  serve(account, routes.service, blue, id);
}

function serve(
  account: Account,
  service: LocalResource,
  side: NonNullable<DeploymentRecord['blue']>,
  deploymentId: string,
): void {
  const now = account.find(SERVICE, service.id) ?? service;
  // What was kept of task sets that were played says nothing any more.
  const runs = {
    taskDefinition: side.taskDefinition,
    targetGroupArn: side.targetGroupArn,
    deploymentId,
    taskSets: null,
  };
  account.touch(now, runs);
}

// A strategy that the AppSpec does not repeat is lost.
function rememberStrategy(account: Account, service: LocalResource, { capacityProviderStrategy }: AppSpec): void {
  if (service.properties.CapacityProviderStrategy === undefined && capacityProviderStrategy.length === 0) return;
  const updated = { ...objectOf(service.live, 'updated'), CapacityProviderStrategy: capacityProviderStrategy };
  account.touch(service, { updated });
}

// Without a test listener there is no test traffic.
function eventsOf({ test }: Routes, { hooks }: AppSpec): readonly DeploymentEvent[] {
  const ofTest = test.length > 0 ? ['AllowTestTraffic', 'AfterAllowTestTraffic'] : [];
  const names = [
    'BeforeInstall',
    'Install',
    'AfterInstall',
    ...ofTest,
    'BeforeAllowTraffic',
    'AllowTraffic',
    'AfterAllowTraffic',
  ];
  return names.map((name) => ({ name, status: 'Pending', ...(hooks[name] !== undefined && { hook: hooks[name] }) }));
}

function ended(account: Account, event: DeploymentEvent): DeploymentEvent {
  if (event.status !== 'Pending') return event;
  const at = account.now().toISOString();
  const times = { startTime: at, endTime: at };
  if (event.hook === undefined) return { ...event, status: 'Succeeded', ...times };
  return {
    ...event,
    status: 'Skipped',
    ...times,
    message: `the local cloud runs no functions: ${event.hook} was not called`,
  };
}

function ringingAlarms(account: Account, group: LocalResource, input: CreateDeploymentInput): readonly string[] {
  return ringing(account, alarmsOf(group, input));
}

/** Those of these alarms that ring. */
export function ringing(account: Account, names: readonly string[]): readonly string[] {
  return names.filter((name) => account.find('AWS::CloudWatch::Alarm', name)?.live.StateValue === 'ALARM');
}

/** The alarms that stop a deployment: the group's, unless it says others. */
function alarmsOf(group: LocalResource, { overrideAlarmConfiguration: override }: CreateDeploymentInput) {
  const said = objectOf(group.properties, 'AlarmConfiguration');
  const enabled = override ? override.enabled === true : textOf(said, 'Enabled') === 'true';
  if (!enabled) return [];
  const own = objectsOf(said, 'Alarms').map((alarm) => textOf(alarm, 'Name') ?? '');
  return override?.alarms?.map(({ name = '' }) => name) ?? own;
}

// An AppSpec without them fails at AWS; the service's own are what a person would have meant.
function progressOf(service: LocalResource, appSpec: AppSpec, alarms: readonly string[]): DeploymentProgress {
  const [own = {}] = objectsOf(service.properties, 'LoadBalancers');
  return {
    containerName: appSpec.containerName ?? textOf(own, 'ContainerName') ?? '',
    containerPort: appSpec.containerPort ?? numberOf(own, 'ContainerPort') ?? 0,
    alarms,
  };
}
