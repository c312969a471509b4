import type { Data, DataObject } from '../dsl/template.ts';
import { type Interference, NO_INTERFERENCE } from './interference.ts';
import { LogEvents } from './log-events.ts';
import type { PipelinePlayer } from './pipeline-player.ts';
import type { DeploymentPlayer } from './player.ts';
import type { LocalResource } from './resource.ts';
import { NO_TARGETS, type Targets } from './targets.ts';

/** Where the local cloud pretends to be. */
export interface Whereabouts {
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** All accounts that there are, each in each of its regions. */
export interface Cloud {
  /** The account that callers are in who have taken on no role; what holds for the whole cloud is kept there. */
  readonly home: Account;
  readonly all: () => readonly Account[];
  /** An account in a region; undefined where there is no such account, or the region is not enabled for it. */
  readonly at: (accountId: string, region: string) => Account | undefined;
  /** An account in each of its regions; none where there is no such account. */
  readonly ofAccount: (accountId: string) => readonly Account[];
}

/** What is kept of an account, as JSON: survives a restart. */
export interface AccountState {
  readonly whereabouts: Whereabouts;
  readonly resources: readonly LocalResource[];
  /** What services keep beside resources, by the name of the service: stacks and change sets, objects in buckets. */
  readonly services: Readonly<Record<string, Data>>;
  /** How many ids have been given out. */
  readonly ids: number;
}

/**
 * One account in one region: everything that stacks and calls have made. Services are views of it: `DescribeListeners` tells of the
 * resources of type `AWS::ElasticLoadBalancingV2::Listener`, whoever made them.
 */
export class Account {
  readonly whereabouts: Whereabouts;
  readonly #resources = new Map<string, Map<string, LocalResource>>();
  readonly #services: Record<string, Data>;
  readonly #now: () => Date;
  /** Two accounts do not make the same names: those of buckets are there once for all of them. */
  readonly #seed: bigint;
  #ids: number;
  /** Called after every change, so that somebody can write it down. */
  onChange: () => void = () => {};
  /** Returns when what has changed so far is written down, where somebody does that. */
  written: () => Promise<void> = async () => {};
  /** Who plays pipelines; without one an execution that is started fails. */
  pipelines: PipelinePlayer | undefined;
  /** What it is part of: other accounts, and this one in its other regions, where some types are the same ones. */
  cloud: Cloud = alone(this);
  /** What comes between calls and answers, and between resources and what is done to them. */
  interference: Interference = NO_INTERFERENCE;
  /** What is registered at its target groups, by whoever runs something there. */
  targets: Targets = NO_TARGETS;
  /** What was written to its log groups by whatever runs here. */
  readonly logEvents = new LogEvents();
  /** Who plays deployments over time; without one they run at once. */
  player: DeploymentPlayer | undefined;

  /** @param now the clock. */
  constructor(state: AccountState, now: () => Date) {
    this.whereabouts = state.whereabouts;
    this.#services = { ...state.services };
    this.#ids = state.ids;
    this.#now = now;
    this.#seed = seedOf(state.whereabouts);
    for (const resource of state.resources) this.#ofType(resource.type).set(resource.id, resource);
  }

  /** An account with nothing in it. */
  static empty(whereabouts: Whereabouts, now: () => Date = () => new Date()): Account {
    return new Account({ whereabouts, resources: [], services: {}, ids: 0 }, now);
  }

  /** An account of the cloud in one of the regions that are enabled for it; undefined where there is none. */
  at({ accountId, region }: Pick<Whereabouts, 'accountId' | 'region'>): Account | undefined {
    return this.cloud.at(accountId, region);
  }

  /** The time by the account's clock. */
  now(): Date {
    return this.#now();
  }

  /** `arn:aws:ecs:eu-central-1:111122223333:service/x`; global services leave the region out. */
  arn(service: string, resource: string, options: { readonly global?: boolean } = {}): string {
    const { partition, region, accountId } = this.whereabouts;
    return `arn:${partition}:${service}:${options.global ? '' : region}:${accountId}:${resource}`;
  }

  /** `amazonaws.com`, or China's. */
  get urlSuffix(): string {
    return this.whereabouts.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  }

