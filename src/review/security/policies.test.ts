import assert from 'node:assert/strict';
import { test } from 'node:test';
import helloServer from '../../../templates/systems/hello-server.ts';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { synthesize } from '../../synth/synthesize.ts';
import { edited, lines, resource, reviewed } from './reviewed.fixtures.ts';

const flat = synthesize(helloServer).templates.find(({ file }) => file === 'flat.yaml')?.stack.template;
assert.ok(flat);
const hello = reviewed(flat, {});

const REPOSITORY = `arn:\${AWS::Partition}:ecr:\${AWS::Region}:\${AWS::AccountId}:repository/hello-server`;
const TASKS = `arn:\${AWS::Partition}:ecs:\${AWS::Region}:\${AWS::AccountId}:*`;
const HOOK = `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:CodeDeployHook_hello-server_AfterAllowTestTraffic`;
const PASSES = 'iam:PassRole lends the permissions of those roles to what it starts';

const set = (value: Data) => () => value;
const gone = () => undefined;
const more = (value: Data) => (list: Data) => [...[list].flat(), value];
const but =
  (changes: DataObject, ...without: readonly string[]) =>
  (old: Data) =>
    Object.fromEntries(
      Object.entries({ ...(isObject(old) ? old : {}), ...changes }).filter(([name]) => !without.includes(name)),
    );

