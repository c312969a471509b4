import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluate, type Permissions, type RolePermissions } from '../src/check/permissions/evaluate.ts';
import { type Exceptions, faultsOf } from '../src/check/permissions/known-actions.ts';
import { madeUpValues, type Target } from '../src/check/permissions/made-up.ts';
import { readPolicy } from '../src/check/permissions/policy.ts';
import { type PolicyDocuments, readPermissions, withoutPolicy } from '../src/check/permissions/read-permissions.ts';
import { ResolvedTemplate } from '../src/check/permissions/resolve.ts';
import { failures, may, mayNot, mutants, type Row } from '../src/check/permissions/table.ts';
import { partition, sub, type Template } from '../src/dsl/index.ts';
import { synthesize } from '../src/synth/synthesize.ts';
import { codeCommit, connection, image, parameterStore, type SystemOptions, secretsManager } from './options.ts';
import { blueGreenSystem } from './system.ts';
import { base, NAMES, templateOf } from './variants.ts';

const ACCOUNT = '111111111111';
const OTHER = '999999999999';
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const TARGETS = [
  { partition: 'aws', region: 'eu-central-1', account: ACCOUNT },
  { partition: 'aws-cn', region: 'cn-north-1', account: ACCOUNT },
  { partition: 'aws-us-gov', region: 'us-gov-west-1', account: ACCOUNT },
] as const satisfies readonly Target[];

const HOOKS = ['AfterAllowTestTraffic', 'AfterAllowTraffic'] as const;
const check = base.hooks.AfterAllowTestTraffic;
const bucketArn = sub`arn:${partition}:s3:::hello-data`;
const hello = {
  ...base,
  name: 'hello-server',
  container: {
    ...base.container,
    secrets: { TOKEN: parameterStore('/hello/token'), DATABASE: secretsManager('hello/db', { key: 'url' }) },
  },
  permissions: [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: sub`${bucketArn}/*` },
    { Effect: 'Deny', Action: 's3:*', Resource: sub`${bucketArn}/private/*` },
  ],
  service: { secretsKey: true, exec: true },
  hooks: { AfterAllowTestTraffic: check, AfterAllowTraffic: check },
  source: codeCommit({ branch: 'main' }),
  approveDeploy: true,
} satisfies SystemOptions;
const flat = flatOf(hello);

function flatOf(options: SystemOptions): Template {
  const rendered = synthesize(blueGreenSystem(options)).templates.find(({ file }) => file === 'flat.yaml');
  assert.ok(rendered);
  return rendered.stack.template;
}

interface System extends Target {
  readonly permissions: Permissions;
  /** What `Ref` or an attribute of a resource gives. */
  readonly get: (logicalId: string, attribute?: string) => string;
  readonly arn: (service: string, rest: string) => string;
  readonly keyArn: string;
  readonly suffix: string;
}

function open(target: Target, of = flat, documents: PolicyDocuments = {}): System {
  const arn = (service: string, rest: string) =>
    `arn:${target.partition}:${service}:${target.region}:${ACCOUNT}:${rest}`;
  const keyArn = arn('kms', 'key/given');
  const values = madeUpValues(target, {
    EncryptionKeyArn: keyArn,
    PermissionsBoundaryArn: BOUNDARY,
    ConnectionArn: arn('codeconnections', 'connection/one'),
  });
  const resolved = new ResolvedTemplate(of, values);
  const read = readPermissions(of, values, documents);
  // Somebody who may do everything that the account leaves to its own policies.
  const administrator: RolePermissions = {
    logicalId: 'Administrator',
    arn: `arn:${target.partition}:iam::${ACCOUNT}:role/Administrator`,
    policies: [readPolicy(EVERYTHING, 'Administrator policy everything', 'identity')],
  };
  return {
    ...target,
    permissions: { ...read, roles: [...read.roles, administrator] },
    get: (logicalId, attribute) => String(resolved.reference(logicalId, attribute)),
    arn,
    keyArn,
    suffix: values.pseudo['AWS::URLSuffix'] ?? '',
  };
}

/** What a service says of whom it works for. */
const from = (account: string, arn: string) => ({ 'aws:SourceAccount': account, 'aws:SourceArn': arn });

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const stream = ({ arn }: System, group: string) => arn('logs', `log-group:${group}:log-stream:one`);
const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const PUBLISH_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Whatever writes a log writes its own and no other. */
const writesLog = (who: string, system: System, group: string): readonly Row[] => [
  may(who, LOGS, stream(system, group)),
  mayNot(who, LOGS, stream(system, '/ecs/other')),
];

