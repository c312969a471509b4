import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BuiltStack } from '../dsl/built.ts';
import type { Template } from '../dsl/template.ts';
import { checkAscii } from './ascii.ts';
import { linesOf, stackOf } from './fixtures.ts';

const found = (template: Partial<Template>, more: Partial<BuiltStack> = {}) =>
  linesOf(checkAscii(stackOf(template, more)));
const WORD = 'caf\u00e9';
const CODE = `first\n${WORD}`;
const HINT = 'write it in ASCII, or escape it the way the code allows';
const several = 'a text of several lines has the character "\u00e9" (U+00E9)';

test('a comment is ASCII', () => {
  assert.deepEqual(found({}, { comments: { A: 'plain', B: WORD } }), [
    `non-ascii B: the comment has the character "\u00e9" (U+00E9) -> ${HINT}`,
  ]);
});

test('a text of several lines is ASCII in every section, however deep', () => {
  const lines = found({
    Description: CODE,
    Metadata: { Note: [CODE] },
    Parameters: { P: { Type: 'String', Description: CODE } },
    Rules: { R: { Assertions: [{ AssertDescription: CODE }] } },
    Mappings: { M: { a: { b: CODE } } },
    Conditions: { C: { 'Fn::Equals': [CODE, 'x'] } },
    Resources: { It: { Type: 'T', Metadata: { Note: CODE }, Properties: { Code: [{ Deep: CODE }] } } },
    Outputs: { O: { Value: 'x', Description: CODE } },
  });
  assert.deepEqual(
    lines.map((line) => line.replace(`: ${several} -> ${HINT}`, '')),
    [
      'non-ascii Description',
      'non-ascii Metadata.Note[0]',
      'non-ascii P Description',
      'non-ascii R Assertions[0].AssertDescription',
      'non-ascii M a.b',
      'non-ascii C Fn::Equals[0]',
      'non-ascii It Metadata.Note',
      'non-ascii It Properties.Code[0].Deep',
      'non-ascii O Description',
    ],
  );
});

test('a value of one line may have any character: the printer escapes it', () => {
  const Properties = { Text: WORD, Number: 1, Flag: true, Nothing: null };
  assert.deepEqual(found({ Description: WORD, Resources: { It: { Type: 'T', Properties } } }), []);
});

test('tabs are taken, other control characters are not, and a character beyond 16 bits is one', () => {
  const code = (Text: string) =>
    found({ Resources: { It: { Type: 'T', Properties: { Text } } } })[0]?.replace(/.*character /, '');
  assert.equal(code('a\n\tb'), undefined);
  assert.equal(code('a\r\nb'), '"\\r" (U+000D) -> end lines with \\n alone');
  assert.equal(code('a\n\u0007'), `"\\u0007" (U+0007) -> ${HINT}`);
  assert.equal(code('a\n\u{1f600}'), `"\u{1f600}" (U+1F600) -> ${HINT}`);
});
