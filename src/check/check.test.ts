import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImportValue, Ref } from 'cloudform-types/types/functions.js';
import helloServer from '../../templates/systems/hello-server.ts';
import { EC2, ELBv2, S3, SNS } from '../aws/index.ts';
import { buildStack } from '../dsl/build.ts';
import { allStacks, type BuiltStack } from '../dsl/built.ts';
import { fromCloudform, type StackTools, stack } from '../dsl/index.ts';
import { ResourceType } from '../dsl/resource-type.ts';
import { checkStack } from './check.ts';

test('everything wrong is told at once, with code, stack, logical id, path and the TypeScript line', () => {
  const built = build(({ resource }) => {
    resource('Balancer', new ELBv2.LoadBalancer({ Scheme: 'internal' }));
    resource('Bad', new Raw('AWS::EC2::VPC', { Nope: 1, CidrBlock: Ref('Missing') }));
    resource('Bucket', new S3.Bucket(), { comment: 'caf\u00e9' });
  });
  const problems = checkStack(built);
  assert.deepEqual(
    problems.map(({ code, stack: name, logicalId, path }) => [code, name, logicalId, path]),
    [
      ['unknown-property', 'It', 'Bad', 'Properties'],
      ['unresolved-reference', 'It', 'Bad', 'Properties.CidrBlock'],
      ['non-ascii', 'It', 'Bucket', undefined],
    ],
  );
  for (const { place, message, hint } of problems) {
    assert.match(String(place), /check\.test\.ts:\d+$/);
    assert.match(message, /^[^A-Z].*[^.]$|^AWS::/);
    assert.ok(hint);
  }
});

test('nothing is wrong with hello-server', () => {
  assert.deepEqual(allStacks(helloServer.build()).flatMap(checkStack), []);
});

test('an import of another stack is not a reference of this one', () => {
  const built = build(({ resource }) => {
    resource('Topic', new SNS.Topic({ DisplayName: fromCloudform<string>(ImportValue('shared')) }));
    resource('Vpc', new EC2.VPC({ CidrBlock: '10.0.0.0/16' }));
  });
  assert.deepEqual(checkStack(built), []);
});

/** A resource of any type with any properties, as cloudform's classes and conversions let through. */
class Raw extends ResourceType<object, object> {}

function build(body: (tools: StackTools) => void): BuiltStack {
  const built = buildStack(
    stack('It', { description: 'x' }, (_, tools) => {
      body(tools);
      return {};
    }),
  );
  assert.deepEqual(built.problems, []);
  return built;
}
