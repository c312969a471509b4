import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPath } from './data.ts';
import { namesUsed, readSub, splitAttribute, usesOf } from './references.ts';
import type { Data } from './template.ts';

const uses = (data: Data, isCondition = false) =>
  namesUsed(data, isCondition).map(({ kind, name, attribute = '', path }) =>
    [kind, name, attribute, formatPath(path)].filter(Boolean).join(' '),
  );

test('names are found in references, attributes and substitutions, wherever they stand', () => {
  assert.deepEqual(
    uses({
      A: { Ref: 'Vpc' },
      B: [{ 'Fn::GetAtt': ['Alb', 'DNSName'] }, { 'Fn::GetAtt': 'Nested.Outputs.Arn' }],
      C: { 'Fn::Sub': '${Bucket}-${Alb.DNSName}-${!Not}-${AWS::Region}' },
      D: { 'Fn::Sub': ['${Own}-${Name}', { Own: { 'Fn::Join': ['', [{ Ref: 'Deep' }]] } }] },
    }),
    [
      'Ref Vpc A',
      'GetAtt Alb DNSName B[0]',
      'GetAtt Nested Outputs.Arn B[1]',
      'Ref Bucket C',
      'GetAtt Alb DNSName C',
      'Ref Name D',
      'Ref Deep D.Fn::Sub[1].Own.Fn::Join[1][0]',
    ],
  );
});

test('conditions and mappings are found by the functions that use them', () => {
  assert.deepEqual(
    uses({
      A: { 'Fn::If': ['IsOn', { Ref: 'X' }, { Ref: 'AWS::NoValue' }] },
      B: { 'Fn::FindInMap': ['Sizes', { Ref: 'Colour' }, 'Memory'] },
      C: { 'Fn::ValueOf': ['Subnet', 'VpcId'] },
    }),
    ['Condition IsOn A', 'Ref X A.Fn::If[1]', 'FindInMap Sizes B', 'Ref Colour B.Fn::FindInMap[1]', 'Ref Subnet C'],
  );
});

test('Condition names a condition only in a condition expression', () => {
  const both = { 'Fn::And': [{ Condition: 'A' }, { 'Fn::Not': [{ Condition: 'B' }] }] };
  assert.deepEqual(uses(both, true), ['Condition A Fn::And[0]', 'Condition B Fn::And[1].Fn::Not[0]']);
  assert.deepEqual(uses({ Statement: [{ Condition: 'A' }] }), []);
});

test('a map that only looks like a reference is none', () => {
  assert.deepEqual(uses({ A: { Ref: 5 }, B: { Ref: 'X', Other: 1 }, C: { 'Fn::GetAtt': [1, 2] } }), []);
});

test('the text of a substitution is read piece by piece', () => {
  assert.deepEqual(readSub('a ${B} ${!C} ${D.E} $ {F} ${ G }'), [
    'a ',
    { name: 'B' },
    ' ',
    '${C}',
    ' ',
    { name: 'D.E' },
    ' $ {F} ',
    { name: 'G' },
  ]);
  assert.deepEqual(readSub(''), []);
});

test('an attribute may have dots of its own', () => {
  assert.deepEqual(splitAttribute('Nested.Outputs.Arn'), ['Nested', 'Outputs.Arn']);
  assert.deepEqual(splitAttribute('Vpc'), ['Vpc', '']);
});

test('what stands at two places is found below both', () => {
  const part = { A: { Ref: 'Vpc' } };
  assert.deepEqual(uses({ First: part, Second: [part] }), ['Ref Vpc First.A', 'Ref Vpc Second[0].A']);
});

test('what a resource uses is found once; a changed copy of it is another', () => {
  const resource = {
    Type: 'T',
    Condition: 'Is',
    Properties: { A: { Ref: 'Vpc' }, B: { 'Fn::If': ['Has', 'x', 'y'] } },
  };
  const namesOf = ({ names, ids }: ReturnType<typeof usesOf>) => [names, ids].map((all) => all.map(({ name }) => name));
  assert.deepEqual(namesOf(usesOf(resource)), [['Vpc', 'Has'], ['Vpc']]);
  assert.equal(usesOf(resource), usesOf(resource));
  const changed = { ...resource, Properties: { ...resource.Properties, B: { Ref: 'Alb' } } };
  assert.deepEqual(namesOf(usesOf(changed)), [
    ['Vpc', 'Alb'],
    ['Vpc', 'Alb'],
  ]);
  assert.deepEqual(namesOf(usesOf(resource)), [['Vpc', 'Has'], ['Vpc']]);
});

test('a substitution is read up to what is not closed', () => {
  assert.deepEqual(readSub('${!C} ${ D.E } ${'), ['${C}', ' ', { name: 'D.E' }, ' ${']);
  assert.deepEqual(readSub('${}${!}'), [{ name: '' }, '${}']);
  assert.deepEqual(readSub('${a${b}c}'), [{ name: 'a${b' }, 'c}']);
  assert.deepEqual(readSub(''), []);
});
