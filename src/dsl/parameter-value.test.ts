import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parameterFault } from './parameter-value.ts';
import type { TemplateParameter } from './template.ts';

const takes = (parameter: TemplateParameter, value: string | number) => parameterFault(parameter, value) === undefined;

test('a number is an integer or a decimal, as CloudFormation writes them', () => {
  for (const text of ['0', '5', '-5', '+5', '0.5', '5.', '.5', '1e3', '1E-3']) {
    assert.ok(takes({ Type: 'Number' }, text), text);
  }
  for (const text of ['', ' ', 'a', '5a', '0x10', 'Infinity', '-Infinity', 'NaN', '1,5', '1_000', '.', 'e5', '0b1']) {
    assert.ok(!takes({ Type: 'Number' }, text), text);
  }
});

test('a pattern is for the whole value', () => {
  assert.ok(takes({ Type: 'String', AllowedPattern: 'a|b' }, 'a'));
  assert.ok(!takes({ Type: 'String', AllowedPattern: 'a|b' }, 'ac'));
  assert.ok(!takes({ Type: 'String', AllowedPattern: 'a|b' }, 'cb'));
});

test('a pattern that only Java can read is left to CloudFormation', () => {
  assert.ok(takes({ Type: 'String', AllowedPattern: '\\p{Alpha}++' }, '5'));
});

test('a list meets its constraints element by element', () => {
  const blocks = { Type: 'CommaDelimitedList', AllowedPattern: '[0-9./]+' };
  assert.ok(takes(blocks, '10.0.0.0/16,10.1.0.0/16'));
  assert.equal(parameterFault(blocks, '10.0.0.0/16,all'), '"all" does not match [0-9./]+');
  assert.ok(takes({ Type: 'List<Number>', MaxValue: 5 }, '1,2,5'));
  assert.equal(parameterFault({ Type: 'List<Number>', MaxValue: 5 }, '1,6'), '6 is more than 5');
});

test('allowed numbers are met by numbers and by their texts', () => {
  const days = { Type: 'Number', AllowedValues: [7, 30] };
  assert.ok(takes(days, 7));
  assert.ok(takes(days, '30'));
  assert.ok(!takes(days, 8));
});

test('a text is at most 4,096 characters, the most CloudFormation takes', () => {
  assert.ok(takes({ Type: 'String' }, 'x'.repeat(4096)));
  assert.ok(!takes({ Type: 'String' }, 'x'.repeat(4097)));
});

test('of the value behind an SSM name nothing is said', () => {
  assert.ok(takes({ Type: 'AWS::SSM::Parameter::Value<String>', MinLength: 100 }, '/a'));
  assert.ok(takes({ Type: 'AWS::SSM::Parameter::Value<List<String>>', AllowedPattern: '[0-9]+' }, '/a'));
});

const bound = fc.option(fc.integer({ min: -20, max: 20 }), { nil: undefined });

test('whatever the bounds, a number is taken exactly if it is within them', () => {
  const number = fc.oneof(fc.integer({ min: -25, max: 25 }), fc.double({ min: -25, max: 25, noNaN: true }));
  fc.assert(
    fc.property(number, bound, bound, fc.boolean(), (value, least, most, isText) => {
      const parameter = {
        Type: 'Number',
        ...(least !== undefined && { MinValue: least }),
        ...(most !== undefined && { MaxValue: most }),
      };
      const within = !(least !== undefined && value < least) && !(most !== undefined && value > most);
      assert.equal(takes(parameter, isText ? String(value) : value), within);
    }),
    { numRuns: 1000 },
  );
});

test('whatever the bounds, a text is taken exactly if its length is within them', () => {
  const length = fc.option(fc.nat({ max: 12 }), { nil: undefined });
  fc.assert(
    fc.property(fc.string({ maxLength: 14 }), length, length, (value, least, most) => {
      const parameter = {
        Type: 'String',
        ...(least !== undefined && { MinLength: least }),
        ...(most !== undefined && { MaxLength: most }),
      };
      const within = value.length >= (least ?? 0) && value.length <= (most ?? Number.POSITIVE_INFINITY);
      assert.equal(takes(parameter, value), within);
    }),
    { numRuns: 1000 },
  );
});

test('whatever the allowed values, exactly those are taken', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1 }), fc.array(word, { minLength: 1 }), (allowed, values) => {
      assert.equal(
        takes({ Type: 'String', AllowedValues: allowed }, values[0] ?? ''),
        allowed.includes(values[0] ?? ''),
      );
      const list = { Type: 'CommaDelimitedList', AllowedValues: allowed };
      assert.equal(
        takes(list, values.join(',')),
        values.every((value) => allowed.includes(value)),
      );
    }),
  );
});
