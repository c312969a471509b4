import { Agent } from 'node:http';
import type { LocalResource } from '../../local/resource.ts';
import { attributeOf } from '../../local/resources/elbv2.ts';
import type { Pace } from '../pace.ts';
import { AT_LEAST, patienceOf } from '../patience.ts';
import { FAILED, type Finding, healthCheckOf, lookAt } from './health-check.ts';

export type Health = 'initial' | 'healthy' | 'unhealthy' | 'draining';

/** Something that answers requests, registered at a target group. */
export interface Target {
  readonly id: string;
  /** On loopback; undefined as long as nothing listens. */
  readonly port: () => number | undefined;
  readonly health: () => Health;
  readonly finding: () => Finding;
  /** Connections to it, kept for as long as it is registered. */
  readonly agent: Agent;
  /** Takes it out: it gets no new requests. Returns when it is out, after the deregistration delay. */
  readonly deregister: () => Promise<void>;
  /** Takes it out at once, whatever is under way. */
  readonly drop: () => void;
}

/**
 * How long a connection without a request is kept, unless the target keeps it for less time. Servers of Node.js close theirs after five
 * seconds: on a machine that is busy for a second or two, a request could just meet that.
 */
const IDLE_MS = 1_500;

/** What {@link registerTarget} is told. */
export interface TargetOptions {
  readonly id: string;
  readonly port: () => number | undefined;
  readonly group: LocalResource;
  readonly pace: Pace;
  /** Called when its health has changed. */
  readonly onHealth: (health: Health, finding: Finding) => void;
  /** Called when it is out. */
  readonly onGone: () => void;
}

/**
 * Registers a target and looks after its health until it is taken out. One good answer makes a new target healthy, as many bad ones in a row
 * as the threshold says any target unhealthy, and it takes the other threshold to become healthy again.
 *
 * Taken out, it drains for the whole deregistration delay: ELB is done with an idle one at once, but says `draining` until then, and that
 * is what ECS waits for before it ends the task. Requests that are still under way then are cut.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html
 */
export function registerTarget(options: TargetOptions): Target {
  const { id, port, group, pace, onHealth, onGone } = options;
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64, timeout: IDLE_MS });
  const check = healthCheckOf(group);
  const timeout = patienceOf(pace, check.timeout * 1000, AT_LEAST.healthCheck);
  let health: Health = 'initial';
  let finding: Finding = IN_PROGRESS;
  let good = 0;
  let bad = 0;
  let out: Promise<void> | undefined;
  let leave: () => void = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const become = (next: Health, found: Finding) => {
    finding = found;
    if (health === next) return;
    health = next;
    onHealth(next, found);
  };
  const judge = (found: Finding) => {
    good = found ? 0 : good + 1;
    bad = found ? bad + 1 : 0;
    if (!found && (health === 'initial' || good >= check.healthyThreshold)) become('healthy', undefined);
    else if (found && bad >= check.unhealthyThreshold) become('unhealthy', found);
    else if (found && health === 'unhealthy') finding = found;
  };
  const timer = repeat(pace.of(check.interval * 1000), async () => {
    const at = port();
    const found = at === undefined ? FAILED : await lookAt(at, check, timeout);
    if (out === undefined) judge(found);
  });
  return {
    id,
    port,
    health: () => health,
    finding: () => finding,
    agent,
    deregister: () => {
      out ??= drain();
      return out;
    },
    drop: () => {
      leave();
      out ??= drain();
    },
  };

  async function drain(): Promise<void> {
    timer.stop();
    become('draining', DRAINING);
    const delay = Number(attributeOf(group.properties, 'deregistration_delay.timeout_seconds') ?? 300) * 1000;
    const wait = setTimeout(leave, patienceOf(pace, delay, AT_LEAST.drain));
    await left;
    clearTimeout(wait);
    agent.destroy();
    onGone();
  }
}

const IN_PROGRESS: Finding = {
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
};

const DRAINING: Finding = {
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
};

// Begins halfway through the first interval; the next turn comes an interval after the last one began, or when that is over.
function repeat(interval: number, turn: () => Promise<void>): { readonly stop: () => void } {
  let timer = setTimeout(run, interval / 2);
  let isStopped = false;
  async function run(): Promise<void> {
    const begun = performance.now();
    await turn();
    if (!isStopped) timer = setTimeout(run, Math.max(0, interval - (performance.now() - begun)));
  }
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
