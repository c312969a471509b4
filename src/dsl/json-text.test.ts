import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Json } from './expression.ts';
import { toJsonString } from './json-text.ts';
import { region } from './pseudo.ts';
import { sub } from './sub.ts';

describe('JSON as the text of a property', () => {
  test('is what JSON.parse gives back, whatever is in it, in plain ASCII', () => {
    const data = fc.letrec<{ data: Json }>((tie) => ({
      data: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'binary' }),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
        fc.boolean(),
        fc.array(tie('data')),
        fc.dictionary(fc.string({ unit: 'grapheme' }), tie('data'), { noNullPrototype: true }),
      ),
    })).data;
    fc.assert(
      fc.property(data, fc.constantFrom('compact', 'readable'), (value, layout) => {
        const text = toJsonString(value, layout);
        assert.ok(typeof text === 'string');
        assert.match(text, /^[\0-\x7f]*$/);
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('expressions stand in quotes, and text that looks like one stays text', () => {
    const text = toJsonString({ where: region, arn: sub`arn:${region}:x`, literal: '${AWS::Region}' }, 'readable');
    assert.deepEqual(JSON.parse(JSON.stringify(text)), {
      'Fn::Sub': '{ "where": "${AWS::Region}", "arn": "arn:${AWS::Region}:x", "literal": "${!AWS::Region}" }',
    });
  });

  test('what is flat takes one line, what has depth a line for each part', () => {
    assert.equal(
      toJsonString({ a: [1, 2], b: { c: 'd', e: [] }, f: undefined }, 'readable'),
      '{\n  "a": [1, 2],\n  "b": {\n    "c": "d",\n    "e": []\n  }\n}',
    );
  });
});
