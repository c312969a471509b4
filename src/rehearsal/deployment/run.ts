import type { DeploymentRecord } from '../../local/resources/deployments.ts';
import { weightsOf } from '../../local/resources/elbv2.ts';
import { numberOf, objectOf, textOf } from '../../local/resources/read.ts';
import { alarmLook } from './alarm-look.ts';
import { EVENTS, hookEvent } from './events.ts';
import { breakOff, succeed } from './finish.ts';
import { mustMay } from './role.ts';
import { DeploymentFailure, dueIn, groupOf, MINUTE, type Stage } from './stage.ts';
import { deleteTaskSet, makePrimary, taskSetsOf } from './task-sets.ts';
import { routesOfDeployment, shift } from './traffic.ts';
import { Gone, type Watch, watch } from './watch.ts';

/**
 * Plays a deployment to its end, from wherever it stands: what has been done is in its record. Nothing is thrown; what goes wrong is the
 * deployment's error.
 */
export async function run(stage: Stage, record: DeploymentRecord): Promise<void> {
  await play(stage, record, async () => {});
}

/**
 * The same for a deployment that an earlier process has begun. With that process the tasks have ended, which at AWS they would not have: those
 * that traffic goes to come first.
 */
export async function goOn(stage: Stage, record: DeploymentRecord): Promise<void> {
  const { account, world } = stage;
  await play(stage, record, async ({ until }) => {
    const { production, service } = routesOfDeployment(stage, record);
    const [weights = {}] = production.map(weightsOf);
    const serving = taskSetsOf(account, service.id).filter(({ targetGroupArn }) => (weights[targetGroupArn] ?? 0) > 0);
    const isThere = () => serving.every(({ id }) => world.isSteady(id));
    await until(isThere, new Date(account.now().getTime() + RESTART).toISOString());
  });
}

/** How long a deployment that goes on waits for tasks that served, in milliseconds. */
const RESTART = 30_000;

async function play(
  stage: Stage,
  { id, rollback }: DeploymentRecord,
  before: (watched: Watch) => Promise<void>,
): Promise<void> {
  const isRollback = rollback?.of !== undefined;
  const watched = watch(stage, id, isRollback ? () => {} : alarmLook(stage));
  try {
    await before(watched);
    begin(stage, watched);
    await (isRollback ? playBack(stage, watched) : playThrough(stage, watched));
    succeed(stage, id);
  } catch (error) {
    if (error instanceof Gone) return;
    const failure = error instanceof DeploymentFailure ? error : internal(error);
    breakOff(stage, id, failure.status, { code: failure.code, message: failure.message }, 'DEPLOYMENT_FAILURE');
  }
}

function internal(error: unknown): DeploymentFailure {
  return new DeploymentFailure('INTERNAL_ERROR', error instanceof Error ? error.message : String(error));
}

function begin(stage: Stage, { now, put }: Watch): void {
  const { status, startTime, rollback, id } = now();
  if (status !== 'Created') return;
  put({ status: 'InProgress', startTime: startTime ?? stage.account.now().toISOString() });
  const of = rollback?.of === undefined ? {} : { rollbackOf: rollback.of };
  stage.tell({ kind: 'deployment', deploymentId: id, status: 'InProgress', ...of });
}

async function playThrough(stage: Stage, watched: Watch): Promise<void> {
  readRevision(stage, watched.now());
  for (const { name } of watched.now().events) {
    if (name === 'BeforeAllowTraffic') await waitUntilReady(stage, watched);
    await playEvent(stage, watched, name, EVENTS[name] ?? hookEvent(name));
  }
  await terminate(stage, watched);
}

// The AppSpec was read when the deployment was created; whether CodeDeploy may read it is asked before anything happens.
function readRevision(stage: Stage, record: DeploymentRecord): void {
  const { Bucket, Key, Version } = objectOf(record.revision, 'S3Location');
  if (typeof Bucket !== 'string' || record.events.some(({ status }) => status !== 'Pending')) return;
  const { partition } = stage.account.whereabouts;
  const action = Version === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  mustMay(stage, record, 'AmazonS3', action, `arn:${partition}:s3:::${Bucket}/${String(Key)}`);
}

