import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Data } from '../template.ts';
import { type Meaning, rewrite } from './rewrite.ts';

const BOUND: Readonly<Record<string, Data>> = {
  Literal: 'text',
  Number: 8080,
  Brace: '{Vpc}',
  RootParameter: { Ref: 'Root' },
  List: ['a', { Ref: 'Subnet' }],
  Gappy: ['a', { 'Fn::If': ['IsIt', 'b', { Ref: 'AWS::NoValue' }] }],
  Sub: { 'Fn::Sub': '${Bucket}/x' },
  SubWithVariables: {
    'Fn::Sub': ['${Bucket}/${Part1}', { Part1: { 'Fn::Select': [0, { Ref: 'AWS::NotificationARNs' }] } }],
  },
  Joined: { 'Fn::Join': [',', ['a', { Ref: 'Subnet' }]] },
};

const meaning: Meaning = {
  ref: (name) => (name === 'Own' ? { Ref: 'StackOwn' } : Object.hasOwn(BOUND, name) ? BOUND[name] : undefined),
  attribute: (name, attribute) => (name === 'Child' ? 'from the child' : { 'Fn::GetAtt': [`Stack${name}`, attribute] }),
  condition: (name) => `Stack${name}`,
  mapping: (name) => `Stack${name}`,
  mayHoldComma: (parameter) => parameter === 'Root',
};

const becomes = (data: Data, expected: Data, isCondition = false) =>
  assert.deepEqual(rewrite(data, meaning, isCondition), expected);

test('plain data stays what it is, however deep, and functions in it are rewritten', () => {
  becomes({ A: [1, true, null, 'x', { B: { Ref: 'Literal' } }] }, { A: [1, true, null, 'x', { B: 'text' }] });
  becomes({ Ref: 'Literal', Other: 1 }, { Ref: 'Literal', Other: 1 });
});

test('a reference becomes what it stands for; a pseudo parameter stays', () => {
  becomes({ Ref: 'Own' }, { Ref: 'StackOwn' });
  becomes({ Ref: 'Number' }, 8080);
  becomes({ Ref: 'AWS::Region' }, { Ref: 'AWS::Region' });
});

test('an attribute is of the renamed resource, or what a nested stack gives out', () => {
  becomes({ 'Fn::GetAtt': ['Alb', 'DNSName'] }, { 'Fn::GetAtt': ['StackAlb', 'DNSName'] });
  becomes({ 'Fn::GetAtt': ['Child', 'Outputs.Any'] }, 'from the child');
});

test('an attribute written as one text is read, and one whose name is a parameter is filled in', () => {
  becomes({ 'Fn::GetAtt': 'Alb.Endpoint.Port' }, { 'Fn::GetAtt': ['StackAlb', 'Endpoint.Port'] });
  becomes({ 'Fn::GetAtt': ['Alb', { Ref: 'Literal' }] }, { 'Fn::GetAtt': ['StackAlb', 'text'] });
  becomes({ 'Fn::GetAtt': ['Alb', { Ref: 'RootParameter' }] }, { 'Fn::GetAtt': ['StackAlb', { Ref: 'Root' }] });
});

test('what is no call of a function is left to others to complain of', () => {
  becomes({ Ref: ['A'] }, { Ref: ['A'] });
  becomes({ 'Fn::GetAtt': ['Alb'] }, { 'Fn::GetAtt': ['Alb'] });
  becomes({ 'Fn::Sub': 7 }, { 'Fn::Sub': 7 });
  becomes({ 'Fn::If': [7] }, { 'Fn::If': [7] });
  becomes({ 'Fn::FindInMap': [{ Ref: 'Literal' }, 'a', 'b'] }, { 'Fn::FindInMap': ['text', 'a', 'b'] });
  becomes({ 'Fn::Select': [0] }, { 'Fn::Select': [0] });
  becomes({ 'Fn::Split': [','] }, { 'Fn::Split': [','] });
  becomes({ 'Fn::Join': [','] }, { 'Fn::Join': [','] });
  becomes({ 'Fn::ValueOf': [7, 'x'] }, { 'Fn::ValueOf': [7, 'x'] });
});

