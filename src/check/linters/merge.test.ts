import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from './finding.ts';
import { mergeFindings } from './merge.ts';
import { finding } from './stand-in.ts';

const bucket = { section: 'Resources', logicalId: 'Bucket', path: 'Properties.BucketNam' } as const;
const validate = (fields: Partial<Finding>) => finding({ linters: ['cloudformation-validate'], ...fields });

test('what both linters found is shown once and names both, with the message and position of cfn-lint', () => {
  const merged = mergeFindings(
    [finding({ ...bucket, rule: 'E3002', line: 9, column: 7, message: 'not allowed', help: 'https://example.com' })],
    [validate({ ...bucket, rule: 'E3002', line: 8, message: 'unexpected', help: 'remove it' })],
  );
  const { linters, rule, otherRule, line, column, message, help } = merged[0] ?? finding({});
  assert.equal(merged.length, 1);
  assert.deepEqual(
    { linters, rule, otherRule, line, column, message, help },
    {
      linters: ['cfn-lint', 'cloudformation-validate'],
      rule: 'E3002',
      otherRule: undefined,
      line: 9,
      column: 7,
      message: 'not allowed',
      help: 'remove it',
    },
  );
});

test('a rule that goes by another letter or number in cloudformation-validate is the same rule', () => {
  for (const [mine, other] of [
    ['E3002', 'F3002'],
    ['E3030', 'W3030'],
    ['E1010', 'E9004'],
    ['E1010', 'F1020'],
    ['E0000', 'F1101'],
  ] as const) {
    const [only, ...rest] = mergeFindings([finding({ rule: mine })], [validate({ rule: other })]);
    assert.equal(rest.length, 0, `${mine} and ${other}`);
    assert.equal(only?.otherRule, other);
  }
});

test('a rule of another letter is another rule', () => {
  assert.equal(mergeFindings([finding({ rule: 'W3005' })], [validate({ rule: 'E3005' })]).length, 2);
});

test('the graver severity of the two is kept', () => {
  const [only] = mergeFindings(
    [finding({ rule: 'E3030', severity: 'warning' })],
    [validate({ rule: 'W3030', severity: 'error' })],
  );
  assert.equal(only?.severity, 'error');
});

test('the same rule about another file, logical id, section or path is another finding', () => {
  const mine = finding({ ...bucket });
  for (const other of [
    { ...bucket, file: 'b.yaml' },
    { ...bucket, logicalId: 'Topic' },
    { ...bucket, section: 'Outputs' as const },
    { ...bucket, path: 'Properties.Other' },
  ]) {
    assert.equal(mergeFindings([mine], [validate(other)]).length, 2, JSON.stringify(other));
  }
});

test('two findings of one rule at one place meet the partners that say the same', () => {
  const said = (message: string) => ({ section: 'Resources', logicalId: 'Db', rule: 'I3011', message }) as const;
  const merged = mergeFindings(
    [finding(said('DeletionPolicy')), finding(said('UpdateReplacePolicy'))],
    [validate(said('UpdateReplacePolicy')), validate(said('DeletionPolicy')), validate(said('Third'))],
  );
  assert.deepEqual(
    merged.map(({ message, linters }) => [message, linters.length]),
    [
      ['DeletionPolicy', 2],
      ['UpdateReplacePolicy', 2],
      ['Third', 1],
    ],
  );
});