/** Which calls a role makes, and which it must not. By the role. */
const ROLES: Readonly<Record<string, (system: System) => readonly Row[]>> = {
  InstanceRole: ({ arn }) => {
    const joins = ['Register', 'Deregister'].map((verb) => `ecs:${verb}ContainerInstance`);
    const tells = ['SubmitAttachmentStateChanges', 'SubmitContainerStateChange', 'SubmitTaskStateChange'];
    const onCluster = [...joins, ...tells.map((each) => `ecs:${each}`)];
    const asInstance = ['ecs:Poll', 'ecs:StartTelemetrySession', 'ecs:UpdateContainerInstancesState'];
    const registering = { 'ecs:CreateAction': 'RegisterContainerInstance' };
    return [
      may('InstanceRole', onCluster, arn('ecs', 'cluster/hello-server')),
      mayNot('InstanceRole', [...onCluster, 'ecs:CreateCluster'], arn('ecs', 'cluster/other')),
      may('InstanceRole', asInstance, arn('ecs', 'container-instance/hello-server/one')),
      mayNot('InstanceRole', asInstance, arn('ecs', 'container-instance/other/one')),
      may('InstanceRole', 'ecs:TagResource', arn('ecs', 'container-instance/hello-server/one'), registering),
      mayNot('InstanceRole', 'ecs:TagResource', arn('ecs', 'container-instance/hello-server/one')),
      mayNot('InstanceRole', 'ecs:TagResource', arn('ecs', 'container-instance/other/one'), registering),
      may('InstanceRole', 'ecs:DiscoverPollEndpoint', '*'),
      mayNot('InstanceRole', PULL, arn('ecr', 'repository/hello-server')),
    ];
  },
  FlowLogRole: (system) => [
    ...writesLog('FlowLogRole', system, '/vpc/hello-server/flow-logs'),
    may(
      'FlowLogRole',
      'logs:DescribeLogStreams',
      system.arn('logs', 'log-group:/vpc/hello-server/flow-logs:log-stream:'),
    ),
    may('FlowLogRole', 'logs:DescribeLogGroups', '*'),
    mayNot('FlowLogRole', 'logs:DeleteLogGroup', system.arn('logs', 'log-group:/vpc/hello-server/flow-logs')),
  ],
  ExecutionRole: (system) => {
    const { arn, keyArn, get } = system;
    return [
      ...writesLog('ExecutionRole', system, '/ecs/hello-server'),
      may('ExecutionRole', 'ecr:GetAuthorizationToken', '*'),
      may('ExecutionRole', PULL, arn('ecr', 'repository/hello-server')),
      may('ExecutionRole', PULL, arn('ecr', 'repository/hello-server/proxy')),
      mayNot('ExecutionRole', PULL, arn('ecr', 'repository/other')),
      mayNot('ExecutionRole', 'ecr:PutImage', arn('ecr', 'repository/hello-server')),
      may('ExecutionRole', 'secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:hello/db-AbCdEf')),
      mayNot('ExecutionRole', 'secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:hello/db-old-AbCdEf')),
      may('ExecutionRole', 'ssm:GetParameters', arn('ssm', 'parameter/hello/token')),
      mayNot('ExecutionRole', 'ssm:GetParameters', arn('ssm', 'parameter/hello/token2')),
      may('ExecutionRole', 'kms:Decrypt', keyArn),
      mayNot('ExecutionRole', 'kms:Encrypt', keyArn),
      mayNot('ExecutionRole', 'kms:Decrypt', arn('kms', 'key/other')),
      mayNot('ExecutionRole', 'kms:Decrypt', get('NotificationKey', 'Arn')),
    ];
  },
  TaskRole: ({ partition, arn }) => [
    may('TaskRole', 's3:GetObject', `arn:${partition}:s3:::hello-data/public/file`),
    mayNot('TaskRole', 's3:GetObject', `arn:${partition}:s3:::hello-data/private/file`),
    mayNot('TaskRole', 's3:PutObject', `arn:${partition}:s3:::hello-data/public/file`),
    mayNot('TaskRole', 's3:GetObject', `arn:${partition}:s3:::other-data/file`),
    may(
      'TaskRole',
      ['Create', 'Open'].flatMap((verb) => [`ssmmessages:${verb}ControlChannel`, `ssmmessages:${verb}DataChannel`]),
      '*',
    ),
    mayNot('TaskRole', 'secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:hello/db-AbCdEf')),
  ],
  ...Object.fromEntries(
    HOOKS.map((event) => [`${event}Role`, (system: System) => hookRows(`${event}Role`, event, system)]),
  ),
  DeploymentRole: (system) => {
    const { arn, get, partition, region, suffix } = system;
    const who = 'DeploymentRole';
    const taskSets = ['ecs:CreateTaskSet', 'ecs:DeleteTaskSet'];
    const ofService = ['ecs:DescribeServices', 'ecs:UpdateServicePrimaryTaskSet'];
    const rule = `${get('ProductionListener').replace(':listener/', ':listener-rule/')}/1`;
    const describes = ['Listeners', 'Rules', 'TargetGroups'].map((each) => `elasticloadbalancing:Describe${each}`);
    const artifact = `arn:${partition}:s3:::${get('ArtifactBucket')}/hello-server/Release/one`;
    const viaS3 = { 'kms:ViaService': `s3.${region}.${suffix}` };
    return [
      may(who, taskSets, arn('ecs', 'task-set/hello-server/hello-server/ecs-svc/1')),
      may(who, ofService, arn('ecs', 'service/hello-server/hello-server')),
      mayNot(who, taskSets, arn('ecs', 'task-set/hello-server/other/ecs-svc/1')),
      mayNot(who, ofService, arn('ecs', 'service/hello-server/other')),
      mayNot(who, ['ecs:UpdateService', 'ecs:DeleteService'], arn('ecs', 'service/hello-server/hello-server')),
      may(who, 'elasticloadbalancing:ModifyListener', get('ProductionListener')),
      may(who, 'elasticloadbalancing:ModifyListener', get('TestListener')),
      may(who, 'elasticloadbalancing:ModifyRule', rule),
      may(
        who,
        'elasticloadbalancing:ModifyRule',
        rule.replace(get('ProductionListener').split('/').at(-1) ?? '', get('TestListener').split('/').at(-1) ?? ''),
      ),
      mayNot(who, 'elasticloadbalancing:ModifyListener', arn('elasticloadbalancing', 'listener/app/other/1/2')),
      mayNot(who, 'elasticloadbalancing:ModifyRule', arn('elasticloadbalancing', 'listener-rule/app/other/1/2/3')),
      may(who, describes, '*'),
      ...HOOKS.map((event) => may(who, 'lambda:InvokeFunction', get(`${event}Hook`, 'Arn'))),
      mayNot(who, 'lambda:InvokeFunction', arn('lambda', 'function:CodeDeployHook_other_AfterAllowTraffic')),
      may(who, 'cloudwatch:DescribeAlarms', arn('cloudwatch', 'alarm:hello-server-blue-errors')),
      mayNot(who, 'cloudwatch:DescribeAlarms', arn('cloudwatch', 'insight-rule:other')),
      may(who, 'sns:Publish', get('Topic')),
      mayNot(who, 'sns:Publish', arn('sns', 'other')),
      may(who, PUBLISH_KEY, get('NotificationKey', 'Arn')),
      mayNot(who, PUBLISH_KEY, arn('kms', 'key/other')),
      ...passesTaskRoles(who, system),
      may(who, ['s3:GetObject', 's3:GetObjectVersion'], artifact),
      mayNot(who, 's3:PutObject', artifact),
      mayNot(who, 's3:GetObject', `arn:${partition}:s3:::other/hello-server/Release/one`),
      may(who, 'kms:Decrypt', get('ArtifactKey', 'Arn'), viaS3),
      mayNot(who, 'kms:Decrypt', get('ArtifactKey', 'Arn')),
      mayNot(who, 'kms:Decrypt', arn('kms', 'key/other'), viaS3),
    ];
  },
};

