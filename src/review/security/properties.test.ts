import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Context, holds, readConditions } from '../../check/permissions/conditions.ts';
import { matchesAction, matchesWildcard } from '../../check/permissions/wildcard.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { coversDemands, readCondition } from './condition.ts';
import { resource } from './reviewed.fixtures.ts';
import { compareSecurity } from './security.ts';

const NUMBER_OF_RUNS = { numRuns: 150 };

const ACTIONS = [
  's3:GetObject',
  's3:Get*',
  's3:*',
  's3:PutObject',
  'iam:PassRole',
  's3:?etObject',
  '*',
  'sqs:SendMessage',
];
const RESOURCES = [
  '*',
  'arn:aws:s3:::a',
  'arn:aws:s3:::a/*',
  'arn:aws:s3:::b/*',
  '\uE000Bucket\u0000Arn\uE001/*',
  'arn:aws:s3:::*',
];
const PRINCIPALS: readonly Data[] = [
  '*',
  { AWS: '111111111111' },
  { AWS: 'arn:aws:iam::111111111111:role/r' },
  { Service: 'ec2.amazonaws.com' },
];
const CONDITIONS: readonly DataObject[] = [
  { StringEquals: { 'aws:SourceAccount': '111111111111' } },
  { StringEquals: { 'aws:SourceAccount': ['111111111111', '222222222222'] } },
  { StringLike: { 'aws:SourceAccount': '1*' } },
  { StringEqualsIfExists: { 'aws:SourceAccount': '111111111111' } },
  { StringNotEquals: { 'aws:SourceAccount': ['111111111111', '222222222222'] } },
  { Bool: { 'aws:SecureTransport': 'true' }, IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '10.1.0.0/16'] } },
  { 'ForAllValues:StringLike': { 'aws:TagKeys': ['a', 'b*'] } },
  { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
];

const some = (texts: readonly string[]) => fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 });
const conditions = fc.option(fc.constantFrom(...CONDITIONS), { nil: undefined });

