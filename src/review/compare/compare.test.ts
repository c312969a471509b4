import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { functionText, tokensIn, tokenText } from '../resolve/token.ts';
import { compared, resourceOf } from '../testing/review.fixtures.ts';
import type { PlannedChange } from './changes.ts';
import { compareResources } from './compare.ts';
import { recreationOf } from './replacement.ts';

const att = (of: string, attribute: string) => tokenText({ of, attribute });
const topic = (TopicName: Data, beside: DataObject = {}) => resourceOf('T', 'AWS::SNS::Topic', { TopicName }, beside);

function one(before: ReviewedResource, after: ReviewedResource): PlannedChange {
  const change = compareResources([before], [after]).get(after.path);
  assert.ok(change);
  return change;
}

test('what is in both and the same is no change; what is in one of them is added or removed', () => {
  assert.deepEqual(compared([topic('a')], [topic('a')]), []);
  assert.deepEqual(compared([topic('a')], []), ['Remove T']);
  assert.deepEqual(compared([], [topic('a')]), ['Add T']);
});

test('a property that a resource is made with replaces it, any other changes it', () => {
  assert.deepEqual(compared([topic('a')], [topic('b')]), ['Modify T yes']);
  const display = (DisplayName: string) => resourceOf('T', 'AWS::SNS::Topic', { DisplayName });
  assert.deepEqual(compared([display('a')], [display('b')]), ['Modify T no']);
});

test('a change says which property it is, and each place in it', () => {
  const tags = (Value: string) => resourceOf('T', 'AWS::SNS::Topic', { Tags: [{ Key: 'k', Value }] });
  assert.deepEqual(one(tags('a'), tags('b')).causes, [
    {
      attribute: 'Tags',
      property: 'Tags',
      recreation: 'Never',
      isCertain: true,
      source: 'DirectModification',
      entity: undefined,
      differences: [{ path: 'Tags[k].Value', before: 'a', after: 'b' }],
    },
  ]);
});

test('of a type that nobody has told us about any change may replace', () => {
  const thing = (Size: Data) => resourceOf('X', 'AWS::Nobody::Knows', { Size });
  assert.deepEqual(compared([thing(1)], [thing(2)]), ['Modify X maybe']);
  assert.deepEqual(compared([thing(1)], [thing('1')]), []);
});

test('another type under one name replaces, whatever else is the same', () => {
  const change = one(resourceOf('X', 'AWS::SNS::Topic'), resourceOf('X', 'AWS::SQS::Queue'));
  assert.equal(change.replacement, 'yes');
  assert.equal(change.causes[0]?.property, 'Type');
});

test('what becomes of the one that is there is what it says itself, or what AWS does unless told', () => {
  const policyOf = (resource: ReviewedResource, after: readonly ReviewedResource[] = []) =>
    compareResources([resource], after).get(resource.path)?.policy;
  assert.equal(policyOf(topic('a')), 'Delete');
  assert.equal(policyOf(topic('a', { DeletionPolicy: 'Retain' })), 'Retain');
  assert.equal(policyOf(resourceOf('D', 'AWS::RDS::DBCluster')), 'Snapshot');
  assert.equal(policyOf(resourceOf('D', 'AWS::RDS::DBInstance')), 'Snapshot');
  assert.equal(policyOf(resourceOf('D', 'AWS::RDS::DBInstance', { DBClusterIdentifier: 'c' })), 'Delete');
  const kept = topic('a', { UpdateReplacePolicy: 'Retain' });
  assert.equal(policyOf(kept, [topic('b')]), 'Retain');
  assert.equal(policyOf(kept), 'Delete');
});

test('policies alone change a resource in place; DependsOn and Metadata alone change nothing', () => {
  for (const name of ['DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy', 'CreationPolicy']) {
    const change = one(topic('a', { [name]: 'x' }), topic('a', { [name]: 'y' }));
    assert.deepEqual(
      [change.replacement, change.causes[0]?.attribute, change.causes[0]?.property],
      ['no', name, undefined],
    );
  }
  assert.deepEqual(
    compared([topic('a', { DependsOn: 'x' })], [topic('a', { DependsOn: ['y'], Metadata: { A: 1 } })]),
    [],
  );
});

test('a condition that only a deployment decides may make a resource or take it away', () => {
  const [change] = [one(topic('a', { Condition: functionText('Fn::Equals', ['x', 'y']) }), topic('a'))];
  assert.equal(change.replacement, 'maybe');
  assert.ok(change.causes.every(({ isCertain }) => !isCertain));
});

