import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { specOf, specTypes } from '../../aws/spec.ts';
import type { DataObject } from '../../dsl/template.ts';
import { Account } from '../account.ts';
import { GENERIC } from './generic.ts';
import { ResourceFailure, type ResourceRequest } from './model.ts';

function requests(whereabouts = { partition: 'aws-cn', region: 'cn-north-1', accountId: '111122223333' }) {
  const account = Account.empty(whereabouts);
  return (type: string, properties: DataObject = {}): ResourceRequest => ({
    account,
    type,
    logicalId: 'AVeryLongLogicalIdOfSomethingThatIsGreen',
    stackName: 'stack-with-a-name',
    stackId: 'arn:of:stack',
    properties,
  });
}

describe('a resource of any type in the table', () => {
  const request = requests();

  for (const type of specTypes) {
    test(`${type} has an id of its kind and its own, and attributes that it has and that look like what they are`, () => {
      const { id, attributes } = GENERIC.create(request(type));
      const spec = specOf(type);
      assert.ok(spec);
      assert.match(id, /^[\w:/.+=,@-]{3,}$/);
      if (spec.ref.kind === 'arn') assert.match(id, /^arn:aws-cn:[a-z0-9-]+:/);
      if (spec.ref.kind === 'url') assert.match(id, /^https:/);
      // A revision of the same family is the one thing that the generic model does not count.
      if (type !== 'AWS::ECS::TaskDefinition') assert.notEqual(id, GENERIC.create(request(type)).id);
      for (const [name, value] of Object.entries(attributes)) {
        assert.ok(Object.hasOwn(spec.attributes, name), name);
        assert.ok(!JSON.stringify(value).includes('undefined'), name);
        if (name === 'Arn') assert.match(String(value), /^arn:aws-cn:/);
      }
      const { path } = spec.ref;
      if (path !== undefined && Object.hasOwn(spec.attributes, path)) assert.equal(attributes[path], id);
    });
  }

  test('has a name as long as its type allows, where none is given', () => {
    for (const [type, most] of [
      ['AWS::ElasticLoadBalancingV2::TargetGroup', 32],
      ['AWS::Lambda::Function', 64],
      ['AWS::S3::Bucket', 63],
    ] as const) {
      const { id } = GENERIC.create(request(type));
      const name = id.startsWith('arn:') ? (id.split('/')[1] ?? '') : id;
      assert.match(name, /^stack-/);
      assert.ok(name.length <= most, name);
    }
    assert.match(GENERIC.create(request('AWS::S3::Bucket')).id, /^[a-z0-9-]+$/);
  });

  test('is called what it says', () => {
    const queue = GENERIC.create(request('AWS::SQS::Queue', { QueueName: 'orders' }));
    assert.equal(queue.id, 'https://sqs.cn-north-1.amazonaws.com.cn/111122223333/orders');
    assert.deepEqual(
      [queue.attributes.Arn, queue.attributes.QueueName],
      ['arn:aws-cn:sqs:cn-north-1:111122223333:orders', 'orders'],
    );
    const table = GENERIC.create(request('AWS::DynamoDB::Table', { TableName: 'orders' }));
    assert.deepEqual(table, {
      id: 'orders',
      attributes: { Arn: 'arn:aws-cn:dynamodb:cn-north-1:111122223333:table/orders' },
    });
  });

  test('has no value for an attribute whose form nobody knows', () => {
    assert.ok('StreamArn' in (specOf('AWS::DynamoDB::Table')?.attributes ?? {}));
    assert.ok(!('StreamArn' in GENERIC.create(request('AWS::DynamoDB::Table')).attributes));
  });

  test('cannot take the name of another one', () => {
    const first = request('AWS::DynamoDB::Table', { TableName: 'taken' });
    const { id, attributes } = GENERIC.create(first);
    const owner = { stackId: 'arn:of:stack', logicalId: 'Table' };
    first.account.put({ type: first.type, id, attributes, properties: first.properties, owner });
    assert.throws(
      () => GENERIC.create(first),
      new ResourceFailure('AlreadyExists', 'taken already exists in stack arn:of:stack'),
    );
  });

  test('keeps ids through a change, and has in its attributes what it says now', () => {
    const type = 'AWS::SSM::Parameter';
    const first = request(type, { Name: 'limit', Value: '1' });
    const made = GENERIC.create(first);
    assert.equal(made.attributes.Value, '1');
    const before = first.account.put({ type, properties: first.properties, ...made });
    assert.deepEqual(GENERIC.update(before, request(type, { Name: 'limit', Value: '2' })), {
      id: made.id,
      attributes: { ...made.attributes, Value: '2' },
    });
    const balancer = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
    const { id, attributes } = GENERIC.create(request(balancer));
    const there = first.account.put({ type: balancer, id, properties: {}, attributes });
    assert.deepEqual(GENERIC.update(there, request(balancer)), { id, attributes });
  });
});
