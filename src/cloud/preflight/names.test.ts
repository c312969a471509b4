import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DataObject } from '../../dsl/template.ts';
import type { Finding } from '../progress.ts';
import type { StackFacts } from '../stack.ts';
import type { TemplateFile } from '../target.ts';
import { smallTarget } from '../testing/small-target.ts';
import { type Answers, refuses, standIn } from '../testing/stand-in-client.ts';
import { checkNames } from './names.ts';

const NAME = { Ref: 'SystemName' };

/** A resource of each type whose name is looked up, by logical id. */
const NAMED: Readonly<Record<string, { readonly Type: string; readonly Properties: DataObject }>> = {
  Source: { Type: 'AWS::CodeCommit::Repository', Properties: { RepositoryName: NAME } },
  Images: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: NAME } },
  Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Name: NAME } },
  Application: { Type: 'AWS::CodeDeploy::Application', Properties: { ApplicationName: NAME } },
  Traffic: {
    Type: 'AWS::CodeDeploy::DeploymentConfig',
    Properties: { DeploymentConfigName: { 'Fn::Sub': `\${SystemName}-canary` } },
  },
  Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: NAME } },
  Provider: { Type: 'AWS::ECS::CapacityProvider', Properties: { Name: NAME } },
  Service: { Type: 'AWS::ECS::Service', Properties: { ServiceName: NAME } },
  LogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::Sub': `/ecs/\${SystemName}` } } },
  Errors: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: { 'Fn::Sub': `\${SystemName}-errors` } } },
  Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardName: NAME } },
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: NAME } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: NAME } },
  LoadBalancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Name: NAME } },
  Targets: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Name: NAME } },
};

const NOTHING: Answers = {
  GetRepository: refuses('RepositoryDoesNotExistException'),
  DescribeRepositories: refuses('RepositoryNotFoundException'),
  GetPipeline: refuses('PipelineNotFoundException'),
  GetApplication: refuses('ApplicationDoesNotExistException'),
  GetDeploymentConfig: refuses('DeploymentConfigDoesNotExistException'),
  DescribeClusters: () => ({ clusters: [{ clusterName: 'small', status: 'INACTIVE' }] }),
  DescribeCapacityProviders: () => ({ capacityProviders: [{ name: 'small', status: 'INACTIVE' }] }),
  DescribeServices: () => ({ services: [{ serviceName: 'small', status: 'INACTIVE' }] }),
  DescribeLogGroups: () => ({ logGroups: [{ logGroupName: '/ecs/small-other' }] }),
  DescribeAlarms: () => ({ MetricAlarms: [] }),
  GetDashboard: refuses('ResourceNotFound', 'none', 404),
  GetRole: refuses('NoSuchEntity', 'none', 404),
  HeadBucket: refuses('NotFound', 'UnknownError', 404),
  DescribeLoadBalancers: refuses('LoadBalancerNotFound'),
  DescribeTargetGroups: refuses('TargetGroupNotFound'),
};

const ALL: Answers = {
  GetRepository: () => ({}),
  DescribeRepositories: () => ({}),
  GetPipeline: () => ({}),
  GetApplication: () => ({}),
  GetDeploymentConfig: () => ({}),
  DescribeClusters: () => ({ clusters: [{ clusterName: 'small', status: 'ACTIVE' }] }),
  DescribeCapacityProviders: () => ({ capacityProviders: [{ name: 'small', status: 'ACTIVE' }] }),
  DescribeServices: () => ({ services: [{ serviceName: 'small', status: 'DRAINING' }] }),
  DescribeLogGroups: () => ({ logGroups: [{ logGroupName: '/ecs/small' }] }),
  DescribeAlarms: () => ({ CompositeAlarms: [{ AlarmName: 'small-errors' }] }),
  GetDashboard: () => ({}),
  GetRole: () => ({}),
  HeadBucket: refuses('Forbidden', 'UnknownError', 403),
  DescribeLoadBalancers: () => ({}),
  DescribeTargetGroups: () => ({}),
};

const STACK: StackFacts = {
  id: 'arn:root',
  name: 'small',
  status: 'CREATE_COMPLETE',
  reason: '',
  since: undefined,
  isProtected: false,
  outputs: {},
  parameters: {},
  tags: {},
};

function fileOf(
  name: string,
  Resources: DataObject,
  nested: Readonly<Record<string, TemplateFile>> = {},
): TemplateFile {
  return { name, pinned: `${name}.yaml`, text: `# ${name}`, sha256: '', template: { Resources }, nested };
}

interface Looked {
  readonly findings: readonly Finding[];
  readonly operations: readonly string[];
}

async function look(answers: Answers, resources: DataObject = NAMED, stack?: StackFacts): Promise<Looked> {
  const clients = standIn(answers);
  const root = fileOf('root', { Part: { Type: 'AWS::CloudFormation::Stack' } }, { Part: fileOf('part', resources) });
  const target = { ...smallTarget(), root };
  const state = stack ? 'ready' : 'absent';
  const findings = await checkNames({ clients, target, parameters: {}, stack, state });
  return { findings, operations: clients.operations() };
}

