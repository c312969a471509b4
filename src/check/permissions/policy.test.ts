import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Data } from '../../dsl/template.ts';
import { type Context, holds, readConditions } from './conditions.ts';
import { readPolicy } from './policy.ts';

const ARN = 'arn:aws:ecs:eu-central-1:111111111111:task/one';

function isTrue(operator: string, value: Data, given: string | undefined): boolean {
  const conditions = readConditions({ [operator]: { 'aws:Key': value } }, 'Condition', []);
  const context: Context = given === undefined ? {} : { 'AWS:key': given };
  return conditions.length > 0 && conditions.every((condition) => holds(condition, context));
}

describe('a condition', () => {
  test('holds if one of its values fits', () => {
    assert.ok(isTrue('StringEquals', ['a', 'b'], 'b'));
    assert.ok(!isTrue('StringEquals', ['a', 'b'], 'B'));
    assert.ok(!isTrue('StringEquals', 'a*', 'ab'), 'no wildcards here');
    assert.ok(isTrue('StringLike', ['x', 'a?c*'], 'abcd'));
    assert.ok(isTrue('Bool', false, 'false'));
    assert.ok(isTrue('Bool', 'True', 'true'));
    for (const operator of ['ArnLike', 'ArnEquals']) {
      assert.ok(isTrue(operator, 'arn:aws:ecs:*:111111111111:task/*', ARN));
      assert.ok(!isTrue(operator, 'arn:aws:ecs:*:999999999999:task/*', ARN));
    }
  });

  test('fails without the key it asks for, unless it is negated or says so', () => {
    for (const operator of ['StringEquals', 'StringLike', 'Bool'])
      assert.ok(!isTrue(operator, 'true', undefined), operator);
    assert.ok(!isTrue('ArnLike', ARN, undefined));
    assert.ok(isTrue('StringNotEquals', 'a', undefined));
    assert.ok(isTrue('StringEqualsIfExists', 'a', undefined));
    assert.ok(!isTrue('StringEqualsIfExists', 'a', 'b'));
    assert.ok(isTrue('Null', 'true', undefined) && !isTrue('Null', 'true', 'a') && isTrue('Null', 'false', 'a'));
  });

  test('that is negated holds if none of its values fits', () => {
    assert.ok(isTrue('StringNotEquals', ['a', 'b'], 'c'));
    assert.ok(!isTrue('StringNotEquals', ['a', 'b'], 'b'));
    assert.ok(!isTrue('StringNotLike', 'a*', 'abc'));
    assert.ok(!isTrue('ArnNotLike', 'arn:aws:ecs:*:*:*', ARN));
  });

  test('needs all of its keys and operators', () => {
    const conditions = readConditions(
      { StringEquals: { 'aws:A': '1', 'aws:B': '2' }, Bool: { 'aws:C': true } },
      '',
      [],
    );
    const all = (context: Context) => conditions.every((condition) => holds(condition, context));
    assert.ok(all({ 'aws:A': '1', 'aws:B': '2', 'aws:C': 'true' }));
    assert.ok(!all({ 'aws:A': '1', 'aws:C': 'true' }));
    assert.ok(!all({ 'aws:A': '1', 'aws:B': '2', 'aws:C': 'false' }));
  });

  test('made by hand with an operator that nobody knows does not hold', () => {
    assert.ok(!holds({ operator: 'Whatever', key: 'a', values: ['b'] }, { a: 'b' }));
  });
});

describe('a policy', () => {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::store/*' };
  const read = (document: Data, kind: 'identity' | 'resource' | 'trust' = 'identity') =>
    readPolicy(document, 'P', kind);
  const withOne = (changed: { readonly [key: string]: Data }) => ({
    Version: '2012-10-17',
    Statement: [{ ...statement, ...changed }],
  });

  test('is read, lists or not', () => {
    const one = read({ Version: '2012-10-17', Statement: statement });
    assert.deepEqual(one, read(withOne({ Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::store/*'] })));
    assert.deepEqual(one.statements[0]?.actions, ['s3:GetObject']);
  });

  test('that the evaluator does not understand is refused, all of it at once', () => {
    const wrong: readonly (readonly [RegExp, Data])[] = [
      [/no policy of version 2012-10-17/, { Statement: [statement] }],
      [/no policy of version 2012-10-17/, null],
      [/does not know NotAction/, withOne({ NotAction: 's3:*' })],
      [/does not know NotResource/, withOne({ NotResource: '*' })],
      [/does not know the operator IpAddress/, withOne({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })],
      [
        /operator ForAllValues:StringLike/,
        withOne({ Condition: { 'ForAllValues:StringLike': { 'aws:TagKeys': 'a' } } }),
      ],
      [/"arn:aws:ecs" is no ARN/, withOne({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:ecs' } } })],
      [/is no value/, withOne({ Condition: { Bool: { 'aws:SecureTransport': [] } } })],
      [/knows no policy variables/, withOne({ Resource: `arn:aws:s3:::store/$${'{aws:username}'}` })],
      [/"GetObject" is no action/, withOne({ Action: 'GetObject' })],
      [/"store" is no ARN/, withOne({ Resource: 'store' })],
      [/Maybe is no effect/, withOne({ Effect: 'Maybe' })],
      [/no text and no list of texts/, withOne({ Action: [] })],
      [/leave the principal out/, withOne({ Principal: '*' })],
    ];
    for (const [message, document] of wrong) assert.throws(() => read(document), message);
    assert.throws(() => read(withOne({ NotAction: 'a', NotResource: 'b' })), /NotAction.*NotResource/s);
  });

  test('of a resource names principals whole, of kinds that are known', () => {
    const about = (Principal: Data) => read(withOne({ Principal }), 'resource').statements[0]?.principals;
    assert.deepEqual(about({ Service: ['a.amazonaws.com', 'b.amazonaws.com'] })?.length, 2);
    assert.deepEqual(about({ AWS: '*' }), about('*'));
    assert.throws(() => about({ CanonicalUser: 'x' }), /principals of kind CanonicalUser/);
    assert.throws(() => about({ AWS: 'arn:aws:iam::111111111111:role/*' }), /is a pattern/);
    assert.throws(() => read(withOne({}), 'resource'), /names nobody/);
    assert.throws(() => read(withOne({ Principal: '*' }), 'trust'), /names no resource/);
  });
});
