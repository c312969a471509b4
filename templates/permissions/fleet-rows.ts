// For tests only: what the roles of a fleet may do, and who takes them on.
import { may, mayNot, type Row } from '../../src/check/permissions/table.ts';
import { ADMINISTRATOR, type FleetSystem, ORGANISATION } from './fleet.ts';
import { ACCOUNT, OTHER } from './hello.ts';
import { calls } from './service-role/names.ts';
import { SERVICE_ROLE_ROWS } from './service-role/rows.ts';

const TAKE_ON = 'sts:AssumeRole';

/** CloudFormation takes the administration role on for one stack set, and it takes on the execution role in the fleet's accounts. */
function administration({ system, role }: FleetSystem): readonly Row[] {
  const { partition, region } = system;
  const own = role('AdministrationRole');
  const set = (name: string, where = region, account = ADMINISTRATOR) => ({
    'aws:SourceAccount': account,
    'aws:SourceArn': `arn:${partition}:cloudformation:${where}:${account}:stackset/${name}:0a1b`,
  });
  const service = 'cloudformation.amazonaws.com';
  const execution = role('ExecutionRole');
  const inFleet = { 'aws:ResourceAccount': ACCOUNT };
  return [
    may(service, TAKE_ON, own, set('hello-server-fleet')),
    ...['hello-server', 'hello-server-fleet-2', 'other'].map((name) => mayNot(service, TAKE_ON, own, set(name))),
    mayNot(service, TAKE_ON, own, set('hello-server-fleet', 'eu-north-1')),
    mayNot(service, TAKE_ON, own, set('hello-server-fleet', region, OTHER)),
    mayNot(service, TAKE_ON, own, { ...set('hello-server-fleet'), 'aws:SourceAccount': OTHER }),
    mayNot(service, TAKE_ON, own, { 'aws:SourceAccount': ADMINISTRATOR }),
    mayNot(service, TAKE_ON, own),
    mayNot('codebuild.amazonaws.com', TAKE_ON, own, set('hello-server-fleet')),
    ...['Operator', 'ExecutionRole', 'ReaderRole'].map((who) => mayNot(who, TAKE_ON, own)),
    may('AdministrationRole', TAKE_ON, execution, inFleet),
    mayNot('AdministrationRole', TAKE_ON, execution, { 'aws:ResourceAccount': OTHER }),
    mayNot('AdministrationRole', TAKE_ON, execution),
    mayNot('AdministrationRole', TAKE_ON, role('ReaderRole'), inFleet),
    ...['hello-server-other-execution', 'other-fleet-execution', 'Administrator'].map((name) =>
      mayNot('AdministrationRole', TAKE_ON, `arn:${partition}:iam::${ACCOUNT}:role/${name}`, inFleet),
    ),
    mayNot('AdministrationRole', calls('cloudformation', 'CreateStack', 'CreateStackInstances'), '*'),
  ];
}

/** The execution role trusts the administration role; the reader role whoever is named, in the organisation. */
function trust({ role, permissions }: FleetSystem): readonly Row[] {
  const inFleet = { 'aws:ResourceAccount': ACCOUNT };
  const inOrganisation = { 'aws:PrincipalOrgID': ORGANISATION };
  const others = permissions.roles.map(({ logicalId }) => logicalId);
  return [
    ...others
      .filter((who) => who !== 'AdministrationRole')
      .map((who) => mayNot(who, TAKE_ON, role('ExecutionRole'), { ...inFleet, ...inOrganisation })),
    mayNot('cloudformation.amazonaws.com', TAKE_ON, role('ExecutionRole')),
    may('Operator', TAKE_ON, role('ReaderRole'), inOrganisation),
    mayNot('Operator', TAKE_ON, role('ReaderRole')),
    mayNot('Operator', TAKE_ON, role('ReaderRole'), { 'aws:PrincipalOrgID': 'o-z9y8x7w6v5' }),
    ...others
      .filter((who) => who !== 'Operator')
      .map((who) => mayNot(who, TAKE_ON, role('ReaderRole'), inOrganisation)),
  ];
}

