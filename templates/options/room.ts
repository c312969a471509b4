import { usableMemory } from './capacity.ts';
import type { CompleteOptions } from './system.ts';

type RoomOptions = Pick<CompleteOptions, 'capacity' | 'container' | 'sidecars'>;

/** What one task takes of an instance: what placement counts. */
export function sizeOfTask({ container, sidecars }: RoomOptions): { readonly memory: number; readonly cpu: number } {
  const containers = [container, ...sidecars];
  return {
    memory: containers.reduce((sum, each) => sum + (each.memoryReservation ?? each.memory ?? 0), 0),
    cpu: containers.reduce((sum, each) => sum + (each.cpu ?? 0), 0),
  };
}

/** How many tasks fit on one instance of the system's own. */
export function tasksPerInstance(options: RoomOptions): number | undefined {
  const { capacity } = options;
  if (capacity.kind !== 'ec2') return undefined;
  const { memory, cpu } = sizeOfTask(options);
  const byMemory = Math.floor(usableMemory(capacity.memory) / memory);
  return cpu > 0 && capacity.cpu !== undefined ? Math.min(byMemory, Math.floor(capacity.cpu / cpu)) : byMemory;
}

/**
 * The most tasks of one colour for which the other colour has room beside it when as many instances run as may. Undefined where
 * the system does not know: Fargate, or instances of a cluster that exists.
 */
export function mostTasks(options: RoomOptions): number | undefined {
  const each = tasksPerInstance(options);
  return each === undefined || options.capacity.kind !== 'ec2'
    ? undefined
    : Math.floor((each * options.capacity.max) / 2);
}
