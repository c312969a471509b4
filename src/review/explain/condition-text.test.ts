import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Data } from '../../dsl/template.ts';
import { conditionText } from './condition-text.ts';

const is = (name: string, value: string): Data => ({ 'Fn::Equals': [{ Ref: name }, value] });

for (const [expression, text] of [
  [is('Colour', 'green'), 'Colour is "green"'],
  [{ 'Fn::Not': [is('HostName', '')] }, 'HostName is not ""'],
  [{ 'Fn::And': [{ Condition: 'IsLarge' }, is('Colour', 'blue')] }, 'IsLarge and (Colour is "blue")'],
  [{ 'Fn::Or': [is('A', 'a'), { 'Fn::Not': [{ Condition: 'IsB' }] }] }, '(A is "a") or (not IsB)'],
  [{ 'Fn::Not': [{ 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] }] }, 'not (A or B)'],
  [{ 'Fn::Equals': [{ 'Fn::FindInMap': ['M', 'a', 'b'] }, 'x'] }, '{"Fn::FindInMap":["M","a","b"]} is "x"'],
  [{ 'Fn::Strange': [] }, '{"Fn::Strange":[]}'],
] as const) {
  test(`a condition is read out: ${text}`, () => assert.equal(conditionText(expression), text));
}
