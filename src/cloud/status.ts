import { TealformError } from '../dsl/error.ts';
import type { Clients } from './clients.ts';
import { type Deployment, deploymentGroupOf, listDeployments, RUNNING } from './deployments.ts';
import { allStacks, readStackTree } from './stack-tree.ts';
import { type RingingAlarm, readAlarms } from './status/alarms.ts';
import { type PipelineStatus, readPipeline } from './status/pipeline.ts';
import { readService, type ServiceStatus } from './status/service.ts';
import { onlyColour, readTraffic, type Traffic } from './status/traffic.ts';

/** A stack in the list of them. */
export interface StackLine {
  /** By logical ids, from the root's name on. */
  readonly path: string;
  readonly status: string;
  readonly since: Date | undefined;
  readonly reason: string;
}

/** Where a system stands. */
export interface SystemStatus {
  readonly stackName: string;
  readonly isDeployed: boolean;
  readonly stacks: readonly StackLine[];
  readonly traffic: Traffic | undefined;
  /** The colour that gets all users; undefined while both get some, or none does. */
  readonly live: string | undefined;
  /** Deployments that are not over; there may be one at a time. */
  readonly deployments: readonly Omit<Deployment, 'revision'>[];
  readonly service: ServiceStatus | undefined;
  readonly pipeline: PipelineStatus | undefined;
  readonly alarms: { readonly count: number; readonly ringing: readonly RingingAlarm[] } | undefined;
  /** The root's outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What could not be read, and why. */
  readonly unreadable: readonly string[];
}

/**
 * Looks where a system stands. Reads only. What cannot be read besides the stacks is told, and the rest is there.
 * @throws TealformError where the stacks cannot be read.
 */
export async function readStatus(clients: Clients, stackName: string): Promise<SystemStatus> {
  const root = await readStackTree(clients, stackName);
  if (root === undefined) {
    return { ...NOTHING, stackName };
  }
  const unreadable: string[] = [];
  const tried = async <T>(what: string, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof TealformError)) throw error;
      unreadable.push(`${what}: ${error.message.split('\n')[0]}`);
      return undefined;
    }
  };
  const { outputs } = root;
  const group = deploymentGroupOf(outputs);
  const traffic = await tried('listeners', () => readTraffic(clients, outputs));
  const deployments = await tried('deployments', async () => {
    const found: Omit<Deployment, 'revision'>[] = [];
    if (group) {
      for await (const { revision: _, ...deployment } of listDeployments(clients, group, RUNNING))
        found.push(deployment);
    }
    return found;
  });
  const { PipelineName: pipeline } = outputs;
  return {
    stackName,
    isDeployed: true,
    stacks: allStacks(root).map(({ path, status, since, reason }) => ({ path: path.join('/'), status, since, reason })),
    traffic,
    live: traffic && onlyColour(traffic),
    deployments: deployments ?? [],
    service: await tried('tasks', () => readService(clients, outputs)),
    pipeline: pipeline === undefined ? undefined : await tried('pipeline', () => readPipeline(clients, pipeline)),
    alarms: await tried('alarms', () => readAlarms(clients, root)),
    outputs,
    unreadable,
  };
}

const NOTHING = {
  isDeployed: false,
  stacks: [],
  traffic: undefined,
  live: undefined,
  deployments: [],
  service: undefined,
  pipeline: undefined,
  alarms: undefined,
  outputs: {},
  unreadable: [],
} as const;
