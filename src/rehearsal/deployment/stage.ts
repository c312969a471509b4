import type { TealformError } from '../../dsl/error.ts';
import type { Account } from '../../local/account.ts';
import type { LocalResource } from '../../local/resource.ts';
import { DEPLOYMENT_GROUP } from '../../local/resources/code-deploy.ts';
import type { DeploymentRecord } from '../../local/resources/deployments.ts';
import type { HookCall } from '../hook/invoke.ts';
import type { Pace } from '../pace.ts';
import type { Tell, TimelineEntry } from '../timeline.ts';
import type { World } from '../world.ts';

/** An entry of the timeline, whenever it is told. */
export type Told = TimelineEntry extends infer Entry ? (Entry extends unknown ? Omit<Entry, 'at'> : never) : never;

/** What deployments are played with. */
export interface PlayerOptions {
  readonly account: Account;
  readonly world: World;
  readonly pace: Pace;
  readonly tell: Tell;
  /** Where the local cloud answers: hooks report there. */
  readonly endpoint: string;
  /** Where hooks are written to be run. */
  readonly folder: string;
  /** When the rehearsal began, which entries of the timeline count from: now, unless said. */
  readonly began?: Date;
  /** Which services are played; all, unless said. */
  readonly plays?: (service: LocalResource) => boolean;
  /** Told of a service that cannot be played here, and is left out; without it that is thrown. */
  readonly onRefused?: (service: LocalResource, error: TealformError) => void;
}

/** What every part of a player works with. */
export interface Stage extends Omit<PlayerOptions, 'tell' | 'began'> {
  readonly tell: (entry: Told) => void;
  readonly isOpen: () => boolean;
  /** The task sets that were started here: the world takes each of them once. */
  readonly started: Set<string>;
  /** Why services are left out, by their ARNs. */
  readonly refused: Map<string, string>;
  /** Starts to play a deployment. */
  readonly play: (record: DeploymentRecord) => void;
  /** Calls a hook of a deployment. */
  readonly invoke: (call: HookCall) => void;
  /** Work that goes on after a deployment has ended: tasks that finish. */
  readonly inBackground: (work: Promise<void>) => void;
}

/** Why a deployment fails: the code and the words of its error. */
export class DeploymentFailure extends Error {
  override readonly name = 'DeploymentFailure';
  /** `HOOK_EXECUTION_FAILURE`, `TIMEOUT` */
  readonly code: string;
  /** What the deployment is then. */
  readonly status: 'Failed' | 'Stopped';

  constructor(code: string, message: string, status: 'Failed' | 'Stopped' = 'Failed') {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The group of a deployment. @throws DeploymentFailure where it is gone */
export function groupOf({ account }: Stage, { deploymentGroupName }: DeploymentRecord): LocalResource {
  const group = account.find(DEPLOYMENT_GROUP, deploymentGroupName);
  if (group) return group;
  throw new DeploymentFailure('DEPLOYMENT_GROUP_MISSING', `The deployment group ${deploymentGroupName} is missing`);
}

/** When so much time will have gone by that is so many milliseconds at AWS, as an ISO time. */
export function dueIn({ account, pace }: Stage, milliseconds: number): string {
  return new Date(account.now().getTime() + pace.of(milliseconds)).toISOString();
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
