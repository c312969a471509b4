import type { Pace } from '../pace.ts';
import type { TaskSetOrder, TaskState } from '../world.ts';
import type { TaskFault } from './fault.ts';
import type { Task } from './task.ts';

/** What {@link runTaskSet} is told. */
export interface TaskSetOptions {
  readonly order: TaskSetOrder;
  readonly pace: Pace;
  readonly fault: TaskFault | undefined;
  /** Starts a task. */
  readonly start: (fault: TaskFault | undefined) => Task;
}

/** A task set that is kept running. */
export interface TaskSet {
  readonly tasks: () => readonly TaskState[];
  readonly isSteady: () => boolean;
  /** For the tasks that run, and those that will be started. */
  readonly setFault: (fault: TaskFault | undefined) => void;
  /** Ends all tasks. Returns when they are gone. */
  readonly stop: () => Promise<void>;
}

/** How many tasks that have ended are still told of, for each that is wanted. */
const REMEMBERED = 3;

/** What ECS waits before it starts anew what did not become healthy, at AWS: this, then twice as long each time. */
const THROTTLE = { first: 5_000, most: 15 * 60_000 };

/** What no pace makes shorter, so that a program which ends at once does not keep the machine busy. */
const AT_LEAST_MS = 250;

/**
 * Keeps as many tasks of a set running as are wanted. What ends is started anew: at once where it has been healthy, else after a
 * while that gets longer each time.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
export function runTaskSet({ order, pace, fault: first, start }: TaskSetOptions): TaskSet {
  let fault = first;
  let isStopped = false;
  let stopped: Promise<void> | undefined;
  const all: Task[] = [];
  const sleepers = new Set<() => void>();
  const slots = Array.from({ length: order.count }, keep);
  const isOver = (task: Task) => task.state().status === 'stopped';

  return {
    tasks: () => all.map((task) => task.state()),
    isSteady: () => {
      const well = all.filter((task) => task.state().status === 'running' && task.state().health === 'healthy');
      return !isStopped && well.length === order.count;
    },
    setFault: (next) => {
      fault = next;
      for (const task of all) task.setFault(next);
    },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };

  async function keep(): Promise<void> {
    for (let failures = 0; !isStopped; ) {
      const task = start(fault);
      all.push(task);
      await task.over;
      forget();
      failures = task.wasHealthy() ? 0 : failures + 1;
      if (failures > 0) await sleep(pace.of(Math.min(THROTTLE.first * 2 ** (failures - 1), THROTTLE.most)));
    }
  }

  function forget(): void {
    const over = all.filter(isOver);
    for (const task of over.slice(0, Math.max(0, over.length - order.count * REMEMBERED)))
      all.splice(all.indexOf(task), 1);
  }

  async function sleep(milliseconds: number): Promise<void> {
    if (isStopped) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(AT_LEAST_MS, milliseconds));
      sleepers.add(wake);
    });
  }

  async function stop(): Promise<void> {
    isStopped = true;
    for (const wake of sleepers) wake();
    await Promise.all(
      all.filter((task) => !isOver(task)).map((task) => task.stop('Scaling activity initiated by a deployment')),
    );
    await Promise.all(slots);
  }
}
