import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  DescribeChangeSetOutput,
  DescribeStackResourceDriftsOutput,
  ListChangeSetsOutput,
} from '@aws-sdk/client-cloudformation';
import { Cloud, REAL } from './in-process.ts';

const template = (more = '') => `
Parameters: {Path: {Type: String, Default: /a}, Secret: {Type: String, NoEcho: true, Default: hush}}
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Path}}
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Secret}}
  Reader: {Type: AWS::SNS::Subscription, Properties: {Protocol: sqs, TopicArn: !Ref Topic, Endpoint: !GetAtt Queue.Arn}}
${more}`;

const set = { StackName: 'small', ChangeSetName: 'first' };

async function created(options = {}): Promise<Cloud> {
  const cloud = new Cloud(options);
  await cloud.deploy('small', { TemplateBody: template() });
  assert.equal((await cloud.stack('small')).StackStatus, 'CREATE_COMPLETE');
  return cloud;
}

describe('a change set of a creation', () => {
  test('has the stack in review until it is executed or deleted', async () => {
    const cloud = new Cloud();
    await cloud.call('CreateChangeSet', {
      ...set,
      ChangeSetType: 'CREATE',
      TemplateBody: template(),
      Description: 'mine',
    });
    assert.equal((await cloud.changeSet('small', 'first')).Status, 'CREATE_PENDING');
    assert.equal((await cloud.stack('small')).StackStatus, 'REVIEW_IN_PROGRESS');
    assert.match(
      await cloud.refused('ExecuteChangeSet', set),
      /^InvalidChangeSetStatus: .*current status of \[CREATE_PENDING\]/,
    );
    await cloud.idle();
    const described = await cloud.changeSet('small', 'first');
    assert.deepEqual(
      [described.Status, described.ExecutionStatus, described.Description],
      ['CREATE_COMPLETE', 'AVAILABLE', 'mine'],
    );
    assert.deepEqual(
      described.Changes?.map(({ ResourceChange }) => [ResourceChange?.Action, ResourceChange?.LogicalResourceId]),
      [
        ['Add', 'Queue'],
        ['Add', 'Topic'],
        ['Add', 'Reader'],
      ],
    );
    await cloud.call('DeleteChangeSet', set);
    assert.match(await cloud.refused('DescribeChangeSet', set), /^ChangeSetNotFound/);
    await cloud.call('DeleteStack', { StackName: 'small' });
    await cloud.idle();
    assert.match(await cloud.refused('DescribeStacks', { StackName: 'small' }), /does not exist/);
  });

  test('takes the stacks that it would have nested along when it is deleted', async () => {
    const cloud = new Cloud();
    const input = {
      ...cloud.system('hello-server'),
      ...set,
      ChangeSetType: 'CREATE',
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    };
    await cloud.call('CreateChangeSet', { ...input, IncludeNestedStacks: true });
    await cloud.idle();
    const { Changes = [] } = await cloud.changeSet('small', 'first');
    const [network] = Changes;
    const nested = network?.ResourceChange?.PhysicalResourceId ?? '';
    assert.equal((await cloud.stack(nested)).StackStatus, 'REVIEW_IN_PROGRESS');
    const child = await cloud.changeSet('', network?.ResourceChange?.ChangeSetId ?? '');
    assert.equal(child.ParentChangeSetId, child.RootChangeSetId);
    assert.match(
      await cloud.refused('ExecuteChangeSet', { ChangeSetName: child.ChangeSetId }),
      /nested stack cannot be executed/,
    );
    await cloud.call('DeleteStack', { StackName: 'small' });
    await cloud.idle();
    assert.equal((await cloud.stack(nested)).StackStatus, 'DELETE_COMPLETE');
  });
});

