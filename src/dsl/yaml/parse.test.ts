import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTemplate } from './parse.ts';

test('short and long forms give the same data', () => {
  const long = parseTemplate('A:\n  Fn::If: [C, {Ref: X}, {Fn::GetAtt: [B, Outputs.Arn]}]\nB: {Condition: C}\n');
  assert.deepEqual(parseTemplate('A: !If\n  - C\n  - !Ref X\n  - !GetAtt B.Outputs.Arn\nB: !Condition C\n'), long);
  assert.deepEqual(parseTemplate('A: !If [C, !Ref X, !GetAtt [B, Outputs.Arn]]\nB: !Condition C\n'), long);
});

test('functions that we print long are read short as well', () => {
  assert.deepEqual(parseTemplate('A: !Length [a]\nB: !RefAll AWS::EC2::VPC::Id\n'), {
    A: { 'Fn::Length': ['a'] },
    B: { 'Fn::RefAll': 'AWS::EC2::VPC::Id' },
  });
});

test('JSON templates are read too', () => {
  assert.deepEqual(parseTemplate('{\n\t"A": {"Fn::Sub": "x"}, "B": [1, null]}'), {
    A: { 'Fn::Sub': 'x' },
    B: [1, null],
  });
});

test('dates stay the text they are, and keys too, whatever they look like', () => {
  assert.deepEqual(parseTemplate('Version: 2012-10-17\n200: a\non: b\n0123: c\n2010-09-09: d\n__proto__: e\n'), {
    Version: '2012-10-17',
    200: 'a',
    on: 'b',
    '0123': 'c',
    '2010-09-09': 'd',
    ['__proto__']: 'e',
  });
});

test('scalars follow YAML 1.1, and what is no number after all is text', () => {
  assert.deepEqual(parseTemplate('A: [on, 0123, 22:22, ~, 1e3, "on", e7, .nan]\n'), {
    A: [true, 83, 1342, null, 1000, 'on', 'e7', '.nan'],
  });
});

test('all that is no YAML is reported, each with its line', () => {
  assert.throws(() => parseTemplate('A: 1\nA: 2\nB: [\n'), {
    code: 'yaml-syntax',
    message: /^yaml-syntax: line 2: map keys must be unique\nyaml-syntax: line 4: /,
  });
});

test('anchors, aliases, merge keys and unknown types are errors that name their line', () => {
  const wrong: [string, RegExp][] = [
    ['A: 1\nB: &x 2\n', /line 2: the anchor &x/],
    ['A: 1\nB: {<<: {a: 1}}\n', /line 2: a key that is not text/],
    ['A: 1\n[a]: 2\n', /line 2: a key that is not text/],
    ['A: 1\nB: !!binary aGk=\n', /line 2: the tag tag:yaml.org,2002:binary/],
    ['', /line 1: no map of sections/],
    ['- a\n', /line 1: no map of sections/],
  ];
  for (const [text, message] of wrong) assert.throws(() => parseTemplate(text), { code: 'yaml-unsupported', message });
});
