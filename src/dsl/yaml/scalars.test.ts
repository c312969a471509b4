import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLiteral, quoted, scalarText } from './scalars.ts';

test('a string that some reader takes for a boolean, null, number, time or date is quoted', () => {
  const words = 'y N yes No on OFF true False null ~ = <<';
  const numbers = '0.0 0123 08 1e3 1.5E-3 0x1f 0b1 0o7 1_000 1,000 .5 5. +1 -1 .inf -.INF .nan 123456789012 ._ e7';
  const times = '22:22 1:30.5 2012-10-17 2001-12-14t21:59:43.10-05:00';
  for (const text of [...`${words} ${numbers} ${times}`.split(' '), '', '2001-12-14 21:59:43.10 -5']) {
    assert.equal(scalarText(text, false), `"${text}"`);
  }
});

test('a string with YAML marks where they count is quoted', () => {
  for (const text of [
    ' a',
    'a ',
    '- a',
    '-1a',
    '? a',
    ':a',
    'a:',
    'a: b',
    'a #b',
    '#a',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '%a',
    '@a',
  ]) {
    assert.equal(scalarText(text, false), `"${text}"`);
  }
  assert.equal(scalarText('"a"', false), '"\\"a\\""');
});

test('what every reader takes for the string it is stays plain', () => {
  const plain = "0.0.0.0/0 t3.small AWS::EC2::VPC::Id List<String> a-b it's a#b yes! ${A}/* http://x/?a=b".split(' ');
  for (const text of plain) assert.equal(scalarText(text, false), text);
});

test('within brackets, a string with a colon, a comma, a brace or a question mark is quoted too', () => {
  for (const text of ['AWS::NoValue', 'a,b', 'a{b', 'a]b', 'a?b']) {
    assert.equal(scalarText(text, false), text);
    assert.equal(scalarText(text, true), `"${text}"`);
  }
});

test('characters outside ASCII and control characters are escapes', () => {
  assert.equal(quoted('é\u2028😀\0\x7f\t'), '"\\u00e9\\u2028\\U0001f600\\u0000\\u007f\\t"');
});

test('half a surrogate pair is an error that shows what stands before it', () => {
  assert.throws(() => scalarText('abc\ud83d', false), { code: 'lone-surrogate', message: /"\\ud83d", after "abc"/ });
});

test('numbers are those of JSON, with a point where YAML 1.1 wants one, and never -0', () => {
  const numbers = [80, -1, 0.5, -0, 1e20, 1e21, -1e-7, 1.5e300];
  const texts = ['80', '-1', '0.5', '0', '100000000000000000000', '1.0e+21', '-1.0e-7', '1.5e+300'];
  assert.deepEqual(
    numbers.map((value) => scalarText(value, false)),
    texts,
  );
  assert.throws(() => scalarText(Number.NaN, false), { code: 'not-finite', message: /NaN is not a number/ });
});

test('text of several lines is a block unless a block cannot carry it', () => {
  for (const text of ['a\nb', 'a\n', 'a  \n\n  b\n', '\n a', 'a\n\n']) assert.equal(isLiteral(text), true, text);
  for (const text of ['a', '\n', ' \n ', 'a\n ', 'a\tb\n', 'a\r\nb', 'é\n']) assert.equal(isLiteral(text), false, text);
});
