import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeChooser } from './weights.ts';

test('of as many turns in a row as the weights sum up to, each gets exactly its weight, wherever one begins to count', () => {
  const weight = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(weight, weight, fc.nat({ max: 90 }), (blue, green, skipped) => {
      fc.pre(blue + green > 0);
      const choose = makeChooser();
      const turn = () => choose({ blue, green });
      for (let index = 0; index < skipped; index += 1) turn();
      const turns = Array.from({ length: blue + green }, turn);
      assert.equal(turns.filter((each) => each === 'green').length, green);
    }),
  );
});

test('a tenth is one of any ten, and not ten of a hundred at once', () => {
  const choose = makeChooser();
  const turns = Array.from({ length: 100 }, () => choose({ blue: 90, green: 10 }));
  for (let index = 0; index < 100; index += 10) {
    assert.equal(turns.slice(index, index + 10).filter((each) => each === 'green').length, 1);
  }
});

test('nobody is chosen where all weights are none, or there are no names', () => {
  const choose = makeChooser();
  assert.equal(choose({ blue: 0, green: 0 }), undefined);
  assert.equal(choose({}), undefined);
});

test('new weights hold from the next turn on, whatever was owed by the old ones', () => {
  const choose = makeChooser();
  for (let index = 0; index < 7; index += 1) choose({ blue: 50, green: 50 });
  const turns = Array.from({ length: 20 }, () => choose({ blue: 0, green: 100 }));
  assert.ok(turns.every((each) => each === 'green'));
});