describe('before a first creation', () => {
  test('every name that an account has once is looked up, by one call for each type', async () => {
    const { findings, operations } = await look(NOTHING);
    assert.deepEqual(findings, []);
    assert.deepEqual([...operations].sort(), Object.keys(NOTHING).sort());
  });

  test('what is taken is told with the resource that would get it, and the way round', async () => {
    const { findings } = await look(ALL);
    assert.equal(findings.length, Object.keys(NAMED).length);
    for (const id of Object.keys(NAMED)) {
      const finding = findings.find(({ message }) => message.includes(`small/Part/${id} `));
      assert.deepEqual([finding?.level, finding?.code], ['error', 'name-taken'], id);
      assert.match(finding?.hint ?? '', /aws .* --region eu-central-1\n {5}or give the system another SystemName/, id);
    }
  });

  test('a repository that an earlier make destroy has kept can be released from, or deleted', async () => {
    const { findings } = await look({ GetRepository: () => ({}) }, { Source: NAMED.Source ?? null });
    assert.deepEqual(findings, [
      {
        level: 'error',
        code: 'name-taken',
        message: 'the CodeCommit repository small is there already, and small/Part/Source would make it',
        hint: [
          'release from it, if an earlier make destroy has kept it: existingCodeCommit(...) in templates/systems/small.ts',
          'take it away: aws codecommit delete-repository --repository-name small --region eu-central-1',
          'give the system another SystemName in templates/environments.ts',
        ].join('\n     or '),
        resource: { type: 'AWS::CodeCommit::Repository', name: 'small' },
      },
    ]);
  });

  test('log groups, images and buckets can be adopted, and nothing else', async () => {
    const { findings } = await look(ALL);
    const adopted = findings.filter(({ hint }) =>
      hint?.includes('take it into the stack as it is: make adopt ENV=dev SYSTEM=small\n'),
    );
    assert.deepEqual(
      adopted.map(({ message }) => /Part\/(\w+)/.exec(message)?.[1]),
      ['Images', 'LogGroup', 'Bucket'],
    );
  });

  test('names of one type are asked for together where the service can be', async () => {
    const alarm = (name: string) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: name } });
    const answers = { DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: 'b' }] }) };
    const { findings, operations } = await look(answers, { A: alarm('a'), B: alarm('b') });
    assert.deepEqual(operations, ['DescribeAlarms']);
    assert.match(
      findings.map(({ message }) => message).join(),
      /^the alarm b is there already, and small\/Part\/B would make it$/,
    );
  });

  test('a bucket of another region is taken too', async () => {
    const { findings } = await look(
      { HeadBucket: refuses('PermanentRedirect', 'UnknownError', 301) },
      { Bucket: NAMED.Bucket ?? null },
    );
    assert.equal(findings.length, 1);
  });

  test('what a condition may leave out, and names that are not known yet, are left to CloudFormation', async () => {
    const { operations } = await look(NOTHING, {
      Source: { ...NAMED.Source, Condition: 'HasSource' },
      Images: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: { 'Fn::ImportValue': 'name' } } },
      LogGroup: { Type: 'AWS::Logs::LogGroup' },
    });
    assert.deepEqual(operations, []);
  });

  test('what the caller may not look at is a note, and the rest is told all the same', async () => {
    const answers = { ...ALL, GetRepository: refuses('AccessDeniedException', 'not authorized') };
    const { findings } = await look(answers);
    const [note] = findings.filter(({ level }) => level === 'note');
    assert.equal(note?.code, 'not-checked');
    assert.match(
      note?.message ?? '',
      /^name of the CodeCommit repository: not checked, the caller may not codecommit:GetRepository/,
    );
    assert.equal(findings.filter(({ level }) => level === 'error').length, Object.keys(NAMED).length - 1);
  });

  test('another failure of a look-up is one', async () => {
    await assert.rejects(
      look({ ...NOTHING, GetRepository: refuses('EncryptionKeyDisabledException') }),
      /TealformError/,
    );
  });
});

describe('before an update', () => {
  const resources = (StackName: unknown) =>
    StackName === 'arn:root'
      ? [{ LogicalResourceId: 'Part', PhysicalResourceId: 'arn:part', ResourceStatus: 'CREATE_COMPLETE' }]
      : Object.keys(NAMED).map((LogicalResourceId) => ({
          LogicalResourceId,
          PhysicalResourceId: 'id',
          ResourceStatus: 'UPDATE_COMPLETE',
        }));
  const ListStackResources = ({ StackName }: { readonly StackName?: unknown }) => ({
    StackResourceSummaries: resources(StackName),
  });
  const GetTemplate = () => ({ TemplateBody: 'Resources: {}' });

  test('one that is deployed as it was reviewed has all of it: nothing more is asked', async () => {
    const { text } = fileOf('root', {}, {});
    const { findings, operations } = await look({ GetTemplate: () => ({ TemplateBody: text }) }, NAMED, STACK);
    assert.deepEqual([findings, operations], [[], ['GetTemplate']]);
  });

  test('what the stack has is its own: nothing is asked but what that is', async () => {
    const { findings, operations } = await look({ GetTemplate, ListStackResources }, NAMED, STACK);
    assert.deepEqual(findings, []);
    assert.deepEqual(operations, ['GetTemplate', 'ListStackResources', 'ListStackResources']);
  });

  test('the name of what is new in the templates must be free', async () => {
    const answers = {
      GetTemplate,
      ListStackResources,
      DescribeLogGroups: () => ({ logGroups: [{ logGroupName: '/new' }] }),
    };
    const New = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/new' } };
    const { findings } = await look(answers, { ...NAMED, New }, STACK);
    assert.deepEqual(
      findings.map(({ message }) => message),
      ['the log group /new is there already, and small/Part/New would make it'],
    );
  });

  test('so must that of what could not be made the last time', async () => {
    const failed = {
      ListStackResources: ({ StackName }: { readonly StackName?: unknown }) => ({
        StackResourceSummaries: resources(StackName).map((each) =>
          each.LogicalResourceId === 'Dashboard' ? { ...each, ResourceStatus: 'CREATE_FAILED' } : each,
        ),
      }),
    };
    const { operations } = await look(
      { ...failed, GetTemplate, GetDashboard: refuses('ResourceNotFound') },
      NAMED,
      STACK,
    );
    assert.ok(operations.includes('GetDashboard'));
  });
});
