// For tests only: what CloudFormation calls for nested stacks and roles, and whose it must leave alone.
import { may, mayNot, type Row } from '../../../src/check/permissions/table.ts';
import { ACCOUNT, BOUNDARY, NESTED, type System } from '../hello.ts';
import { calls, madeName, ROLE, stackName, type TypeRows } from './names.ts';

const iam = (...names: readonly string[]) => calls('iam', ...names);
const WRITE = ['CreateRole', 'DeleteRole', 'DeleteRolePolicy', 'PutRolePolicy', 'TagRole', 'UntagRole'];
const CHANGE = ['UpdateAssumeRolePolicy', 'UpdateRole', 'UpdateRoleDescription'];
const LISTS = ['ListAttachedRolePolicies', 'ListInstanceProfilesForRole', 'ListRolePolicies', 'ListRoleTags'];
/** What CloudFormation calls when it makes, changes or deletes a role. */
const ROLE_CALLS = iam(...WRITE, ...CHANGE, 'GetRole', 'GetRolePolicy', ...LISTS);
const PASSED = ['codebuild', 'codedeploy', 'codepipeline', 'ecs-tasks', 'events', 'lambda', 'vpc-flow-logs'];

const roleArn = ({ partition }: System, name: string) => `arn:${partition}:iam::${ACCOUNT}:role/${name}`;

/** Roles that are not the system's to change: of others, of the deployer itself, of the account. */
const foreignRoles = (system: System): readonly string[] => [
  ...['admin', '2'].map((more) => roleArn(system, madeName('Service', 'TaskRole', `hello-server-${more}`))),
  roleArn(system, madeName('Service', 'TaskRole', 'other')),
  system.get(ROLE, 'Arn'),
  system.get('DeployRole', 'Arn'),
  roleArn(system, 'Administrator'),
  roleArn(system, 'aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS'),
];

/** By resource type. */
export const ROLE_ROWS: TypeRows = {
  'AWS::IAM::Role': (system) => {
    const { suffix, partition } = system;
    const services = [...PASSED.map((service) => `${service}.amazonaws.com`), `ec2.${suffix}`];
    const own = NESTED.flatMap(({ stack, roles }) => roles.map((role) => roleArn(system, madeName(stack, role))));
    const passed = (service: string) => ({ 'iam:PassedToService': service });
    const account = `arn:${partition}:iam::${ACCOUNT}`;
    return [
      ...own.flatMap((role) => [
        may(ROLE, ROLE_CALLS, role),
        ...services.map((service) => may(ROLE, 'iam:PassRole', role, passed(service))),
        mayNot(ROLE, 'iam:PassRole', role),
        mayNot(ROLE, 'iam:PassRole', role, passed('cloudformation.amazonaws.com')),
        // What would give a role more than its template says, or take its boundary off.
        mayNot(ROLE, iam('AttachRolePolicy', 'DeleteRolePermissionsBoundary', 'PutRolePermissionsBoundary'), role),
      ]),
      ...foreignRoles(system).flatMap((role) => [
        mayNot(ROLE, ROLE_CALLS, role),
        ...services.map((service) => mayNot(ROLE, 'iam:PassRole', role, passed(service))),
      ]),
      mayNot(ROLE, iam('CreateUser', 'CreateAccessKey', 'PutUserPolicy'), `${account}:user/someone`),
      mayNot(ROLE, iam('CreatePolicy', 'CreatePolicyVersion', 'SetDefaultPolicyVersion'), system.get('NetworkPolicy')),
      mayNot(ROLE, iam('UpdateOpenIDConnectProviderThumbprint', 'AddClientIDToOpenIDConnectProvider'), system.provider),
      mayNot(ROLE, 'sts:AssumeRole', system.get('TaskRole', 'Arn')),
      mayNot(ROLE, 'secretsmanager:GetSecretValue', system.arn('secretsmanager', 'secret:hello/db-AbCdEf')),
      mayNot(ROLE, 'ssm:GetParameters', system.arn('ssm', 'parameter/hello/token')),
      ...linkedRoles(ROLE, system),
    ];
  },
  'AWS::IAM::InstanceProfile': ({ partition }) => {
    const profile = (system?: string) =>
      `arn:${partition}:iam::${ACCOUNT}:instance-profile/${madeName('Cluster', 'InstanceProfile', system)}`;
    const verbs = ['CreateInstanceProfile', 'DeleteInstanceProfile', 'GetInstanceProfile'];
    const all = iam(...verbs, 'AddRoleToInstanceProfile', 'RemoveRoleFromInstanceProfile');
    return [may(ROLE, all, profile()), mayNot(ROLE, all, profile('hello-server-admin'))];
  },
  'AWS::CloudFormation::Stack': (system) => {
    const sets = ['CreateChangeSet', 'DeleteChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet'];
    const stacks = ['CreateStack', 'DeleteStack', 'DescribeStacks', 'GetTemplate', 'UpdateStack'];
    const verbs = calls('cloudformation', ...sets, ...stacks, 'TagResource', 'UntagResource');
    const stack = (name: string) => system.arn('cloudformation', `stack/${name}/1a2b3c4d`);
    const file = `arn:${system.partition}:s3:::templates/tealform/hello-server/network.0123456789ab.yaml`;
    return [
      ...NESTED.map((nested) => may(ROLE, verbs, stack(stackName(nested.stack)))),
      ...NESTED.map((nested) => mayNot(ROLE, verbs, stack(stackName(nested.stack, 'hello-server-admin')))),
      ...['hello-server', 'hello-server-deployer', 'other'].map((name) => mayNot(ROLE, verbs, stack(name))),
      may(ROLE, calls('s3', 'GetObject', 'GetObjectVersion'), file),
      mayNot(ROLE, calls('s3', 'GetObject', 'GetObjectVersion'), file.replace('hello-server', 'other')),
      mayNot(ROLE, calls('s3', 'PutObject', 'DeleteObject'), file),
    ];
  },
};

