// For tests only: what CI may do with the role it takes on, and what it must not.
import { may, mayNot, type Row } from '../../src/check/permissions/table.ts';
import { ACCOUNT, NESTED, type System } from './hello.ts';
import { calls, elsewhere, stackName } from './service-role/names.ts';
import { linkedRoles } from './service-role/role-rows.ts';

const CI = 'DeployRole';

/** Change sets of this system's stack, with CloudFormation's own role and no other. */
function changesStack({ arn, get }: System): readonly Row[] {
  const stack = (name: string) => arn('cloudformation', `stack/${name}/1a2b3c4d`);
  const own = stack('hello-server');
  const withRole = (role: string) => ({ 'cloudformation:RoleArn': get(role, 'Arn') });
  const make = calls('cloudformation', 'CreateChangeSet', 'ContinueUpdateRollback');
  const run = calls('cloudformation', 'ExecuteChangeSet', 'CancelUpdateStack');
  const asked = [
    'ChangeSet',
    'Events',
    'StackEvents',
    'StackResource',
    'StackResourceDrifts',
    'StackResources',
    'Stacks',
  ];
  const read = [
    'GetStackPolicy',
    'GetTemplate',
    'ListChangeSets',
    'ListStackResources',
    'DetectStackDrift',
    'DetectStackResourceDrift',
  ];
  const more = ['DeleteChangeSet', 'SetStackPolicy', 'TagResource', 'UntagResource'];
  const look = calls('cloudformation', ...asked.map((each) => `Describe${each}`), ...read, ...more);
  const remove = calls('cloudformation', 'CreateStack', 'DeleteStack', 'UpdateStack', 'UpdateTerminationProtection');
  const others = ['other', 'hello-server-admin', 'hello-server-deployer', stackName('Service', 'hello-server-admin')];
  const passed = { 'iam:PassedToService': 'cloudformation.amazonaws.com' };
  return [
    may(CI, make, own, withRole('ServiceRole')),
    mayNot(CI, make, own),
    mayNot(CI, make, own, withRole('DeploymentRole')),
    may(CI, run, own),
    may(CI, look, own),
    may(CI, calls('cloudformation', 'BatchDescribeTypeConfigurations', 'DescribeStackDriftDetectionStatus'), '*'),
    ...NESTED.map(({ stack: id }) => may(CI, [...look, 'cloudformation:CreateChangeSet'], stack(stackName(id)))),
    // Only all of the system is changed, and none of it deleted.
    ...NESTED.map(({ stack: id }) => mayNot(CI, [...run, ...remove], stack(stackName(id)))),
    mayNot(CI, remove, own),
    ...others.map((name) => mayNot(CI, [...make, ...run, ...look, ...remove], stack(name), withRole('ServiceRole'))),
    may(CI, 'iam:PassRole', get('ServiceRole', 'Arn'), passed),
    mayNot(CI, 'iam:PassRole', get('ServiceRole', 'Arn'), { 'iam:PassedToService': 'lambda.amazonaws.com' }),
    mayNot(CI, 'iam:PassRole', get('ServiceRole', 'Arn')),
    ...['DeployRole', 'TaskRole', 'PipelineRole'].map((role) => mayNot(CI, 'iam:PassRole', get(role, 'Arn'), passed)),
  ];
}

/** Templates below the system's own path of one bucket. */
function uploads({ partition, get }: System): readonly Row[] {
  const bucket = `arn:${partition}:s3:::templates`;
  const files = calls('s3', 'GetObject', 'PutObject');
  return [
    may(CI, files, `${bucket}/tealform/hello-server/network.0123456789ab.yaml`),
    mayNot(CI, files, `${bucket}/tealform/other/network.0123456789ab.yaml`),
    mayNot(CI, files, `${get('ArtifactBucket', 'Arn')}/one`),
    mayNot(CI, calls('s3', 'DeleteObject', 'PutObjectAcl'), `${bucket}/tealform/hello-server/network.yaml`),
    may(CI, 's3:GetBucketLocation', bucket),
    mayNot(CI, 's3:GetBucketLocation', get('ArtifactBucket', 'Arn')),
    may(CI, 's3:ListBucket', bucket, { 's3:prefix': 'tealform/hello-server/' }),
    mayNot(CI, 's3:ListBucket', bucket, { 's3:prefix': 'tealform/' }),
    mayNot(CI, 's3:ListBucket', bucket),
    mayNot(CI, 's3:ListBucket', get('ArtifactBucket', 'Arn'), { 's3:prefix': 'tealform/hello-server/' }),
    mayNot(CI, calls('s3', 'PutBucketPolicy', 'DeleteBucket'), bucket),
  ];
}