  /** A name that nobody had before, of capital letters and digits, as CloudFormation puts behind names that it makes. */
  newSuffix(length = 12): string {
    this.#ids += 1;
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    // Not random: a run that is repeated gives the same names. The multiplier is prime to 36, so that neighbours do not look alike.
    let value = BigInt(this.#ids) * 2_862_933_555_777_941_757n + this.#seed;
    let text = '';
    for (let index = 0; index < length; index += 1) {
      text += letters[Number(value % 36n)];
      value = value / 36n + BigInt(this.#ids) * BigInt(index + 7) * 1_000_003n;
    }
    return text;
  }

  /** A name that nobody had before, in lower-case hex, as ids of EC2 and load balancers are. */
  newHex(length = 17): string {
    const suffix = this.newSuffix(length + 2);
    return [...suffix]
      .map((letter) => (letter.charCodeAt(0) % 16).toString(16))
      .join('')
      .slice(0, length);
  }

  /** All resources of a type, oldest first; of a type that regions share, those that were made from others too. */
  all(type: string): readonly LocalResource[] {
    const own = [...this.#ofType(type).values()];
    if (!isShared(type)) return own;
    const theirs = this.#siblings().flatMap((sibling) => [...sibling.#ofType(type).values()]);
    if (theirs.length === 0) return own;
    return [...own, ...theirs].sort((a, b) => Number(a.createdAt > b.createdAt) - Number(a.createdAt < b.createdAt));
  }

  /** Every resource of the account that was made in this region. */
  everything(): readonly LocalResource[] {
    return [...this.#resources.values()].flatMap((each) => [...each.values()]);
  }

  /** The resource with that physical id. */
  find(type: string, id: string): LocalResource | undefined {
    return this.#holderOf(type, id).#ofType(type).get(id);
  }

  /** Adds a resource, or puts it in the place of the one with its id. */
  put(
    resource: Omit<LocalResource, 'createdAt' | 'live'> & Partial<Pick<LocalResource, 'createdAt' | 'live'>>,
  ): LocalResource {
    const before = this.find(resource.type, resource.id);
    const whole: LocalResource = {
      live: before?.live ?? {},
      createdAt: before?.createdAt ?? this.now().toISOString(),
      ...resource,
    };
    const holder = this.#holderOf(resource.type, resource.id);
    holder.#ofType(resource.type).set(resource.id, whole);
    holder.onChange();
    return whole;
  }

  /** Says what has happened to a resource outside of templates; the rest of what is live stays. */
  touch(resource: LocalResource, live: Readonly<Record<string, Data>>): LocalResource {
    return this.put({ ...resource, live: { ...resource.live, ...live } });
  }

  /** Takes a resource away; nothing happens when it is not there. */
  remove(type: string, id: string): void {
    const holder = this.#holderOf(type, id);
    if (holder.#ofType(type).delete(id)) holder.onChange();
  }

  /** What a service keeps beside resources. */
  kept(service: string): DataObject {
    const data = this.#services[service];
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as DataObject) : {};
  }

  /** Keeps something for a service, in the place of what it kept before. */
  keep(service: string, data: DataObject): void {
    this.#services[service] = data;
    this.onChange();
  }

  /** All of it, to be written down. */
  state(): AccountState {
    return { whereabouts: this.whereabouts, resources: this.everything(), services: this.#services, ids: this.#ids };
  }

  // Who keeps a resource, or would if it were made now.
  #holderOf(type: string, id: string): Account {
    if (!isShared(type) || this.#ofType(type).has(id)) return this;
    return this.#siblings().find((sibling) => sibling.#ofType(type).has(id)) ?? this;
  }

  #siblings(): readonly Account[] {
    return this.cloud.ofAccount(this.whereabouts.accountId).filter((each) => each !== this);
  }

  #ofType(type: string): Map<string, LocalResource> {
    const known = this.#resources.get(type) ?? new Map<string, LocalResource>();
    this.#resources.set(type, known);
    return known;
  }
}

function alone(account: Account): Cloud {
  const ofAccount = (accountId: string) => (accountId === account.whereabouts.accountId ? [account] : []);
  const at = (accountId: string, region: string) =>
    ofAccount(accountId).find((each) => each.whereabouts.region === region);
  return { home: account, all: () => [account], at, ofAccount };
}

/** Whether an account has a type of resource once for all regions. */
function isShared(type: string): boolean {
  return type.startsWith('AWS::IAM::') || type.startsWith('AWS::Route53::');
}

function seedOf({ accountId, region }: Whereabouts): bigint {
  let seed = 3_037_000_493n;
  for (const letter of `${accountId}/${region}`)
    seed = (seed * 1_000_003n + BigInt(letter.charCodeAt(0))) % (1n << 61n);
  return seed;
}