async function playEvent(
  stage: Stage,
  watched: Watch,
  name: string,
  play: (stage: Stage, watched: Watch) => Promise<void>,
): Promise<void> {
  const time = () => stage.account.now().toISOString();
  const { status, startTime } = watched.event(name);
  if (status !== 'Pending' && status !== 'InProgress') return;
  watched.putEvent(name, { status: 'InProgress', startTime: startTime ?? time() });
  await play(stage, watched);
  // A hook has said itself how it went.
  if (watched.event(name).status === 'InProgress') watched.putEvent(name, { status: 'Succeeded', endTime: time() });
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentReadyOption.html */
async function waitUntilReady(stage: Stage, { now, put, progress, until, event }: Watch): Promise<void> {
  const options = objectOf(groupOf(stage, now()).properties, 'BlueGreenDeploymentConfiguration');
  const ready = objectOf(options, 'DeploymentReadyOption');
  if (textOf(ready, 'ActionOnTimeout') !== 'STOP_DEPLOYMENT') return;
  if (now().progress?.isContinued || event('BeforeAllowTraffic').status !== 'Pending') return;
  const minutes = numberOf(ready, 'WaitTimeInMinutes') ?? 0;
  if (now().progress?.readyUntil === undefined) {
    progress({ readyUntil: dueIn(stage, minutes * MINUTE) });
    put({ status: 'Ready' });
    stage.tell({ kind: 'deployment', deploymentId: now().id, status: 'Ready' });
  }
  const isContinued = await until((record) => record.progress?.isContinued === true, now().progress?.readyUntil);
  const words = 'The deployment timed out while waiting for a notification to continue.';
  if (!isContinued) {
    throw new DeploymentFailure('TIMEOUT', `${words} This time out period is ${minutes} minutes.`, 'Stopped');
  }
  put({ status: 'InProgress' });
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BlueInstanceTerminationOption.html */
async function terminate(stage: Stage, { now, progress, until }: Watch): Promise<void> {
  const options = objectOf(groupOf(stage, now()).properties, 'BlueGreenDeploymentConfiguration');
  const option = objectOf(options, 'TerminateBlueInstancesOnDeploymentSuccess');
  if (textOf(option, 'Action') === 'KEEP_ALIVE') return;
  if (now().progress?.terminateAt === undefined) {
    progress({ terminateAt: dueIn(stage, (numberOf(option, 'TerminationWaitTimeInMinutes') ?? 0) * MINUTE) });
    stage.tell({ kind: 'deployment', deploymentId: now().id, status: 'Baking' });
  }
  // Somebody may say that it need not wait any longer.
  await until(({ progress }) => (progress?.terminateAt ?? '') <= stage.account.now().toISOString());
  const { service } = routesOfDeployment(stage, now());
  const { blue } = now();
  if (blue?.taskSetId === undefined) return;
  mustMay(stage, now(), 'AmazonECS', 'ecs:DeleteTaskSet', taskSetArn(service.id, blue.taskSetId));
  deleteTaskSet(stage, service.id, blue.taskSetId);
}

/** Traffic goes back at once, what served before is primary, and what has come beside it ends. */
async function playBack(stage: Stage, watched: Watch): Promise<void> {
  const { blue, green } = watched.now();
  await playEvent(stage, watched, 'AllowTraffic', async () => {
    const { service } = routesOfDeployment(stage, watched.now());
    shift(stage, watched.now(), 'production', 0);
    const primary = taskSetsOf(stage.account, service.id).find(({ status }) => status === 'PRIMARY');
    if (blue?.taskSetId === undefined || primary?.id === blue.taskSetId) return;
    mustMay(stage, watched.now(), 'AmazonECS', 'ecs:UpdateServicePrimaryTaskSet', service.id);
    makePrimary(stage, service.id, blue.taskSetId);
  });
  if (watched.now().events.some(({ name }) => name === 'AllowTestTraffic')) {
    await playEvent(stage, watched, 'AllowTestTraffic', async () => shift(stage, watched.now(), 'test', 0));
  }
  const { service } = routesOfDeployment(stage, watched.now());
  if (green?.taskSetId === undefined) return;
  mustMay(stage, watched.now(), 'AmazonECS', 'ecs:DeleteTaskSet', taskSetArn(service.id, green.taskSetId));
  deleteTaskSet(stage, service.id, green.taskSetId);
}

/** The ARN of a task set, as policies name it. */
export function taskSetArn(serviceArn: string, id: string): string {
  return `${serviceArn.replace(':service/', ':task-set/')}/${id}`;
}