/** Which colour is live, whether a release is under way, what runs; and the transition that holds releases back meanwhile. */
function looks(system: System): readonly Row[] {
  const { arn, get, partition } = system;
  const balancing = ['Listeners', 'LoadBalancers', 'Rules', 'TargetGroups', 'TargetHealth'];
  const releases = ['BatchGetDeployments', 'GetDeployment', 'GetDeploymentGroup', 'ListDeployments'];
  const transition = calls('codepipeline', 'DisableStageTransition', 'EnableStageTransition');
  const pipeline = calls('codepipeline', 'GetPipeline', 'GetPipelineState', 'ListPipelineExecutions');
  return [
    may(CI, calls('elasticloadbalancing', ...balancing.map((each) => `Describe${each}`)), '*'),
    mayNot(CI, calls('elasticloadbalancing', 'ModifyListener', 'ModifyRule'), get('ProductionListener')),
    may(CI, calls('codedeploy', ...releases), arn('codedeploy', 'deploymentgroup:hello-server/hello-server')),
    mayNot(CI, calls('codedeploy', ...releases), arn('codedeploy', 'deploymentgroup:other/other')),
    may(CI, 'cloudwatch:DescribeAlarms', arn('cloudwatch', 'alarm:*')),
    mayNot(CI, 'cloudwatch:DescribeAlarms', elsewhere(arn('cloudwatch', 'alarm:*'), system)),
    mayNot(
      CI,
      calls('cloudwatch', 'DisableAlarmActions', 'SetAlarmState'),
      arn('cloudwatch', 'alarm:hello-server-blue-errors'),
    ),
    may(CI, 'codedeploy:GetApplication', arn('codedeploy', 'application:hello-server')),
    mayNot(CI, 'codedeploy:GetApplication', arn('codedeploy', 'application:other')),
    may(CI, 'iam:GetRole', get('ServiceRole', 'Arn')),
    may(
      CI,
      'iam:GetRole',
      `arn:${partition}:iam::${ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    ),
    mayNot(CI, 'iam:GetRole', get('TaskRole', 'Arn')),
    // Its cluster is its own, and it has neither certificate nor connection.
    mayNot(CI, 'ecs:DescribeClusters', arn('ecs', 'cluster/other')),
    mayNot(CI, 'acm:DescribeCertificate', arn('acm', 'certificate/0a1b')),
    mayNot(CI, 'codeconnections:GetConnection', arn('codeconnections', 'connection/one')),
    may(CI, 'ecs:DescribeServices', arn('ecs', 'service/hello-server/hello-server')),
    mayNot(CI, 'ecs:DescribeServices', arn('ecs', 'service/hello-server/other')),
    may(CI, 'ecs:DescribeTaskDefinition', '*'),
    mayNot(CI, calls('ecs', 'UpdateService', 'DeleteService'), arn('ecs', 'service/hello-server/hello-server')),
    mayNot(CI, calls('ecs', 'RegisterTaskDefinition', 'RunTask'), '*'),
    may(CI, transition, arn('codepipeline', 'hello-server/Deploy')),
    mayNot(CI, transition, arn('codepipeline', 'hello-server/Approve')),
    mayNot(CI, transition, arn('codepipeline', 'other/Deploy')),
    may(CI, pipeline, arn('codepipeline', 'hello-server')),
    mayNot(CI, pipeline, arn('codepipeline', 'other')),
  ];
}

/** Whether this system's names are taken by what no stack of it has; nothing is read of what has them. */
function looksForNames(system: System): readonly Row[] {
  const { arn, partition } = system;
  const dashboard = (name: string) => `arn:${partition}:cloudwatch::${ACCOUNT}:dashboard/${name}`;
  // A dashboard is the account's, the rest a region's.
  // A dashboard is the account's, the rest a region's.
  const looked = [
    ['codecommit:GetRepository', arn('codecommit', 'hello-server'), arn('codecommit', 'hello-server-admin')],
    ['ecr:DescribeRepositories', arn('ecr', 'repository/hello-server'), arn('ecr', 'repository/other')],
    ['ecs:DescribeClusters', arn('ecs', 'cluster/hello-server'), arn('ecs', 'cluster/hello-server-admin')],
    [
      'ecs:DescribeCapacityProviders',
      arn('ecs', 'capacity-provider/instances-hello-server'),
      arn('ecs', 'capacity-provider/hello-server'),
    ],
    ['cloudwatch:GetDashboard', dashboard('hello-server'), dashboard('other')],
  ] as const;
  return [
    ...looked.flatMap(([action, own, other]) => [may(CI, action, own), mayNot(CI, action, other)]),
    ...looked.slice(0, 4).map(([action, own]) => mayNot(CI, action, elsewhere(own, system))),
    may(CI, 'logs:DescribeLogGroups', '*'),
    mayNot(
      CI,
      calls('logs', 'FilterLogEvents', 'GetLogEvents', 'DeleteLogGroup'),
      arn('logs', 'log-group:/ecs/hello-server:*'),
    ),
    mayNot(CI, calls('codecommit', 'GitPull', 'GetFile', 'DeleteRepository'), arn('codecommit', 'hello-server')),
    mayNot(
      CI,
      calls('ecr', 'BatchGetImage', 'DescribeImages', 'DeleteRepository'),
      arn('ecr', 'repository/hello-server'),
    ),
  ];
}

/** Starting this system's pipeline, and releasing once more or stopping what it has released; saying yes to nothing. */
function releases({ arn }: System): readonly Row[] {
  const own = arn('codedeploy', 'deploymentgroup:hello-server/hello-server');
  const others = ['other/other', 'hello-server-admin/hello-server-admin', 'hello-server/other'];
  const move = calls('codedeploy', 'CreateDeployment', 'StopDeployment');
  const revisions = calls('codedeploy', 'GetApplicationRevision', 'RegisterApplicationRevision');
  const config = 'codedeploy:GetDeploymentConfig';
  return [
    may(CI, move, own),
    ...others.map((group) => mayNot(CI, move, arn('codedeploy', `deploymentgroup:${group}`))),
    may(CI, revisions, arn('codedeploy', 'application:hello-server')),
    mayNot(CI, revisions, arn('codedeploy', 'application:other')),
    may(CI, config, arn('codedeploy', 'deploymentconfig:CodeDeployDefault.ECSAllAtOnce')),
    may(CI, config, arn('codedeploy', 'deploymentconfig:hello-server-traffic')),
    mayNot(CI, config, arn('codedeploy', 'deploymentconfig:other')),
    mayNot(CI, calls('codedeploy', 'ContinueDeployment', 'DeleteDeploymentGroup', 'UpdateDeploymentGroup'), own),
    mayNot(CI, calls('codedeploy', 'PutLifecycleEventHookExecutionStatus'), own),
    may(CI, 'codepipeline:StartPipelineExecution', arn('codepipeline', 'hello-server')),
    mayNot(CI, 'codepipeline:StartPipelineExecution', arn('codepipeline', 'other')),
    mayNot(CI, calls('codepipeline', 'DeletePipeline', 'UpdatePipeline'), arn('codepipeline', 'hello-server')),
    mayNot(CI, 'codepipeline:PutApprovalResult', arn('codepipeline', 'hello-server/Approve/Approve')),
  ];
}

/** Ways to more than that. */
function climbs({ arn, get, partition }: System): readonly Row[] {
  const write = ['AttachRolePolicy', 'CreateRole', 'DeleteRole', 'PutRolePolicy', 'UpdateAssumeRolePolicy'];
  const boundary = ['DeleteRolePermissionsBoundary', 'PutRolePermissionsBoundary'];
  const versions = ['CreatePolicyVersion', 'DeletePolicy', 'SetDefaultPolicyVersion'];
  const account = `arn:${partition}:iam::${ACCOUNT}`;
  const function_ = get('AfterAllowTrafficHook', 'Arn');
  return [
    ...['DeployRole', 'ServiceRole', 'TaskRole', 'BuildRole', 'Administrator'].map((role) => {
      const roleArn = role === 'Administrator' ? `${account}:role/${role}` : get(role, 'Arn');
      return mayNot(CI, [...calls('iam', ...write, ...boundary), 'sts:AssumeRole'], roleArn);
    }),
    mayNot(CI, calls('iam', ...write), `${account}:role/hello-server-Service-1A2B3C4D5E6F-New-7G8H9I0J1K2L`),
    mayNot(CI, calls('iam', ...versions), get('NetworkPolicy')),
    mayNot(CI, calls('iam', 'CreateUser', 'CreateAccessKey', 'CreateLoginProfile'), `${account}:user/someone`),
    mayNot(CI, calls('lambda', 'UpdateFunctionCode', 'InvokeFunction', 'AddPermission'), function_),
    mayNot(CI, 'lambda:UpdateFunctionCode', arn('lambda', 'function:other')),
    mayNot(CI, 'secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:hello/db-AbCdEf')),
    mayNot(CI, 'ssm:GetParameters', arn('ssm', 'parameter/hello/token')),
    mayNot(CI, 'kms:Decrypt', get('ArtifactKey', 'Arn')),
    mayNot(CI, 'codecommit:GitPush', arn('codecommit', 'hello-server')),
    mayNot(CI, 'ecr:PutImage', arn('ecr', 'repository/hello-server')),
  ];
}

/** All that CI may do, by what it is for. */
export const DEPLOY_ROLE_ROWS: Readonly<Record<string, (system: System) => readonly Row[]>> = {
  "CI changes this system's stack with CloudFormation's role, and deletes nothing": changesStack,
  "CI uploads this system's templates": uploads,
  'CI looks at what runs, and holds releases back': looks,
  'CI looks whether names of this system are taken': looksForNames,
  'CI starts releases of this system, and stops them': releases,
  'CI gets to no other rights': climbs,
  'CI makes the roles of services that the system uses': (system) => linkedRoles(CI, system),
};
