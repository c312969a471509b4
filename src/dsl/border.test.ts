import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinList, listFault } from './border.ts';
import { splitAtCommas } from './flat/split.ts';
import type { Data } from './template.ts';

const text = fc.string({ maxLength: 8 }).map((each) => each.replaceAll(',', ''));
const name = fc.constantFrom('A', 'B', 'AWS::Region');
const reference: fc.Arbitrary<Data> = fc.oneof(
  name.map((each) => ({ Ref: each })),
  name.map((each) => ({ 'Fn::GetAtt': [each, 'Arn'] })),
);
const list = fc.array(fc.oneof(text, reference), { minLength: 1, maxLength: 6 });
const neverHoldsComma = () => false;

test('whatever list without commas crosses the border, it arrives as it was', () => {
  fc.assert(fc.property(list, (each) => assert.deepEqual(splitAtCommas(joinList(each), neverHoldsComma), each)));
});

test('an expression of a list crosses joined and arrives split, and neither twice', () => {
  const whole = { Ref: 'List' };
  const joined = joinList(whole);
  assert.deepEqual(joined, { 'Fn::Join': [',', whole] });
  assert.deepEqual(splitAtCommas(joined, neverHoldsComma), whole);
  const output = { 'Fn::GetAtt': ['Nested', 'Outputs.List'] };
  assert.deepEqual(joinList({ 'Fn::Split': [',', output] }), output);
});

test('a list that was split at something else is joined', () => {
  const pieces = { 'Fn::Split': ['|', { Ref: 'A' }] };
  assert.deepEqual(joinList(pieces), { 'Fn::Join': [',', pieces] });
});

test('a list of literals, numbers and booleans among them, is one text', () => {
  assert.equal(joinList(['a', 1, true]), 'a,1,true');
  assert.equal(joinList(['']), '');
});

test('whatever list, it has a fault exactly if it is empty or a literal in it has a comma', () => {
  const any = fc.array(fc.oneof(fc.string({ unit: fc.constantFrom('a', ','), maxLength: 3 }), reference));
  fc.assert(
    fc.property(any, (each) => {
      const hasComma = each.some((element) => typeof element === 'string' && element.includes(','));
      const code = each.length === 0 ? 'empty-list' : hasComma ? 'comma-in-list' : undefined;
      assert.equal(listFault(each)?.code, code);
    }),
  );
});

test('an expression of a list has no fault that could be known', () => {
  assert.equal(listFault({ Ref: 'List' }), undefined);
  assert.equal(listFault({ 'Fn::GetAZs': '' }), undefined);
});