/** Looking at what runs, and changing nothing. */
function reading({ system, secondRegion }: FleetSystem): readonly Row[] {
  const { arn, region } = system;
  const who = 'ReaderRole';
  const there = (text: string) => text.replace(`:${region}:`, `:${secondRegion}:`);
  const stacks = ['DescribeStackEvents', 'DescribeStackResources', 'DescribeStacks', 'GetTemplate'];
  const looks: readonly (readonly [readonly string[], string, string])[] = [
    [calls('ecs', 'DescribeServices'), arn('ecs', 'service/shared/hello-server'), arn('ecs', 'service/shared/other')],
    [
      calls('codedeploy', 'GetDeployment', 'ListDeployments'),
      arn('codedeploy', 'deploymentgroup:hello-server/hello-server'),
      arn('codedeploy', 'deploymentgroup:other/other'),
    ],
    [
      calls('cloudformation', ...stacks, 'ListStackResources'),
      arn('cloudformation', 'stack/StackSet-hello-server-fleet-0a1b/1'),
      arn('cloudformation', 'stack/StackSet-other-fleet-0a1b/1'),
    ],
    [calls('codepipeline', 'GetPipelineState'), arn('codepipeline', 'hello-server'), arn('codepipeline', 'other')],
  ];
  const balancing = calls('elasticloadbalancing', 'DescribeListeners', 'DescribeTargetGroups', 'DescribeTargetHealth');
  return [
    may(who, balancing, '*'),
    ...looks.flatMap(([actions, own, other]) => [
      may(who, actions, own),
      may(who, actions, there(own)),
      mayNot(who, actions, other),
    ]),
    mayNot(who, calls('elasticloadbalancing', 'ModifyListener', 'DeleteListener'), '*'),
    mayNot(who, calls('cloudformation', 'UpdateStack', 'DeleteStack'), looks[2]?.[1] ?? ''),
    mayNot(who, calls('codedeploy', 'CreateDeployment', 'StopDeployment'), looks[1]?.[1] ?? ''),
    mayNot(who, calls('codepipeline', 'StartPipelineExecution', 'PutApprovalResult'), looks[3]?.[1] ?? ''),
    mayNot(who, 'secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:hello/db-AbCdEf')),
    mayNot(who, 's3:GetObject', 'arn:aws:s3:::any/tealform/hello-server/flat.yaml', {
      'aws:ResourceAccount': ADMINISTRATOR,
    }),
  ];
}

/** The stacks of the set, in the regions of the fleet, from templates of the administrator's. */
function stacks({ system, secondRegion }: FleetSystem): readonly Row[] {
  const { partition, region, arn } = system;
  const who = 'ExecutionRole';
  const looks = ['Events', 'Resource', 'ResourceDrifts', 'Resources', 's'].map((each) => `DescribeStack${each}`);
  const drift = ['DetectStackDrift', 'DetectStackResourceDrift'];
  const change = ['CreateStack', 'UpdateStack', 'DeleteStack', 'SetStackPolicy', 'TagResource', 'UntagResource'];
  const all = calls(
    'cloudformation',
    ...change,
    ...looks,
    ...drift,
    'GetStackPolicy',
    'GetTemplate',
    'ListStackResources',
  );
  const stack = (name: string, where = region) => arn('cloudformation', `stack/${name}/0a1b`).replace(region, where);
  const requested = (where: string) => ({ 'aws:RequestedRegion': where });
  const own = 'StackSet-hello-server-fleet-0a1b';
  const file = (path: string) => `arn:${partition}:s3:::any-bucket/tealform/${path}/flat.yaml`;
  const get = calls('s3', 'GetObject', 'GetObjectVersion');
  const ofAdministrator = { 'aws:ResourceAccount': ADMINISTRATOR };
  return [
    may(who, all, stack(own), requested(region)),
    may(who, all, stack(own, secondRegion), requested(secondRegion)),
    mayNot(who, all, stack(own, 'eu-north-1'), requested('eu-north-1')),
    ...['hello-server', 'StackSet-other-fleet-0a1b', 'StackSet-hello-serverless-0a1b'].map((name) =>
      mayNot(who, all, stack(name), requested(region)),
    ),
    may(who, 'cloudformation:DescribeStackDriftDetectionStatus', '*', requested(region)),
    may(who, get, file('hello-server'), ofAdministrator),
    mayNot(who, get, file('hello-server'), { 'aws:ResourceAccount': OTHER }),
    mayNot(who, get, file('other'), ofAdministrator),
    mayNot(who, calls('s3', 'PutObject', 'DeleteObject'), file('hello-server'), ofAdministrator),
  ];
}

/** Names as CloudFormation makes them in a stack set. */
function inStackSet(arn: string): string {
  return arn
    .replace(/:(role|instance-profile|stack)\/hello-server-(?=[A-Z])/, ':$1/StackSet-hello-server-')
    .replace(/autoScalingGroupName\/hello-server-(?=[A-Z])/, 'autoScalingGroupName/StackSet-hello-server-')
    .replace(/:s3:::hello-server-/, ':s3:::stackset-hello-server-');
}