describe('a change set of an update', () => {
  test('says what causes each change, and its values only when they are asked for, secrets never', async () => {
    const cloud = await created();
    const Parameters = [
      { ParameterKey: 'Path', ParameterValue: '/b' },
      { ParameterKey: 'Secret', ParameterValue: 'quiet' },
    ];
    await cloud.call('CreateChangeSet', { ...set, UsePreviousTemplate: true, Parameters });
    await cloud.idle();
    const described = await cloud.changeSet('small', 'first');
    const shown = described.Changes?.map(({ ResourceChange: change }) => [
      change?.LogicalResourceId,
      change?.Replacement,
      change?.PolicyAction,
      change?.Details?.map(({ Target, Evaluation, ChangeSource, CausingEntity }) =>
        [Target?.Name, Target?.RequiresRecreation, Evaluation, ChangeSource, CausingEntity].join(' '),
      ),
    ]);
    assert.deepEqual(shown, [
      ['Queue', 'True', 'ReplaceAndDelete', ['QueueName Always Static ParameterReference Path']],
      ['Topic', 'False', undefined, ['DisplayName Never Static ParameterReference Secret']],
      ['Reader', 'Conditional', 'ReplaceAndDelete', ['Endpoint Always Dynamic ResourceAttribute Queue.Arn']],
    ]);
    assert.ok(!JSON.stringify(described).includes('BeforeValue'));
    const whole = await cloud.call<DescribeChangeSetOutput>('DescribeChangeSet', {
      ...set,
      IncludePropertyValues: true,
    });
    const details = whole.Changes?.map(({ ResourceChange: change }) => change?.Details?.[0]?.Target);
    assert.deepEqual([details?.[0]?.BeforeValue, details?.[0]?.AfterValue], ['/a', '/b']);
    assert.equal(details?.[2]?.AfterValue, '{{changeSet:KNOWN_AFTER_APPLY}}');
    assert.ok(!/hush|quiet/.test(JSON.stringify(whole)));
  });

  test('may be as careful as those of AWS: what reads an attribute of something that changes may change', async () => {
    const more =
      '  Second: {Type: AWS::SNS::Subscription, Properties: {Protocol: sqs, TopicArn: !GetAtt Topic.TopicArn, Endpoint: x}}';
    for (const [foresight, expected] of [
      ['exact', ['Topic']],
      ['documented', ['Topic', 'Second']],
    ] as const) {
      const cloud = new Cloud({ foresight });
      await cloud.deploy('small', { TemplateBody: template(more) });
      const Parameters = [{ ParameterKey: 'Secret', ParameterValue: 'quiet' }];
      const described = await cloud.deploy('small', { UsePreviousTemplate: true, Parameters }, 'UPDATE');
      assert.deepEqual(
        described.Changes?.map(({ ResourceChange }) => ResourceChange?.LogicalResourceId),
        expected,
      );
      assert.equal((await cloud.stack('small')).StackStatus, 'UPDATE_COMPLETE');
    }
  });

  test('fails when there is nothing to change, and counts outputs and removals as changes', async () => {
    const cloud = await created();
    const same = await cloud.deploy('small', { TemplateBody: template() }, 'UPDATE');
    assert.deepEqual([same.Status, same.ExecutionStatus], ['FAILED', 'UNAVAILABLE']);
    const output = await cloud.deploy('small', { TemplateBody: template('Outputs: {It: {Value: x}}') }, 'UPDATE');
    assert.deepEqual([output.Status, output.Changes], ['CREATE_COMPLETE', []]);
    assert.equal((await cloud.stack('small')).Outputs?.[0]?.OutputValue, 'x');
    const removed = await cloud.deploy('small', { TemplateBody: template().replace(/ {2}Reader.*/, '') }, 'UPDATE');
    assert.deepEqual(
      removed.Changes?.map(({ ResourceChange: change }) => [change?.Action, change?.PolicyAction]),
      [['Remove', 'Delete']],
    );
  });

  test('is obsolete once another one was executed, and its name is taken until it is deleted', async () => {
    const cloud = await created();
    const input = { ...set, UsePreviousTemplate: true, Parameters: [{ ParameterKey: 'Path', ParameterValue: '/b' }] };
    await cloud.call('CreateChangeSet', input);
    await cloud.idle();
    assert.match(await cloud.refused('CreateChangeSet', input), /^AlreadyExistsException/);
    await cloud.deploy(
      'small',
      { UsePreviousTemplate: true, Parameters: [{ ParameterKey: 'Path', ParameterValue: '/c' }] },
      'UPDATE',
    );
    assert.match(await cloud.refused('ExecuteChangeSet', set), /current status of \[OBSOLETE\]/);
    const { Summaries = [] } = await cloud.call<ListChangeSetsOutput>('ListChangeSets', { StackName: 'small' });
    assert.equal(Summaries.length, 3);
  });

  test('is refused where there is no stack, or one that is there already', async () => {
    const cloud = await created();
    assert.match(
      await cloud.refused('CreateChangeSet', { ...set, StackName: 'none', TemplateBody: template() }),
      /Stack \[none\] does not exist/,
    );
    const again = { ...set, ChangeSetType: 'CREATE', TemplateBody: template() };
    assert.match(await cloud.refused('CreateChangeSet', again), /already exists and cannot be created again/);
  });
});

