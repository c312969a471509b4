import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Data } from '../../dsl/template.ts';
import { data } from '../../dsl/yaml/arbitrary-template.ts';
import { differencesOf, isSame, pairsOf, textOf } from './values.ts';

const paths = (before: Data | undefined, after: Data | undefined) =>
  differencesOf(before, after, 'P').map(({ path }) => path);

test('numbers and booleans are what they are as texts, and null is nothing else', () => {
  assert.ok(isSame(80, '80'));
  assert.ok(isSame({ A: [true, 1.5] }, { A: ['true', '1.5'] }));
  assert.ok(!isSame('true', 'True'));
  assert.ok(!isSame(null, 'null'));
  assert.ok(!isSame(null, undefined));
  assert.ok(!isSame([], {}));
  assert.ok(!isSame('', undefined));
  assert.ok(isSame(-0, 0));
});

test('the order of members does not count, that of entries does', () => {
  assert.ok(isSame({ A: 1, B: 2 }, { B: 2, A: 1 }));
  assert.ok(!isSame([1, 2], [2, 1]));
});

test('a change is told as deep down as both have something', () => {
  assert.deepEqual(differencesOf({ A: { B: 1, C: 2 } }, { A: { B: 3 } }, 'P'), [
    { path: 'P.A.B', before: 1, after: 3 },
    { path: 'P.A.C', before: 2, after: undefined },
  ]);
  assert.deepEqual(differencesOf({ A: { B: 1 } }, { A: [1] }, 'P'), [{ path: 'P.A', before: { B: 1 }, after: [1] }]);
});

test('entries with a key are compared with those that have it, wherever they stand', () => {
  const before = [
    { Key: 'a', Value: 1 },
    { Key: 'b', Value: 2 },
  ];
  assert.deepEqual(
    paths(before, [
      { Key: 'c', Value: 3 },
      { Key: 'b', Value: 4 },
      { Key: 'a', Value: 1 },
    ]),
    ['P[b].Value', 'P[c]'],
  );
  assert.deepEqual(paths(before, [...before].reverse()), ['P']);
});

test('entries of which some have no key, or two the same, are compared as they are', () => {
  const twice = [
    { Key: 'a', Value: 1 },
    { Key: 'a', Value: 2 },
  ];
  assert.deepEqual(
    paths(twice, [
      { Key: 'a', Value: 1 },
      { Key: 'a', Value: 3 },
    ]),
    ['P[1].Value'],
  );
});

test('an entry more at the front is one change', () => {
  assert.deepEqual(differencesOf(['b', 'c'], ['a', 'b', 'c'], 'P'), [{ path: 'P[0]', before: undefined, after: 'a' }]);
  assert.deepEqual(differencesOf(['a', 'b', 'c'], ['b', 'c'], 'P'), [{ path: 'P[0]', before: 'a', after: undefined }]);
});

test('entries that are only there more often, or in another order, change the list', () => {
  assert.deepEqual(paths(['a', 'a'], ['a']), ['P']);
  assert.deepEqual(paths(['a', 'b'], ['b', 'a']), ['P']);
});

test('what objects have anyway is no member of one', () => {
  assert.deepEqual(paths({ A: 1 }, { A: 1, constructor: 'x' }), ['P.constructor']);
  const proto: Data = JSON.parse('{"__proto__": {"A": 1}}');
  assert.deepEqual(paths({}, proto), ['P.__proto__']);
  assert.notEqual(textOf(proto), textOf({}));
  assert.deepEqual(paths([{ Key: 'constructor' }], [{ Key: 'toString' }]), ['P[constructor]', 'P[toString]']);
});

const any = data as fc.Arbitrary<Data>;

test('there are no differences just where two values are the same, and their texts say so too', () => {
  fc.assert(
    fc.property(any, any, fc.boolean(), (one, two, isAgain) => {
      const other: Data = isAgain ? JSON.parse(JSON.stringify(one)) : two;
      const same = isSame(one, other);
      assert.equal(differencesOf(one, other, 'P').length === 0, same);
      assert.equal(textOf(one) === textOf(other), same);
      for (const { before, after } of differencesOf(one, other, 'P')) assert.ok(!isSame(before, after));
    }),
  );
});

test('backwards there are the same differences the other way round', () => {
  fc.assert(
    fc.property(any, any, (one, other) => {
      const lines = (all: ReturnType<typeof differencesOf>, flip: boolean) =>
        all
          .map(({ before, after }) =>
            textOf([before ?? null, after ?? null].map((_, i, both) => both[flip ? 1 - i : i] ?? null)),
          )
          .sort();
      assert.deepEqual(lines(differencesOf(one, other, 'P'), false), lines(differencesOf(other, one, 'P'), true));
    }),
  );
});

test('the pairs of two lists are of entries that only one of them has', () => {
  const list = fc.array(fc.constantFrom<Data>('a', 'b', 'c', 1, { Key: 'k' }, { Key: 'l' }), { maxLength: 5 });
  fc.assert(
    fc.property(list, list, (before, after) => {
      for (const { was, is } of pairsOf(before, after)) {
        if (was !== undefined) assert.ok(!after.some((each) => isSame(each, was)));
        if (is !== undefined) assert.ok(!before.some((each) => isSame(each, is)));
      }
    }),
  );
});