test('a property inside one that may change can be one that replaces', () => {
  const recreation = (before: Data | undefined, after: Data | undefined) =>
    recreationOf('AWS::ECS::CapacityProvider', 'AutoScalingGroupProvider', before, after);
  const group = { AutoScalingGroupArn: 'a', ManagedDraining: 'ENABLED' };
  assert.equal(recreation(group, { ...group, ManagedDraining: 'DISABLED' }), 'Never');
  assert.equal(recreation(group, { ...group, AutoScalingGroupArn: 'b' }), 'Always');
  assert.equal(recreation(undefined, group), 'Always');
  assert.equal(recreation({}, { ManagedDraining: 'ENABLED' }), 'Never');
  assert.equal(recreation(group, functionText('Fn::If', ['x', group])), 'Always');
  const endpoint = (DnsOptions: Data) =>
    recreationOf('AWS::EC2::VPCEndpoint', 'DnsOptions', { DnsRecordIpType: 'ipv4' }, DnsOptions);
  assert.equal(endpoint({ DnsRecordIpType: 'ipv6' }), 'Never');
  assert.equal(endpoint({ DnsRecordIpType: 'ipv4', PrivateDnsPreference: 'ALL_DOMAINS' }), 'Always');
});

test('a property that a type does not have replaces nothing, also one that every object has', () => {
  assert.equal(recreationOf('AWS::SNS::Topic', 'Nothing', 1, 2), 'Never');
  assert.equal(recreationOf('AWS::SNS::Topic', 'constructor', 1, 2), 'Never');
  assert.equal(recreationOf('constructor', 'constructor', 1, 2), 'Conditionally');
});

const [oldGroup, newGroup] = ['a', 'b'].map((Name) =>
  resourceOf('Service/Group', 'AWS::ElasticLoadBalancingV2::TargetGroup', { Port: 80, VpcId: Name }),
);

test('who uses what is replaced changes with it, and is replaced where that replaces it, stack after stack', () => {
  const users = [
    resourceOf('Role', 'AWS::IAM::Role', { Path: `/${att('Policies/Instance', 'Arn')}/` }),
    resourceOf('Policies/Instance', 'AWS::IAM::InstanceProfile', {
      InstanceProfileName: `of-${att('Service/Group', 'TargetGroupName')}`,
      Roles: ['x'],
    }),
    resourceOf('Listener', 'AWS::ElasticLoadBalancingV2::Listener', {
      DefaultActions: [{ TargetGroupArn: tokenText({ of: 'Service/Group' }) }],
    }),
    resourceOf('Other', 'AWS::SNS::Topic', { DisplayName: 'x' }, { DependsOn: 'Listener' }),
  ];
  assert.ok(oldGroup && newGroup);
  assert.deepEqual(compared([oldGroup, ...users], [newGroup, ...users]), [
    'Modify Listener no',
    'Modify Policies/Instance yes',
    'Modify Role yes',
    'Modify Service/Group yes',
  ]);
});

test('where it is not sure that something is replaced, nothing that follows is', () => {
  const thing = (Size: number) => resourceOf('X', 'AWS::Nobody::Knows', { Size });
  const name = resourceOf('T', 'AWS::SNS::Topic', { TopicName: att('X', 'Name') });
  const user = resourceOf('U', 'AWS::SNS::Topic', { TopicName: att('T', 'TopicName') });
  assert.deepEqual(compared([thing(1), name, user], [thing(2), name, user]), [
    'Modify T maybe',
    'Modify U maybe',
    'Modify X maybe',
  ]);
  const change = compareResources([thing(1), name], [thing(2), name]).get('T');
  assert.deepEqual(
    change?.causes.map(({ isCertain, source, entity }) => ({ isCertain, source, entity })),
    [{ isCertain: false, source: 'ResourceAttribute', entity: 'X.Name' }],
  );
});

test('what turns out to be sure by another way is sure', () => {
  const resources = (Size: number, TopicName: string) => [
    resourceOf('X', 'AWS::Nobody::Knows', { Size }),
    resourceOf('Q', 'AWS::SQS::Queue', { QueueName: `q-${TopicName}` }),
    resourceOf('T', 'AWS::SNS::Topic', { TopicName: `${att('X', 'Name')}-${att('Q', 'QueueName')}` }),
  ];
  assert.deepEqual(compared(resources(1, 'a'), resources(2, 'b')), ['Modify Q yes', 'Modify T yes', 'Modify X maybe']);
});

test('a reference deep inside a property replaces where that place does', () => {
  const group = (id: string) =>
    resourceOf('Group', 'AWS::AutoScaling::AutoScalingGroup', { AutoScalingGroupName: id, MaxSize: '1', MinSize: '1' });
  const provider = (AutoScalingGroupProvider: DataObject) =>
    resourceOf('Provider', 'AWS::ECS::CapacityProvider', { AutoScalingGroupProvider });
  const users = [provider({ AutoScalingGroupArn: tokenText({ of: 'Group' }) })];
  assert.deepEqual(compared([group('a'), ...users], [group('b'), ...users]), [
    'Modify Group yes',
    'Modify Provider yes',
  ]);
  const harmless = [provider({ AutoScalingGroupArn: 'arn', ManagedDraining: tokenText({ of: 'Group' }) })];
  assert.deepEqual(compared([group('a'), ...harmless], [group('b'), ...harmless]), [
    'Modify Group yes',
    'Modify Provider no',
  ]);
});

