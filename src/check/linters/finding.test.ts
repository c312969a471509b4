import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareFindings, graver } from './finding.ts';
import { finding } from './stand-in.ts';

test('findings are ordered by file, line, column, rule, linter and message', () => {
  const ordered = [
    finding({ file: 'a.yaml', line: 2 }),
    finding({ file: 'a.yaml', line: 10, column: 3, rule: 'W1' }),
    finding({ file: 'a.yaml', line: 10, column: 20, rule: 'E1' }),
    finding({ file: 'a.yaml', line: 10, column: 20, rule: 'E2', message: 'a' }),
    finding({ file: 'a.yaml', line: 10, column: 20, rule: 'E2', message: 'b' }),
    finding({ file: 'a.yaml', line: 10, column: 20, rule: 'E2', linters: ['cloudformation-validate'] }),
    finding({ file: 'b.yaml', line: 1 }),
  ];
  assert.deepEqual(ordered.toReversed().sort(compareFindings), ordered);
});

test('the graver of two severities does not depend on their order', () => {
  assert.equal(graver('warning', 'error'), 'error');
  assert.equal(graver('error', 'warning'), 'error');
  assert.equal(graver('info', 'warning'), 'warning');
  assert.equal(graver('info', 'info'), 'info');
});
