import { randomUUID } from 'node:crypto';
import {
  CreateDeploymentCommand,
  GetDeploymentGroupCommand,
  type RevisionLocation,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { TealformError } from '../dsl/error.ts';
import { answered, explained, isEcho } from './call.ts';
import type { Clients } from './clients.ts';
import { type Deployment, type DeploymentGroup, firstOf, listDeployments, RUNNING } from './deployments.ts';
import { type Revisions, readRevisions } from './preflight/task-definition.ts';
import { appSpecOf, completeRevision, isSameRevision, revisionName, taskDefinitionOf } from './revision.ts';
import { sendOnce } from './send-once.ts';

type DeployClients = Pick<Clients, 'codeDeploy' | 'region'>;

/**
 * Starts a pipeline: it takes the newest source, builds it, and releases it.
 * @returns the id of the run.
 * @throws TealformError what CodePipeline says.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html
 */
export async function startPipeline(
  { codePipeline, region }: Pick<Clients, 'codePipeline' | 'region'>,
  name: string,
): Promise<string> {
  const started = await explained(codePipeline.send(new StartPipelineExecutionCommand({ name })), {
    action: 'codepipeline:StartPipelineExecution',
    resource: name,
    region,
  });
  return started.pipelineExecutionId ?? '';
}

/** The deployment of a group that is not over; there is one at most. */
export function findRunning(clients: DeployClients, group: DeploymentGroup): Promise<Deployment | undefined> {
  return firstOf(listDeployments(clients, group, RUNNING));
}

/** What a deployment has deployed. */
export interface Revision {
  readonly deployment: Deployment;
  readonly location: RevisionLocation;
}

/** A revision that counts as what runs, or as what was handed over last. */
export interface CurrentRevision extends Revision {
  /** Why it is not known whether it is what runs; undefined where it does, or was never said to. */
  readonly doubt: string | undefined;
}

/**
 * The revision that was handed to CodeDeploy last, whether or not it was deployed: a fix that alarms kept out among them.
 * @throws TealformError `no-revision` where there has never been one, `release-under-way` while another runs, `not-what-runs` where it
 * is said to have succeeded and something else runs.
 */
export async function findNewestRevision(clients: Clients, group: DeploymentGroup): Promise<CurrentRevision> {
  await throwIfRunning(clients, group);
  const newest = await firstOf(listDeployments(clients, group));
  if (newest?.revision) {
    const location = await completeRevision(clients, group.application, newest.revision);
    const revision = { deployment: newest, location };
    if (newest.status !== 'Succeeded') return { ...revision, doubt: undefined };
    return { ...revision, doubt: compareWithRunning(revision, await readRunning(clients, group)) };
  }
  throw new TealformError({
    code: 'no-revision',
    message: `nothing has been released to ${group.application} yet, so there is no revision that could pass alarms`,
    hint: 'make release without --ignore-alarms builds one',
  });
}

/** How far back is looked for what ran before. */
const DEPTH = 100;

/** What going back would do. */
export interface WayBack {
  readonly current: CurrentRevision;
  readonly previous: Revision;
  /** The deployment that has gone back from what is gone back to now; undefined where none has. */
  readonly leftBy: Deployment | undefined;
  /** The latest revision of the task definition, where it is not what would run then: ECS may refuse updates of the service. */
  readonly later: string | undefined;
}

/**
 * What ran before the version that runs now: the revision of the newest successful deployment that is another one. Looks at the last
 * hundred.
 * @throws TealformError `no-revision` where nothing else has ever run, `release-under-way` while a release runs, `not-what-runs` where the
 * service runs something that its last successful deployment has not brought.
 */
export async function findPreviousRevision(clients: Clients, group: DeploymentGroup): Promise<WayBack> {
  await throwIfRunning(clients, group);
  let current: Revision | undefined;
  let after: Deployment | undefined;
  let count = 0;
  for await (const deployment of listDeployments(clients, group, ['Succeeded'])) {
    count += 1;
    const { revision: location } = deployment;
    if (location === undefined) continue;
    if (current === undefined) {
      current = { deployment, location: await completeRevision(clients, group.application, location) };
    } else if (!isSameRevision(current.location, location)) {
      const running = await readRunning(clients, group);
      const doubt = compareWithRunning(current, running);
      const previous = { deployment, location: await completeRevision(clients, group.application, location) };
      return {
        current: { ...current, doubt },
        previous,
        leftBy: after && isWayBack(after) ? after : undefined,
        later: laterThan(previous, running),
      };
    }
    after = deployment;
    if (count >= DEPTH) break;
  }
  if (current) compareWithRunning(current, await readRunning(clients, group));
  throw new TealformError({
    code: 'no-revision',
    message: current
      ? `nothing but what runs now has been released to ${group.application} successfully, as far as its last ${count} deployments tell`
      : `nothing has been released to ${group.application} successfully yet`,
    hint: 'release another version: make release',
  });
}

const BACK = 'back to the revision of';

/** The description by which a deployment is known that goes back to an earlier one. @param id of that one. */
export function describeWayBack(id: string): string {
  return `${BACK} ${id}: make rollback`;
}

/** Whether a deployment goes back to an earlier one: by `make rollback`, or by CodeDeploy itself. */
function isWayBack({ description = '', creator }: Deployment): boolean {
  return description.startsWith(BACK) || creator === 'codeDeployRollback';
}

/**
 * Has CodeDeploy deploy a revision again.
 * @param options.ignoreAlarms for a fix: alarms that ring keep it neither from starting nor send traffic back.
 * @returns the id of the deployment.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html
 */
export async function deployRevision(
  { codeDeploy, region }: DeployClients,
  { application, group }: DeploymentGroup,
  { location }: Revision,
  options: { readonly description: string; readonly ignoreAlarms?: boolean },
): Promise<string> {
  // CodeDeploy knows no token by which it would recognise a second attempt: without a look it would release twice.
  const mark = randomUUID().slice(0, 8);
  const description = `${options.description} (${mark})`;
  const make = () =>
    new CreateDeploymentCommand({
      applicationName: application,
      deploymentGroupName: group,
      revision: location,
      description,
      ...(options.ignoreAlarms && { overrideAlarmConfiguration: { enabled: false } }),
    });
  const find = async () => {
    let count = 0;
    for await (const { id, description: found } of listDeployments({ codeDeploy, region }, { application, group })) {
      if (found === description) return id;
      count += 1;
      // It would be the newest of all.
      if (count >= 10) break;
    }
    return undefined;
  };
  const send = async (command: CreateDeploymentCommand) => (await codeDeploy.send(command)).deploymentId ?? '';
  return explained(sendOnce(make, send, find), {
    action: 'codedeploy:CreateDeployment',
    resource: `${application}/${group}`,
    region,
  });
}

/** Stops a deployment and has traffic go back to what ran before. */
export async function stopDeployment({ codeDeploy, region }: DeployClients, id: string): Promise<void> {
  await answered(
    codeDeploy.send(new StopDeploymentCommand({ deploymentId: id, autoRollbackEnabled: true })),
    { action: 'codedeploy:StopDeployment', resource: id, region },
    isEcho('DeploymentAlreadyCompletedException'),
  );
}

async function throwIfRunning(clients: DeployClients, group: DeploymentGroup): Promise<void> {
  const running = await findRunning(clients, group);
  if (running === undefined) return;
  const { id, status, since } = running;
  throw new TealformError({
    code: 'release-under-way',
    message: `the deployment ${id} is ${status}${since ? ` since ${since.toISOString()}` : ''}, and there can be one at a time`,
    hint: 'wait for it (make status), or stop it (make stop)',
  });
}

/**
 * Holds that what counts as current is what the service's primary task set runs. What cannot be read, or looked at, holds nothing up.
 * @returns why it cannot be told.
 */
function compareWithRunning({ deployment, location }: Revision, revisions: Revisions | undefined): string | undefined {
  const named = taskDefinitionOf(location);
  if (named === undefined) {
    return appSpecOf(location) === undefined
      ? `CodeDeploy does not give the AppSpec of ${deployment.id}`
      : `the AppSpec of ${deployment.id} names no revision of a task definition`;
  }
  if (revisions === undefined) return 'the service is not there, or may not be looked at';
  const { running } = revisions;
  if (revisionName(running) === revisionName(named)) return undefined;
  throw new TealformError({
    code: 'not-what-runs',
    message: `${deployment.id} counts as what was deployed last and has brought ${revisionName(named)}, but ${revisionName(running)} runs`,
    hint: 'what to go back to, or on to, cannot be told from deployments: release a version (make release), or hand its AppSpec over by hand (aws deploy create-deployment)',
  });
}

function laterThan({ location }: Revision, revisions: Revisions | undefined): string | undefined {
  const named = taskDefinitionOf(location);
  if (named === undefined || revisions === undefined) return undefined;
  const latest = revisionName(revisions.latest);
  return latest === revisionName(named) ? undefined : latest;
}

async function readRunning(clients: Clients, { application, group }: DeploymentGroup): Promise<Revisions | undefined> {
  const { codeDeploy, region } = clients;
  const answer = await answered(
    codeDeploy.send(new GetDeploymentGroupCommand({ applicationName: application, deploymentGroupName: group })),
    { action: 'codedeploy:GetDeploymentGroup', resource: `${application}/${group}`, region },
    ['AccessDeniedException'],
  );
  const { clusterName, serviceName } = answer?.deploymentGroupInfo?.ecsServices?.[0] ?? {};
  if (clusterName === undefined || serviceName === undefined) return undefined;
  try {
    return await readRevisions(clients, clusterName, serviceName);
  } catch (error) {
    if (error instanceof TealformError && error.code === 'access-denied') return undefined;
    throw error;
  }
}
