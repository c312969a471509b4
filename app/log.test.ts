import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LEVELS, makeLog } from './log.ts';

test('every event is one line that parses as JSON', () => {
  const lines: string[] = [];
  const log = makeLog({ level: 'info', version: 'v1', write: (line) => lines.push(line) });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (event, path) => {
      log.info(event, { path });
      const line = lines.pop() ?? '';
      assert.equal(line.indexOf('\n'), line.length - 1);
      const { time, ...rest } = JSON.parse(line);
      assert.equal(new Date(time).toISOString(), time);
      assert.deepEqual(rest, { level: 'info', event, version: 'v1', path });
    }),
  );
});

test('what is below the level is not written, and undefined fields are left out', () => {
  for (const level of LEVELS) {
    const written: string[] = [];
    const log = makeLog({ level, version: 'v1', write: (line) => written.push(line) });
    for (const each of LEVELS) log[each]('event', { nothing: undefined });
    assert.deepEqual(
      written.map((line) => JSON.parse(line).level),
      LEVELS.slice(LEVELS.indexOf(level)),
    );
    assert.ok(!written.join('').includes('nothing'));
  }
});
