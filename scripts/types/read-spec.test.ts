import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { TealformError } from '../../src/dsl/error.ts';
import { type Database, loadDatabase } from './database.ts';
import type { Resource } from './model.ts';
import { readSpec } from './read-spec.ts';

describe('reading the package', () => {
  let database: Database;
  before(() => {
    database = loadDatabase();
  });

  test('required properties come first, then names in order', () => {
    const { properties } = read(database, 'AWS::ECS::Service');
    const { properties: ofListener } = read(database, 'AWS::ElasticLoadBalancingV2::Listener');
    assert.deepEqual(
      ofListener.slice(0, 3).map(({ name }) => name),
      ['DefaultActions', 'LoadBalancerArn', 'AlpnPolicy'],
    );
    assert.deepEqual(
      [...properties.map(({ name }) => name)].sort(),
      properties.map(({ name }) => name),
    );
  });

  test('a nested type that contains itself is read once', () => {
    const { definitions } = read(database, 'AWS::WAFv2::WebACL');
    const names = definitions.map(({ name }) => name);
    assert.equal(names.length, new Set(names).size);
    const not = definitions.find(({ name }) => name === 'NotStatement');
    assert.deepEqual(
      not?.properties.map(({ type }) => type),
      [{ kind: 'definition', name: 'Statement' }],
    );
  });

  test('nested types that only an attribute has are left out', () => {
    const { definitions } = read(database, 'AWS::Lambda::Function');
    assert.ok(!definitions.some(({ name }) => name === 'SnapStartResponse'));
  });

  test('allowed values, replacement and deprecation are read', () => {
    const { properties } = read(database, 'AWS::EC2::VPCEndpoint');
    const type = properties.find(({ name }) => name === 'VpcEndpointType');
    assert.equal(type?.replacement, 'yes');
    assert.ok(type.type.kind === 'string' && type.type.values?.includes('GatewayLoadBalancer'));
    const task = read(database, 'AWS::ECS::TaskDefinition');
    assert.ok(task.properties.some(({ name, deprecated }) => name === 'InferenceAccelerators' && deprecated));
  });

  test('a type that the package does not know, or in the wrong place, is an error that names it', () => {
    assert.throws(
      () => readSpec(database, ['AWS::SQS::Queue', 'AWS::ECS::Cluster', 'AWS::Toy::Train', 'AWS::Toy::Train'], ''),
      (error) => {
        assert.ok(error instanceof TealformError);
        assert.deepEqual(
          error.problems.map(({ message }) => message),
          [
            'AWS::ECS::Cluster stands after AWS::SQS::Queue',
            'AWS::Toy::Train is not in @aws-cdk/aws-service-spec',
            'AWS::Toy::Train stands twice',
            'AWS::Toy::Train is not in @aws-cdk/aws-service-spec',
          ],
        );
        return true;
      },
    );
  });
});

function read(database: Database, type: string): Resource {
  const [resource] = readSpec(database, [type], 'a-package 1.0.0').resources;
  assert.ok(resource);
  return resource;
}
