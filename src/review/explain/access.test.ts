import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { IAM, KMS, S3, SNS } from '../../aws/index.ts';
import {
  accountId,
  buildStack,
  equals,
  type Json,
  not,
  parameter,
  partition,
  region,
  stack,
  sub,
} from '../../dsl/index.ts';
import { openRoot } from './explained.fixtures.ts';
import type { Access } from './explanation.ts';

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const allow = (Action: string | string[], Resource: Json, more: { readonly [key: string]: Json } = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const role = (statements: readonly Json[]) =>
  new IAM.Role({
    AssumeRolePolicyDocument: TRUST,
    Policies: [{ PolicyName: 'works', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  });

const store = stack(
  'Store',
  { description: 'Keeps', parameters: { SystemName: parameter.string() } },
  ({ SystemName }, { resource }) => {
    const bucket = resource('Bucket', new S3.Bucket({ BucketName: sub`${SystemName}-data` }));
    const topic = resource('Topic', new SNS.Topic());
    const own = sub`arn:${partition}:iam::${accountId}:root`;
    const statement = { Sid: 'Account', Effect: 'Allow', Principal: { AWS: own }, Action: 'kms:*', Resource: '*' };
    const shut = { Sid: 'Nobody', Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' };
    resource('Key', new KMS.Key({ KeyPolicy: { Version: '2012-10-17', Statement: [statement] } }));
    resource('ShutKey', new KMS.Key({ KeyPolicy: { Version: '2012-10-17', Statement: [statement, shut] } }));
    resource(
      'BucketPolicy',
      new S3.BucketPolicy({
        Bucket: bucket.ref,
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Encrypted',
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: [bucket.att('Arn'), sub`${bucket.att('Arn')}/*`],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      }),
    );
    return { BucketArn: bucket.att('Arn'), TopicArn: topic.ref };
  },
);

const worker = stack(
  'Worker',
  {
    description: 'Works',
    parameters: { BucketArn: parameter.string(), TopicArn: parameter.string(), Extra: parameter.string() },
  },
  ({ BucketArn, TopicArn, Extra }, { resource, condition }) => {
    const hasExtra = condition('HasExtra', not(equals(Extra, '')));
    const reader = resource(
      'Reader',
      role([
        allow(['s3:GetObject', 's3:List*'], [BucketArn, sub`${BucketArn}/public/*`], { Sid: 'Read' }),
        allow('sns:Publish', TopicArn, { Condition: { StringLike: { 'aws:ResourceTag/Name': 'a-*' } } }),
        allow('kms:Decrypt', sub`arn:${partition}:kms:${region}:${accountId}:key/*`),
      ]),
    );
    resource(
      'Everywhere',
      role([allow(['s3:ListAllMyBuckets', 'sns:ListTopics'], '*'), allow('iam:PassRole', reader.att('Arn'))]),
    );
    resource('Odd', role([{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }]));
    resource('Extra', role([allow('sns:Subscribe', TopicArn)]), { condition: hasExtra });
    return {};
  },
);

const root = stack(
  'Root',
  {
    description: 'Both',
    parameters: { SystemName: parameter.string({ default: 'small' }), Extra: parameter.string({ default: '' }) },
  },
  ({ SystemName, Extra }, { nest }) => {
    const { BucketArn, TopicArn } = nest('Store', store, { SystemName });
    nest('Worker', worker, { BucketArn, TopicArn, Extra });
    return {};
  },
);

const deployer = stack(
  'Deployer',
  { description: 'Deploys', parameters: { SystemName: parameter.string({ default: 'small' }) } },
  ({ SystemName }, { resource }) => {
    resource('DeployRole', role([allow('s3:PutObject', sub`arn:${partition}:s3:::${SystemName}-*/*`)]));
    return {};
  },
);

const opened = openRoot(buildStack(root), [{ path: 'deployer.yaml', text: '', stack: buildStack(deployer) }]);

function accessOf(id: string): Access {
  const { access } = opened.of(id);
  assert.ok(access);
  return access;
}

const grantsOf = ({ roles }: Pick<Access, 'roles'>) =>
  roles.map(({ role: id, grants }) => [id, ...grants.map(({ actions, pattern }) => ({ actions, pattern }))]);

describe('who may touch a resource', () => {
  test('is every role that has an action on its ARN, beside the system too, with the pattern where it is one', () => {
    assert.deepEqual(accessOf('Store/Bucket').arns, ['arn:aws:s3:::small-data', 'arn:aws:s3:::small-data/*']);
    assert.deepEqual(grantsOf(accessOf('Store/Bucket')), [
      ['Worker/Reader', { actions: ['s3:GetObject', 's3:List*'], pattern: undefined }],
      ['deployer/DeployRole', { actions: ['s3:PutObject'], pattern: 'arn:aws:s3:::small-*/*' }],
    ]);
  });

  test('comes with policy, Sid and conditions', () => {
    const [bucket] = accessOf('Store/Bucket').roles[0]?.grants ?? [];
    assert.deepEqual([bucket?.policy, bucket?.sid], ['works', 'Read']);
    const [topic] = accessOf('Store/Topic').roles[0]?.grants ?? [];
    assert.deepEqual(topic?.conditions, [{ operator: 'StringLike', key: 'aws:ResourceTag/Name', values: ['a-*'] }]);
  });

  test('keeps apart what is allowed on everything, and of that only what is of its service', () => {
    const { onEverything } = accessOf('Store/Topic');
    assert.deepEqual(grantsOf({ roles: onEverything }), [
      ['Worker/Everywhere', { actions: ['sns:ListTopics'], pattern: '*' }],
    ]);
  });

  test('is asked of the evaluator: what a policy of its own denies is not allowed', () => {
    assert.deepEqual(grantsOf(accessOf('Store/Key')), [
      ['Worker/Reader', { actions: ['kms:Decrypt'], pattern: 'arn:aws:kms:REGION:ACCOUNT:key/*' }],
    ]);
    assert.deepEqual(accessOf('Store/ShutKey').roles, []);
  });

  test('counts roles that are made only if a parameter is given', () => {
    assert.deepEqual(
      accessOf('Store/Topic').roles.map(({ role: id }) => id),
      ['Worker/Reader', 'Worker/Extra'],
    );
  });

  test('tells of its own policy', () => {
    assert.deepEqual(accessOf('Store/Bucket').statements, [
      {
        effect: 'Deny',
        sid: 'Encrypted',
        principals: ['*'],
        actions: ['s3:*'],
        conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', values: ['false'] }],
      },
    ]);
    assert.deepEqual(accessOf('Store/Topic').statements, []);
  });

  test('of a role is who passes it on, who takes it on, and what it may do', () => {
    const { roles, statements, may } = accessOf('Worker/Reader');
    assert.deepEqual(grantsOf({ roles }), [['Worker/Everywhere', { actions: ['iam:PassRole'], pattern: undefined }]]);
    assert.deepEqual(
      statements.map(({ principals }) => principals),
      [['lambda.amazonaws.com']],
    );
    assert.deepEqual(
      may?.map(({ on, elsewhere }) => ({ on, elsewhere })),
      [
        { on: ['Store/Bucket'], elsewhere: [] },
        { on: ['Store/Topic'], elsewhere: [] },
        { on: ['Store/Key', 'Store/ShutKey'], elsewhere: [] },
      ],
    );
    assert.equal(accessOf('Store/Topic').may, undefined);
  });

  test('says which policies the evaluator cannot read, and goes on with the others', () => {
    const { unread } = accessOf('Store/Bucket');
    assert.deepEqual(
      unread.map(({ id }) => id),
      ['Worker/Odd'],
    );
    assert.match(unread[0]?.why ?? '', /NotAction/);
  });

  test('says of what has no ARN whose setting it is', () => {
    assert.equal(
      accessOf('Store/BucketPolicy').note,
      'it is a setting of Store/Bucket, and has no ARN that policies could name',
    );
    assert.deepEqual(accessOf('Store/BucketPolicy').roles, []);
  });
});
