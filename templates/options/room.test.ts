import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ec2 } from '../options.ts';
import { usableMemory } from './capacity.ts';
import { BOOTSTRAP_MEMORY, mostTasks } from './room.ts';

const small = (max: number, cpu?: number) =>
  ec2({ instanceType: 't3.small', memory: 2048, min: 0, max, ...(cpu === undefined ? {} : { cpu }) });

function mostOf(memory: number, capacity = small(4), cpu?: number): number | undefined {
  const container = { name: 'x', port: 80, healthCheck: '/', memory, ...(cpu === undefined ? {} : { cpu }) };
  return mostTasks({ capacity, container, sidecars: [] });
}

describe('room for blue and green', () => {
  test('is twice what tasks take, where they take at least as much as the bootstrap task', () => {
    // 1,696 MiB are usable of each: 6 tasks of 256 MiB, 13 of 128, 1 of 1,000.
    assert.deepEqual([mostOf(256), mostOf(128), mostOf(1000)], [12, 26, 2]);
  });

  test('is for the bootstrap tasks that a service begins with, and the first release beside them', () => {
    // 53 tasks of 32 MiB fit on each instance; each bootstrap task takes the room of four.
    assert.equal(mostOf(32), 42);
    assert.ok(42 * (32 + BOOTSTRAP_MEMORY) <= 4 * usableMemory(2048));
    assert.ok(43 * (32 + BOOTSTRAP_MEMORY) > 4 * usableMemory(2048));
  });

  test('is never for more bootstrap tasks than there is room for, however small the others are', () => {
    // 894 MiB usable: 6 bootstrap tasks and 21 of 6 MiB.
    assert.equal(mostOf(6, ec2({ instanceType: 'x1.large', memory: 1132, min: 0, max: 10 })), 60);
  });

  test('is less where CPU is the shorter of the two, of which the bootstrap task takes none', () => {
    assert.equal(mostOf(32, small(4, 2048), 512), 8);
  });

  test('is there wherever ECS places the bootstrap tasks', () => {
    const choices = fc.record({
      memory: fc.integer({ min: 6, max: 1800 }),
      instanceMemory: fc.constantFrom(1024, 1132, 2048, 4096),
      max: fc.integer({ min: 1, max: 6 }),
      places: fc.array(fc.nat(), { minLength: 400, maxLength: 400 }),
    });
    fc.assert(
      fc.property(choices, ({ memory, instanceMemory, max, places }) => {
        const usable = usableMemory(instanceMemory);
        const count = mostOf(memory, ec2({ instanceType: 'x1.large', memory: instanceMemory, min: 0, max })) ?? 0;
        const free = Array.from({ length: max }, () => usable);
        for (const place of places.slice(0, count)) {
          const open = [...free.keys()].filter((index) => (free[index] ?? 0) >= BOOTSTRAP_MEMORY);
          const index = open[place % open.length];
          assert.ok(index !== undefined, 'a bootstrap task finds no room');
          free[index] = (free[index] ?? 0) - BOOTSTRAP_MEMORY;
        }
        const room = free.reduce((sum, each) => sum + Math.floor(each / memory), 0);
        assert.ok(room >= count, `${room} tasks find room beside ${count} bootstrap tasks`);
      }),
    );
  });

  test('is known of instances of the system alone', () => {
    const container = { name: 'x', port: 80, healthCheck: '/' };
    assert.equal(
      mostTasks({ capacity: { kind: 'existing-ec2', architecture: 'arm64' }, container, sidecars: [] }),
      undefined,
    );
  });
});
