import { DEPLOYMENT_GROUP } from '../../local/resources/code-deploy.ts';
import { type DeploymentRecord, findDeployment, putDeployment, RUNNING } from '../../local/resources/deployments.ts';
import { isOn, objectOf, textsOf } from '../../local/resources/read.ts';
import type { Stage } from './stage.ts';

/** What a deployment group can say that it rolls back for. */
export type RollbackEvent = 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST';

/** A deployment has gone through. */
export function succeed(stage: Stage, id: string): void {
  const record = findDeployment(stage.account, id);
  if (!record || !RUNNING.includes(record.status)) return;
  putDeployment(stage.account, { ...record, status: 'Succeeded', completeTime: stage.account.now().toISOString() });
  tellEnd(stage, record, 'Succeeded');
}

/**
 * Ends a deployment that does not go through, at once: the event that runs has failed, those to come are skipped. Where the group says so,
 * or whoever has stopped it, another deployment takes it back; else everything stays as it is.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-ecs.html
 */
export function breakOff(
  stage: Stage,
  id: string,
  status: 'Failed' | 'Stopped',
  error: { readonly code: string; readonly message: string },
  why: RollbackEvent,
  rollsBack?: boolean,
): void {
  const { account } = stage;
  const record = findDeployment(account, id);
  if (!record || !RUNNING.includes(record.status)) return;
  const completeTime = account.now().toISOString();
  const events = record.events.map((event) => {
    if (event.status === 'InProgress') {
      return { ...event, status: 'Failed', endTime: completeTime, message: event.message ?? error.message } as const;
    }
    return event.status === 'Pending' ? ({ ...event, status: 'Skipped' } as const) : event;
  });
  const isRollback = record.rollback?.of !== undefined;
  const goesBack = !isRollback && (rollsBack ?? saysSo(stage, record, why));
  const ended = putDeployment(account, { ...record, status, completeTime, error, events });
  for (const [index, event] of events.entries()) {
    if (event.status === record.events[index]?.status) continue;
    const message = event.status === 'Failed' ? { message: error.message } : {};
    stage.tell({ kind: 'lifecycle', deploymentId: id, event: event.name, status: event.status, ...message });
  }
  tellEnd(stage, ended, status);
  if (goesBack) takeBack(stage, ended);
}

function saysSo({ account }: Stage, { deploymentGroupName }: DeploymentRecord, why: RollbackEvent): boolean {
  const group = account.find(DEPLOYMENT_GROUP, deploymentGroupName);
  const said = objectOf(group?.properties ?? {}, 'AutoRollbackConfiguration');
  return isOn(said, 'Enabled') && textsOf(said, 'Events').includes(why);
}

// As CodeDeploy is seen to make them: all at once, whatever the group says, and each names the other.
function takeBack(stage: Stage, record: DeploymentRecord): void {
  const { account } = stage;
  const traffic = record.events.filter(({ name }) => name === 'AllowTestTraffic' || name === 'AllowTraffic');
  const back = putDeployment(account, {
    applicationName: record.applicationName,
    deploymentGroupName: record.deploymentGroupName,
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    revision: record.revision,
    creator: 'codeDeployRollback',
    events: record.events.map(({ name }) => ({
      name,
      status: traffic.some((each) => each.name === name) ? 'Pending' : 'Skipped',
    })),
    ...(record.blue && { blue: record.blue }),
    ...(record.green && { green: record.green }),
    ...(record.progress && { progress: { ...record.progress, alarms: [] } }),
  });
  const message = `Deployment ${back.id} is triggered to roll back deployment ${record.id}.`;
  const begun = putDeployment(account, { ...back, rollback: { of: record.id, message } });
  const triggered = `Automatic rollback is triggered with a DeploymentId ${back.id}.`;
  putDeployment(account, {
    ...record,
    rollback: { by: back.id, message: `Deployment ${record.id} terminated. ${triggered}` },
  });
  tellCreated(stage, begun);
  stage.play(begun);
}

/** Tells that a deployment is there, and all events that it has: those to come as well. */
export function tellCreated(stage: Stage, { id, rollback, events }: DeploymentRecord): void {
  const of = rollback?.of === undefined ? {} : { rollbackOf: rollback.of };
  stage.tell({ kind: 'deployment', deploymentId: id, status: 'Created', ...of });
  for (const { name, status } of events) stage.tell({ kind: 'lifecycle', deploymentId: id, event: name, status });
}

function tellEnd(stage: Stage, record: DeploymentRecord, status: 'Succeeded' | 'Failed' | 'Stopped'): void {
  const { id, error, rollback } = record;
  stage.tell({
    kind: 'deployment',
    deploymentId: id,
    status,
    ...(error && { error }),
    ...(rollback?.of !== undefined && { rollbackOf: rollback.of }),
  });
}
