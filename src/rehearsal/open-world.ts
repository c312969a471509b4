import { TealformError } from '../dsl/error.ts';
import type { Account } from '../local/account.ts';
import { runningRevision, SERVICE } from '../local/resources/ecs-service.ts';
import { familyOf } from '../local/resources/ecs-task-definitions.ts';
import { numberOf, objectOf } from '../local/resources/read.ts';
import type { Pace } from './pace.ts';
import { AT_LEAST, patienceOf } from './patience.ts';
import { sideOf } from './side.ts';
import { readTaskDefinition } from './tasks/definition.ts';
import type { TaskFault } from './tasks/fault.ts';
import { writePreload } from './tasks/preload-file.ts';
import { runTask } from './tasks/task.ts';
import { runTaskSet, type TaskSet } from './tasks/task-set.ts';
import type { Side, Tell } from './timeline.ts';
import { openLoadBalancer } from './traffic/load-balancer.ts';
import type { TaskSetOrder, World } from './world.ts';

/** A line that a task has written. */
export interface TaskLine {
  readonly taskSetId: string;
  readonly task: string;
  readonly side: Side;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** What {@link openWorld} is told. */
export interface WorldOptions {
  /** What is declared: task definitions, services, the load balancer with its listeners and target groups. */
  readonly account: Account;
  readonly pace: Pace;
  /** Where images are: {@link buildImage}. */
  readonly images: string;
  /** The repository, whose esbuild bundles what is loaded before each task's program. */
  readonly root: string;
  /** Takes entries of kind `task`. */
  readonly tell?: Tell;
  /** Milliseconds since the rehearsal began; since this call unless said. */
  readonly at?: () => number;
  /** Only the listeners of this load balancer are opened; those of all, unless said. */
  readonly loadBalancerArn?: string;
  readonly onLog?: (line: TaskLine) => void;
  /** What is to go wrong in the tasks of a set from their start on. */
  readonly faultOf?: (order: TaskSetOrder) => TaskFault | undefined;
}

/** A world that can be ended, and in which things can go wrong. */
export interface OpenWorld extends World {
  /** Opens listeners that have come since, and closes those that have gone. @throws TealformError `not-rehearsed` */
  look(): Promise<void>;
  /** Has a fault come over the tasks of a set, those that are started later among them; or none any more. */
  setFault(taskSetId: string, fault: TaskFault | undefined): void;
  /** Closes the load balancer and ends all tasks, which get SIGTERM first. */
  close(): Promise<void>;
}

/**
 * Opens a world: the load balancer listens, and no task runs yet. Every process that it starts ends with this one, however this one ends.
 * @throws TealformError `no-bundler`, `not-built`, `not-rehearsed`; its `startTaskSet` throws `unknown-task-definition`,
 * `unknown-target-group`, `task-set-exists` and `not-rehearsed`
 */
export async function openWorld(options: WorldOptions): Promise<OpenWorld> {
  const { account, pace, images, tell = () => {}, onLog = () => {} } = options;
  const opened = performance.now();
  const at = options.at ?? (() => Math.round(performance.now() - opened));
  const preload = await writePreload(options.root, images);
  const nameOf = (arn: string) => sideOf(account, arn);
  const balancer = await openLoadBalancer({ account, pace, loadBalancerArn: options.loadBalancerArn, nameOf });
  const sets = new Map<string, TaskSet>();

  return {
    startTaskSet: (order) => {
      if (sets.has(order.id)) {
        throw new TealformError({ code: 'task-set-exists', message: `the task set ${order.id} is there already` });
      }
      const plan = readTaskDefinition(account, order);
      const side = sideOf(account, order.targetGroupArn);
      const start = (fault: TaskFault | undefined) => {
        const task = runTask({
          taskSetId: order.id,
          plan,
          pace,
          images,
          preload,
          fault,
          grace: patienceOf(pace, graceOf(account, order) * 1000, AT_LEAST.start),
          register: (target) => balancer.register(order.targetGroupArn, target),
          onChange: (status, text) =>
            tell({ at: at(), kind: 'task', side, task: task.state().id, status, ...(text !== undefined && { text }) }),
          onLine: (stream, text) => onLog({ taskSetId: order.id, task: task.state().id, side, stream, text }),
        });
        return task;
      };
      sets.set(order.id, runTaskSet({ order, pace, fault: options.faultOf?.(order), start }));
    },
    stopTaskSet: async (id) => {
      await sets.get(id)?.stop();
    },
    tasks: (id) => sets.get(id)?.tasks() ?? [],
    isSteady: (id) => sets.get(id)?.isSteady() ?? false,
    measure: balancer.measure,
    addressOf: balancer.addressOf,
    look: balancer.look,
    setFault: (id, fault) => sets.get(id)?.setFault(fault),
    close: async () => {
      // Nobody asks any more, so that nothing is left to drain.
      await balancer.close();
      await Promise.all([...sets.values()].map((set) => set.stop()));
    },
  };
}

/** Seconds in which ECS takes no notice of bad health checks: those of the service that runs the order's family. */
function graceOf(account: Account, { taskDefinitionArn }: TaskSetOrder): number {
  const { family } = familyOf(taskDefinitionArn);
  const service = account.all(SERVICE).find((each) => familyOf(runningRevision(account, each) ?? '').family === family);
  if (!service) return 0;
  const said = { ...service.properties, ...objectOf(service.live, 'updated') };
  return numberOf(said, 'HealthCheckGracePeriodSeconds') ?? 0;
}
