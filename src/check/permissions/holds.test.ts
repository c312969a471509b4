import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TealformError } from '../../dsl/error.ts';
import type { Data } from '../../dsl/template.ts';
import { holds } from './holds.ts';

// `?` is a value that nobody knows.
function open(): never {
  throw new TealformError({ code: 'unresolved-value', message: 'nobody knows' });
}

const values = {
  condition: (name: Data | undefined) => name === 'Yes',
  isEqual: (one: string, other: string) => (one === '?' || other === '?' ? open() : one === other),
  text: (data: Data | undefined) => (typeof data === 'string' ? data : open()),
  list: (data: Data | undefined) => (Array.isArray(data) ? data : open()),
  refuse: open,
};

function verdict(expression: Data): boolean | undefined {
  try {
    return holds(expression, values);
  } catch (error) {
    assert.ok(error instanceof TealformError);
    return undefined;
  }
}

const [yes, no, unknown] = [{ Condition: 'Yes' }, { Condition: 'No' }, { 'Fn::Equals': ['?', 'a'] }];

test('a condition holds, does not, or is for nobody to say', () => {
  const cases: readonly (readonly [Data, boolean | undefined])[] = [
    [yes, true],
    [no, false],
    [unknown, undefined],
    [{ 'Fn::Not': [yes] }, false],
    [{ 'Fn::Not': [unknown] }, undefined],
    [{ 'Fn::And': [yes, yes] }, true],
    [{ 'Fn::And': [unknown, no] }, false],
    [{ 'Fn::And': [no, unknown] }, false],
    [{ 'Fn::And': [yes, unknown] }, undefined],
    [{ 'Fn::Or': [unknown, yes] }, true],
    [{ 'Fn::Or': [yes, unknown] }, true],
    [{ 'Fn::Or': [no, unknown] }, undefined],
    [{ 'Fn::Contains': [['?', 'a'], 'a'] }, true],
    [{ 'Fn::Contains': [['?', 'b'], 'a'] }, undefined],
    [{ 'Fn::Contains': [[], 'a'] }, false],
    [{ 'Fn::EachMemberEquals': [['a', 'a'], 'a'] }, true],
    [{ 'Fn::EachMemberEquals': [['?', 'b'], 'a'] }, false],
    [
      {
        'Fn::EachMemberIn': [
          ['a', 'b'],
          ['b', 'a'],
        ],
      },
      true,
    ],
    [
      {
        'Fn::EachMemberIn': [
          ['a', 'c'],
          ['b', 'a'],
        ],
      },
      false,
    ],
    [{ 'Fn::EachMemberIn': [['c'], ['?', 'c']] }, true],
  ];
  for (const [expression, expected] of cases) assert.equal(verdict(expression), expected, JSON.stringify(expression));
});

test('what is no condition is refused', () => {
  for (const expression of [{ 'Fn::Nobody': [] }, 'Yes', null, [], {}, { constructor: [] }])
    assert.equal(verdict(expression), undefined);
});
