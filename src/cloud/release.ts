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
import { readRevisions } from './preflight/task-definition.ts';
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

/**
 * The revision that was handed to CodeDeploy last, whether or not it was deployed: a fix that alarms kept out among them.
 * @throws TealformError `no-revision` where there has never been one, `release-under-way` while another runs, `not-what-runs` where it
 * is said to have succeeded and something else runs.
 */
export async function findNewestRevision(clients: Clients, group: DeploymentGroup): Promise<Revision> {
  await throwIfRunning(clients, group);
  const newest = await firstOf(listDeployments(clients, group));
  if (newest?.revision) {
    const revision = { deployment: newest, location: newest.revision };
    if (newest.status === 'Succeeded') await throwUnlessRuns(clients, group, revision);
    return revision;
  }
  throw new TealformError({
    code: 'no-revision',
    message: `nothing has been released to ${group.application} yet, so there is no revision that could pass alarms`,
    hint: 'make release without --ignore-alarms builds one',
  });
}

/** What a deployment has deployed. */
export interface Revision {
  readonly deployment: Deployment;
  readonly location: RevisionLocation;
}

/** How far back is looked for what ran before. */
const DEPTH = 100;

/**
 * What ran before the version that runs now: the revision of the newest successful deployment that is another one. Looks at the last
 * hundred.
 * @throws TealformError `no-revision` where nothing else has ever run, `release-under-way` while a release runs, `not-what-runs` where the
 * service runs something that its last successful deployment has not brought.
 */
export async function findPreviousRevision(
  clients: Clients,
  group: DeploymentGroup,
): Promise<{ readonly current: Revision; readonly previous: Revision }> {
  await throwIfRunning(clients, group);
  let current: Revision | undefined;
  let count = 0;
  for await (const deployment of listDeployments(clients, group, ['Succeeded'])) {
    count += 1;
    const { revision: location } = deployment;
    if (location === undefined) continue;
    if (current === undefined) {
      current = { deployment, location };
      await throwUnlessRuns(clients, group, current);
    } else if (!isSame(current.location, location)) return { current, previous: { deployment, location } };
    if (count >= DEPTH) break;
  }
  throw new TealformError({
    code: 'no-revision',
    message: current
      ? `nothing but what runs now has been released to ${group.application} successfully, as far as its last ${count} deployments tell`
      : `nothing has been released to ${group.application} successfully yet`,
    hint: 'release another version: make release',
  });
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

/** Holds that what counts as current is what the service's primary task set runs. What cannot be read, or looked at, holds nothing up. */
async function throwUnlessRuns(
  clients: Clients,
  group: DeploymentGroup,
  { deployment, location }: Revision,
): Promise<void> {
  const named = taskDefinitionOf(location);
  if (named === undefined) return;
  const running = await readRunning(clients, group);
  if (running === undefined || nameOf(running) === nameOf(named)) return;
  throw new TealformError({
    code: 'not-what-runs',
    message: `${deployment.id} counts as what was deployed last and has brought ${nameOf(named)}, but ${nameOf(running)} runs`,
    hint: 'what to go back to, or on to, cannot be told from deployments: release a version (make release), or hand its AppSpec over by hand (aws deploy create-deployment)',
  });
}

async function readRunning(clients: Clients, { application, group }: DeploymentGroup): Promise<string | undefined> {
  const { codeDeploy, region } = clients;
  const answer = await answered(
    codeDeploy.send(new GetDeploymentGroupCommand({ applicationName: application, deploymentGroupName: group })),
    { action: 'codedeploy:GetDeploymentGroup', resource: `${application}/${group}`, region },
    ['AccessDeniedException'],
  );
  const { clusterName, serviceName } = answer?.deploymentGroupInfo?.ecsServices?.[0] ?? {};
  if (clusterName === undefined || serviceName === undefined) return undefined;
  try {
    return (await readRevisions(clients, clusterName, serviceName))?.running;
  } catch (error) {
    if (error instanceof TealformError && error.code === 'access-denied') return undefined;
    throw error;
  }
}

// `hello:7`, in an ARN or alone; a family alone means whichever is the latest, which says nothing.
function taskDefinitionOf(location: RevisionLocation): string | undefined {
  return /\bTaskDefinition["']?\s*:\s*["']?([^\s"',}]+:\d+)(?=["'\s,}]|$)/.exec(contentOf(location) ?? '')?.[1];
}

function nameOf(taskDefinition: string): string {
  return taskDefinition.replace(/^.*\//, '');
}

function contentOf({ appSpecContent, string }: RevisionLocation): string | undefined {
  return appSpecContent?.content ?? string?.content;
}

// What it says, not where it was put: the same AppSpec is handed over anew at each deployment.
function isSame(one: RevisionLocation, other: RevisionLocation): boolean {
  const [left, right] = [contentOf(one), contentOf(other)];
  return left !== undefined || right !== undefined ? left === right : JSON.stringify(one) === JSON.stringify(other);
}