test('conditions and mappings go by their new names, in the branches and keys as well', () => {
  const both = { 'Fn::If': ['Is', { Ref: 'Literal' }, { 'Fn::If': ['Has', 1, { Ref: 'AWS::NoValue' }] }] };
  becomes(both, { 'Fn::If': ['StackIs', 'text', { 'Fn::If': ['StackHas', 1, { Ref: 'AWS::NoValue' }] }] });
  becomes({ 'Fn::FindInMap': ['Table', { Ref: 'Literal' }, 'v'] }, { 'Fn::FindInMap': ['StackTable', 'text', 'v'] });
});

test('a condition is named by Condition only where conditions stand', () => {
  becomes({ Condition: 'Is' }, { Condition: 'StackIs' }, true);
  becomes({ Condition: 'Is' }, { Condition: 'Is' });
  const not = (name: string) => ({ 'Fn::Not': [{ Condition: name }] });
  const either = {
    'Fn::Or': [{ Condition: 'Is' }, { 'Fn::And': [not('Is'), { 'Fn::Equals': [{ Ref: 'Number' }, 1] }] }],
  };
  becomes(either, {
    'Fn::Or': [{ Condition: 'StackIs' }, { 'Fn::And': [not('StackIs'), { 'Fn::Equals': [8080, 1] }] }],
  });
  becomes({ PolicyDocument: { Condition: 'Is' } }, { PolicyDocument: { Condition: 'Is' } });
});

test("a rule's attribute of a parameter names the parameter that fills it", () => {
  becomes({ 'Fn::ValueOf': ['RootParameter', 'VpcId'] }, { 'Fn::ValueOf': ['Root', 'VpcId'] });
  becomes({ 'Fn::ValueOf': ['Unknown', 'VpcId'] }, { 'Fn::ValueOf': ['Unknown', 'VpcId'] });
  becomes({ 'Fn::ValueOf': ['Literal', 'VpcId'] }, { 'Fn::ValueOf': ['text', 'VpcId'] });
  becomes({ 'Fn::ValueOf': ['Sub', 'VpcId'] }, { 'Fn::ValueOf': [{ 'Fn::Sub': '${Bucket}/x' }, 'VpcId'] });
});

test('a substitution takes up texts and other substitutions, and names what is new', () => {
  becomes(
    { 'Fn::Sub': 'arn:${AWS::Partition}:${Own}/${Alb.Name}' },
    { 'Fn::Sub': 'arn:${AWS::Partition}:${StackOwn}/${StackAlb.Name}' },
  );
  becomes({ 'Fn::Sub': '${Own}:${Literal}:${Number}' }, { 'Fn::Sub': '${StackOwn}:text:8080' });
  becomes({ 'Fn::Sub': 's3://${Sub}/y' }, { 'Fn::Sub': 's3://${Bucket}/x/y' });
  becomes({ 'Fn::Sub': '${Child.Outputs.Any}!' }, 'from the child!');
});

test('a substitution keeps the variables that it still has, under names of its own', () => {
  const selected = { 'Fn::Select': [0, { Ref: 'AWS::NotificationARNs' }] };
  becomes(
    { 'Fn::Sub': '${SubWithVariables} and ${Own}' },
    { 'Fn::Sub': ['${Bucket}/${Part1} and ${StackOwn}', { Part1: selected }] },
  );
  becomes(
    { 'Fn::Sub': ['${Mine}-${constructor}', { Mine: { Ref: 'Literal' } }] },
    { 'Fn::Sub': 'text-${constructor}' },
  );
  becomes({ 'Fn::Sub': '${Joined}.' }, { 'Fn::Sub': ['${JoinedSubnet}.', { JoinedSubnet: BOUND.Joined ?? '' }] });
});

