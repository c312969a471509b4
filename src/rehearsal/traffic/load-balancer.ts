import { TealformError } from '../../dsl/error.ts';
import type { Account } from '../../local/account.ts';
import { LISTENER, LISTENER_RULE, TARGET_GROUP } from '../../local/resources/elbv2.ts';
import { textOf } from '../../local/resources/read.ts';
import type { Pace } from '../pace.ts';
import type { Measurement } from '../world.ts';
import { type OpenListener, openListener } from './listener.ts';
import { makeMetrics } from './metrics.ts';
import type { Target } from './target.ts';
import { makeTargetGroups, type NewTarget } from './target-groups.ts';

/** What {@link openLoadBalancer} is told. */
export interface LoadBalancerOptions {
  readonly account: Account;
  readonly pace: Pace;
  /** Only the listeners of this one, where the account has several. */
  readonly loadBalancerArn?: string | undefined;
  readonly nameOf: (targetGroupArn: string) => string;
}

/** A load balancer on loopback. */
export interface OpenLoadBalancer {
  readonly addressOf: (listenerArn: string) => string | undefined;
  readonly register: (targetGroupArn: string, target: NewTarget) => Target;
  readonly measure: (since: Date) => Measurement;
  /** Opens listeners that have come since, and closes those that have gone. @throws TealformError as at the beginning */
  readonly look: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a port for each listener of the account's load balancer, and has the account tell of its targets.
 * @throws TealformError `not-rehearsed` for listener rules, which are not played
 */
export async function openLoadBalancer(options: LoadBalancerOptions): Promise<OpenLoadBalancer> {
  const { account, pace, nameOf } = options;
  const first = listenersOf(options);
  const arns = () => account.all(TARGET_GROUP).map(({ id }) => id);
  const metrics = makeMetrics(() => account.now(), arns);
  const groups = makeTargetGroups(account, pace, (arn) => {
    metrics.hosts(arn, groups.count(arn, 'healthy'), groups.count(arn, 'unhealthy'));
  });
  const before = account.targets;
  account.targets = groups.describe;
  const open = new Map<string, OpenListener>();
  const follow = async (known: readonly string[]) => {
    for (const listenerArn of known.filter((arn) => !open.has(arn))) {
      open.set(listenerArn, await openListener({ account, listenerArn, pace, groups, metrics, nameOf }));
    }
    for (const [arn, listener] of [...open].filter(([arn]) => !known.includes(arn))) {
      open.delete(arn);
      await listener.close();
    }
  };
  await follow(first);
  return {
    look: async () => follow(listenersOf(options)),
    addressOf: (listenerArn) => open.get(listenerArn)?.url,
    register: groups.register,
    measure: metrics.measure,
    close: async () => {
      account.targets = before;
      groups.close();
      await Promise.all([...open.values()].map((listener) => listener.close()));
    },
  };
}

function listenersOf({ account, loadBalancerArn }: LoadBalancerOptions): readonly string[] {
  const listeners = account.all(LISTENER).filter(({ properties }) => {
    return loadBalancerArn === undefined || textOf(properties, 'LoadBalancerArn') === loadBalancerArn;
  });
  const known = listeners.map(({ id }) => id);
  const rule = account
    .all(LISTENER_RULE)
    .find(({ properties }) => known.includes(textOf(properties, 'ListenerArn') ?? ''));
  if (rule === undefined) return known;
  const hint = 'a rehearsal plays default actions; say what traffic does there';
  throw new TealformError({ code: 'not-rehearsed', message: `the listener rule ${rule.id} is not played`, hint });
}
