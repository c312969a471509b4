import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Data, Template } from '../../dsl/template.ts';
import { madeUpValues } from './made-up.ts';
import { readPermissions } from './read-permissions.ts';
import { ResolvedTemplate } from './resolve.ts';

const TARGET = { partition: 'aws-cn', region: 'cn-north-1', account: '111111111111' };
const template: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Parameters: {
    Name: { Type: 'String', Default: 'hello' },
    Needed: { Type: 'String' },
    Subnets: { Type: 'List<AWS::EC2::Subnet::Id>', Default: 'a, b' },
    Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a/path' },
  },
  Mappings: { Sizes: { small: { cpu: 1 } } },
  Conditions: {
    IsHello: { 'Fn::Equals': [{ Ref: 'Name' }, 'hello'] },
    IsNot: { 'Fn::Not': [{ Condition: 'IsHello' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsHello' }, { Condition: 'IsNot' }] },
    Both: { 'Fn::And': [{ Condition: 'IsHello' }, { Condition: 'IsNot' }] },
    Circle: { Condition: 'Circle' },
  },
  Resources: {
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::Sub': '/ecs/${Name}' } } },
    Bucket: { Type: 'AWS::S3::Bucket' },
    Missing: { Type: 'AWS::S3::Bucket', Condition: 'IsNot' },
    Snake: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::GetAtt': ['Snake', 'TopicName'] } } },
    Odd: {
      Type: 'AWS::Custom::Odd',
      Properties: { List: [1, { Ref: 'AWS::NoValue' }], Gone: { Ref: 'AWS::NoValue' } },
    },
  },
};
const resolved = new ResolvedTemplate(template, madeUpValues(TARGET));

describe('an expression', () => {
  const values: readonly (readonly [Data, Data])[] = [
    [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com.cn'],
    [{ Ref: 'Subnets' }, ['a', 'b']],
    [{ 'Fn::GetAtt': ['Logs', 'Arn'] }, 'arn:aws-cn:logs:cn-north-1:111111111111:log-group:/ecs/hello:*'],
    [{ 'Fn::GetAtt': 'Logs.Arn' }, 'arn:aws-cn:logs:cn-north-1:111111111111:log-group:/ecs/hello:*'],
    [{ 'Fn::Sub': 'a ${Name} ${!Name} ${Logs}' }, 'a hello ${Name} /ecs/hello'],
    [{ 'Fn::Sub': ['${It}-${AWS::Region}', { It: { Ref: 'Name' } }] }, 'hello-cn-north-1'],
    [{ 'Fn::If': ['IsHello', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::If': ['Both', 'yes', { 'Fn::If': ['Either', 'either', 'no'] }] }, 'either'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Name' }, 1]] }, 'a-hello-1'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'Logs' }] }] }, 'ecs'],
    [{ 'Fn::FindInMap': ['Sizes', 'small', 'cpu'] }, 1],
    [{ 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    [[{ a: { Ref: 'AWS::NoValue' }, b: 1 }], [{ b: 1 }]],
  ];
  for (const [expression, value] of values) {
    test(`${JSON.stringify(expression)} comes to ${JSON.stringify(value)}`, () => {
      assert.deepEqual(resolved.resolve(expression), value);
    });
  }

  const refused: readonly (readonly [Data, RegExp])[] = [
    [{ Ref: 'Needed' }, /unresolved-value Ref: the parameter Needed has no value and no default/],
    [{ Ref: 'Stored' }, /the parameter Stored has no value/],
    [{ Ref: 'Nobody' }, /nothing says what Nobody is/],
    [{ Ref: 'Missing' }, /Missing is not made: IsNot does not hold/],
    [{ 'Fn::GetAtt': ['Odd', 'Thing'] }, /no value is known for Odd.Thing, AWS::Custom::Odd/],
    [{ 'Fn::GetAtt': ['Snake', 'TopicName'] }, /Snake.TopicName follows from itself/],
    [{ 'Fn::If': ['Circle', 1, 2] }, /condition Circle follows from itself/],
    [{ 'Fn::If': ['Nothing', 1, 2] }, /there is no condition Nothing/],
    [{ 'Fn::Select': [5, ['a']] }, /there is no element 5 of 1/],
    [{ 'Fn::Sub': '${Subnets}' }, /a text is needed, not \["a","b"\]/],
    [{ 'Fn::GetAZs': '' }, /Fn::GetAZs has no value here/],
    [{ 'Fn::FindInMap': ['Sizes', 'large', 'cpu'] }, /no mapping has Sizes.large.cpu/],
  ];
  for (const [expression, message] of refused) {
    test(`${JSON.stringify(expression)} is refused`, () => assert.throws(() => resolved.resolve(expression), message));
  }
});

