import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Data, Template, TemplateComments } from '../template.ts';
import { commented, data, template, text } from './arbitrary-template.ts';
import { asTemplate } from './as-template.ts';
import { asYamlJsReads, hasAnchorsOrAliases, readIndependently } from './independent-reader.ts';
import { printByLibrary } from './library-printer.ts';
import { parseTemplate } from './parse.ts';
import { printTemplate } from './print.ts';
import { isLiteral } from './scalars.ts';

// TEALFORM_RUNS=20000 looks longer than a test suite has time for.
const runs = Number(process.env.TEALFORM_RUNS ?? 200);
const none: TemplateComments = { header: [], resources: {} };

// As JSON, so that the order of keys counts and -0 is 0.
const json = (value: unknown) => JSON.stringify(value, null, 1);

function holding(value: Data): Template {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: { A: { Type: 'T', Properties: { P: value, Last: 'x' } } },
  };
}

function plain(template: Template): Data {
  return JSON.parse(JSON.stringify(template));
}

test('any template is read back by an independent YAML 1.1 reader as it was', () => {
  fc.assert(
    fc.property(commented, ({ template, comments }) => {
      assert.equal(json(readIndependently(printTemplate(template, comments))), json(asYamlJsReads(plain(template))));
    }),
    { numRuns: runs },
  );
});

test('any template is read back by our own reader as it was', () => {
  fc.assert(
    fc.property(commented, ({ template, comments }) => {
      assert.equal(json(parseTemplate(printTemplate(template, comments))), json(template));
    }),
    { numRuns: runs },
  );
});

test('any template is printed as the library would, byte for byte', () => {
  fc.assert(
    fc.property(commented, ({ template, comments }) => {
      assert.equal(printTemplate(template, comments), printByLibrary(template, comments));
    }),
    { numRuns: 5 * runs },
  );
});

test('any text is read back by both readers, wherever it stands, and printed as the library would', () => {
  const places = (value: string): Data[] => [
    value,
    [value],
    [[value]],
    { [value]: value },
    [{ K: value }],
    { 'Fn::Sub': value },
    { 'Fn::If': ['C', value, { 'Fn::Base64': value }] },
  ];
  fc.assert(
    fc.property(
      text.chain((value) => fc.constantFrom(...places(value))),
      (value) => {
        const printed = printTemplate(holding(value), none);
        assert.equal(printed, printByLibrary(holding(value), none));
        assert.equal(json(parseTemplate(printed)), json(holding(value)));
        assert.equal(json(readIndependently(printed)), json(asYamlJsReads(plain(holding(value)))));
      },
    ),
    { numRuns: runs },
  );
});

test('what is printed is ASCII without anchors and aliases, and ends in one newline', () => {
  fc.assert(
    fc.property(commented, ({ template, comments }) => {
      const printed = printTemplate(template, comments);
      assert.match(printed, /^[\x20-\x7e\t\n]*[^\n]\n$/);
      assert.equal(hasAnchorsOrAliases(printed), false);
    }),
    { numRuns: runs },
  );
});

test('printing is deterministic, and printing what was read back gives the same text', () => {
  fc.assert(
    fc.property(template, (value) => {
      const printed = printTemplate(value, none);
      assert.equal(printTemplate(structuredClone(value), none), printed);
      assert.equal(printTemplate(asTemplate(parseTemplate(printed)), none), printed);
    }),
    { numRuns: runs },
  );
});

test('editing one line of text in a template changes that line and no other', () => {
  const line = text.filter((value) => !isLiteral(value));
  const edit = fc.record({ before: fc.array(data, { maxLength: 2 }), old: line, edited: line, after: data });
  fc.assert(
    fc.property(edit, ({ before, old, edited, after }) => {
      const print = (value: string) => printTemplate(holding({ before, Edited: value, after }), none).split('\n');
      const [lines, newLines] = [print(old), print(edited)];
      assert.equal(newLines.length, lines.length);
      assert.ok(lines.filter((value, index) => value !== newLines[index]).length <= 1);
    }),
    { numRuns: runs },
  );
});

test('the same object in two places is written out twice', () => {
  const shared = { 'Fn::Sub': '&a', Key: ['*b'] };
  const printed = printTemplate(holding([shared, shared]), none);
  assert.equal(hasAnchorsOrAliases(printed), false);
  assert.equal(json(parseTemplate(printed)), json(holding([shared, shared])));
});