test('what calls have done to a resource is drift, and all else is in sync', async () => {
  const cloud = await created();
  const [queue] = cloud.account.all('AWS::SQS::Queue');
  assert.ok(queue);
  cloud.account.touch(queue, { QueueName: 'elsewhere', Messages: 3 });
  await cloud.call('DetectStackDrift', { StackName: 'small' });
  const { StackResourceDrifts = [] } = await cloud.call<DescribeStackResourceDriftsOutput>(
    'DescribeStackResourceDrifts',
    { StackName: 'small' },
  );
  assert.deepEqual(
    StackResourceDrifts.map(({ LogicalResourceId, StackResourceDriftStatus, PropertyDifferences }) => [
      LogicalResourceId,
      StackResourceDriftStatus,
      PropertyDifferences,
    ]),
    [
      [
        'Queue',
        'MODIFIED',
        [{ PropertyPath: '/QueueName', ExpectedValue: '/a', ActualValue: 'elsewhere', DifferenceType: 'NOT_EQUAL' }],
      ],
      ['Topic', 'IN_SYNC', []],
      ['Reader', 'IN_SYNC', []],
    ],
  );
  assert.equal((await cloud.stack('small')).DriftInformation?.StackDriftStatus, 'DRIFTED');
});

test('a listener that the template has set again after a release is in sync', async () => {
  const cloud = new Cloud(REAL);
  const listening = (port: number) => `
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  One: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, AvailabilityZone: us-east-1a, CidrBlock: 10.0.0.0/24}}
  Two: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, AvailabilityZone: us-east-1b, CidrBlock: 10.0.1.0/24}}
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Subnets: [!Ref One, !Ref Two]}}
  Blue: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {VpcId: !Ref Vpc, Protocol: HTTP, Port: 80}}
  Green: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {VpcId: !Ref Vpc, Protocol: HTTP, Port: 80}}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      {LoadBalancerArn: !Ref Balancer, Protocol: HTTP, Port: ${port}, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Blue}]}
`;
  await cloud.deploy('small', { TemplateBody: listening(80) });
  const [, green] = cloud.account.all('AWS::ElasticLoadBalancingV2::TargetGroup');
  const [listener] = cloud.account.all('AWS::ElasticLoadBalancingV2::Listener');
  assert.ok(green && listener);
  const drifted = async () => {
    await cloud.call('DetectStackDrift', { StackName: 'small' });
    const { StackResourceDrifts = [] } = await cloud.call<DescribeStackResourceDriftsOutput>(
      'DescribeStackResourceDrifts',
      { StackName: 'small', StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'] },
    );
    return StackResourceDrifts.map(({ LogicalResourceId }) => LogicalResourceId);
  };
  cloud.account.touch(listener, { DefaultActions: [{ Type: 'forward', TargetGroupArn: green.id }] });
  assert.deepEqual(await drifted(), ['Listener']);
  await cloud.deploy('small', { TemplateBody: listening(81) }, 'UPDATE');
  assert.equal((await cloud.stack('small')).StackStatus, 'UPDATE_COMPLETE');
  assert.deepEqual(await drifted(), []);
});
