import { usableMemory } from './capacity.ts';
import type { CompleteOptions } from './system.ts';

type RoomOptions = Pick<CompleteOptions, 'capacity' | 'container' | 'sidecars'>;

/** Memory of the task that a service begins with, where it runs on instances, in MiB. It reserves no CPU. */
export const BOOTSTRAP_MEMORY = 128;

/** What one task takes of an instance: what placement counts. */
export function sizeOfTask({ container, sidecars }: RoomOptions): { readonly memory: number; readonly cpu: number } {
  const containers = [container, ...sidecars];
  return {
    memory: containers.reduce((sum, each) => sum + (each.memoryReservation ?? each.memory ?? 0), 0),
    cpu: containers.reduce((sum, each) => sum + (each.cpu ?? 0), 0),
  };
}

/**
 * How many tasks fit on one instance of the system's own.
 * @param bootstrapTasks how many bootstrap tasks run there already.
 */
export function tasksPerInstance(options: RoomOptions, bootstrapTasks = 0): number | undefined {
  const { capacity } = options;
  if (capacity.kind !== 'ec2') return undefined;
  const { memory, cpu } = sizeOfTask(options);
  const byMemory = Math.floor((usableMemory(capacity.memory) - bootstrapTasks * BOOTSTRAP_MEMORY) / memory);
  return cpu > 0 && capacity.cpu !== undefined ? Math.min(byMemory, Math.floor(capacity.cpu / cpu)) : byMemory;
}

/**
 * The most tasks of one colour for which the other colour has room beside it when as many instances run as may. Undefined where
 * the system does not know: Fargate, or instances of a cluster that exists.
 */
export function mostTasks(options: RoomOptions): number | undefined {
  const { capacity } = options;
  const each = tasksPerInstance(options);
  if (each === undefined || capacity.kind !== 'ec2') return undefined;
  return Math.min(Math.floor((each * capacity.max) / 2), mostBesideBootstrap(options, each, capacity.max));
}

/**
 * The most tasks for which as many bootstrap tasks leave room: a service begins with those, and its first release starts the others
 * beside them.
 */
function mostBesideBootstrap(options: RoomOptions, each: number, instances: number): number {
  const taken = mostTaken(options, each);
  // As many fit as `count + floor(count * tasks / bootstrapTasks) <= each * instances` allows.
  const { tasks, bootstrapTasks } = taken;
  const beside = Math.floor((bootstrapTasks * (each * instances + 1) - 1) / (bootstrapTasks + tasks));
  return Math.min(beside, bootstrapTasksPerInstance(options) * instances);
}

/** How many bootstrap tasks fit on one instance. */
function bootstrapTasksPerInstance({ capacity }: RoomOptions): number {
  return capacity.kind === 'ec2' ? Math.floor(usableMemory(capacity.memory) / BOOTSTRAP_MEMORY) : 0;
}

// Where ECS places bootstrap tasks cannot be known. This is the worst it can do: where each of them takes the room of most tasks.
function mostTaken(options: RoomOptions, each: number): { readonly tasks: number; readonly bootstrapTasks: number } {
  let worst = { tasks: 0, bootstrapTasks: 1 };
  for (let bootstrapTasks = 1; bootstrapTasks <= bootstrapTasksPerInstance(options); bootstrapTasks += 1) {
    const tasks = each - (tasksPerInstance(options, bootstrapTasks) ?? 0);
    if (tasks * worst.bootstrapTasks > worst.tasks * bootstrapTasks) worst = { tasks, bootstrapTasks };
  }
  return worst;
}
