import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Place } from '../dsl/place.ts';
import { stackOf } from './fixtures.ts';
import { problemOf, suggest } from './report.ts';

const there = Place.ofCallerOf(assert.equal);

test('a problem has the place of what it is of, or that of the stack', () => {
  const stack = stackOf({}, { places: new Map([['Resources/A', there]]) });
  const finding = { code: 'x', message: 'y', path: ['Properties', 'List', 0] };
  assert.deepEqual(problemOf(stack, 'Resources', 'A', finding), {
    code: 'x',
    message: 'y',
    hint: undefined,
    stack: 'It',
    logicalId: 'A',
    path: 'Properties.List[0]',
    place: there,
  });
  assert.equal(problemOf(stack, 'Outputs', 'A', finding).place, stack.place);
  assert.equal(problemOf(stack, 'Resources', 'A', { code: 'x', message: 'y' }).path, undefined);
});

test('a misspelt name is the nearest one, whatever its case', () => {
  assert.equal(suggest('cidrblock', ['CidrBlok', 'CidrBlock']), 'did you mean CidrBlock?');
  assert.equal(suggest('SecurtyGroups', ['SecurityGroups', 'Subnets']), 'did you mean SecurityGroups?');
  assert.equal(suggest('Naem', ['Name']), 'did you mean Name?');
});

test('a name that is far from all of them is none of them', () => {
  assert.equal(suggest('Zone', ['Alpha', 'Beta']), 'there are: Alpha, Beta');
  assert.equal(suggest('Abcdef', ['Xyzdef']), 'there are: Xyzdef');
});

test('of a name of two or three letters, one may be wrong', () => {
  assert.equal(suggest('Ur', ['Url', 'Id']), 'did you mean Url?');
  assert.equal(suggest('Abc', ['Axy']), 'there are: Axy');
});

test('of very many names some are shown, and of none nothing is said', () => {
  const many = Array.from({ length: 31 }, (_, index) => `Name${index}`);
  assert.equal(suggest('Other', many), 'there are 31, such as Name0, Name1, Name2, Name3, Name4, Name5, Name6, Name7');
  assert.equal(suggest('Other', many.slice(1))?.split(', ').length, 30);
  assert.equal(suggest('Other', []), undefined);
});
