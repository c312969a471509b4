import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeEffects } from './changes.ts';

test('a change replaces, may replace or changes in place what the specification says, of what is set', () => {
  const effects = changeEffects('AWS::ECS::Service', {
    ServiceName: 'a',
    DesiredCount: 1,
    Cluster: { Ref: 'Cluster' },
  });
  assert.deepEqual(effects, { replaces: ['ServiceName', 'Cluster'], mayReplace: [], inPlace: ['DesiredCount'] });
});

test('what is inside of a property is told where it behaves otherwise than that, through lists and functions', () => {
  const provider = { AutoScalingGroupArn: 'a', ManagedDraining: 'ENABLED' };
  const expected = {
    replaces: ['AutoScalingGroupProvider.AutoScalingGroupArn'],
    mayReplace: [],
    inPlace: ['AutoScalingGroupProvider'],
  };
  assert.deepEqual(changeEffects('AWS::ECS::CapacityProvider', { AutoScalingGroupProvider: provider }), expected);
  const chosen = { 'Fn::If': ['IsLarge', provider, { Ref: 'AWS::NoValue' }] };
  assert.deepEqual(changeEffects('AWS::ECS::CapacityProvider', { AutoScalingGroupProvider: chosen }), expected);
  // All of it replaces, so no part of it is told by itself.
  assert.deepEqual(changeEffects('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'a' }] })?.replaces, [
    'ContainerDefinitions',
  ]);
});

test('what depends on circumstances is told apart', () => {
  const effects = changeEffects('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16', InstanceTenancy: 'default', Tags: [] });
  assert.deepEqual(effects, { replaces: ['CidrBlock'], mayReplace: ['InstanceTenancy'], inPlace: ['Tags'] });
});

test('nothing is said of a type that is not known, nor of a property', () => {
  assert.equal(changeEffects('Custom::Thing', { A: 1 }), undefined);
  assert.deepEqual(changeEffects('AWS::SNS::Topic', { NoSuch: 1 }), { replaces: [], mayReplace: [], inPlace: [] });
});
