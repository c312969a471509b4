import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { unifiedDiff } from './unified-diff.ts';

const NAMES = ['output', 'deployed'] as const;

test('a difference is told by the lines that differ, with two around them', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const after = before.map((line) => (line === 'd' ? 'D' : line));
  assert.equal(
    unifiedDiff(before.join('\n'), after.join('\n'), NAMES),
    '--- output\n+++ deployed\n@@ -2,5 +2,5 @@\n b\n c\n-d\n+D\n e\n f',
  );
});

test('differences far apart are hunks of their own', () => {
  const before = Array.from({ length: 30 }, (_, index) => `line ${index}`);
  const after = before.flatMap((line, index) => (index === 3 ? [] : index === 25 ? [line, 'new'] : [line]));
  const diff = unifiedDiff(before.join('\n'), after.join('\n'), NAMES);
  assert.equal(diff.match(/^@@/gm)?.length, 2);
  assert.match(diff, /^@@ -24,4 \+23,5 @@$|^@@ -25,4 \+24,5 @@$/m);
});

test('a long one is cut, and says how much there is more', () => {
  const long = Array.from({ length: 100 }, (_, index) => `x${index}`).join('\n');
  const diff = unifiedDiff('', long, NAMES, 10);
  assert.equal(diff.split('\n').length, 2 + 10 + 1);
  assert.match(diff, /\.\.\. and \d+ more lines$/);
});

test('whatever differs, `patch` would make the one from the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(text, text, (old, young) => {
      const [before, after] = [old.join('\n'), young.join('\n')];
      const diff = unifiedDiff(before, after, NAMES, 1_000);
      if (before === after) return assert.equal(diff, '');
      assert.equal(patch(before, diff), after);
    }),
  );
});

function patch(text: string, diff: string): string {
  const old = text.split('\n');
  const result: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(2)) {
    const head = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
    if (head) {
      const from = Number(head[1]) - 1;
      result.push(...old.slice(at, from));
      at = from;
      assert.equal(result.length, Number(head[3]) - 1, 'the number of the line in the new text');
      continue;
    }
    const rest = line.slice(1);
    if (!line.startsWith('+')) {
      assert.equal(old[at], rest);
      at += 1;
    }
    if (!line.startsWith('-')) result.push(rest);
  }
  return [...result, ...old.slice(at)].join('\n');
}
