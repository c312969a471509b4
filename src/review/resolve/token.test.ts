import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  equalTexts,
  functionText,
  parameterText,
  showTokens,
  splitText,
  tokensIn,
  tokenText,
  withoutMarks,
} from './token.ts';

const topic = tokenText({ of: 'Deployment/Topic', attribute: 'TopicArn' });
const region = tokenText({ of: 'AWS::Region' });
const unset = parameterText('Email');

test('a token reads as CloudFormation writes references, and is found again inside other text', () => {
  const text = `arn of ${topic} in ${region}`;
  assert.equal(showTokens(text), 'arn of ${Deployment/Topic.TopicArn} in ${AWS::Region}');
  assert.deepEqual(tokensIn({ List: ['none', text] }), [
    { of: 'Deployment/Topic', attribute: 'TopicArn' },
    { of: 'AWS::Region' },
  ]);
});

test('whatever a resource and an attribute are called, the token names them', () => {
  const name = fc.string({ unit: 'binary' }).map((text) => withoutMarks(text));
  fc.assert(
    fc.property(name, fc.option(name, { nil: undefined }), name, (of, attribute, around) => {
      const token = attribute === undefined ? { of } : { of, attribute };
      assert.deepEqual(tokensIn(`${around}${tokenText(token)}${around}`), [token]);
    }),
  );
});

test('a token of something that is itself only known later is one token', () => {
  const stored = parameterText(`SSM parameter /${region}/image`);
  assert.equal(tokensIn(stored).length, 1);
  assert.equal(showTokens(stored), '${SSM parameter /${AWS::Region}/image}');
});

test('the value of a hidden parameter is nowhere, and another value is another text', () => {
  const hidden = parameterText('Password', 'secret');
  assert.equal(showTokens(hidden), '${Password, not shown}');
  assert.ok(!hidden.includes('secret'));
  assert.notEqual(hidden, parameterText('Password', 'Secret'));
  assert.deepEqual(tokensIn(hidden), [{ of: 'Password' }]);
});

test('a function that only a deployment works out keeps the references in its arguments', () => {
  const zones = functionText('Fn::Select', [0, functionText('Fn::GetAZs', [region]), { B: 1, A: topic }]);
  assert.equal(
    showTokens(zones),
    'Fn::Select(0, Fn::GetAZs(${AWS::Region}), {"A":"${Deployment/Topic.TopicArn}","B":"1"})',
  );
  assert.deepEqual(tokensIn(zones), [{ of: 'AWS::Region' }, { of: 'Deployment/Topic', attribute: 'TopicArn' }]);
});

test('whether texts are equal is only decided where no deployment can make it otherwise', () => {
  const cases: readonly (readonly [string, string, boolean | undefined])[] = [
    ['a', 'a', true],
    ['a', 'b', false],
    [region, region, true],
    [region, 'eu-central-1', undefined],
    ['eu-central-1', region, undefined],
    [region, '', false],
    [topic, '', false],
    [unset, '', undefined],
    [`${topic}-blue`, 'x-green', false],
    [`${topic}-blue`, 'x-blue', undefined],
    [`${topic}-blue`, '-blue', false],
    [`a${unset}a`, 'a', false],
    [`a${unset}a`, 'aa', undefined],
    [region, topic, undefined],
    [functionText('Fn::GetAZs', ['']), '', undefined],
    [parameterText('Password', 'secret'), 'secret', true],
    [parameterText('Password', 'secret'), '', false],
    [parameterText('Password', 'secret'), parameterText('Other', 'secret'), undefined],
  ];
  for (const [one, other, expected] of cases) {
    assert.equal(equalTexts(one, other), expected, `${showTokens(one)} and ${showTokens(other)}`);
    assert.equal(equalTexts(other, one), expected, `${showTokens(other)} and ${showTokens(one)}`);
  }
});

test('text is split as it stands, but never inside a token or a function', () => {
  assert.deepEqual(splitText('a,b', ','), ['a', 'b']);
  const zones = functionText('Fn::Cidr', ['10.0.0.0/16', 6, 8]);
  assert.deepEqual(splitText(`${topic},${zones},c`, ','), [topic, zones, 'c']);
  assert.deepEqual(splitText(zones, ','), [zones]);
  assert.deepEqual(splitText(`arn:${topic}`, ':'), ['arn', topic]);
});

test('where a text comes apart that says nothing of it is for a deployment to know', () => {
  assert.equal(splitText(topic, '/'), undefined);
  assert.equal(splitText(`arn ${topic}`, 'loadbalancer/'), undefined);
  assert.equal(splitText(topic, ''), undefined);
});

test('joined again, the parts of a text are the text', () => {
  const piece = fc.constantFrom(topic, region, functionText('Fn::X', [',', topic]), ',', '/', 'a', ':listener/');
  fc.assert(
    fc.property(fc.array(piece), fc.constantFrom(',', '/', ':listener/'), (pieces, delimiter) => {
      const text = pieces.join('');
      assert.equal(splitText(text, delimiter)?.join(delimiter) ?? text, text);
    }),
  );
});

test('what a template says in the characters of tokens is only text', () => {
  const read = withoutMarks({ 'k\uE000': ['\uE000Topic\uE001', 1, null] });
  assert.deepEqual(read, { 'k\\ue000': ['\\ue000Topic\\ue001', 1, null] });
  assert.deepEqual(tokensIn(read), []);
});
