import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLocation, formatProblem, type Problem, TealformError, throwIfAny } from './error.ts';
import { Place } from './place.ts';
import { here } from './small-stack.ts';

const problem: Problem = {
  code: 'unknown-property',
  message: 'has no property CidrBlok',
  stack: 'Network',
  logicalId: 'Vpc',
  path: 'Properties.CidrBlok',
  hint: 'did you mean CidrBlock?',
};

test('a problem reads as place, code, location and message, its hint on a line of its own', () => {
  assert.equal(
    formatProblem(problem),
    'unknown-property Network.Vpc Properties.CidrBlok: has no property CidrBlok\n  -> did you mean CidrBlock?',
  );
  const { hint: _, ...bare } = problem;
  const line = here() + 1;
  const text = formatProblem({ ...bare, place: placeOfCaller() });
  assert.match(text, new RegExp(`error\\.test\\.ts:${line} unknown-property Network\\.Vpc Properties`));
  assert.ok(text.endsWith(': has no property CidrBlok'));
});

test('of a location only what is known is said', () => {
  assert.equal(formatLocation({ stack: 'Network' }), 'Network');
  assert.equal(formatLocation({ stack: 'Network', logicalId: 'Vpc' }), 'Network.Vpc');
  assert.equal(formatLocation({ stack: 'Network', path: 'Description' }), 'Network Description');
  assert.equal(formatLocation({ stack: 'Network', logicalId: '' }), 'Network');
  assert.equal(formatLocation({}), '');
  assert.equal(formatProblem({ code: 'x', message: 'y' }), 'x: y');
});

test('an error of several problems lists them all and has the code of the first', () => {
  const error = new TealformError([problem, { code: 'cycle', message: 'a -> b -> a' }]);
  assert.equal(error.code, 'unknown-property');
  assert.equal(error.problems.length, 2);
  assert.equal(error.message, `${formatProblem(problem)}\ncycle: a -> b -> a`);
});

test('an error of one problem may be made from that problem', () => {
  const error = new TealformError(problem);
  assert.deepEqual(error.problems, [problem]);
  assert.equal(error.message, formatProblem(problem));
  assert.equal(error.name, 'TealformError');
  assert.ok(error instanceof Error);
});

test('places are not worked out before the message is read', () => {
  let looked = 0;
  const place = placeOfCaller();
  Object.defineProperty(place, 'toString', {
    value: () => {
      looked += 1;
      return 'templates/network.ts:41';
    },
  });
  const error = new TealformError({ code: 'x', message: 'y', place });
  assert.equal(looked, 0);
  assert.equal(error.message, 'templates/network.ts:41 x: y');
  assert.equal(looked, 1);
});

test('throwIfAny throws all problems in one error, and nothing when there are none', () => {
  throwIfAny([]);
  assert.throws(() => throwIfAny([problem, problem]), { code: 'unknown-property' });
});

function placeOfCaller(): Place {
  return Place.ofCallerOf(placeOfCaller);
}
