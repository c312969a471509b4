import { stepsOf, trafficRoutingOf } from '../../local/resources/deployment-configs.ts';
import type { DeploymentRecord } from '../../local/resources/deployments.ts';
import { checkTaskSet } from '../../local/resources/ecs-service.ts';
import { findRevision } from '../../local/resources/ecs-task-definitions.ts';
import { ResourceFailure } from '../../local/resources/model.ts';
import { textOf } from '../../local/resources/read.ts';
import { findFunction } from '../hook/function.ts';
import { mustMay } from './role.ts';
import { DeploymentFailure, dueIn, HOUR, MINUTE, type Stage } from './stage.ts';
import { createTaskSet, deleteTaskSet, makePrimary, startTasks, taskSetsOf } from './task-sets.ts';
import { routesOfDeployment, shift } from './traffic.ts';
import type { Watch } from './watch.ts';

type Play = (stage: Stage, watched: Watch) => Promise<void>;

/**
 * What CodeDeploy itself does at lifecycle events; the others only run hooks.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-ecs.html#deployment-steps-what-happens
 */
export const EVENTS: Readonly<Record<string, Play>> = {
  Install: install,
  AllowTestTraffic: async (stage, { now }) => shift(stage, now(), 'test', 100),
  AllowTraffic: allowTraffic,
};

async function install(stage: Stage, watched: Watch): Promise<void> {
  const { now, until, progress } = watched;
  if (now().green?.taskSetId === undefined) {
    replaceTasks(stage, watched);
    progress({ deadline: dueIn(stage, HOUR) });
  }
  const id = now().green?.taskSetId ?? '';
  const { service } = routesOfDeployment(stage, now());
  const set = taskSetsOf(stage.account, service.id).find((each) => each.id === id);
  if (set) startTasks(stage, service.id, set);
  if (await until(() => stage.world.isSteady(id), now().progress?.deadline)) return;
  const words = 'The deployment timed out while waiting for the replacement task set to become healthy.';
  throw new DeploymentFailure('TIMEOUT', `${words} This time out period is 60 minutes.`);
}

function replaceTasks(stage: Stage, { now, put }: Watch): void {
  const { account } = stage;
  const record = now();
  const { green, blue, progress } = record;
  if (!green || !blue || !progress) throw new DeploymentFailure('INTERNAL_ERROR', `${record.id} has no task sets`);
  const { service } = routesOfDeployment(stage, record);
  const { containerName, containerPort } = progress;
  mustMay(stage, record, 'AmazonECS', 'ecs:DescribeServices', service.id);
  try {
    const loadBalancer = {
      TargetGroupArn: green.targetGroupArn,
      ContainerName: containerName,
      ContainerPort: containerPort,
    };
    checkTaskSet(account, service, green.taskDefinition, loadBalancer);
  } catch (error) {
    if (!(error instanceof ResourceFailure)) throw error;
    const words = 'The ECS service cannot be updated due to an unexpected error';
    throw new DeploymentFailure('ECS_UPDATE_ERROR', `${words}: ${error.message}`);
  }
  mustMay(stage, record, 'AmazonECS', 'ecs:CreateTaskSet', service.id);
  passRoles(stage, record, green.taskDefinition);
  // What an earlier deployment has left there, which failed and was not taken back.
  for (const { id, status, targetGroupArn } of taskSetsOf(account, service.id)) {
    if (status === 'ACTIVE' && targetGroupArn === green.targetGroupArn) deleteTaskSet(stage, service.id, id);
  }
  const { taskDefinition, targetGroupArn } = green;
  const made = { taskDefinition, targetGroupArn, containerName, containerPort, externalId: record.id };
  const taskSetId = createTaskSet(stage, service.id, made);
  put({ green: { ...green, taskSetId } });
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/codedeploy_IAM_role.html */
function passRoles(stage: Stage, record: DeploymentRecord, taskDefinition: string): void {
  const { properties = {} } = findRevision(stage.account, taskDefinition) ?? {};
  for (const name of ['ExecutionRoleArn', 'TaskRoleArn']) {
    const role = textOf(properties, name);
    const context = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
    if (role !== undefined) mustMay(stage, record, 'AmazonECS', 'iam:PassRole', role, context);
  }
}

async function allowTraffic(stage: Stage, { now, progress, until }: Watch): Promise<void> {
  const { deploymentConfigName } = now();
  const routing = trafficRoutingOf(stage.account, deploymentConfigName);
  if (!routing) {
    const words = `the deployment configuration ${deploymentConfigName} cannot be found`;
    throw new DeploymentFailure('CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND', words);
  }
  const steps = stepsOf(routing);
  const interval = routing.type === 'AllAtOnce' ? 0 : routing.minutes * MINUTE;
  for (let index = now().progress?.shifted ?? 0; index < steps.length; index += 1) {
    const due = now().progress?.nextShift;
    if (due !== undefined) await until(() => stage.account.now().toISOString() >= due);
    shift(stage, now(), 'production', steps[index] ?? 100);
    progress({ shifted: index + 1, nextShift: dueIn(stage, interval) });
  }
  const { service } = routesOfDeployment(stage, now());
  mustMay(stage, now(), 'AmazonECS', 'ecs:UpdateServicePrimaryTaskSet', service.id);
  makePrimary(stage, service.id, now().green?.taskSetId ?? '');
}

/**
 * What happens at an event that a function may be called for. One that does not report within an hour fails the deployment, however its
 * call has ended.
 */
export function hookEvent(name: string): Play {
  return async (stage, watched) => {
    const { now, event, putEvent, progress, until } = watched;
    const { hook, executionId } = event(name);
    if (hook === undefined) return;
    const called = findFunction(stage.account, hook);
    mustMay(stage, now(), 'AWSLambda', 'lambda:InvokeFunction', called.arn);
    if (executionId === undefined) {
      progress({ deadline: dueIn(stage, HOUR) });
      putEvent(name, { executionId: newExecutionId(now().id, name, stage.account.newSuffix(16)) });
    }
    // Of a process that was killed the function was killed too, so that it is called again.
    const { executionId: id = '' } = event(name);
    stage.invoke({ called, deploymentId: now().id, executionId: id, event: name });
    const { deadline } = now().progress ?? {};
    if (await until(() => event(name).status !== 'InProgress', deadline)) return;
    const words = 'The deployment timed out while waiting for a status callback.';
    const hour = 'CodeDeploy expects a status callback within one hour after a deployment hook is invoked.';
    throw new DeploymentFailure('TIMEOUT', `${words} ${hour}`);
  };
}

// As long and as opaque as CodeDeploy's.
function newExecutionId(deploymentId: string, event: string, suffix: string): string {
  return Buffer.from(JSON.stringify({ deploymentId, event, suffix })).toString('base64url');
}