const named = fc.record({ Action: some(ACTIONS), Resource: some(RESOURCES), Condition: conditions }).map(clean);
const but = fc.record({ NotAction: some(ACTIONS), NotResource: some(RESOURCES), Condition: conditions }).map(clean);
const identityStatement = fc
  .record({ effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'), body: fc.oneof(named, named, but) })
  .map(({ effect, body }): DataObject => ({ Effect: effect, ...body }));
const resourceStatement = fc
  .record({ statement: identityStatement, Principal: fc.constantFrom(...PRINCIPALS) })
  .map(({ statement, Principal }): DataObject => ({ ...statement, Principal }));
const statements = fc.array(identityStatement, { maxLength: 4 });
const either = fc.oneof(
  statements.map(role),
  fc.array(resourceStatement, { maxLength: 4 }).map((all) => bucket({ Version: '2012-10-17', Statement: all })),
);

test('what opens one way closes the other', () => {
  const pairs = fc.oneof(
    fc.tuple(statements.map(role), statements.map(role)),
    fc
      .tuple(fc.array(resourceStatement, { maxLength: 4 }), fc.array(resourceStatement, { maxLength: 4 }))
      .map(([one, two]): [readonly ReviewedResource[], readonly ReviewedResource[]] => [
        bucket({ Version: '2012-10-17', Statement: one }),
        bucket({ Version: '2012-10-17', Statement: two }),
      ]),
  );
  fc.assert(
    fc.property(pairs, ([before, after]) => {
      assert.deepEqual(
        [has('opens', before, after), has('closes', before, after)],
        [has('closes', after, before), has('opens', after, before)],
      );
    }),
    NUMBER_OF_RUNS,
  );
});

test('nothing is said of what is said otherwise', () => {
  fc.assert(
    fc.property(either, fc.infiniteStream(fc.nat(1000)), (before, numbers) => {
      const after = before.map((each) => ({ ...each, properties: rewritten(each.properties, numbers) as DataObject }));
      assert.deepEqual([compareSecurity(before, after), compareSecurity(after, before)], [[], []]);
    }),
    NUMBER_OF_RUNS,
  );
});

test('whatever request is allowed that was not, something opens', () => {
  const request = fc.record({
    action: fc.constantFrom('s3:GetObject', 's3:PutObject', 'iam:PassRole', 'sqs:SendMessage', 's3:GetBucketAcl'),
    resource: fc.constantFrom('arn:aws:s3:::a', 'arn:aws:s3:::a/x', 'arn:aws:s3:::b/y', 'arn:aws:sqs:::q'),
    context: fc.constantFrom<Context>(
      {},
      { 'aws:SourceAccount': '111111111111' },
      { 'aws:SourceAccount': '222222222222' },
      { 'aws:SourceAccount': '1' },
      { 'aws:SecureTransport': 'true' },
    ),
  });
  let grown = 0;
  fc.assert(
    fc.property(
      statements,
      statements,
      fc.array(request, { minLength: 20, maxLength: 40 }),
      (before, after, requests) => {
        const isMore = requests.some((each) => allows(after, each) && !allows(before, each));
        if (isMore) grown += 1;
        if (isMore) assert.ok(has('opens', role(before), role(after)));
      },
    ),
    NUMBER_OF_RUNS,
  );
  assert.ok(grown > 10, `more was allowed ${grown} times`);
});

test('an allowance that comes is said', () => {
  fc.assert(
    fc.property(fc.array(named, { maxLength: 3 }), named, (before, body) => {
      const all = before.map((each): DataObject => ({ Effect: 'Allow', ...each }));
      const fresh: DataObject = { Effect: 'Allow', ...body, Action: 'glue:GetTable' };
      const isThere = before.some((each) => [each.Action].flat().includes('*'));
      if (!isThere) assert.equal(has('opens', role(all), role([...all, fresh])), true);
      assert.equal(has('opens', role([...all, fresh]), role([fresh, ...all, fresh])), false);
    }),
    NUMBER_OF_RUNS,
  );
});

test('no data makes it throw, and data that stays the same says nothing', () => {
  const types = [
    'AWS::IAM::Role',
    'AWS::IAM::Policy',
    'AWS::S3::BucketPolicy',
    'AWS::KMS::Key',
    'AWS::Lambda::Permission',
    'AWS::EC2::SecurityGroup',
    'AWS::EC2::SecurityGroupIngress',
    'AWS::EC2::NetworkAclEntry',
    'AWS::EC2::VPCEndpoint',
    'AWS::ECS::TaskDefinition',
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    'AWS::S3::Bucket',
    'Custom::Thing',
  ];
  const { value } = fc.letrec<{ value: Data; object: DataObject; list: readonly Data[]; leaf: Data }>((tie) => ({
    leaf: fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom(
        '*',
        'Allow',
        'Deny',
        '0.0.0.0/0',
        '{"Statement":[]}',
        '{',
        '\uE000Topic\uE001',
        '\uE000A\u0000Arn\uE001',
        '2012-10-17',
      ),
    ),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(fc.constantFrom(...NAMES, '__proto__', 'x'), tie('value'), {
      maxKeys: 6,
    }) as fc.Arbitrary<DataObject>,
    value: fc.oneof({ depthSize: 'medium' }, tie('leaf'), tie('list'), tie('object')),
  }));
  const properties = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 8 });
  const resources = fc.uniqueArray(
    fc
      .record({ path: fc.constantFrom('A', 'B', 'C/D'), type: fc.constantFrom(...types), properties })
      .map(({ path, type, properties }) => resource(path, type, properties)),
    { maxLength: 4, selector: ({ path }) => path },
  );
  fc.assert(
    fc.property(resources, resources, (before, after) => {
      compareSecurity(before, after);
      assert.deepEqual(compareSecurity(before, structuredClone(before)), []);
    }),
    { numRuns: 300 },
  );
});

test('a condition covers itself and is covered by none', () => {
  fc.assert(
    fc.property(fc.constantFrom(...CONDITIONS), fc.constantFrom(...CONDITIONS), (one, two) => {
      const both = readCondition({ ...one, ...two }) ?? [];
      for (const way of readCondition(one) ?? []) {
        assert.ok(coversDemands(way, way));
        assert.ok(coversDemands([], way));
        assert.equal(coversDemands(way, []), false);
      }
      assert.ok(both.length > 0);
    }),
  );
});

