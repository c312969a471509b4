import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DataObject } from '../../dsl/template.ts';
import { differences, isSame, strongest } from './differences.ts';

test('numbers and booleans are the texts that they are written as', () => {
  assert.ok(isSame({ Port: 80, Enabled: true }, { Enabled: 'true', Port: '80' }));
  assert.ok(!isSame([1, 2], [2, 1]));
  assert.ok(!isSame({ A: 1 }, {}));
  assert.ok(!isSame({}, []));
});

test('what is the same as itself has no differences, whatever it is', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      // What fast-check makes of JSON is JSON.
      const data = JSON.parse(JSON.stringify(value)) as DataObject;
      assert.deepEqual(differences('AWS::SNS::Topic', data, JSON.parse(JSON.stringify(data))), []);
    }),
  );
});

test('whether a change replaces is what the schema says, also of members', () => {
  const of = (type: string, before: DataObject, after: DataObject) =>
    differences(type, before, after).map(({ name, replacement }) => [name, replacement]);
  assert.deepEqual(of('AWS::ECS::Service', { DesiredCount: 1, Cluster: 'a' }, { DesiredCount: 2, Cluster: 'b' }), [
    ['DesiredCount', 'no'],
    ['Cluster', 'yes'],
  ]);
  assert.deepEqual(of('AWS::EC2::VPC', {}, { InstanceTenancy: 'dedicated' }), [['InstanceTenancy', 'maybe']]);
  assert.equal(strongest(['no', 'yes', 'maybe']), 'yes');
  assert.equal(strongest([]), 'no');
});