/** Where the system has a boundary: no role is made or changed without that very one, and none loses it. */
export function boundedRows(system: System): readonly Row[] {
  const bounded = iam(
    'CreateRole',
    'DeleteRolePolicy',
    'PutRolePermissionsBoundary',
    'PutRolePolicy',
    'UpdateAssumeRolePolicy',
  );
  const by = (boundary: string) => ({ 'iam:PermissionsBoundary': boundary });
  const own = NESTED.flatMap(({ stack, roles }) => roles.map((role) => roleArn(system, madeName(stack, role))));
  return [
    ...own.flatMap((role) => [
      may(ROLE, bounded, role, by(BOUNDARY)),
      mayNot(ROLE, bounded, role),
      mayNot(ROLE, bounded, role, by(`${BOUNDARY}-of-nothing`)),
      mayNot(ROLE, iam('AttachRolePolicy', 'DeleteRolePermissionsBoundary'), role, by(BOUNDARY)),
    ]),
    ...foreignRoles(system).map((role) => mayNot(ROLE, bounded, role, by(BOUNDARY))),
    mayNot(ROLE, iam('CreatePolicyVersion', 'DeletePolicy', 'SetDefaultPolicyVersion'), BOUNDARY),
  ];
}

/** Roles that services make for themselves: those of the services that the system uses, and no other's. */
export function linkedRoles(who: string, system: System): readonly Row[] {
  const role = roleArn(system, 'aws-service-role/some.amazonaws.com/AWSServiceRole');
  const of = (service: string) => ({ 'iam:AWSServiceName': service });
  const create = 'iam:CreateServiceLinkedRole';
  return [
    ...['autoscaling', 'ecs', 'elasticloadbalancing'].map((each) =>
      may(who, create, role, of(`${each}.amazonaws.com`)),
    ),
    mayNot(who, create, role, of('organizations.amazonaws.com')),
    mayNot(who, create, role),
    mayNot(who, create, roleArn(system, 'Administrator'), of('ecs.amazonaws.com')),
  ];
}