/** Whether a call is of a region. */
const isRegional = (action: string) => !/^(iam|route53|s3|sts):/.test(action);

/** What CloudFormation's own role may do for the system, in the regions of the fleet and in no other. */
function making({ system }: FleetSystem): readonly Row[] {
  const who = 'ExecutionRole';
  const all = Object.entries(SERVICE_ROLE_ROWS)
    .filter(([type]) => type !== 'AWS::CloudFormation::Stack')
    .flatMap(([, rows]) => rows(system))
    // Dashboards are of no region, and one role is for all regions.
    .filter(({ resource }) => !resource.endsWith(':dashboard/hello-server-eu-north-1'))
    .map((row) => ({ ...row, caller: who, resource: inStackSet(row.resource) }));
  const allowed = all.filter((row) => row.allowed);
  const at = (row: Row, region: string) => ({
    ...row,
    context: { 'aws:ResourceAccount': ADMINISTRATOR, 'aws:RequestedRegion': region, ...row.context },
  });
  return [
    ...all.map((row) => at(row, row.resource.includes(':eu-north-1:') ? 'eu-north-1' : system.region)),
    // What is somebody else's stays his.
    ...allowed
      .filter(({ resource }) => resource.includes(`:${ACCOUNT}:`))
      .map((row) => ({
        ...at(row, system.region),
        resource: row.resource.replace(`:${ACCOUNT}:`, `:${OTHER}:`),
        allowed: false,
      })),
    ...allowed.flatMap((row) => {
      const actions = [row.actions].flat().filter(isRegional);
      return actions.length === 0 ? [] : [{ ...at(row, 'eu-north-1'), actions, allowed: false }];
    }),
  ];
}

/** Ways to more than that. */
function climbs({ system, role }: FleetSystem): readonly Row[] {
  const { partition, region, arn, suffix } = system;
  const who = 'ExecutionRole';
  const here = { 'aws:RequestedRegion': region };
  const account = `arn:${partition}:iam::${ACCOUNT}`;
  const write = ['AttachRolePolicy', 'CreateRole', 'DeleteRole', 'PutRolePolicy', 'UpdateAssumeRolePolicy'];
  const roles = ['Administrator', 'StackSet-other-TaskRole-1A', 'hello-server-deployer-eu-central-1'];
  const foreign = [
    ...roles.map((name) => `${account}:role/${name}`),
    ...(['ExecutionRole', 'ReaderRole'] as const).map(role),
  ];
  return [
    ...foreign.map((each) => mayNot(who, [...calls('iam', ...write), 'iam:PassRole', TAKE_ON], each, here)),
    mayNot(who, 'iam:PassRole', `${account}:role/StackSet-hello-server-fleet-TaskRole-1A`, {
      ...here,
      'iam:PassedToService': 'cloudformation.amazonaws.com',
    }),
    mayNot(who, 'iam:PassRole', `${account}:role/StackSet-hello-server-fleet-TaskRole-1A`, here),
    mayNot(who, calls('iam', 'CreateUser', 'CreateAccessKey'), `${account}:user/someone`, here),
    mayNot(who, calls('s3', 'GetObject', 'DeleteObject'), `arn:${partition}:s3:::stackset-hello-server-x/file`, here),
    mayNot(who, 'kms:CreateGrant', arn('kms', 'key/other'), { ...here, 'kms:ViaService': `s3.${region}.${suffix}` }),
    mayNot(who, 'kms:ScheduleKeyDeletion', arn('kms', 'key/other'), {
      ...here,
      'aws:ResourceTag/Name': 'other-artifacts',
    }),
    mayNot(who, calls('ec2', 'DeleteVpc', 'DeleteSubnet'), arn('ec2', 'vpc/other'), {
      ...here,
      'aws:ResourceTag/Name': 'other',
    }),
    mayNot(who, 'secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:hello/db-AbCdEf'), here),
    mayNot(who, calls('organizations', 'ListAccounts', 'LeaveOrganization'), '*', here),
  ];
}

/** All rows of a fleet's roles, by what they say. */
export const FLEET_TABLE: Readonly<Record<string, (fleet: FleetSystem) => readonly Row[]>> = {
  'CloudFormation takes the administration role on for its stack set, and reaches the accounts of the fleet':
    administration,
  'each role of a member trusts whom it is for, and nobody else': trust,
  'the reader role looks at what runs in every region, and changes nothing': reading,
  'the execution role handles the stacks of its set, from the templates of the administrator': stacks,
  "the execution role makes what CloudFormation's own role makes, in the fleet's regions only": making,
  'the execution role gets to no other rights': climbs,
};