/** What a hook's role may do, and the account's other hooks and groups it must leave alone. */
function hookRows(who: string, event: string, system: System): readonly Row[] {
  const { arn } = system;
  const report = 'codedeploy:PutLifecycleEventHookExecutionStatus';
  const group = arn('codedeploy', 'deploymentgroup:hello-server/hello-server');
  const verbs = ['AssignPrivateIpAddresses', 'CreateNetworkInterface', 'DeleteNetworkInterface'];
  const network = [...verbs, 'DescribeNetworkInterfaces', 'DescribeSubnets', 'UnassignPrivateIpAddresses'];
  const neighbours = HOOKS.filter((each) => each !== event).map(
    (each) => `/aws/lambda/CodeDeployHook_hello-server_${each}`,
  );
  return [
    ...writesLog(who, system, `/aws/lambda/CodeDeployHook_hello-server_${event}`),
    ...neighbours.map((each) => mayNot(who, LOGS, stream(system, each))),
    may(who, report, group),
    mayNot(who, report, arn('codedeploy', 'deploymentgroup:hello-server/other')),
    mayNot(who, report, arn('codedeploy', 'deploymentgroup:other/other')),
    may(
      who,
      network.map((each) => `ec2:${each}`),
      '*',
    ),
    // What Lambda does before the function runs, the function's own code may not.
    mayNot(
      who,
      network.map((each) => `ec2:${each}`),
      '*',
      {
        'lambda:SourceFunctionArn': arn('lambda', `function:CodeDeployHook_hello-server_${event}`),
      },
    ),
    mayNot(who, ['codedeploy:CreateDeployment', 'codedeploy:StopDeployment'], group),
  ];
}