test('a substitution of which nothing is left is the text or the value itself', () => {
  becomes({ 'Fn::Sub': '${Literal}' }, 'text');
  becomes({ 'Fn::Sub': ['${Mine}', { Mine: { Ref: 'Own' } }] }, { Ref: 'StackOwn' });
  becomes({ 'Fn::Sub': ['${Mine}${Own}', { Mine: '' }] }, { Ref: 'StackOwn' });
  becomes({ 'Fn::Sub': ['${Mine}', { Mine: '' }] }, '');
});

test('texts that come to stand side by side do not become a variable', () => {
  becomes({ 'Fn::Sub': '$${Brace}' }, '${Vpc}');
  becomes({ 'Fn::Sub': '${Own} $${Brace}' }, { 'Fn::Sub': '${StackOwn} ${!Vpc}' });
  becomes({ 'Fn::Sub': '${!Literal} ${Own}' }, { 'Fn::Sub': '${!Literal} ${StackOwn}' });
});

test('joins and splits that only carried a list across the border are gone', () => {
  becomes({ 'Fn::Split': [',', { Ref: 'Joined' }] }, ['a', { Ref: 'Subnet' }]);
  becomes({ 'Fn::Join': [',', { 'Fn::Split': [',', { Ref: 'Own' }] }] }, { Ref: 'StackOwn' });
  becomes({ 'Fn::Join': ['-', { Ref: 'List' }] }, { 'Fn::Join': ['-', ['a', { Ref: 'Subnet' }]] });
  becomes({ 'Fn::Split': ['-', { Ref: 'Joined' }] }, { 'Fn::Split': ['-', BOUND.Joined ?? ''] });
});

test('an element of a list that became known is that element', () => {
  becomes({ 'Fn::Select': [1, { Ref: 'List' }] }, { Ref: 'Subnet' });
  becomes({ 'Fn::Select': ['0', { 'Fn::Split': [',', { Ref: 'Joined' }] }] }, 'a');
  becomes({ 'Fn::Select': [0, { Ref: 'RootParameter' }] }, { 'Fn::Select': [0, { Ref: 'Root' }] });
  becomes({ 'Fn::Select': [2, { Ref: 'List' }] }, { 'Fn::Select': [2, ['a', { Ref: 'Subnet' }]] });
  becomes(
    { 'Fn::Select': [{ Ref: 'RootParameter' }, { Ref: 'List' }] },
    { 'Fn::Select': [{ Ref: 'Root' }, ['a', { Ref: 'Subnet' }]] },
  );
});

test('an element of a list in which one may be missing is counted as behind a border', () => {
  const gappy = ['a', { 'Fn::If': ['IsIt', 'b', { Ref: 'AWS::NoValue' }] }];
  becomes(
    { 'Fn::Select': [0, { Ref: 'Gappy' }] },
    { 'Fn::Select': [0, { 'Fn::Split': [',', { 'Fn::Join': [',', gappy] }] }] },
  );
  const here = ['a', { Ref: 'AWS::NoValue' }];
  becomes({ 'Fn::Select': [0, here] }, { 'Fn::Select': [0, here] });
});

test('what stays as it is stays the same object, and what it is made of is not touched', () => {
  const still = { A: ['x', { 'Fn::Sub': 'a${AWS::Region}' }, { Ref: 'Unknown' }] };
  const before = structuredClone(still);
  const data = { Still: still, Twice: still, Moved: [still, { Ref: 'Own' }] };
  const written = rewrite(data, meaning);
  assert.deepEqual(written, { Still: before, Twice: before, Moved: [before, { Ref: 'StackOwn' }] });
  assert.deepEqual(data, { Still: before, Twice: before, Moved: [before, { Ref: 'Own' }] });
  assert.ok(typeof written === 'object' && written !== null && 'Still' in written && written.Still === still);
  assert.equal(rewrite(still, meaning), still);
});

test('a variable called like a member of every object is a reference like others', () => {
  becomes({ 'Fn::Sub': '${constructor}/${Sub}' }, { 'Fn::Sub': '${constructor}/${Bucket}/x' });
});
