import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Data } from '../template.ts';
import { argumentsOnLine, listOnLine } from './layout.ts';

const fits = (...items: Data[]) => listOnLine(items, 'value') !== undefined;
const argumentsFitLine = (...of: Parameters<typeof argumentsOnLine>) => argumentsOnLine(...of) !== undefined;

test('up to four scalars or references stand on one line', () => {
  assert.ok(fits());
  assert.ok(fits('a', 1, true, null));
  assert.ok(fits({ Ref: 'A' }, { 'Fn::GetAtt': ['A', 'Arn'] }, 'on'));
  assert.equal(fits(1, 2, 3, 4, 5), false);
});

test('a list with maps, lists, functions of several arguments or blocks of text has a line for each item', () => {
  for (const item of [{ a: 1 }, {}, ['a'], { 'Fn::Select': [0, { Ref: 'A' }] }, 'a\nb'])
    assert.equal(fits(item), false);
});

test('a list that brackets would give more quotes has a line for each item', () => {
  assert.equal(fits('s3:GetObject'), false);
  assert.equal(fits({ Ref: 'AWS::Region' }), false);
  assert.ok(fits('a: b'));
});

test('a list of more than 80 characters has a line for each item', () => {
  assert.ok(fits('a'.repeat(78)));
  assert.equal(fits('a'.repeat(79)), false);
});

test('a function of up to 100 characters stands on one line, with the functions and lists in it', () => {
  const join: Data = ['', ['a:b', { Ref: 'A' }, { 'Fn::If': ['C', 'x', { Ref: 'AWS::NoValue' }] }, 1, 2, 3]];
  assert.ok(argumentsFitLine('!Join', join, 'value'));
  assert.ok(argumentsFitLine('!Split', ['-', 'a'.repeat(86)], 'value'));
  assert.equal(argumentsFitLine('!Split', ['-', 'a'.repeat(87)], 'value'), false);
});

test('a function with a map or a block of text in it has a line for each argument', () => {
  assert.equal(argumentsFitLine('!If', ['C', { Key: 'a' }, 'b'], 'value'), false);
  assert.equal(argumentsFitLine('!If', ['C', 'a\nb', 'c'], 'value'), false);
  assert.equal(argumentsFitLine('!Select', [0, { 'Fn::GetAZs': { Ref: 'AWS::Region' } }], 'value'), false);
  assert.ok(argumentsFitLine('!If', ['C', {}, []], 'value'));
});
