import { setTimeout as sleep } from 'node:timers/promises';
import { TealformError } from '../dsl/error.ts';
import type { Account } from '../local/account.ts';
import type { LocalResource } from '../local/resource.ts';
import { DEPLOYMENT_CONFIG, DEPLOYMENT_GROUP } from '../local/resources/code-deploy.ts';
import { PIPELINE } from '../local/resources/code-pipeline.ts';
import { PREDEFINED, trafficRoutingOf } from '../local/resources/deployment-configs.ts';
import { allDeployments, type DeploymentRecord } from '../local/resources/deployments.ts';
import { weightsOf } from '../local/resources/elbv2.ts';
import { numberOf, objectOf, textOf } from '../local/resources/read.ts';
import { executionsOf } from '../local/services/executions.ts';
import { routesOf } from '../local/services/traffic.ts';
import { whenAborted } from './aborted.ts';
import { taskSetsOf } from './deployment/task-sets.ts';
import { castFault } from './faults/cast-fault.ts';
import { outcomeOf } from './faults/outcome.ts';
import type { FaultName } from './faults/rows.ts';
import { faultChecksOf, faultWords, killedChecksOf } from './faults/verdict.ts';
import { type Load, startLoad } from './load/load.ts';
import { seenIn } from './load/shares.ts';
import type { Pace } from './pace.ts';
import { LOST } from './pipeline/play.ts';
import { openPlay, type Play } from './play.ts';
import type { Check, Tell, TimelineEntry } from './timeline.ts';
import { checksOf, wordsOf } from './verdict.ts';

/** What {@link rehearse} is told. */
export interface RehearsalOptions {
  /** A local cloud that answers at {@link endpoint}. */
  readonly account: Account;
  readonly endpoint: string;
  readonly pace: Pace;
  /** The repository. */
  readonly root: string;
  /** Where images, hooks and logs are left. */
  readonly folder: string;
  readonly tell: Tell;
  /** What was told of it before, where it is gone on with. */
  readonly before?: readonly TimelineEntry[];
  /** When the rehearsal began, which entries count from. */
  readonly began: Date;
  /** What users ask for. */
  readonly path: string;
  /** Whether it was killed on purpose, and so is held to that fault's row too. */
  readonly isKilled?: boolean;
  /** How traffic moves, in the place of what the templates say: the name of a deployment configuration. */
  readonly config?: string;
  readonly requestsPerSecond?: number;
  /** Has the templates deployed to the local cloud. */
  readonly deploy: () => Promise<void>;
  /** Starts the pipeline. */
  readonly release: () => Promise<void>;
  /** Stops the deployment that runs. */
  readonly stop: () => Promise<void>;
  /** What is to go wrong. */
  readonly fault?: FaultName | undefined;
  /** Aborted when somebody wants it to end. */
  readonly signal: AbortSignal;
}

/** How a rehearsal ended. */
export interface RehearsalEnd {
  readonly passed: boolean;
  readonly checks: readonly Check[];
}

