import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TealformError } from '../dsl/error.ts';
import { emptyBucket } from './destroy/empty-bucket.ts';
import { checkOthers } from './destroy/others.ts';
import { planDestruction } from './destroy/plan.ts';
import { formatLeft, formatPlan } from './destroy/print-plan.ts';
import { beginDestruction, checkDestruction } from './destroy.ts';
import { readStackTree } from './stack-tree.ts';
import { type Answers, refuses, standIn } from './testing/stand-in-client.ts';
import { standInStacks } from './testing/stand-in-system.ts';

const TEMPLATES: Readonly<Record<string, string>> = {
  hello: `Resources:
  Cluster: { Type: AWS::CloudFormation::Stack }
  Kept: { Type: AWS::CloudFormation::Stack, DeletionPolicy: Retain }
`,
  'hello-Cluster': `Resources:
  Logs: { Type: AWS::S3::Bucket, DeletionPolicy: RetainExceptOnCreate }
  Scratch: { Type: AWS::S3::Bucket }
  Group: { Type: AWS::AutoScaling::AutoScalingGroup }
  Cluster: { Type: AWS::ECS::Cluster }
  Volume: { Type: AWS::EC2::Volume, DeletionPolicy: Snapshot }
  Source: { Type: AWS::CodeCommit::Repository, DeletionPolicy: Retain, Properties: { RepositoryName: !Ref SystemName } }
`,
  'hello-Kept': 'Resources:\n  Topic: { Type: AWS::SNS::Topic }\n',
};
const STACK = 'AWS::CloudFormation::Stack';
const STACKS = standInStacks(
  {
    hello: [
      ['Cluster', STACK, 'hello-Cluster'],
      ['Kept', STACK, 'hello-Kept'],
    ],
    'hello-Cluster': [
      ['Logs', 'AWS::S3::Bucket', 'logs-1'],
      ['Scratch', 'AWS::S3::Bucket', 'scratch-1'],
      ['Group', 'AWS::AutoScaling::AutoScalingGroup', 'group-1'],
      ['Cluster', 'AWS::ECS::Cluster', 'hello'],
      ['Volume', 'AWS::EC2::Volume', 'vol-1'],
      ['Source', 'AWS::CodeCommit::Repository', '0b1c2d3e-0000-4000-8000-000000000000'],
    ],
    'hello-Kept': [['Topic', 'AWS::SNS::Topic', 'topic-1']],
  },
  {
    Parameters: [
      { ParameterKey: 'SystemName', ParameterValue: 'hello' },
      { ParameterKey: 'TemplateBucket', ParameterValue: 'templates' },
      { ParameterKey: 'TemplatePrefix', ParameterValue: 'tealform/hello' },
    ],
  },
);

