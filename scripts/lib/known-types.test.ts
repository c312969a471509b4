import assert from 'node:assert/strict';
import { test } from 'node:test';
import { specOf } from '../../src/aws/spec.ts';
import { recreationOf } from '../../src/review/compare/replacement.ts';
import { knownTypes } from './known-types.ts';

const TYPES = ['AWS::RDS::DBInstance', 'AWS::CloudFront::Distribution', 'AWS::Lambda::LayerVersion'];

test('a type that src/aws does not have is looked up in the package that it was generated from', () => {
  const lookUp = knownTypes();
  for (const type of TYPES) {
    assert.equal(specOf(type), undefined, `${type} is a good example`);
    assert.notEqual(lookUp(type), undefined, type);
    assert.equal(lookUp(type), lookUp(type));
  }
  assert.equal(recreationOf('AWS::RDS::DBInstance', 'DBName', 'a', 'b', lookUp), 'Always');
  assert.equal(recreationOf('AWS::RDS::DBInstance', 'DeletionProtection', true, false, lookUp), 'Never');
  assert.equal(recreationOf('AWS::RDS::DBInstance', 'DBName', 'a', 'b'), 'Conditionally');
});

test('a type of src/aws is what it says, and the package is not loaded for it', () => {
  const lookUp = knownTypes(() => assert.fail('it is loaded'));
  assert.equal(lookUp('AWS::ECS::Service'), specOf('AWS::ECS::Service'));
});

test('where the package is not installed, or has no such type, the type is not known', () => {
  let count = 0;
  const without = knownTypes(() => {
    count += 1;
    throw new Error('cannot find it');
  });
  for (const type of TYPES) assert.equal(without(type), undefined);
  assert.equal(count, 1);
  const lookUp = knownTypes();
  for (const type of ['Custom::Thing', 'AWS::Nobody::Knows', '', 'constructor', 'Fn::ForEach'])
    assert.equal(lookUp(type), undefined, type);
});