/** The two roles of the tasks go to ECS's tasks, and nothing else goes anywhere. */
function passesTaskRoles(who: string, { get }: System): readonly Row[] {
  const toTasks = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
  return [
    ...['ExecutionRole', 'TaskRole'].flatMap((role) => [
      may(who, 'iam:PassRole', get(role, 'Arn'), toTasks),
      mayNot(who, 'iam:PassRole', get(role, 'Arn'), { 'iam:PassedToService': 'lambda.amazonaws.com' }),
      mayNot(who, 'iam:PassRole', get(role, 'Arn')),
    ]),
    mayNot(who, 'iam:PassRole', get('InstanceRole', 'Arn'), toTasks),
    mayNot(who, 'iam:PassRole', get('DeploymentRole', 'Arn'), toTasks),
  ];
}

/** Reading and writing what the pipeline passes on, through S3 only. */
function usesArtifacts(who: string, { get, partition, region, suffix, arn }: System): readonly Row[] {
  const bucket = get('ArtifactBucket', 'Arn');
  const key = get('ArtifactKey', 'Arn');
  const uses = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom'];
  const viaS3 = { 'kms:ViaService': `s3.${region}.${suffix}` };
  const objects = ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'];
  const aboutIt = ['s3:GetBucketLocation', 's3:GetBucketVersioning'];
  return [
    may(who, objects, `${bucket}/one`),
    may(who, aboutIt, bucket),
    mayNot(who, objects, `${bucket}/one`, { 'aws:SecureTransport': 'false' }),
    mayNot(who, aboutIt, bucket, { 'aws:SecureTransport': 'false' }),
    mayNot(who, objects, `arn:${partition}:s3:::other/one`),
    mayNot(who, aboutIt, `arn:${partition}:s3:::other`),
    mayNot(who, 's3:DeleteObject', `${bucket}/one`),
    may(who, uses, key, viaS3),
    mayNot(who, 'kms:Decrypt', key),
    mayNot(who, 'kms:Decrypt', key, { 'kms:ViaService': `ssm.${region}.${suffix}` }),
    mayNot(who, uses, arn('kms', 'key/other'), viaS3),
  ];
}

const DELIVERY: Readonly<Record<string, (system: System) => readonly Row[]>> = {
  PipelineRole: (system) => {
    const { arn, get } = system;
    const who = 'PipelineRole';
    const verbs = [
      'CancelUploadArchive',
      'GetBranch',
      'GetCommit',
      'GetRepository',
      'GetUploadArchiveStatus',
      'UploadArchive',
    ];
    const reads = verbs.map((each) => `codecommit:${each}`);
    const builds = ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'];
    const deploys = ['codedeploy:CreateDeployment', 'codedeploy:GetDeployment'];
    const revision = ['GetApplication', 'GetApplicationRevision', 'RegisterApplicationRevision'].map(
      (each) => `codedeploy:${each}`,
    );
    return [
      ...usesArtifacts(who, system),
      may(who, reads, arn('codecommit', 'hello-server')),
      mayNot(who, reads, arn('codecommit', 'other')),
      mayNot(who, 'codecommit:GitPush', arn('codecommit', 'hello-server')),
      may(who, builds, arn('codebuild', 'project/hello-server')),
      mayNot(who, builds, arn('codebuild', 'project/other')),
      may(who, deploys, arn('codedeploy', 'deploymentgroup:hello-server/hello-server')),
      mayNot(who, deploys, arn('codedeploy', 'deploymentgroup:other/other')),
      may(who, revision, arn('codedeploy', 'application:hello-server')),
      mayNot(who, revision, arn('codedeploy', 'application:other')),
      may(who, 'codedeploy:GetDeploymentConfig', arn('codedeploy', 'deploymentconfig:CodeDeployDefault.ECSAllAtOnce')),
      may(who, 'codedeploy:GetDeploymentConfig', arn('codedeploy', 'deploymentconfig:hello-server-canary')),
      mayNot(who, 'codedeploy:GetDeploymentConfig', arn('codedeploy', 'deploymentconfig:other')),
      may(who, 'ecs:RegisterTaskDefinition', '*'),
      mayNot(who, 'ecs:UpdateService', arn('ecs', 'service/hello-server/hello-server')),
      ...passesTaskRoles(who, system),
      may(who, 'sns:Publish', get('Topic')),
      mayNot(who, 'sns:Publish', arn('sns', 'other')),
      may(who, PUBLISH_KEY, get('NotificationKey', 'Arn')),
      mayNot(who, PUBLISH_KEY, arn('kms', 'key/other')),
    ];
  },
  BuildRole: (system) => {
    const { arn } = system;
    const verbs = ['CompleteLayerUpload', 'DescribeImages', 'InitiateLayerUpload', 'PutImage', 'UploadLayerPart'];
    const push = [...PULL, ...verbs.map((each) => `ecr:${each}`)];
    return [
      ...writesLog(
        'BuildRole',
        system,
        String(new ResolvedTemplate(flat, madeUpValues(system)).properties('BuildLogGroup').LogGroupName),
      ),
      ...usesArtifacts('BuildRole', system),
      may('BuildRole', 'ecr:GetAuthorizationToken', '*'),
      may('BuildRole', push, arn('ecr', 'repository/hello-server')),
      mayNot('BuildRole', push, arn('ecr', 'repository/other')),
      mayNot(
        'BuildRole',
        'codedeploy:CreateDeployment',
        arn('codedeploy', 'deploymentgroup:hello-server/hello-server'),
      ),
      mayNot('BuildRole', 'ecs:RegisterTaskDefinition', '*'),
      mayNot('BuildRole', 'iam:PassRole', system.get('TaskRole', 'Arn'), {
        'iam:PassedToService': 'ecs-tasks.amazonaws.com',
      }),
    ];
  },
  StartRole: ({ arn }) => [
    may('StartRole', 'codepipeline:StartPipelineExecution', arn('codepipeline', 'hello-server')),
    mayNot('StartRole', 'codepipeline:StartPipelineExecution', arn('codepipeline', 'other')),
    mayNot('StartRole', 'codepipeline:PutApprovalResult', arn('codepipeline', 'hello-server/Approve/Approve')),
  ],
};