test('only what its condition lets be made is there, and properties without a value are left out', () => {
  assert.ok(!resolved.resources.some(({ logicalId }) => logicalId === 'Missing'));
  assert.deepEqual(resolved.properties('Odd'), { List: [1] });
});

test('what is made up is the same each time, and differs by logical id; buckets are lower case', () => {
  const again = new ResolvedTemplate(template, madeUpValues(TARGET));
  assert.equal(resolved.reference('Bucket'), again.reference('Bucket'));
  assert.notEqual(resolved.reference('Bucket'), resolved.reference('Odd'));
  assert.match(String(resolved.reference('Bucket', 'Arn')), /^arn:aws-cn:s3:::made-up-bucket-[0-9a-f]{8}$/);
});

test('a policy that nobody taught the evaluator, or that is only named, is an error', () => {
  const role = { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } };
  const read = (Type: string, Properties: { readonly [key: string]: Data }) =>
    readPermissions({ ...template, Resources: { It: { Type, Properties } } }, madeUpValues(TARGET));
  assert.throws(
    () => read('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [] } }),
    /policies of AWS::SQS::Queue/,
  );
  const arn = 'arn:aws:lambda:eu-central-1:111111111111:function:one';
  const called = { Action: 'lambda:InvokeFunction', FunctionName: arn, Principal: 'events.amazonaws.com' };
  const unknown = /does not know this AWS::Lambda::Permission/;
  assert.throws(() => read('AWS::Lambda::Permission', {}), unknown);
  assert.throws(() => read('AWS::Lambda::Permission', { ...called, FunctionName: 'one' }), unknown);
  assert.throws(() => read('AWS::Lambda::Permission', { ...called, Principal: '222222222222' }), unknown);
  assert.throws(() => read('AWS::Lambda::Permission', { ...called, PrincipalOrgID: 'o-1' }), /PrincipalOrgID/);
  assert.deepEqual(read('AWS::Lambda::Permission', called).resources[0]?.arns, [arn]);
  assert.throws(() => read('AWS::IAM::Role', { ...role, ManagedPolicyArns: ['arn:x'] }), /what arn:x allows/);
  assert.throws(() => read('AWS::IAM::Role', { ...role, PermissionsBoundary: 'arn:y' }), /what arn:y allows/);
  assert.equal(read('AWS::IAM::Role', role).roles[0]?.policies.length, 0);
});

test('a managed policy of the template counts for the roles that name it, and may not name any itself', () => {
  const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }];
  const read = (more: { readonly [key: string]: Data }) =>
    readPermissions(
      {
        ...template,
        Resources: {
          Policy: {
            Type: 'AWS::IAM::ManagedPolicy',
            Properties: { PolicyDocument: { Version: '2012-10-17', Statement }, ...more },
          },
          Worker: {
            Type: 'AWS::IAM::Role',
            Properties: {
              AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
              ManagedPolicyArns: [{ Ref: 'Policy' }],
            },
          },
        },
      },
      madeUpValues(TARGET),
    );
  const [policy] = read({}).roles[0]?.policies ?? [];
  assert.equal(policy?.label, 'Worker policy Policy');
  assert.deepEqual(policy?.statements[0]?.actions, ['s3:GetObject']);
  assert.throws(() => read({ Roles: ['worker'] }), /does not know policies that name their roles/);
});
