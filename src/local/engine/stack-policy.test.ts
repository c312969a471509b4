import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyDenial, readPolicy } from './stack-policy.ts';

const statement = (more: object) => ({ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*', ...more });
const policy = (...statements: object[]) => JSON.stringify({ Statement: statements });
const denial = (text: string | undefined) => policyDenial(text, 'Update:Replace', 'Db', 'AWS::DynamoDB::Table');

test('without a policy everything is allowed, with one only what it allows', () => {
  assert.equal(denial(undefined), undefined);
  assert.equal(denial(policy(statement({}))), undefined);
  assert.match(denial(policy(statement({ Action: 'Update:Modify' }))) ?? '', /not allowed by stack policy/);
});

test('a denial counts more than what allows, by resource, by what is left out, and by type', () => {
  const all = statement({});
  const denied: readonly (readonly [object, boolean])[] = [
    [{}, true],
    [{ Resource: 'LogicalResourceId/Db' }, true],
    [{ Resource: 'LogicalResourceId/D?' }, true],
    [{ Resource: ['LogicalResourceId/Other'] }, false],
    [{ Resource: undefined, NotResource: 'LogicalResourceId/Db' }, false],
    [{ Action: 'Update:Delete' }, false],
    [{ Action: undefined, NotAction: 'Update:Delete' }, true],
    [{ Condition: { StringEquals: { ResourceType: ['AWS::DynamoDB::Table'] } } }, true],
    [{ Condition: { StringLike: { ResourceType: 'AWS::Dynamo*' } } }, true],
    [{ Condition: { StringEquals: { ResourceType: 'AWS::S3::Bucket' } } }, false],
  ];
  for (const [more, isDenied] of denied) {
    const why = denial(policy(all, statement({ Effect: 'Deny', ...more })));
    assert.equal(why !== undefined, isDenied, JSON.stringify(more));
    if (isDenied)
      assert.match(
        why ?? '',
        /Statement \[#2\] does not allow \[Update:Replace\] for resource \[LogicalResourceId\/Db\]/,
      );
  }
});

test('what is no policy is refused', () => {
  for (const text of ['', '[]', '{}', '{"Statement": [{}]}', '{"Statement": [{"Effect": "Allow", "Action": "x"}]}']) {
    assert.throws(() => readPolicy(text), /Invalid stack policy/);
  }
});