/** A service may act for this account and this source; for another of either it may not, nor may another service. */
function onlyFor(
  service: string,
  actions: Row['actions'],
  resource: string,
  source: string,
  other: string,
): readonly Row[] {
  return [
    may(service, actions, resource, from(ACCOUNT, source)),
    mayNot(service, actions, resource, from(OTHER, source.replace(ACCOUNT, OTHER))),
    mayNot(service, actions, resource, from(OTHER, source)),
    mayNot(service, actions, resource, from(ACCOUNT, other)),
    mayNot(service, actions, resource),
    mayNot('config.amazonaws.com', actions, resource, from(ACCOUNT, source)),
  ];
}

/** Which services take which role on, and for what. */
function trustRows({ get, arn, suffix }: System): readonly Row[] {
  const assumed = (role: string, service: string, source: string, other: string) =>
    onlyFor(service, 'sts:AssumeRole', get(role, 'Arn'), source, other);
  // Lambda and EC2 do not say for whom they work; who may hand them a role is `iam:PassRole`'s to say.
  const bare = (role: string, service: string) => [
    may(service, 'sts:AssumeRole', get(role, 'Arn')),
    mayNot('ecs-tasks.amazonaws.com', 'sts:AssumeRole', get(role, 'Arn'), from(ACCOUNT, arn('ecs', 'task/one'))),
  ];
  const elsewhere = suffix === 'amazonaws.com' ? 'ec2.amazonaws.com.cn' : 'ec2.amazonaws.com';
  return [
    ...['ExecutionRole', 'TaskRole'].flatMap((role) =>
      assumed(role, 'ecs-tasks.amazonaws.com', arn('ecs', 'task/hello-server/one'), arn('ec2', 'instance/one')),
    ),
    ...assumed(
      'FlowLogRole',
      'vpc-flow-logs.amazonaws.com',
      arn('ec2', 'vpc-flow-log/fl-1'),
      arn('ec2', 'instance/one'),
    ),
    ...assumed(
      'DeploymentRole',
      'codedeploy.amazonaws.com',
      arn('codedeploy', 'deploymentgroup:hello-server/hello-server'),
      arn('codedeploy', 'deploymentgroup:hello-server/other'),
    ),
    ...assumed(
      'PipelineRole',
      'codepipeline.amazonaws.com',
      arn('codepipeline', 'hello-server'),
      arn('codepipeline', 'other'),
    ),
    ...assumed(
      'BuildRole',
      'codebuild.amazonaws.com',
      arn('codebuild', 'project/hello-server'),
      arn('codebuild', 'project/other'),
    ),
    ...assumed(
      'StartRole',
      'events.amazonaws.com',
      arn('events', 'rule/hello-server-new-version'),
      arn('events', 'rule/other'),
    ),
    ...HOOKS.flatMap((event) => bare(`${event}Role`, 'lambda.amazonaws.com')),
    ...bare('InstanceRole', `ec2.${suffix}`),
    mayNot(elsewhere, 'sts:AssumeRole', get('InstanceRole', 'Arn')),
    // Nobody in the account takes a service's role on, whatever his own policies say.
    ...['TaskRole', 'DeploymentRole', 'PipelineRole'].map((role) =>
      mayNot('Administrator', 'sts:AssumeRole', get(role, 'Arn')),
    ),
  ];
}