const NAMES = [
  'Version',
  'Statement',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'Principal',
  'Condition',
  'StringEquals',
  'Sid',
  'PolicyDocument',
  'Policies',
  'PolicyName',
  'AssumeRolePolicyDocument',
  'ManagedPolicyArns',
  'Roles',
  'Bucket',
  'KeyPolicy',
  'FunctionName',
  'SecurityGroupIngress',
  'SecurityGroupEgress',
  'GroupId',
  'CidrIp',
  'IpProtocol',
  'FromPort',
  'ToPort',
  'ContainerDefinitions',
  'LoadBalancerAttributes',
  'Key',
  'Value',
  'Name',
  'Environment',
  'Secrets',
  'PublicAccessBlockConfiguration',
  'BucketEncryption',
];

interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

// As IAM decides, on plain requests: what the comparison is held to knows nothing of it.
function allows(all: readonly DataObject[], request: Request): boolean {
  const applying = all.filter((statement) => applies(statement, request)).map(({ Effect }) => Effect);
  return applying.includes('Allow') && !applying.includes('Deny');
}

function applies({ Action, NotAction, Resource, NotResource, Condition }: DataObject, request: Request): boolean {
  const list = (value: Data | undefined) => [value ?? []].flat().map(String);
  const isAction = list(Action ?? NotAction).some((pattern) => matchesAction(pattern, request.action));
  const isResource = list(Resource ?? NotResource).some((pattern) => matchesWildcard(pattern, request.resource));
  const demands = readConditions(Condition, '', []);
  // What it leaves out, it does not know: sets of values and addresses.
  if (demands.length !== Object.keys((Condition ?? {}) as DataObject).length) return false;
  return (
    isAction === (Action !== undefined) &&
    isResource === (Resource !== undefined) &&
    demands.every((demand) => holds(demand, request.context))
  );
}

function has(
  effect: 'opens' | 'closes',
  before: readonly ReviewedResource[],
  after: readonly ReviewedResource[],
): boolean {
  return compareSecurity(before, after).some((change) => change.effect === effect);
}

function role(all: readonly DataObject[]): readonly ReviewedResource[] {
  const PolicyDocument = { Version: '2012-10-17', Statement: all };
  return [resource('Role', 'AWS::IAM::Role', { Policies: [{ PolicyName: 'p', PolicyDocument }] })];
}

function bucket(PolicyDocument: DataObject): readonly ReviewedResource[] {
  return [
    resource('Bucket', 'AWS::S3::Bucket', {}),
    resource('Policy', 'AWS::S3::BucketPolicy', { Bucket: '\uE000Bucket\uE001', PolicyDocument }),
  ];
}

function clean(members: Readonly<Record<string, Data | undefined>>): DataObject {
  return Object.fromEntries(
    Object.entries(members).filter((member): member is [string, Data] => member[1] !== undefined),
  );
}

// Statements in another order, with other Sids, cut in two along actions, resources or values, and some of them twice.
function rewritten(data: Data, numbers: fc.Stream<number>): Data {
  const next = () => numbers.next().value ?? 0;
  const shuffle = <T>(all: readonly T[]) =>
    all
      .map((each) => [next(), each] as const)
      .sort(([one], [two]) => one - two)
      .map(([, each]) => each);
  const cut = (statement: DataObject): readonly DataObject[] => {
    const member = (['Action', 'Resource'] as const)[next() % 2] ?? 'Action';
    const list = [statement[member] ?? []].flat();
    const renamed = { ...statement, Sid: `S${next()}` };
    if (list.length < 2) return next() % 3 === 0 ? [renamed, statement] : [renamed];
    return list.map((each) => ({ ...renamed, [member]: next() % 2 === 0 ? each : [each] }));
  };
  const visit = (value: Data): Data => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, inner]): [string, Data] => {
      if (name !== 'Statement' || !Array.isArray(inner)) return [name, visit(inner)];
      return [name, shuffle(inner.flatMap((each) => cut(each as DataObject)))];
    });
    return Object.fromEntries(shuffle(members));
  };
  return visit(data);
}
