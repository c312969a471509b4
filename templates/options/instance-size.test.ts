import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sizeOfInstance } from './instance-size.ts';

describe('the size of an instance type', () => {
  for (const [type, gib, cpus] of [
    ['t3.nano', 0.5, 2],
    ['t3.micro', 1, 2],
    ['t3a.small', 2, 2],
    ['t4g.medium', 4, 2],
    ['t3.2xlarge', 32, 8],
    ['m5.large', 8, 2],
    ['m6g.medium', 4, 1],
    ['m7i.xlarge', 16, 4],
    ['m7i-flex.2xlarge', 32, 8],
    ['c5.9xlarge', 72, 36],
    ['c7gd.large', 4, 2],
    ['r6id.12xlarge', 384, 48],
  ] as const) {
    test(`${type} has ${gib} GiB and ${cpus} vCPUs`, () => {
      assert.deepEqual(sizeOfInstance(type), { memory: gib * 1024, cpu: cpus * 1024 });
    });
  }

  test('is not known of families with shares of their own, of whole machines, and of what is no type', () => {
    for (const type of ['c5n.large', 'x2gd.large', 't3.metal', 'm5.metal', 'a1.large', 't2.micro', 'small', '']) {
      assert.equal(sizeOfInstance(type), undefined, type);
    }
  });
});