/** Who may publish, and who may use the key that it takes. */
function topicRows({ get, arn }: System): readonly Row[] {
  const topic = get('Topic');
  const key = get('NotificationKey', 'Arn');
  const alarm = arn('cloudwatch', 'alarm:hello-server-blue-errors');
  const rule = arn('events', 'rule/hello-server-pipeline-failed');
  const insecure = { 'aws:SecureTransport': 'false' };
  return [
    ...onlyFor('cloudwatch.amazonaws.com', 'sns:Publish', topic, alarm, arn('cloudwatch', 'alarm:other-blue-errors')),
    may('cloudwatch.amazonaws.com', PUBLISH_KEY, key, from(ACCOUNT, alarm)),
    may('events.amazonaws.com', 'sns:Publish', topic, { 'aws:SourceArn': rule }),
    mayNot('events.amazonaws.com', 'sns:Publish', topic, { 'aws:SourceArn': rule.replace(ACCOUNT, OTHER) }),
    mayNot('events.amazonaws.com', 'sns:Publish', topic, { 'aws:SourceArn': arn('events', 'rule/other') }),
    may('events.amazonaws.com', PUBLISH_KEY, key),
    mayNot('cloudwatch.amazonaws.com', 'sns:Publish', topic, { ...from(ACCOUNT, alarm), ...insecure }),
    mayNot('Administrator', 'sns:Publish', topic, insecure),
    mayNot('config.amazonaws.com', PUBLISH_KEY, key),
    may('Administrator', ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'], key),
    mayNot('TaskRole', PUBLISH_KEY, key),
  ];
}

/** Who may call a hook without being a role that may. */
function callerRows({ get, arn }: System): readonly Row[] {
  const rule = arn('events', 'rule/hello-server-hooks-awake');
  return HOOKS.flatMap((event) => [
    ...onlyFor(
      'events.amazonaws.com',
      'lambda:InvokeFunction',
      get(`${event}Hook`, 'Arn'),
      rule,
      arn('events', 'rule/hello-server-new-version'),
    ),
    mayNot('events.amazonaws.com', 'lambda:GetFunction', get(`${event}Hook`, 'Arn'), from(ACCOUNT, rule)),
  ]);
}

/** What buckets take, and the key of the artifacts. */
function storeRows({ get, arn, region, suffix }: System): readonly Row[] {
  const access = get('AccessLogBucket', 'Arn');
  const artifactLog = get('ArtifactLogBucket', 'Arn');
  const key = get('ArtifactKey', 'Arn');
  const balancing = 'logdelivery.elasticloadbalancing.amazonaws.com';
  const source = get('LoadBalancer');
  const own = `${access}/AWSLogs/${ACCOUNT}/elasticloadbalancing/file`;
  const insecure = { 'aws:SecureTransport': 'false' };
  const verbs = ['CancelKeyDeletion', 'CreateAlias', 'DeleteAlias', 'DescribeKey', 'DisableKey', 'EnableKey'];
  const more = ['EnableKeyRotation', 'GetKeyPolicy', 'GetKeyRotationStatus', 'ListResourceTags', 'PutKeyPolicy'];
  const rest = ['ScheduleKeyDeletion', 'TagResource', 'UntagResource', 'UpdateKeyDescription'];
  return [
    may(balancing, 's3:PutObject', own, { 'aws:SourceArn': source }),
    mayNot(balancing, 's3:PutObject', own, { 'aws:SourceArn': source.replace(ACCOUNT, OTHER) }),
    mayNot(balancing, 's3:PutObject', own, { 'aws:SourceArn': source, ...insecure }),
    mayNot(balancing, 's3:PutObject', `${access}/AWSLogs/${OTHER}/file`, { 'aws:SourceArn': source }),
    mayNot(balancing, 's3:GetObject', own, { 'aws:SourceArn': source }),
    may('logging.s3.amazonaws.com', 's3:PutObject', `${artifactLog}/artifacts/file`, { 'aws:SourceAccount': ACCOUNT }),
    mayNot('logging.s3.amazonaws.com', 's3:PutObject', `${artifactLog}/artifacts/file`, { 'aws:SourceAccount': OTHER }),
    mayNot('logging.s3.amazonaws.com', 's3:PutObject', `${artifactLog}/other/file`, { 'aws:SourceAccount': ACCOUNT }),
    ...[access, artifactLog, get('ArtifactBucket', 'Arn')].flatMap((bucket) => [
      may('Administrator', 's3:ListBucket', bucket),
      may('Administrator', 's3:GetObject', `${bucket}/file`),
      mayNot('Administrator', 's3:ListBucket', bucket, insecure),
      mayNot('Administrator', 's3:GetObject', `${bucket}/file`, insecure),
    ]),
    may(
      'Administrator',
      [...verbs, ...more, ...rest].map((each) => `kms:${each}`),
      key,
    ),
    mayNot('Administrator', ['kms:Decrypt', 'kms:CreateGrant'], key),
    may('Administrator', 'kms:Decrypt', key, { 'kms:ViaService': `s3.${region}.${suffix}` }),
    mayNot('TaskRole', 'kms:Decrypt', key, { 'kms:ViaService': `s3.${region}.${suffix}` }),
    mayNot('cloudwatch.amazonaws.com', 'kms:Decrypt', key, from(ACCOUNT, arn('cloudwatch', 'alarm:hello-server-x'))),
  ];
}

const TABLE: Readonly<Record<string, (system: System) => readonly Row[]>> = {
  ...Object.fromEntries(
    Object.entries({ ...ROLES, ...DELIVERY }).map(([role, rows]) => [
      `${role} makes its own calls and no others`,
      rows,
    ]),
  ),
  'each role is taken on by its service, for this account and source': trustRows,
  "alarms and events of this system publish to the topic with its key, another's do not": topicRows,
  'hooks are called by the rule that keeps them awake, and by no other': callerRows,
  'buckets take what is theirs, encrypted; the key of the artifacts is used through S3': storeRows,
};

const systems = TARGETS.map((target) => open(target));
const here = open(TARGETS[0]);
const everything = Object.values(TABLE).flatMap((rows) => rows(here));

describe('permissions as emitted', () => {
  for (const [title, rows] of Object.entries(TABLE)) {
    test(title, () => {
      for (const system of systems) assert.deepEqual(failures(rows(system), system.permissions), [], system.region);
    });
  }

  test('every role has rows of both kinds', () => {
    for (const { logicalId } of here.permissions.roles) {
      const kinds = new Set(everything.filter(({ caller }) => caller === logicalId).map(({ allowed }) => allowed));
      assert.equal(kinds.size, 2, logicalId);
    }
  });

  test("the walk-through's error: a hook that may not report is refused, and told which action it lacks", () => {
    const [event] = HOOKS;
    const role = here.permissions.roles.find(({ logicalId }) => logicalId === `${event}Role`);
    const report = {
      principal: { role: role?.arn ?? '' },
      action: 'codedeploy:PutLifecycleEventHookExecutionStatus',
      resource: here.arn('codedeploy', 'deploymentgroup:hello-server/hello-server'),
    };
    assert.equal(evaluate(report, here.permissions).reason, `allowed by ${event}Role policy report`);
    const { allowed, reason } = evaluate(report, withoutPolicy(here.permissions, `${event}Role`, 'report'));
    assert.equal(allowed, false);
    assert.equal(reason, `no statement allows ${report.action} on ${report.resource}`);
  });

  test('a pipeline reads its own source, whatever kind it is, and no other', () => {
    const viaConnection = open(
      TARGETS[0],
      flatOf({ ...hello, source: connection({ repository: 'me/hello', branch: 'main' }) }),
    );
    const ofImage = open(TARGETS[0], flatOf({ ...hello, source: image({ tag: 'release' }) }));
    const use = 'codeconnections:UseConnection';
    const { arn } = here;
    const byConnection = [
      may('PipelineRole', use, arn('codeconnections', 'connection/one')),
      mayNot('PipelineRole', use, arn('codeconnections', 'connection/other')),
    ];
    const byImage = [
      may('PipelineRole', 'ecr:DescribeImages', arn('ecr', 'repository/hello-server')),
      mayNot('PipelineRole', 'ecr:DescribeImages', arn('ecr', 'repository/other')),
    ];
    const foreign = mayNot('PipelineRole', 'codecommit:GetBranch', arn('codecommit', 'hello-server'));
    assert.deepEqual(failures([...byConnection, foreign], viaConnection.permissions), []);
    assert.deepEqual(failures([...byImage, foreign], ofImage.permissions), []);
  });

  test('with a boundary, no role goes beyond it', () => {
    const Statement = [{ Effect: 'Allow', Action: ['logs:*', 's3:*'], Resource: '*' }];
    const boundary = { [BOUNDARY]: { Version: '2012-10-17', Statement } };
    const system = open(TARGETS[0], flatOf({ ...hello, permissionsBoundary: true }), boundary);
    for (const rows of Object.values({ ...ROLES, ...DELIVERY })) {
      const own = rows(system);
      const within = own.map((row) => ({
        ...row,
        actions: [row.actions].flat().filter((each) => /^(logs|s3):/.test(each)),
      }));
      const beyond = own.map((row) => ({
        ...row,
        actions: [row.actions].flat().filter((each) => !/^(logs|s3):/.test(each)),
      }));
      assert.deepEqual(failures(within, system.permissions), []);
      assert.deepEqual(
        failures(
          beyond.map((row) => ({ ...row, allowed: false })),
          system.permissions,
        ),
        [],
      );
    }
  });

  test('the table notices whatever statement is missing', () => {
    const unnoticed = [...mutants(here.permissions, false)].filter(
      ({ permissions }) => failures(everything, permissions).length === 0,
    );
    assert.deepEqual(
      unnoticed.map(({ change }) => change),
      [],
    );
  });

  /** Changes that change nothing: what they take away is there twice. */
  const ECHOES = ['the policy of ArtifactKey RolesUseItThroughS3 lacks kms:DescribeKey'];

  test('the table notices whatever action, resource or condition is missing, and whatever resource is widened', () => {
    const all = [...mutants(here.permissions, true)];
    assert.ok(all.length > 200, `${all.length}`);
    const unnoticed = all.filter(({ permissions }) => failures(everything, permissions).length === 0);
    assert.deepEqual(
      unnoticed.map(({ change }) => change),
      ECHOES,
    );
  });
});

describe('every action of every variant', () => {
  const EXCEPTIONS: Exceptions = {
    knowAResource: {
      'codedeploy:PutLifecycleEventHookExecutionStatus': "AWS's own AccessDenied names the deployment group",
    },
    ofParameters: {
      'codestar-connections:UseConnection': 'connections made before 2024 have ARNs of this service',
    },
    onEverything: {
      'ec2:AssignPrivateIpAddresses': 'Lambda asks on all before it makes an interface',
      'ec2:CreateNetworkInterface': 'Lambda asks on all before it makes an interface',
      'ec2:DeleteNetworkInterface': 'Lambda asks on all before it makes an interface',
      'ec2:UnassignPrivateIpAddresses': 'Lambda asks on all before it makes an interface',
      'ecs:RegisterTaskDefinition': 'CodePipeline asks on all',
    },
  };

  test('exists, and knows the resources that it is allowed on', async () => {
    const faults: string[] = [];
    const seen = new Set<string>();
    const used = new Set<string>();
    for (const name of NAMES) {
      for (const { where, statement, isOwn } of statementsOf(templateOf(name, 'flat.yaml'))) {
        for (const action of statement.actions) used.add(action);
        // A key's policy, or a trust, says `*` for the one thing that it is the policy of.
        const concrete = isOwn ? { ...statement, effect: 'Deny' as const } : statement;
        const key = JSON.stringify(concrete).replaceAll(/v-(little|everything)|variant/g, 'name');
        if (seen.has(key)) continue;
        seen.add(key);
        for (const fault of await faultsOf(concrete, EXCEPTIONS)) faults.push(`${name}: ${where}: ${fault}`);
      }
    }
    assert.ok(used.size > 50, `${used.size}`);
    assert.deepEqual(faults, []);
    const listed = Object.values(EXCEPTIONS).flatMap((each) => Object.keys(each));
    assert.deepEqual(
      listed.filter((action) => !used.has(action)),
      [],
      'an exception that is not needed any more',
    );
  });

  test('would be found out if it did not exist, or did not know its resource', async () => {
    const statement = { sid: undefined, effect: 'Allow' as const, principals: [], conditions: [] };
    const faults = (actions: readonly string[], resource: string) =>
      faultsOf({ ...statement, actions, resources: [resource] }, EXCEPTIONS);
    const bucket = 'arn:aws:s3:::bucket';
    assert.deepEqual(await faults(['s3:GetObjects'], '*'), ['there is no s3:GetObjects']);
    assert.deepEqual(await faults(['nothing:Get'], '*'), ['there is no nothing:Get']);
    assert.match(String(await faults(['s3:GetObject'], bucket)), /^s3:GetObject knows none of arn:aws:s3:::bucket/);
    assert.match(String(await faults(['ecr:GetAuthorizationToken'], bucket)), /knows no resource/);
    assert.match(String(await faults(['s3:GetObject'], '*')), /could be on arn:\*:s3/);
    assert.deepEqual(await faults(['kms:GenerateDataKey*'], 'arn:aws:kms:eu-central-1:111111111111:key/one'), []);
  });
});

/** Every statement that a template makes, with values: of roles and of resources. */
function statementsOf(of: Template | undefined) {
  assert.ok(of);
  const isNeeded = ([, { Default }]: readonly [string, { readonly Default?: unknown }]) => Default === undefined;
  const names = Object.entries(of.Parameters ?? {})
    .filter(isNeeded)
    .map(([id]) => id);
  const given: Readonly<Record<string, string>> = {
    EncryptionKeyArn: here.keyArn,
    PermissionsBoundaryArn: BOUNDARY,
    ConnectionArn: here.arn('codeconnections', 'connection/one'),
  };
  const parameters = Object.fromEntries(names.map((id) => [id, given[id] ?? 'given']));
  const { roles, resources } = readPermissions(of, madeUpValues(here, parameters), { [BOUNDARY]: EVERYTHING });
  return [...roles.flatMap(({ policies }) => policies), ...resources.map(({ policy }) => policy)].flatMap((policy) =>
    policy.statements.map((statement) => ({
      where: policy.label,
      statement,
      isOwn: resources.some((each) => each.policy === policy),
    })),
  );
}
