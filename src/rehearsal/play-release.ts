import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalResource } from '../local/resource.ts';
import { allDeployments, type DeploymentRecord } from '../local/resources/deployments.ts';
import type { KeptTaskSet } from '../local/resources/task-sets.ts';
import type { ExecutionRecord } from '../local/services/executions.ts';
import { routesOf } from '../local/services/traffic.ts';
import { whenAborted } from './aborted.ts';
import { addressesOf, addressLine } from './addresses.ts';
import { taskSetsOf } from './deployment/task-sets.ts';
import { openPlay, type Play, type PlayOptions } from './play.ts';

/** What {@link playRelease} has come to. */
export interface ReleaseEnd {
  /** The run of the pipeline; undefined where the release was begun past it. */
  readonly execution: ExecutionRecord | undefined;
  /** What has been deployed by it; undefined where it did not get there. */
  readonly deployment: DeploymentRecord | undefined;
}

/**
 * Has one service run, begins a release of it, and plays that to its end: until no task of it is going any more.
 * @param group its deployment group
 * @param begin begins the release. @returns the id of the pipeline's run, where it is one.
 * @param signal aborted when somebody wants it to end: what is under way stands where it is, and goes on when it is played again
 * @throws TealformError `not-rehearsed` where something of it cannot run here, `interrupted`
 */
export async function playRelease(
  options: PlayOptions,
  group: LocalResource,
  begin: () => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<ReleaseEnd> {
  const { account, tell, began } = options;
  const at = () => account.now().getTime() - began.getTime();
  const { service } = routesOf(account, group);
  const play = await openPlay({ ...options, plays: ({ id }) => id === service.id });
  const deployments = () =>
    allDeployments(account).filter(({ deploymentGroupName }) => deploymentGroupName === group.id);
  const stage = (name: string, status: 'begun' | 'done' | 'failed', text?: string) => {
    // Nobody listens any more once it was interrupted.
    if (!signal.aborted) tell({ at: at(), kind: 'stage', stage: name, status, ...(text !== undefined && { text }) });
  };
  const go = async (): Promise<ReleaseEnd> => {
    for (const each of addressesOf(account, play.world)) {
      if (each.service === service.attributes.Name)
        tell({ at: at(), kind: 'log', source: 'listener', text: addressLine(each) });
    }
    stage('start', 'begun');
    const running = () => taskSetsOf(account, service.id).filter(({ status }) => status !== 'DRAINING');
    const why = await steady(play, running, signal);
    // What does not run may be what the release is for.
    stage('start', why === undefined ? 'done' : 'failed', why);
    const before = new Set(deployments().map(({ id }) => id));
    stage('release', 'begun');
    const id = await begin();
    const execution = id === undefined ? undefined : await play.pipelines.settled(id);
    for (const { id } of deployments()) await play.player.settled(id);
    const deployment = deployments().find((each) => !before.has(each.id) && each.creator !== 'codeDeployRollback');
    const end = { execution, deployment };
    const failure = failureOf(end);
    stage('release', failure === undefined ? 'done' : 'failed', failure);
    return end;
  };
  try {
    return await Promise.race([go(), whenAborted(signal, GOES_ON)]);
  } finally {
    await play.close();
  }
}

/** What is said to whoever has ended it. */
const GOES_ON = 'what has begun goes on with the next make release, or with make local ARGS="--play"';

/** How long the tasks that are there may take until the release begins all the same, in milliseconds. */
const PATIENCE = 60_000;

// Why what should run does not; undefined once all of it does.
async function steady(
  { world }: Play,
  sets: () => readonly KeptTaskSet[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const end = Date.now() + PATIENCE;
  while (!sets().every(({ id }) => world.isSteady(id))) {
    signal.throwIfAborted();
    const reasons = sets().flatMap(({ id }) => world.tasks(id).flatMap(({ stoppedReason }) => stoppedReason ?? []));
    // Waiting will not bring it.
    const missing = reasons.find((reason) => reason.startsWith('CannotPullContainerError'));
    if (missing !== undefined) return missing;
    if (Date.now() > end) return reasons.at(-1) ?? 'the tasks that are deployed do not become healthy';
    await sleep(50);
  }
  return undefined;
}

/** Why a release has failed; undefined where it has not. */
export function failureOf({ execution, deployment }: ReleaseEnd): string | undefined {
  const failed = execution?.stages.flatMap(({ actions }) => actions).find(({ status }) => status === 'Failed');
  const { error } = deployment ?? {};
  if (error) return `${deployment?.id} is ${deployment?.status}: ${error.code}: ${error.message}`;
  if (failed) return `${failed.name} has failed: ${failed.error?.message ?? failed.summary ?? 'nobody says why'}`;
  if (execution && execution.status !== 'Succeeded') return `the run ${execution.id} is ${execution.status}`;
  if (deployment?.status === 'Succeeded') return undefined;
  return deployment ? `${deployment.id} is ${deployment.status}` : 'nothing was deployed';
}
