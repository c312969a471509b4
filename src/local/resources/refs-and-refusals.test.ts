import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DataObject } from '../../dsl/template.ts';
import { Account } from '../account.ts';
import { Objects } from '../objects.ts';
import { make, trust } from '../services/small-system.ts';
import { admits } from './iam.ts';
import { modelOf } from './index.ts';

const HERE = 'us-east-1:000000000000';

describe('Ref and attributes', () => {
  for (const [type, properties, id, attributes] of [
    ['AWS::IAM::Role', { RoleName: 'r', Path: '/team/' }, 'r', { Arn: 'arn:aws:iam::000000000000:role/team/r' }],
    ['AWS::Logs::LogGroup', { LogGroupName: '/x' }, '/x', { Arn: `arn:aws:logs:${HERE}:log-group:/x:*` }],
    [
      'AWS::SNS::Topic',
      { TopicName: 't' },
      `arn:aws:sns:${HERE}:t`,
      { TopicName: 't', TopicArn: `arn:aws:sns:${HERE}:t` },
    ],
    ['AWS::CloudWatch::Alarm', { AlarmName: 'a' }, 'a', { Arn: `arn:aws:cloudwatch:${HERE}:alarm:a` }],
    ['AWS::CloudWatch::Dashboard', { DashboardName: 'd', DashboardBody: '{}' }, 'd', {}],
    [
      'AWS::Events::Rule',
      { Name: 'e', ScheduleExpression: 'rate(1 day)' },
      'e',
      { Arn: `arn:aws:events:${HERE}:rule/e` },
    ],
    ['AWS::ECS::Cluster', { ClusterName: 'c' }, 'c', { Arn: `arn:aws:ecs:${HERE}:cluster/c` }],
    [
      'AWS::ECR::Repository',
      { RepositoryName: 'i' },
      'i',
      { Arn: `arn:aws:ecr:${HERE}:repository/i`, RepositoryUri: '000000000000.dkr.ecr.us-east-1.amazonaws.com/i' },
    ],
    [
      'AWS::S3::Bucket',
      { BucketName: 'bucket' },
      'bucket',
      {
        Arn: 'arn:aws:s3:::bucket',
        RegionalDomainName: 'bucket.s3.us-east-1.amazonaws.com',
        DomainName: 'bucket.s3.amazonaws.com',
      },
    ],
    [
      'AWS::CodeCommit::Repository',
      { RepositoryName: 'g' },
      /^[0-9a-f-]{36}$/,
      { Name: 'g', CloneUrlHttp: 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/g' },
    ],
    ['AWS::KMS::Key', {}, /^[0-9a-f-]{36}$/, {}],
    ['AWS::Route53::RecordSet', { Name: 'a.example.test', Type: 'A' }, 'a.example.test', {}],
  ] as const) {
    test(`of ${type} are as AWS has them`, () => {
      const made = make(empty(), type, 'Thing', properties);
      if (typeof id === 'string') assert.equal(made.id, id);
      else assert.match(made.id, id);
      for (const [name, value] of Object.entries(attributes)) assert.equal(made.attributes[name], value, name);
    });
  }

  test('have the partition and the suffix of where they are', () => {
    const account = Account.empty({ partition: 'aws-cn', region: 'cn-north-1', accountId: '111122223333' });
    const bucket = make(account, 'AWS::S3::Bucket', 'Bucket', { BucketName: 'bucket' });
    assert.equal(bucket.attributes.Arn, 'arn:aws-cn:s3:::bucket');
    assert.equal(bucket.attributes.RegionalDomainName, 'bucket.s3.cn-north-1.amazonaws.com.cn');
  });
});

describe('names that are taken', () => {
  for (const [type, properties, message] of [
    ['AWS::IAM::Role', { RoleName: 'r' }, 'Role with name r already exists.'],
    [
      'AWS::ECR::Repository',
      { RepositoryName: 'i' },
      "The repository with name 'i' already exists in the registry with id '000000000000'",
    ],
    ['AWS::CodeCommit::Repository', { RepositoryName: 'g' }, 'Repository named g already exists'],
    [
      'AWS::S3::Bucket',
      { BucketName: 'bucket' },
      `bucket already exists in stack arn:aws:cloudformation:${HERE}:stack/small/1`,
    ],
    [
      'AWS::Logs::LogGroup',
      { LogGroupName: '/x' },
      `Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"/x"}' already exists.`,
    ],
    [
      'AWS::Route53::RecordSet',
      { Name: 'a.b', Type: 'A' },
      "[Tried to create resource record set [name='a.b.', type='A'] but it already exists]",
    ],
  ] as const) {
    test(`are refused for ${type}`, () => {
      const account = empty();
      make(account, type, 'Thing', properties);
      assert.throws(() => make(account, type, 'Other', properties), { code: 'AlreadyExists', message });
    });
  }
});

describe('roles', () => {
  test('let in the services that they name and no others', () => {
    const account = empty();
    for (const [name, document] of Object.entries<DataObject>({
      one: trust('lambda'),
      several: {
        Statement: { Effect: 'Allow', Principal: { Service: ['events.amazonaws.com', 'lambda.amazonaws.com'] } },
      },
      none: { Statement: [{ Effect: 'Deny', Principal: { Service: 'lambda.amazonaws.com' } }] },
    })) {
      const role = make(account, 'AWS::IAM::Role', name, { RoleName: name, AssumeRolePolicyDocument: document });
      assert.equal(admits(account, String(role.attributes.Arn), 'lambda.amazonaws.com'), name !== 'none');
      assert.equal(admits(account, String(role.attributes.Arn), 'events.amazonaws.com'), name === 'several');
    }
  });

  for (const [type, properties, message] of [
    ['AWS::Lambda::Function', { Role: 'ROLE' }, 'The role defined for the function cannot be assumed by Lambda.'],
    [
      'AWS::CodeBuild::Project',
      { ServiceRole: 'ROLE' },
      'CodeBuild is not authorized to perform: sts:AssumeRole on ROLE',
    ],
    [
      'AWS::CodePipeline::Pipeline',
      { RoleArn: 'ROLE' },
      'CodePipeline is not authorized to perform AssumeRole on role ROLE',
    ],
    [
      'AWS::Events::Rule',
      { ScheduleExpression: 'rate(1 day)', Targets: [{ RoleArn: 'ROLE' }] },
      "Provided role 'ROLE' cannot be assumed by principal 'events.amazonaws.com'.",
    ],
  ] as const) {
    test(`that do not let it in, or are not there, are refused by ${type}`, () => {
      const account = empty();
      const role = make(account, 'AWS::IAM::Role', 'Role', { RoleName: 'r', AssumeRolePolicyDocument: trust('ec2') });
      for (const arn of [String(role.attributes.Arn), 'arn:aws:iam::000000000000:role/none']) {
        const said = JSON.parse(JSON.stringify(properties).replace('ROLE', arn));
        assert.throws(() => make(account, type, 'Thing', said), { message: message.replace('ROLE', arn) });
      }
    });
  }

  test('do not go while instances may have them', () => {
    const account = empty();
    const role = make(account, 'AWS::IAM::Role', 'Role', { RoleName: 'r' });
    make(account, 'AWS::IAM::InstanceProfile', 'Profile', { Roles: ['r'] });
    assert.throws(() => modelOf(role.type).remove(role, account), {
      message: 'Cannot delete entity, must remove roles from instance profile first.',
    });
  });
});

describe('what is there or not', () => {
  test('a bucket with objects does not go', () => {
    const account = empty();
    const bucket = make(account, 'AWS::S3::Bucket', 'Bucket', { BucketName: 'bucket' });
    new Objects(account).put('bucket', 'key', new Uint8Array());
    assert.throws(() => modelOf(bucket.type).remove(bucket, account), {
      message: 'The bucket you tried to delete is not empty',
    });
    new Objects(account).remove('bucket', 'key');
    modelOf(bucket.type).remove(bucket, account);
  });

  test('a repository begins with an archive that is there', () => {
    const account = empty();
    const repository = { RepositoryName: 'g', Code: { S3: { Bucket: 'seeds', Key: 'seed.zip' } } };
    const begin = () => make(account, 'AWS::CodeCommit::Repository', 'Source', repository);
    assert.throws(begin, { message: 'The specified bucket does not exist' });
    make(account, 'AWS::S3::Bucket', 'Seeds', { BucketName: 'seeds' });
    assert.throws(begin, { message: 'The specified key does not exist.' });
    new Objects(account).put('seeds', 'seed.zip', new Uint8Array());
    begin();
  });

  test('a permission is for a function that is there', () => {
    const FunctionName = `arn:aws:lambda:${HERE}:function:none`;
    assert.throws(() => make(empty(), 'AWS::Lambda::Permission', 'P', { FunctionName }), {
      message: `Function not found: ${FunctionName}`,
    });
  });

  test('a dashboard is JSON', () => {
    assert.throws(() => make(empty(), 'AWS::CloudWatch::Dashboard', 'D', { DashboardBody: 'no' }), {
      message: /valid JSON/,
    });
  });

  test('two records of one name are more than the local cloud can keep, and it says so', () => {
    const account = empty();
    make(account, 'AWS::Route53::RecordSet', 'A', { Name: 'a.b', Type: 'A' });
    assert.throws(() => make(account, 'AWS::Route53::RecordSet', 'Aaaa', { Name: 'a.b', Type: 'AAAA' }), {
      message: 'not supported by the local cloud: two records named a.b',
    });
  });
});

function empty(): Account {
  return Account.empty({ partition: 'aws', region: 'us-east-1', accountId: '000000000000' }, () => new Date(0));
}