/** An edit of hello-server, and what is said of it. */
const EDITS: Readonly<Record<string, [string, string, (old: Data) => Data | undefined, ...string[]]>> = {
  'a resource becomes everything': [
    'ExecutionRole',
    'Policies.0.PolicyDocument.Statement.1.Resource',
    set('*'),
    `opens wildcard-grown ExecutionRole Policies[pull-image] Statement[1]: may ecr:BatchCheckLayerAvailability, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on everything, was on ${REPOSITORY} and ${REPOSITORY}/* only`,
  ],
  'actions become a pattern': [
    'ExecutionRole',
    'Policies.1.PolicyDocument.Statement.0.Action',
    set('logs:*'),
    `opens wildcard-grown ExecutionRole Policies[write-logs] Statement[0]: may logs:* on \${LogGroup.Arn}, was logs:CreateLogStream and logs:PutLogEvents only`,
  ],
  'everything on everything': [
    'ExecutionRole',
    'Policies.1.PolicyDocument.Statement.0',
    but({ Action: '*', Resource: '*' }),
    `opens wildcard-grown ExecutionRole Policies[write-logs] Statement[0]: may do anything on everything, was logs:CreateLogStream and logs:PutLogEvents on \${LogGroup.Arn} only; that is as good as an administrator`,
  ],
  'an action comes to a statement': [
    'ExecutionRole',
    'Policies.1.PolicyDocument.Statement.0.Action',
    more('logs:CreateLogGroup'),
    `opens action-added ExecutionRole Policies[write-logs] Statement[0]: may also logs:CreateLogGroup on \${LogGroup.Arn}`,
  ],
  'an action leaves a statement': [
    'ExecutionRole',
    'Policies.1.PolicyDocument.Statement.0.Action',
    set('logs:PutLogEvents'),
    `closes action-removed ExecutionRole Policies[write-logs] Statement[0]: may no longer logs:CreateLogStream on \${LogGroup.Arn}`,
  ],
  'a statement comes': [
    'TaskRole',
    'Policies',
    set([
      {
        PolicyName: 'application',
        PolicyDocument: policy({ Sid: 'Read', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' }),
      },
    ]),
    'opens statement-added TaskRole Policies[application] Statement[Read]: may s3:GetObject on arn:aws:s3:::orders/*',
  ],
  'a statement goes': [
    'FlowLogRole',
    'Policies.0.PolicyDocument.Statement.1',
    gone,
    'closes statement-removed FlowLogRole Policies[write-flow-logs] Statement[1]: may no longer logs:DescribeLogGroups on everything',
  ],
  'one resource instead of another': [
    'ExecutionRole',
    'Policies.1.PolicyDocument.Statement.0.Resource',
    set('\uE000FlowLogGroup\u0000Arn\uE001'),
    `opens resource-added ExecutionRole Policies[write-logs] Statement[0]: may logs:CreateLogStream and logs:PutLogEvents on \${FlowLogGroup.Arn}, was on \${LogGroup.Arn} only`,
    `closes resource-removed ExecutionRole Policies[write-logs] Statement[0]: may no longer logs:CreateLogStream and logs:PutLogEvents on \${LogGroup.Arn}, only on \${FlowLogGroup.Arn}`,
  ],
  'all actions but some': [
    'ExecutionRole',
    'Policies.1.PolicyDocument.Statement.0',
    but({ NotAction: ['iam:*'] }, 'Action'),
    `opens wildcard-grown ExecutionRole Policies[write-logs] Statement[0]: may do anything but iam:* on \${LogGroup.Arn}, was ecr:GetAuthorizationToken, logs:CreateLogStream and logs:PutLogEvents only`,
  ],
  'PassRole for any service': [
    'DeploymentRole',
    'Policies.0.PolicyDocument.Statement.1.Condition',
    gone,
    `opens condition-dropped DeploymentRole Policies[replace-tasks] Statement[1]: may iam:PassRole on \${ExecutionRole.Arn} and \${TaskRole.Arn}, whether or not iam:PassedToService is ecs-tasks.amazonaws.com; ${PASSES}`,
  ],
  'PassRole of any role': [
    'DeploymentRole',
    'Policies.0.PolicyDocument.Statement.1.Resource',
    set('*'),
    `opens wildcard-grown DeploymentRole Policies[replace-tasks] Statement[1]: may iam:PassRole on everything if iam:PassedToService is ecs-tasks.amazonaws.com, was on \${ExecutionRole.Arn} and \${TaskRole.Arn} only; ${PASSES}`,
  ],
  'one more service to pass roles to': [
    'DeploymentRole',
    'Policies.0.PolicyDocument.Statement.1.Condition.StringEquals',
    set({ 'iam:PassedToService': ['ecs-tasks.amazonaws.com', 'ec2.amazonaws.com'] }),
    `opens condition-loosened DeploymentRole Policies[replace-tasks] Statement[1]: may iam:PassRole on \${ExecutionRole.Arn} and \${TaskRole.Arn} if iam:PassedToService is ec2.amazonaws.com, was if iam:PassedToService is ecs-tasks.amazonaws.com only; ${PASSES}`,
  ],
  'a condition that counts only where there is such a key': [
    'DeploymentRole',
    'Policies.0.PolicyDocument.Statement.1.Condition',
    set({ StringEqualsIfExists: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } }),
    `opens condition-loosened DeploymentRole Policies[replace-tasks] Statement[1]: may iam:PassRole on \${ExecutionRole.Arn} and \${TaskRole.Arn} if iam:PassedToService, if there, is ecs-tasks.amazonaws.com, was if iam:PassedToService is ecs-tasks.amazonaws.com only; ${PASSES}`,
  ],
  'a trust forgets the account': [
    'TaskRole',
    'AssumeRolePolicyDocument.Statement.0.Condition.StringEquals',
    gone,
    `opens condition-dropped TaskRole AssumeRolePolicyDocument Statement[0]: ecs-tasks.amazonaws.com may sts:AssumeRole if aws:SourceArn is like ${TASKS}, whether or not aws:SourceAccount is \${AWS::AccountId}`,
  ],
  'a trust takes in another account': [
    'InstanceRole',
    'AssumeRolePolicyDocument.Statement.0.Principal',
    but({ AWS: 'arn:aws:iam::999999999999:root' }),
    `opens principal-added InstanceRole AssumeRolePolicyDocument Statement[0]: account 999999999999 may sts:AssumeRole, was ec2.\${AWS::URLSuffix} only; account 999999999999 is another one, unless this system is in it`,
  ],
  'a trust of anyone': [
    'InstanceRole',
    'AssumeRolePolicyDocument.Statement.0.Principal',
    set({ AWS: '*' }),
    `opens public-access InstanceRole AssumeRolePolicyDocument Statement[0]: anyone may sts:AssumeRole, was ec2.\${AWS::URLSuffix} only`,
  ],
  'who may change permissions': [
    'TaskRole',
    'Policies',
    set([{ PolicyName: 'p', PolicyDocument: policy({ Action: 'iam:Put*', Resource: '*' }) }]),
    'opens statement-added TaskRole Policies[p] Statement[0]: may iam:Put* on everything; who may change permissions can give them to themselves',
  ],
  'a bucket answers without TLS': [
    'ArtifactBucketPolicy',
    'PolicyDocument.Statement.0',
    gone,
    `opens deny-removed ArtifactBucketPolicy PolicyDocument Statement[OnlyEncryptedConnections]: s3:* on \${ArtifactBucket.Arn} and \${ArtifactBucket.Arn}/* if aws:SecureTransport is false is no longer denied to anyone; requests without TLS get through`,
  ],
  'a bucket for anyone': [
    'AccessLogBucketPolicy',
    'PolicyDocument.Statement',
    more({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: '\uE000AccessLogBucket\u0000Arn\uE001/*',
    }),
    `opens public-access AccessLogBucketPolicy PolicyDocument Statement[2]: anyone may s3:GetObject on \${AccessLogBucket.Arn}/*`,
  ],
  'a key without its service': [
    'ArtifactKey',
    'KeyPolicy.Statement.1.Condition',
    gone,
    `opens condition-dropped ArtifactKey KeyPolicy Statement[RolesUseItThroughS3]: account \${AWS::AccountId} may kms:Decrypt, kms:Encrypt, kms:GenerateDataKey* and kms:ReEncrypt*, whether or not kms:ViaService is s3.\${AWS::Region}.\${AWS::URLSuffix}`,
  ],
  'less is denied': [
    'AfterAllowTestTrafficRole',
    'Policies.2.PolicyDocument.Statement.1.Action',
    (list) => [list].flat().slice(1),
    `opens deny-removed AfterAllowTestTrafficRole Policies[network-interfaces] Statement[1]: no longer denied: ec2:AssignPrivateIpAddresses on everything if lambda:SourceFunctionArn is like ${HOOK}`,
  ],
  'a permission for whatever rule': [
    'AfterAllowTestTrafficKeepAwake',
    'SourceArn',
    gone,
    `opens condition-dropped AfterAllowTestTrafficKeepAwake: events.amazonaws.com may lambda:InvokeFunction on \${AfterAllowTestTrafficHook.Arn} if aws:SourceAccount is \${AWS::AccountId}, whether or not aws:SourceArn is like \${KeepAwakeRule.Arn}`,
  ],
  'a permission for anyone, by one rule': [
    'AfterAllowTestTrafficKeepAwake',
    'Principal',
    set('*'),
    `opens principal-added AfterAllowTestTrafficKeepAwake: anyone may lambda:InvokeFunction on \${AfterAllowTestTrafficHook.Arn} if aws:SourceAccount is \${AWS::AccountId} and aws:SourceArn is like \${KeepAwakeRule.Arn}, was events.amazonaws.com only`,
  ],
  'NotPrincipal cannot be compared': [
    'TopicPolicy',
    'PolicyDocument.Statement',
    more({ Effect: 'Deny', NotPrincipal: { AWS: '999999999999' }, Action: 'sns:*', Resource: '*' }),
    'opens not-compared TopicPolicy PolicyDocument Statement[3]: a statement with NotPrincipal has come or changed and cannot be compared: read it',
  ],
  'an endpoint for everything': [
    'S3Endpoint',
    'PolicyDocument',
    set(policy({ Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::one/*' })),
    'closes wildcard-narrowed S3Endpoint PolicyDocument Statement[0]: anyone may no longer do anything, only s3:GetObject on arn:aws:s3:::one/*',
  ],
};

for (const [title, [path, at, edit, ...said]] of Object.entries(EDITS)) {
  test(`said of hello-server: ${title}`, () => {
    assert.deepEqual(lines(hello, edited(hello, path, at, edit)), said);
  });
}

test('what is undone is said the other way round', () => {
  for (const [path, at, edit] of Object.values(EDITS)) {
    const after = edited(hello, path, at, edit);
    const count = (all: readonly string[], effect: string) => all.filter((line) => line.startsWith(effect)).length;
    const there = lines(hello, after).filter((line) => !line.includes('not-compared'));
    const back = lines(after, hello).filter((line) => !line.includes('not-compared'));
    assert.deepEqual(
      [count(there, 'opens') > 0, count(there, 'closes') > 0],
      [count(back, 'closes') > 0, count(back, 'opens') > 0],
      path,
    );
  }
});

const role = (...statements: readonly DataObject[]) => [
  resource('Role', 'AWS::IAM::Role', {
    Policies: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  }),
];
const read = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::b'],
};

/** Two ways to say the same. */
const SAME: Readonly<Record<string, readonly [readonly DataObject[], readonly DataObject[]]>> = {
  'actions in another order': [[read], [{ ...read, Action: ['s3:ListBucket', 's3:GetObject'] }]],
  'another Sid, or none': [[read], [{ ...read, Sid: 'Others' }]],
  'actions in another case': [[read], [{ ...read, Action: ['S3:getobject', 's3:listbucket'] }]],
  'a list of one': [[{ ...read, Action: 's3:GetObject' }], [{ ...read, Action: ['s3:GetObject'] }]],
  'a statement in two, by actions': [
    [read],
    [
      { ...read, Action: 's3:GetObject' },
      { ...read, Action: 's3:ListBucket' },
    ],
  ],
  'a statement in two, by resources': [[read], read.Resource.map((Resource) => ({ ...read, Resource }))],
  'a statement twice': [[read], [read, read]],
  'what a pattern says anyway': [[{ ...read, Action: 's3:*' }], [{ ...read, Action: ['s3:*', 's3:Get*'] }]],
  'a statement in two, by the values of a condition': [
    [{ ...read, Condition: { StringEquals: { 'aws:RequestedRegion': ['a', 'b'] } } }],
    ['a', 'b'].map((value) => ({ ...read, Condition: { StringEquals: { 'aws:RequestedRegion': value } } })),
  ],
  'what a key is not, as values and as patterns': [
    [{ ...read, Condition: { StringNotEquals: { 'aws:RequestedRegion': ['a', 'b'] } } }],
    [
      {
        ...read,
        Condition: { StringNotEquals: { 'aws:RequestedRegion': 'a' }, StringNotLike: { 'aws:RequestedRegion': 'b' } },
      },
    ],
  ],
  'a key in another case': [
    [{ ...read, Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }],
    [{ ...read, Condition: { StringEquals: { 'AWS:sourceaccount': ['1'] } } }],
  ],
  'a boolean as a text': [
    [{ ...read, Condition: { Bool: { 'aws:SecureTransport': true } } }],
    [{ ...read, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
  ],
  'what is denied anyway': [
    [{ ...read, Effect: 'Deny' }],
    [
      { ...read, Effect: 'Deny' },
      { ...read, Action: 's3:GetObject' },
    ],
  ],
};

for (const [title, [before, after]] of Object.entries(SAME)) {
  test(`nothing is said of ${title}`, () => {
    assert.deepEqual([lines(role(...before), role(...after)), lines(role(...after), role(...before))], [[], []]);
  });
}

test('a reference is the same in whatever way it is written', () => {
  const things = [resource('Bucket', 'AWS::S3::Bucket', {}), resource('Topic', 'AWS::SNS::Topic', {})];
  const on = (...Resource: readonly string[]) => [...things, ...role({ ...read, Resource })];
  const partition = '\uE000AWS::Partition\uE001';
  const one = on('\uE000Bucket\u0000Arn\uE001/*', '\uE000Topic\uE001');
  assert.deepEqual(lines(one, on(`arn:${partition}:s3:::\uE000Bucket\uE001/*`, '\uE000Topic\u0000TopicArn\uE001')), []);
  assert.equal(lines(one, on(`arn:${partition}:s3:::\uE000Other\uE001/*`, '\uE000Topic\uE001')).length, 2);
});

test('a policy beside a role is the same as one inside', () => {
  const inside = role(read);
  const document = policy(read);
  const bare = resource('Role', 'AWS::IAM::Role', {});
  const ref = '\uE000Role\uE001';
  const ways = {
    'AWS::IAM::Policy': { PolicyName: 'p', PolicyDocument: document, Roles: [ref] },
    'AWS::IAM::RolePolicy': { PolicyName: 'p', PolicyDocument: document, RoleName: ref },
    'AWS::IAM::ManagedPolicy': { PolicyDocument: JSON.stringify(document), Roles: ref },
  };
  for (const [type, properties] of Object.entries(ways)) {
    assert.deepEqual(lines(inside, [bare, resource('Policy', type, properties)]), [], type);
  }
  const managed = resource('Policy', 'AWS::IAM::ManagedPolicy', { PolicyDocument: document });
  assert.deepEqual(
    lines(inside, [{ ...bare, properties: { ManagedPolicyArns: ['\uE000Policy\uE001'] } }, managed]),
    [],
  );
});

test('what is denied to a bucket that goes is not missed, nor is that of a role', () => {
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
  const bucket = resource('Bucket', 'AWS::S3::Bucket', {});
  const PolicyDocument = { Version: '2012-10-17', Statement: deny };
  const its = resource('Policy', 'AWS::S3::BucketPolicy', { Bucket: '\uE000Bucket\uE001', PolicyDocument });
  assert.deepEqual(lines([bucket, its], []), []);
  assert.deepEqual(lines([bucket, its], [bucket]), [
    'opens deny-removed Policy PolicyDocument Statement[0]: s3:* on everything is no longer denied to anyone',
  ]);
  assert.deepEqual(lines(role({ ...read, Effect: 'Deny' }), []), []);
});

test('policies that no template shows, and boundaries, are said by name', () => {
  const bare = resource('Role', 'AWS::IAM::Role', {});
  const bounded = (PermissionsBoundary: string) => resource('Role', 'AWS::IAM::Role', { PermissionsBoundary });
  const admin = ['arn:\uE000AWS::Partition\uE001:iam::aws:policy/AdministratorAccess'];
  const given = resource('Role', 'AWS::IAM::Role', { ManagedPolicyArns: admin });
  assert.deepEqual(lines([bare], [given]), [
    'opens managed-policy-attached Role ManagedPolicyArns: is given the managed policy AdministratorAccess, which no template shows; that is as good as an administrator',
  ]);
  assert.deepEqual(lines([given], [bare]), [
    'closes managed-policy-detached Role ManagedPolicyArns: is no longer given the managed policy AdministratorAccess, which no template shows',
  ]);
  assert.deepEqual(lines([bounded('one')], [bare]), [
    'opens boundary-removed Role PermissionsBoundary: is bounded by nothing, was by one',
  ]);
  assert.deepEqual(lines([bare], [bounded('one')]), [
    'closes boundary-added Role PermissionsBoundary: is bounded by one, was by nothing',
  ]);
  assert.deepEqual(lines([bounded('one')], [bounded('two')]), [
    'opens boundary-changed Role PermissionsBoundary: is bounded by two, was by one: they cannot be compared',
  ]);
});

test('a long list of combinations takes no longer than it must', () => {
  const names = (text: string) => Array.from({ length: 40 }, (_, index) => `${text}${index}`);
  const [one, other] = ['ec2:A', 'rds:A'].map((action) =>
    role({ Effect: 'Allow', Action: names(action), Resource: names('arn:') }),
  );
  const [line, ...more] = lines(one ?? [], other ?? []);
  assert.ok(line?.startsWith('opens statement-added') && more.length === 1);
});

test('a policy is found in a type that nobody told of', () => {
  const vault = (Action: string) => [
    resource('Vault', 'AWS::Backup::BackupVault', {
      AccessPolicy: policy({ Principal: { AWS: '111111111111' }, Action }),
    }),
  ];
  assert.deepEqual(lines(vault('backup:StartBackupJob'), vault('backup:*')), [
    'opens wildcard-grown Vault AccessPolicy Statement[0]: account 111111111111 may backup:*, was backup:StartBackupJob only; account 111111111111 is another one, unless this system is in it',
  ]);
});

function policy(statement: DataObject): DataObject {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
}
