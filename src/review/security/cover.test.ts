import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataObject } from '../../dsl/template.ts';
import { coversDemands, readCondition } from './condition.ts';
import { coversArn, coversPattern, type Pattern } from './pattern.ts';
import { coversPrincipal } from './principal.ts';

test('a pattern covers what it matches, and all but some what meets none of those', () => {
  const rows: readonly (readonly [wide: Pattern, narrow: Pattern, covers: boolean])[] = [
    ['s3:get*', 's3:getobject', true],
    ['s3:get*', 's3:g*', false],
    ['s3:*', { not: ['iam:*'] }, false],
    ['*', { not: ['iam:*'] }, true],
    [{ not: ['iam:*'] }, 's3:getobject', true],
    [{ not: ['s3:get*'] }, 's3:*object', false],
    [{ not: ['s3:getobject'] }, 's3:get*', false],
    [{ not: ['iam:passrole'] }, { not: ['iam:*'] }, true],
    [{ not: ['iam:*'] }, { not: ['iam:passrole'] }, false],
  ];
  for (const [wide, narrow, covers] of rows)
    assert.equal(coversPattern(wide, narrow), covers, JSON.stringify([wide, narrow]));
});

test('a condition covers those that ask for more', () => {
  const key = 'aws:TagKeys';
  const rows: readonly (readonly [wide: DataObject, narrow: DataObject, covers: boolean])[] = [
    [{ StringLike: { [key]: 'a*' } }, { StringEquals: { [key]: 'ab' } }, true],
    [{ StringEquals: { [key]: 'ab' } }, { StringLike: { [key]: 'a*' } }, false],
    [{ StringEqualsIgnoreCase: { [key]: 'AB' } }, { StringEquals: { [key]: 'ab' } }, true],
    [{ StringEqualsIfExists: { [key]: 'a' } }, { StringEquals: { [key]: 'a' } }, true],
    [{ StringEquals: { [key]: 'a' } }, { StringEqualsIfExists: { [key]: 'a' } }, false],
    [{ 'ForAllValues:StringEquals': { [key]: ['a', 'b'] } }, { StringEquals: { [key]: 'a' } }, true],
    [{ StringEquals: { [key]: 'a' } }, { 'ForAllValues:StringEquals': { [key]: 'a' } }, false],
    [{ StringEquals: { [key]: 'a' } }, { 'ForAnyValue:StringEquals': { [key]: 'a' } }, false],
    [{ 'ForAnyValue:StringEquals': { [key]: 'a' } }, { 'ForAllValues:StringEquals': { [key]: 'a' } }, false],
    [{ 'ForAnyValue:StringNotEquals': { [key]: 'a' } }, { StringNotEquals: { [key]: 'a' } }, false],
    [{ StringNotEquals: { [key]: 'a' } }, { StringNotLike: { [key]: 'a*' } }, true],
    [{ StringNotLike: { [key]: 'a*' } }, { StringNotEquals: { [key]: 'a' } }, false],
    [{ StringNotEquals: { [key]: 'a' } }, { StringNotEqualsIfExists: { [key]: 'a' } }, true],
    [{ Null: { [key]: 'false' } }, { StringEquals: { [key]: 'a' } }, true],
    [{ Null: { [key]: 'false' } }, { StringEqualsIfExists: { [key]: 'a' } }, false],
    [{ Null: { [key]: 'true' } }, { StringEquals: { [key]: 'a' } }, false],
    [{ IpAddress: { [key]: '10.0.0.0/8' } }, { IpAddress: { [key]: '10.1.0.0/16' } }, true],
    [{ IpAddress: { [key]: '10.1.0.0/16' } }, { IpAddress: { [key]: '10.0.0.0/8' } }, false],
    [{ NotIpAddress: { [key]: '10.1.0.0/16' } }, { NotIpAddress: { [key]: '10.0.0.0/8' } }, true],
    [{ NumericLessThan: { [key]: '10' } }, { NumericLessThan: { [key]: 9 } }, true],
    [{ NumericLessThan: { [key]: '9' } }, { NumericLessThan: { [key]: '10' } }, false],
    [
      { DateGreaterThan: { [key]: '2020-01-01T00:00:00Z' } },
      { DateGreaterThan: { [key]: '2021-01-01T00:00:00Z' } },
      true,
    ],
    [{ ArnLike: { [key]: 'arn:aws:s3:::*' } }, { ArnEquals: { [key]: 'arn:aws:s3:::a' } }, true],
    [{ ArnLike: { [key]: 'arn:aws:s3:*' } }, { ArnEquals: { [key]: 'arn:aws:s3:::a' } }, false],
    [{ StringEquals: { 'AWS:tagkeys': 'a' } }, { StringEquals: { [key]: 'a' } }, true],
    [{ StringEquals: { 'aws:other': 'a' } }, { StringEquals: { [key]: 'a' } }, false],
    [{ Invented: { [key]: 'a' } }, { Invented: { [key]: 'a' } }, true],
    [{ Invented: { [key]: 'a' } }, { Invented: { [key]: 'b' } }, false],
  ];
  for (const [wide, narrow, covers] of rows) {
    const [one] = readCondition(wide) ?? [];
    const [other] = readCondition(narrow) ?? [];
    assert.equal(coversDemands(one ?? [], other ?? []), covers, JSON.stringify([wide, narrow]));
  }
});

test('the colons of a token are no borders of an ARN', () => {
  const arn = (resource: string) => `arn:\uE000AWS::Partition\uE001:ecs:\uE000AWS::Region\uE001:1:${resource}`;
  assert.ok(coversArn(arn('*'), arn('task/a')));
  assert.ok(!coversArn(arn('task'), arn('*')));
  assert.ok(!coversArn('arn:*', arn('task')));
});

test('an account has its roles, and what the template makes is in its own', () => {
  assert.ok(coversPrincipal('AWS 111111111111', 'AWS arn:aws:iam::111111111111:role/r'));
  assert.ok(!coversPrincipal('AWS 222222222222', 'AWS arn:aws:iam::111111111111:role/r'));
  assert.ok(coversPrincipal('AWS \uE000AWS::AccountId\uE001', 'AWS \uE000Role\u0000Arn\uE001'));
  assert.ok(!coversPrincipal('AWS \uE000Other\uE001', 'AWS \uE000Role\u0000Arn\uE001'));
  assert.ok(coversPrincipal('*', 'Service ec2.amazonaws.com'));
  assert.ok(!coversPrincipal('Service ec2.amazonaws.com', '*'));
});