/**
 * Plays a release from the emitted files alone: deploys the templates to the local cloud, starts what they declare as processes behind
 * ports, has the pipeline build and release, and asks all the time what users would ask.
 * @throws TealformError where something of it cannot begin; what goes wrong in the release itself is its verdict.
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalEnd> {
  const { account, endpoint, pace, root, folder, began, signal } = options;
  const at = () => account.now().getTime() - began.getTime();
  const entries: TimelineEntry[] = [...(options.before ?? [])];
  let play: Play | null = null;
  const tell: Tell = (entry) => {
    entries.push(entry);
    options.tell(entry);
    fault?.hear(entry, play?.world);
  };
  const fault = options.fault && castFault({ ...options, name: options.fault, tell, at });
  const stage = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    tell({ at: at(), kind: 'stage', stage: name, status: 'begun' });
    try {
      const result = await Promise.race([work(), whenAborted(signal, GOES_ON)]);
      tell({ at: at(), kind: 'stage', stage: name, status: 'done' });
      return result;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      tell({ at: at(), kind: 'stage', stage: name, status: 'failed', text });
      throw error;
    }
  };
  fault?.announce();
  const isDeployed = entries.some(
    (entry) => entry.kind === 'stage' && entry.stage === 'deploy' && entry.status === 'done',
  );
  if (!isDeployed) await stage('deploy', options.deploy);
  fault?.prepare();
  const faults = fault ? { faultOf: fault.faultOf } : {};
  play = await openPlay({ account, endpoint, pace, root, folder, tell, began, ...faults });
  const { world, player, pipelines } = play;
  let load: Load | undefined;
  try {
    const group = deploymentGroup(account, options.config);
    const { production, service } = routesOf(account, group);
    const url = world.addressOf(production[0]?.id ?? '');
    if (url === undefined)
      throw new TealformError({ code: 'not-rehearsed', message: 'nothing listens for the production listener' });
    const [weights = {}] = production.map(weightsOf);
    const first = taskSetsOf(account, service.id).filter(({ targetGroupArn }) => (weights[targetGroupArn] ?? 0) > 0);
    await stage('start', () => until(() => first.every(({ id }) => world.isSteady(id)), signal));
    load = startLoad({
      url,
      path: options.path,
      tell,
      at,
      ...(options.requestsPerSecond !== undefined && { requestsPerSecond: options.requestsPerSecond }),
    });
    await stage('release', async () => {
      const pipeline = theOnly(account, PIPELINE, 'a pipeline');
      const last = executionsOf(pipeline).at(-1);
      // One whose build ended with its process is begun anew; all others are there still.
      if (last === undefined || (last.status === 'Failed' && last.summary === LOST)) await options.release();
      const execution = executionsOf(account.find(PIPELINE, pipeline.id) ?? pipeline).at(-1);
      if (execution === undefined)
        throw new TealformError({ code: 'not-rehearsed', message: 'the pipeline has not begun' });
      await pipelines.settled(execution.id);
      for (const { id } of deploymentsOf(account, group)) await player.settled(id);
      await fault?.calm(world);
    });
    await load.stop();
    const totals = seenIn(entries);
    const [deployment] = deploymentsOf(account, group);
    const left = taskSetsOf(account, service.id);
    const checks = fault
      ? faultChecksOf({ row: fault.row, outcome: outcomeOf(account, group), entries })
      : [
          ...checksOf({ deployment, totals, left, entries, wait: waitOf(group, pace) }),
          ...(options.isKilled ? killedChecksOf(outcomeOf(account, group)) : []),
        ];
    const passed = checks.every((check) => check.passed);
    const text = fault ? faultWords(fault, checks) : wordsOf(checks);
    tell({ at: at(), kind: 'verdict', passed, text, checks });
    return { passed, checks };
  } finally {
    await load?.stop();
    await play.close();
  }
}

// How long the old version is to stay once traffic has moved; undefined where it stays for good.
function waitOf({ properties }: LocalResource, pace: Pace): number | undefined {
  const said = objectOf(
    objectOf(properties, 'BlueGreenDeploymentConfiguration'),
    'TerminateBlueInstancesOnDeploymentSuccess',
  );
  if (textOf(said, 'Action') === 'KEEP_ALIVE') return undefined;
  return pace.of((numberOf(said, 'TerminationWaitTimeInMinutes') ?? 0) * 60_000);
}

// As UpdateDeploymentGroup leaves it, where another configuration was asked for.
function deploymentGroup(account: Account, config: string | undefined): LocalResource {
  const group = theOnly(account, DEPLOYMENT_GROUP, 'a deployment group');
  if (config === undefined) return group;
  if (trafficRoutingOf(account, config) === undefined) {
    const known = [...PREDEFINED, ...account.all(DEPLOYMENT_CONFIG).map(({ id }) => id)].join(', ');
    throw new TealformError({
      code: 'unknown-config',
      message: `there is no deployment configuration ${JSON.stringify(config)}`,
      hint: `take one of ${known}`,
    });
  }
  return account.put({ ...group, properties: { ...group.properties, DeploymentConfigName: config } });
}

function deploymentsOf(account: Account, group: LocalResource): readonly DeploymentRecord[] {
  return allDeployments(account).filter(({ deploymentGroupName }) => deploymentGroupName === group.id);
}

function theOnly(account: Account, type: string, what: string): LocalResource {
  const [only, ...more] = account.all(type);
  if (only !== undefined && more.length === 0) return only;
  const message = only === undefined ? `the system has no ${what.replace(/^an? /, '')}` : `there is more than ${what}`;
  throw new TealformError({ code: 'not-rehearsed', message, hint: 'rehearse one system that releases by CodeDeploy' });
}

async function until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!isSo()) {
    signal.throwIfAborted();
    if (Date.now() > end) {
      const hint = 'look at the log above: what the tasks wrote, and what health checks were answered';
      throw new TealformError({ code: 'never-steady', message: 'the first tasks did not become healthy', hint });
    }
    await sleep(50);
  }
}

/** What is said to whoever has ended it. */
const GOES_ON = 'go on with it: make rehearse RESUME=latest';

/** How long the first tasks may take, in milliseconds. */
const PATIENCE = 60_000;
