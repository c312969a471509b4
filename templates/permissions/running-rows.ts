// For tests only: what the roles of the running side may and may not do.
import { may, mayNot, type Row } from '../../src/check/permissions/table.ts';
import { HOOKS, type System } from './hello.ts';
import { LOGS, PUBLISH_KEY, PULL, passesTaskRoles, stream, writesLog } from './shared-rows.ts';

/** Which calls a role makes, and which it must not. By the role. */
export const RUNNING: Readonly<Record<string, (system: System) => readonly Row[]>> = {
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
      ...['ProductionListener', 'TestListener'].map((id) =>
        may(who, 'elasticloadbalancing:ModifyRule', `${get(id).replace(':listener/', ':listener-rule/')}/1`),
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
  const group = arn('codedeploy', 'deploymentgroup:hello-server/hello-server');
  const verbs = ['AssignPrivateIpAddresses', 'CreateNetworkInterface', 'DeleteNetworkInterface'];
  const network = [...verbs, 'DescribeNetworkInterfaces', 'DescribeSubnets', 'UnassignPrivateIpAddresses'];
  const neighbours = HOOKS.filter((each) => each !== event).map(
    (each) => `/aws/lambda/CodeDeployHook_hello-server_${each}`,
  );
  return [
    ...writesLog(who, system, `/aws/lambda/CodeDeployHook_hello-server_${event}`),
    ...neighbours.map((each) => mayNot(who, LOGS, stream(system, each))),
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

/**
 * The call that the walk-through of the setup by hand was refused (`AccessDenied`): a hook tells CodeDeploy what it found. By role of
 * a hook.
 */
export function reportRows({ arn }: System): readonly Row[] {
  const report = 'codedeploy:PutLifecycleEventHookExecutionStatus';
  return HOOKS.map((event) => `${event}Role`).flatMap((who) => [
    may(who, report, arn('codedeploy', 'deploymentgroup:hello-server/hello-server')),
    mayNot(who, report, arn('codedeploy', 'deploymentgroup:hello-server/other')),
    mayNot(who, report, arn('codedeploy', 'deploymentgroup:other/other')),
  ]);
}
