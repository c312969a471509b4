import { randomBytes } from 'node:crypto';
import type { Pace } from '../pace.ts';
import { AT_LEAST, patienceOf } from '../patience.ts';
import type { Health, Target } from '../traffic/target.ts';
import type { NewTarget } from '../traffic/target-groups.ts';
import type { TaskState } from '../world.ts';
import { startOf } from './command.ts';
import type { TaskPlan } from './definition.ts';
import type { TaskFault } from './fault.ts';
import { type Ended, startProcess } from './process.ts';

/** What {@link runTask} is told. */
export interface TaskOptions {
  readonly taskSetId: string;
  readonly plan: TaskPlan;
  readonly pace: Pace;
  readonly images: string;
  readonly preload: string;
  readonly fault: TaskFault | undefined;
  /** Milliseconds in which bad health checks do not end it. */
  readonly grace: number;
  readonly register: (target: NewTarget) => Target;
  /** Called whenever something about it has changed, with what. */
  readonly onChange: (change: TaskChange, text?: string) => void;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

export type TaskChange = 'starting' | 'healthy' | 'unhealthy' | 'draining' | 'stopped' | 'crashed';

/** A task that runs, or has run. */
export interface Task {
  readonly state: () => TaskState;
  /** Whether it has ever been healthy. */
  readonly wasHealthy: () => boolean;
  readonly setFault: (fault: TaskFault | undefined) => void;
  /** Takes it out of the load balancer and ends it. Returns when its process is gone. */
  readonly stop: (reason: string) => Promise<void>;
  /** Resolves when it is over, whatever the cause. */
  readonly over: Promise<void>;
}

/**
 * How long ECS takes to notice that a container has ended and to take its target out, at AWS. No page says it; until then the load balancer
 * goes on sending requests there.
 */
const NOTICE_MS = 5_000;

/**
 * Runs one task: starts its process, registers it once it listens, and sees it to its end. One that does not listen in a while is
 * registered as well, and fails its health checks.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
export function runTask(options: TaskOptions): Task {
  const { taskSetId, plan, pace, onChange } = options;
  const id = randomBytes(16).toString('hex');
  let state: TaskState = { id, taskSetId, status: 'starting', health: undefined };
  let wasHealthy = false;
  let hostPort: number | undefined;
  let target: Target | undefined;
  let stopping: Promise<void> | undefined;
  const isStopping = () => stopping !== undefined;
  const become = (next: Partial<TaskState>, change?: TaskChange, text?: string) => {
    state = { ...state, ...next };
    if (change) queueMicrotask(() => onChange(change, text));
  };
  let finish: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const end = (ended: Ended, stoppedReason: string, change: TaskChange) => {
    become({ status: 'stopped', health: undefined, exitCode: ended.exitCode, stoppedReason }, change, stoppedReason);
    finish();
  };

  become({}, 'starting');
  const start = startOf(plan, options.images);
  if ('reason' in start) {
    end({}, start.reason, 'stopped');
    return { state: () => state, wasHealthy: () => false, setFault: () => {}, stop: () => over, over };
  }
  const born = performance.now();
  const child = startProcess({
    ...start,
    environment: { HOSTNAME: id.slice(0, 12), ...start.environment },
    preload: options.preload,
    settings: { init: plan.init, ...(options.fault && { fault: options.fault }) },
    onLine: options.onLine,
    onMessage: (message) => {
      if (message.said === 'started') return;
      if (message.containerPort !== plan.containerPort) return;
      if (!message.reachable) {
        options.onLine('stderr', 'listens on its own loopback only: nothing outside of the container reaches it');
        return;
      }
      hostPort = message.hostPort;
      enter();
    },
  });
  const late = setTimeout(enter, AT_LEAST.start);
  void child.ended.then(async (ended) => {
    clearTimeout(late);
    if (isStopping()) return;
    const words = ended.error ?? `Essential container in task exited (exit code ${ended.exitCode})`;
    // Whoever asks meanwhile is told that it still is there, as at AWS.
    await pause(pace.of(NOTICE_MS));
    if (isStopping()) return;
    stopping = over;
    end(ended, words, 'crashed');
    void target?.deregister();
  });
  return {
    state: () => state,
    wasHealthy: () => wasHealthy,
    setFault: child.setFault,
    stop: (reason) => {
      stopping ??= stop(reason);
      return stopping;
    },
    over,
  };

  function enter(): void {
    clearTimeout(late);
    if (target || isStopping() || !child.isAlive()) return;
    target = options.register({ id, port: () => hostPort, onHealth: takeHealth });
    become({ status: 'running', health: 'initial' });
  }

  function takeHealth(health: Health, finding: { readonly description: string } | undefined): void {
    if (state.status === 'stopped') return;
    if (health === 'healthy') wasHealthy = true;
    const change = health === 'initial' ? undefined : health;
    become({ health, ...(health === 'draining' && { status: 'draining' }) }, change, finding?.description);
    if (health === 'unhealthy') void endUnhealthy(finding?.description ?? '');
  }

  // ECS takes no notice of the load balancer's findings for the time of the grace.
  async function endUnhealthy(description: string): Promise<void> {
    await pause(options.grace - (performance.now() - born));
    if (isStopping() || state.health !== 'unhealthy') return;
    stopping = stop(`Task failed ELB health checks: ${description}`);
  }

  async function stop(reason: string): Promise<void> {
    clearTimeout(late);
    if (target) await target.deregister();
    else become({ status: 'draining' });
    const ended = await child.stop(patienceOf(pace, plan.stopTimeout * 1000, AT_LEAST.stop));
    end(ended, reason, 'stopped');
  }
}

async function pause(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
