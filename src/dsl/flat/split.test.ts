import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Data } from '../template.ts';
import { splitAtCommas } from './split.ts';

const join = (list: Data, delimiter = ','): Data => ({ 'Fn::Join': [delimiter, list] });
const split = (text: Data): Data => ({ 'Fn::Split': [',', text] });
const whole = (text: Data) => splitAtCommas(text, (name) => name === 'Text');
const subnet: Data = { Ref: 'Subnet' };
const maybe: Data = { 'Fn::If': ['Is', 'a', { Ref: 'AWS::NoValue' }] };

const becomes = (text: Data, expected: Data) => assert.deepEqual(whole(text), expected);
const staysSplit = (text: Data) => assert.deepEqual(whole(text), split(text));

test('literals are split, numbers among them', () => {
  becomes('a,b', ['a', 'b']);
  becomes('', ['']);
  becomes(7, ['7']);
});

test('a text that is known only later stays to be split', () => {
  staysSplit({ Ref: 'Text' });
  staysSplit(join(['a', subnet], '-'));
});

test('the branches of a condition are split each for itself, unless one is nothing', () => {
  becomes({ 'Fn::If': ['Is', 'a,b', { Ref: 'Text' }] }, { 'Fn::If': ['Is', ['a', 'b'], split({ Ref: 'Text' })] });
  staysSplit(maybe);
});

test('the list that was joined comes back, if no element can have a comma', () => {
  for (const element of [
    subnet,
    'text',
    7,
    { 'Fn::GetAtt': ['Alb', 'DNSName'] },
    { 'Fn::Base64': 'x' },
    { 'Fn::If': ['Is', 'a', subnet] },
    { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
    { 'Fn::Select': [0, ['a', subnet]] },
    { 'Fn::Select': [0, { 'Fn::If': ['Is', { Ref: 'List' }, ['b']] }] },
    { 'Fn::Select': [0, split({ Ref: 'Text' })] },
    { 'Fn::Sub': '${Subnet}/${Alb.Name}' },
    { 'Fn::Sub': ['${Part1}/x', { Part1: subnet }] },
    join(['a', subnet], '-'),
  ] satisfies Data[]) {
    becomes(join([element, subnet]), [element, subnet]);
  }
});

test('a list stays joined where an element may have a comma', () => {
  for (const element of [
    { Ref: 'Text' },
    { 'Fn::If': ['Is', 'a', { Ref: 'Text' }] },
    { 'Fn::Select': [0, ['a,b']] },
    { 'Fn::Select': [0, { 'Fn::Split': ['-', 'a,b'] }] },
    { 'Fn::Select': [0, { 'Fn::FindInMap': ['Table', 'a', 'b'] }] },
    { 'Fn::Select': [0, 'no list'] },
    { 'Fn::FindInMap': ['Table', 'a', 'b'] },
    { 'Fn::ImportValue': 'x' },
    { 'Fn::Sub': 'a,${Subnet}' },
    { 'Fn::Sub': '${Text}' },
    { 'Fn::Sub': ['${Part1}', { Part1: { Ref: 'Text' } }] },
    join(['a', { Ref: 'Text' }], '-'),
    join({ 'Fn::If': ['Is', { Ref: 'List' }, { 'Fn::Split': ['-', 'a,b'] }] }, '-'),
  ] satisfies Data[]) {
    staysSplit(join([element, subnet]));
  }
});

test('an element that is itself a join is as many elements as were joined, which is how lists are put together', () => {
  becomes(join([join(['a', subnet]), 'b', join(['c'])]), ['a', subnet, 'b', 'c']);
  becomes(join(['a,b', 'c']), ['a', 'b', 'c']);
  staysSplit(join([join({ 'Fn::GetAZs': '' }), 'b']));
});

test('whole lists come back, if their elements cannot have commas', () => {
  for (const list of [{ Ref: 'List' }, { 'Fn::GetAZs': '' }, split({ Ref: 'Text' }), { 'Fn::GetAtt': ['A', 'List'] }]) {
    becomes(join(list), list);
  }
  staysSplit(join({ 'Fn::Split': ['-', { Ref: 'Text' }] }));
  staysSplit(join({ 'Fn::FindInMap': ['Table', 'a', 'b'] }));
});

test('a list that may turn out empty stays joined: it gives one empty text', () => {
  staysSplit(join([maybe]));
  staysSplit(join([]));
  staysSplit(join([join([maybe]), 'b']));
  becomes(join([maybe, 'b']), [maybe, 'b']);
});