test('any change of a launch template is another version of it', () => {
  const template = (LaunchTemplateData: DataObject) =>
    resourceOf('L', 'AWS::EC2::LaunchTemplate', { LaunchTemplateData });
  const users = [
    resourceOf('G', 'AWS::AutoScaling::AutoScalingGroup', {
      LaunchTemplate: { LaunchTemplateId: tokenText({ of: 'L' }), Version: att('L', 'LatestVersionNumber') },
    }),
    resourceOf('H', 'AWS::SNS::Topic', { TopicName: tokenText({ of: 'L' }) }),
  ];
  assert.deepEqual(compared([template({ ImageId: 'a' }), ...users], [template({ ImageId: 'b' }), ...users]), [
    'Modify G no',
    'Modify L no',
  ]);
});

test('references in a circle come to an end', () => {
  const ring = (name: string) => [
    resourceOf('A', 'AWS::SNS::Topic', { TopicName: `${name}${att('C', 'TopicName')}` }),
    resourceOf('B', 'AWS::SNS::Topic', { TopicName: att('A', 'TopicName') }),
    resourceOf('C', 'AWS::SNS::Topic', { TopicName: att('B', 'TopicName') }),
  ];
  assert.deepEqual(compared(ring('x'), ring('y')), ['Modify A yes', 'Modify B yes', 'Modify C yes']);
});

test('what is new or goes is not also changed by what it refers to', () => {
  const user = resourceOf('U', 'AWS::SNS::Topic', { DisplayName: att('T', 'TopicName') });
  assert.deepEqual(compared([topic('a')], [topic('b'), user]), ['Add U', 'Modify T yes']);
  assert.deepEqual(compared([topic('a'), user], [topic('b')]), ['Modify T yes', 'Remove U']);
});

// Property tests: any graph of references between resources of a few types.
const PROPERTIES = {
  'AWS::SNS::Topic': ['TopicName', 'DisplayName'],
  'AWS::Nobody::Knows': ['Size'],
  'AWS::ECS::CapacityProvider': ['AutoScalingGroupProvider'],
  'AWS::EC2::LaunchTemplate': ['LaunchTemplateData', 'LaunchTemplateName'],
} as const;
const IDS = ['A', 'B', 'C/D', 'C/E', 'F'];
const value = fc.oneof(
  fc.constantFrom<Data>('x', 'y'),
  fc.constantFrom(...IDS).map((of) => tokenText({ of })),
  fc.tuple(fc.constantFrom(...IDS), fc.constantFrom('LatestVersionNumber', 'Arn')).map(([of, attribute]) => ({
    AutoScalingGroupArn: att(of, attribute),
  })),
);
const resources = fc
  .array(
    fc.tuple(
      fc.constantFrom(...IDS),
      fc.constantFrom(...(Object.keys(PROPERTIES) as (keyof typeof PROPERTIES)[])),
      value,
      value,
    ),
    { maxLength: 5 },
  )
  .map((all) =>
    [...new Map(all.map((each) => [each[0], each])).values()].map(([path, type, first, second]) => {
      const [one, two] = PROPERTIES[type];
      return resourceOf(path, type, { [one]: first, ...(two === undefined ? {} : { [two]: second }) });
    }),
  );

test('what is replaced is closed under references: nobody who must change with it is left out', () => {
  fc.assert(
    fc.property(resources, resources, (before, after) => {
      const changes = compareResources(before, after);
      for (const user of after) {
        for (const [property, used] of Object.entries(user.properties)) {
          for (const token of tokensIn(used)) {
            const source = changes.get(token.of);
            if (token.of === user.path || source?.action !== 'Modify' || source.replacement === 'no') continue;
            const change = changes.get(user.path);
            assert.ok(change, `${user.path} uses ${token.of}`);
            if (change.action !== 'Modify' || user.type !== 'AWS::SNS::Topic' || property !== 'TopicName') continue;
            assert.ok(source.replacement === 'yes' ? change.replacement === 'yes' : change.replacement !== 'no');
          }
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('in whatever order resources stand, the same changes', () => {
  fc.assert(
    fc.property(resources, resources, (before, after) => {
      assert.deepEqual(compared([...before].reverse(), [...after].reverse()), compared(before, after));
    }),
    { numRuns: 300 },
  );
});
