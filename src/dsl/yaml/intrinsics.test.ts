import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataObject } from '../template.ts';
import { longForm, shortForm } from './intrinsics.ts';

const tagOf = (data: DataObject) => shortForm(data, 'value')?.tag;

test('every function with a documented short form has it, and longForm gives the long one back', () => {
  const functions: DataObject[] = [
    { Ref: 'A' },
    { 'Fn::GetAtt': ['A', 'Outputs.Arn'] },
    { 'Fn::Sub': 'a' },
    { 'Fn::Sub': ['a', { B: 'c' }] },
    { 'Fn::Join': [',', { Ref: 'A' }] },
    { 'Fn::Select': [0, ['a']] },
    { 'Fn::Split': [',', 'a'] },
    { 'Fn::FindInMap': ['A', 'b', 'c'] },
    { 'Fn::Cidr': ['10.0.0.0/16', 6, 8] },
    { 'Fn::GetAZs': '' },
    { 'Fn::Base64': 'a' },
    { 'Fn::ImportValue': 'a' },
    { 'Fn::If': ['A', 'b', 'c'] },
    { 'Fn::Equals': ['a', 'b'] },
    { 'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }] },
    { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] },
    { 'Fn::Not': [{ Condition: 'A' }] },
    { 'Fn::Transform': { Name: 'AWS::Include', Parameters: {} } },
  ];
  for (const data of functions) {
    const short = shortForm(data, 'value');
    assert.ok(short, JSON.stringify(data));
    assert.deepEqual(longForm(short.tag, short.argument), data);
  }
});

test('GetAtt is split at its first dot, as an attribute may hold more', () => {
  assert.equal(shortForm({ 'Fn::GetAtt': ['A', 'Outputs.Arn'] }, 'value')?.argument, 'A.Outputs.Arn');
  assert.deepEqual(longForm('!GetAtt', 'A.Outputs.Arn'), { 'Fn::GetAtt': ['A', 'Outputs.Arn'] });
});

test('a function of another function stays long, because YAML allows one tag to a value', () => {
  for (const name of ['Fn::Base64', 'Fn::GetAZs', 'Fn::ImportValue', 'Fn::Join', 'Fn::Sub']) {
    assert.equal(tagOf({ [name]: { Ref: 'A' } }), undefined);
  }
});

test('a map that only looks like a function stays a map', () => {
  const maps: DataObject[] = [
    { Ref: 5 },
    { Ref: { a: 'b' } },
    { Ref: 'A', Other: 'B' },
    { 'Fn::GetAtt': 'A.B' },
    { 'Fn::GetAtt': ['A.B', 'C'] },
    { 'Fn::GetAtt': ['A', { Ref: 'B' }] },
    { 'Fn::If': ['A', 'b'] },
    { 'Fn::Join': [1, []] },
    { 'Fn::Transform': { Parameters: {} } },
    {},
  ];
  for (const data of maps) assert.equal(tagOf(data), undefined, JSON.stringify(data));
});

test('functions without a documented short form stay long', () => {
  for (const name of ['Length', 'ToJsonString', 'ForEach::X', 'Contains', 'EachMemberIn', 'RefAll', 'ValueOf']) {
    assert.equal(tagOf({ [`Fn::${name}`]: ['a', 'b'] }), undefined);
  }
});

test('Condition is a function only where a condition goes', () => {
  assert.equal(tagOf({ Condition: 'A' }), undefined);
  assert.equal(shortForm({ Condition: 'A' }, 'condition')?.tag, '!Condition');
  assert.equal(shortForm({ 'Fn::Not': [{ Condition: 'A' }] }, 'value')?.items, 'condition');
  assert.equal(shortForm({ 'Fn::If': ['A', { Condition: 'B' }, 'c'] }, 'value')?.items, 'value');
});