describe('destroying', () => {
  test('says from the deployed templates what goes, what stays, and what is emptied', async () => {
    const { text } = await planned();
    assert.equal(
      text,
      `goes: 3 stacks with 3 resources
  hello/Cluster    3

is emptied before, all versions:
  scratch-1 (hello/Cluster/Scratch)

leaves a snapshot:
  vol-1 (AWS::EC2::Volume, hello/Cluster/Volume)

stays:
  logs-1 (AWS::S3::Bucket, hello/Cluster/Logs)
  hello (AWS::CodeCommit::Repository, hello/Cluster/Source)
  topic-1 (AWS::SNS::Topic, hello/Kept/Topic)
  the templates in s3://templates/tealform/hello
  the log group /aws/ecs/containerinsights/hello/performance, if container insights made it

instances that ECS has protected from scaling in hold it up; take the protection off before, from each that has it:
  aws autoscaling set-instance-protection --no-protected-from-scale-in --auto-scaling-group-name group-1 --instance-ids ...
`,
    );
  });

  test('empties only buckets that go, then deletes the root by its id', async () => {
    const { plan } = await planned();
    const clients = standIn({
      ListObjectVersions: versionsOf({ 'scratch-1': [{ Key: 'a', VersionId: '1' }] }),
      DeleteObjects: () => ({}),
      DescribeStacks: () => ({ Stacks: [{ StackId: plan.root.id, StackStatus: 'CREATE_COMPLETE' }] }),
      DescribeStackEvents: () => ({ StackEvents: [{ EventId: 'e', Timestamp: new Date(5) }] }),
      DeleteStack: () => ({}),
    });
    const begun = await beginDestruction(clients, plan);
    assert.deepEqual(begun, { emptied: { 'scratch-1': 1 }, mark: { since: new Date(5), seen: ['e'] } });
    assert.deepEqual(
      clients.calls.filter(({ operation }) => operation === 'DeleteStack').map(({ input }) => input.StackName),
      [plan.root.id],
    );
    assert.ok(clients.calls.every(({ input }) => input.Bucket !== 'logs-1'));
  });

  test('empties nothing where an update has begun since it was planned', async () => {
    const { plan } = await planned();
    const Stacks = [{ StackId: plan.root.id, StackStatus: 'UPDATE_IN_PROGRESS' }];
    const clients = standIn({ DescribeStacks: () => ({ Stacks }) });
    await assert.rejects(beginDestruction(clients, plan), { code: 'refused-by-guard' });
    assert.deepEqual(clients.operations(), ['DescribeStacks']);
  });

  test('says afterwards what is left, by the name that its service knows, and the command that takes it away', async () => {
    const { plan } = await planned();
    assert.equal(
      formatLeft(plan),
      `left, and yours to take away:
  logs-1 (AWS::S3::Bucket, hello/Cluster/Logs)
    -> aws s3api delete-bucket --bucket logs-1 --region eu-central-1
  hello (AWS::CodeCommit::Repository, hello/Cluster/Source)
    -> aws codecommit delete-repository --repository-name hello --region eu-central-1
  topic-1 (AWS::SNS::Topic, hello/Kept/Topic)
    -> aws cloudcontrol delete-resource --type-name AWS::SNS::Topic --identifier topic-1 --region eu-central-1
  the templates in s3://templates/tealform/hello
    -> aws s3 rm --recursive s3://templates/tealform/hello/ --region eu-central-1
  the log group /aws/ecs/containerinsights/hello/performance, if container insights made it
    -> aws logs delete-log-group --log-group-name /aws/ecs/containerinsights/hello/performance --region eu-central-1
a bucket has to be empty before it goes, of all versions; this takes a thousand away, again until there are none:
  for bucket in logs-1; do
    aws s3api delete-objects --region eu-central-1 --bucket "$bucket" --delete \\
      "$(aws s3api list-object-versions --region eu-central-1 --bucket "$bucket" --max-items 1000 --output json --query '{Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}, Quiet: \`true\`}')"
  done
before the system is deployed again, take away or adopt what keeps its name: hello (AWS::CodeCommit::Repository)
`,
    );
  });

  for (const { title, root, message } of [
    {
      title: 'a stack that is protected',
      root: { EnableTerminationProtection: true },
      message: /protected from being/,
    },
    { title: 'a stack that is busy', root: { StackStatus: 'UPDATE_IN_PROGRESS' }, message: /hello is UPDATE_IN_PROG/ },
  ]) {
    test(`refuses ${title}`, async () => {
      const stack = await readStackTree(standIn(standInStacks({ hello: [] }, root)), 'hello');
      assert.ok(stack);
      assert.throws(
        () => checkDestruction(stack),
        (error: TealformError) => {
          assert.equal(error.code, 'refused-by-guard');
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});

describe('what else stands on what goes', () => {
  const LOAD_BALANCER = {
    path: 'hello/Balancer',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    id: 'balancer',
    name: '',
  };
  const CLUSTER = { path: 'hello/Cluster', type: 'AWS::ECS::Cluster', id: 'hello', name: '' };
  const LISTENER = {
    path: 'hello/Listener',
    type: 'AWS::ElasticLoadBalancingV2::Listener',
    id: 'listener-own',
    name: '',
  };
  const SERVICE = { path: 'hello/Service', type: 'AWS::ECS::Service', id: 'service-own', name: '' };
  const OWN: Answers = {
    ListDeployments: () => ({ deployments: [] }),
    DescribeListeners: () => ({ Listeners: [{ ListenerArn: 'listener-own' }] }),
    ListServices: () => ({ serviceArns: ['service-own'] }),
  };
  const check = async (answers: Answers, isKept = false) => {
    const { plan } = await planned();
    const holders = [LOAD_BALANCER, CLUSTER];
    const clients = standIn({ ...OWN, ...answers });
    const unseen = await checkOthers(clients, {
      ...plan,
      goes: [LISTENER, SERVICE, ...(isKept ? [] : holders)],
      stays: isKept ? holders : [],
    });
    return { ...clients, unseen };
  };

  test('is nothing where all is of the system', async () => {
    const clients = await check({});
    assert.deepEqual(clients.inputsOf('DescribeListeners'), [{ LoadBalancerArn: 'balancer' }]);
    assert.deepEqual(clients.inputsOf('ListServices'), [{ cluster: 'hello', maxResults: 100 }]);
  });

  test('is named, from every page, and refused', async () => {
    const refused = check({
      DescribeListeners: ({ Marker }) =>
        Marker
          ? { Listeners: [{ ListenerArn: 'listener-other' }] }
          : { ...OWN.DescribeListeners?.({}), NextMarker: '2' },
      ListServices: ({ nextToken }) =>
        nextToken ? { serviceArns: ['service-other'] } : { serviceArns: ['service-own'], nextToken: '2' },
    });
    await assert.rejects(refused, (error: TealformError) => {
      assert.equal(error.code, 'refused-by-guard');
      assert.match(
        error.message,
        /a listener on hello\/Balancer: listener-other\n.*a service in hello\/Cluster: service-other/,
      );
      assert.match(error.message, /make destroy SYSTEM=/);
      return true;
    });
  });

  test('is not asked about what stays', async () => {
    assert.deepEqual(
      (await check({}, true)).operations().filter((name) => name !== 'ListDeployments'),
      [],
    );
  });

  test('is a release that runs, too', async () => {
    const running: Answers = {
      ListDeployments: () => ({ deployments: ['d-1'] }),
      GetDeployment: () => ({ deploymentInfo: { status: 'InProgress' } }),
    };
    await assert.rejects(check(running), /refused-by-guard: the deployment d-1 of hello is InProgress[\s\S]*make stop/);
  });

  test('is nothing where it is gone already', async () => {
    const { unseen } = await check({
      ListDeployments: refuses('ApplicationDoesNotExistException'),
      DescribeListeners: refuses('LoadBalancerNotFoundException'),
      ListServices: refuses('ClusterNotFoundException'),
    });
    assert.deepEqual(unseen, []);
  });

  test('holds nothing up where it may not be looked at, and that is told', async () => {
    const { unseen } = await check({
      ListDeployments: refuses('AccessDeniedException'),
      DescribeListeners: refuses('AccessDenied'),
      ListServices: refuses('UnknownOperationException'),
    });
    assert.deepEqual(
      unseen.map(({ message }) => message.replace(/, .*/, '')),
      [
        'whether there is a release of hello that runs: not checked',
        'whether there is a listener on hello/Balancer of another system: not checked',
        'whether there is a service in hello/Cluster of another system: not checked',
      ],
    );
  });
});

describe('emptying a bucket', () => {
  test('takes every version and delete marker, a thousand at a time', async () => {
    const versions = Array.from({ length: 2_500 }, (_, index) => ({ Key: `k${index}`, VersionId: String(index) }));
    const clients = standIn({ ListObjectVersions: versionsOf({ b: versions }), DeleteObjects: () => ({}) });
    assert.equal(await emptyBucket(clients, 'b'), 2_501);
    assert.equal(clients.calls.filter(({ operation }) => operation === 'DeleteObjects').length, 3);
  });

  test('tells of objects that stay', async () => {
    const clients = standIn({
      ListObjectVersions: versionsOf({ b: [{ Key: 'a', VersionId: '1' }] }),
      DeleteObjects: () => ({ Errors: [{ Key: 'a', Code: 'AccessDenied', Message: 'locked' }] }),
    });
    await assert.rejects(
      emptyBucket(clients, 'b'),
      /not-emptied: 1 objects of b stay, the first a: AccessDenied locked/,
    );
  });
});

// Everything at the first look, with a delete marker; nothing at the next.
function versionsOf(buckets: Readonly<Record<string, readonly object[]>>): Answers[string] {
  const looked = new Set<unknown>();
  return ({ Bucket }) => {
    if (looked.has(Bucket)) return {};
    looked.add(Bucket);
    const Versions = buckets[String(Bucket)] ?? [];
    return { Versions, ...(Versions.length > 1 && { DeleteMarkers: [{ Key: 'gone', VersionId: 'm' }] }) };
  };
}

async function planned() {
  const clients = standIn({
    ...STACKS,
    GetTemplate: ({ StackName }) => ({ TemplateBody: TEMPLATES[String(StackName).split('/').at(-1) ?? ''] }),
  });
  const root = await readStackTree(clients, 'hello');
  assert.ok(root);
  const plan = await planDestruction(clients, root);
  return { plan, text: formatPlan(plan, (_, text) => text) };
}
