import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, test } from 'node:test';
import { measureInTurn } from './pairs.ts';
import { timeAndMemoryOf, timeOf } from './run-process.ts';

const cwd = tmpdir();

describe('a measured process', () => {
  test('that fails is told with what it said', () => {
    assert.throws(
      () => timeOf({ command: ['node', '-e', 'console.error("no such thing"); process.exit(3)'], cwd }),
      /node -e .*failed: no such thing/s,
    );
    assert.throws(() => timeOf({ command: ['no-such-program'], cwd }), /no-such-program failed: .*ENOENT/);
  });

  test('is told the memory of the biggest of its processes, and not that of the one which measures', () => {
    // The one that measures is bigger than both.
    const held = Buffer.alloc(300 << 20, 1);
    const { maxRssMiB: small } = timeAndMemoryOf({ command: ['node', '-e', '0'], cwd });
    const inside = `require('node:child_process').execFileSync(process.execPath, ['-e', 'Buffer.alloc(${200 << 20}, 1)'])`;
    const { maxRssMiB: big } = timeAndMemoryOf({ command: ['node', '-e', inside], cwd });
    assert.ok(held.length > 0);
    if (process.platform === 'linux') assert.ok(small < 150, `${small}`);
    assert.ok(big - small > 150, `${big} is not much more than ${small}`);
  });

  test('runs in turn with others, each after node -e 0, prepared each time, and the first round is not counted', () => {
    let prepared = 0;
    const slow = { id: 'slow', who: 'ours', what: 'slow', cwd } as const;
    const measured = measureInTurn(
      [
        { ...slow, command: ['node', '-e', 'setTimeout(() => {}, 300)'], prepare: () => (prepared += 1) },
        { ...slow, id: 'quick', command: ['node', '-e', '1'] },
      ],
      2,
      cwd,
    );
    assert.deepEqual(
      measured.map(({ id }) => id),
      ['bare', 'slow', 'quick'],
    );
    assert.ok((measured[1]?.milliseconds ?? 0) >= 300);
    assert.ok((measured[1]?.ratio ?? 0) > 1);
    // Three rounds, and once for the memory.
    assert.equal(prepared, 4);
  });
});
