import { IAM } from '../../src/aws/index.ts';
import { type BuiltStack, equals, not, output, parameter, partition, stack, sub } from '../../src/dsl/index.ts';
import { PERMISSIONS_BOUNDARY_ARN } from '../common/parameters.ts';
import { type Statement, writePolicies } from '../common/role.ts';
import { openSite, type SiteOptions } from '../common/site.ts';
import { madeNames, type Names, writeGrant } from '../deployer/grants/grant.ts';
import { declareMakingRights, servicesOf } from '../deployer/service-role.ts';
import { declareReaderRole, readerParameters } from './reader.ts';
import { fleetParameters, fleetRoleName } from './site.ts';

/** What the roles of a member account are made from. */
export interface MemberOptions extends SiteOptions {
  /** The system's name. */
  readonly name: string;
  /** The system as it was built: what it is made of says what its stack set must be allowed to do. */
  readonly root: BuiltStack;
}

/** Services whose calls are not of a region, or of another one. */
const GLOBAL_SERVICES = ['iam', 'route53', 's3', 'sts'];

/**
 * What a self-managed stack set does in a member account, with its stacks and those nested in them, whose names begin alike. AWS lists all of `cloudformation`, `s3` and `sns` as the least; these are the
 * calls that making, changing, deleting and looking at a stack takes. That no other is made is belief.
 */
const STACK_ACTIONS = [
  'cloudformation:CreateStack',
  'cloudformation:DeleteStack',
  'cloudformation:DescribeStackEvents',
  'cloudformation:DescribeStackResource',
  'cloudformation:DescribeStackResourceDrifts',
  'cloudformation:DescribeStackResources',
  'cloudformation:DescribeStacks',
  'cloudformation:DetectStackDrift',
  'cloudformation:DetectStackResourceDrift',
  'cloudformation:GetStackPolicy',
  'cloudformation:GetTemplate',
  'cloudformation:ListStackResources',
  'cloudformation:SetStackPolicy',
  'cloudformation:TagResource',
  'cloudformation:UntagResource',
  'cloudformation:UpdateStack',
];

/**
 * What a self-managed fleet needs in each of its accounts, once: the execution role, and the one that reads. The execution role may do
 * what the system needs, as the role of its `deployer.yaml` may, in the regions of the fleet.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
 */
export const member = (options: MemberOptions) => {
  const { name, root, permissionsBoundary, tags: own } = options;
  return stack(
    'Member',
    {
      description: `What the stack set of ${name} works with in an account of the fleet, and what tells what runs there`,
      parameters: {
        ...fleetParameters(name),
        ...readerParameters(true),
        Regions: parameter.list({
          description: 'The regions of the fleet',
          allowedPattern: '[a-z]{2,3}(-[a-z]+)+-\\d{1,2}',
          constraintDescription: 'regions, joined by commas',
        }),
        TemplatePrefix: parameter.string({
          description: "Path of this system's templates in the administrator's buckets, without a slash at either end",
          allowedPattern: '[\\w.-]+(/[\\w.-]+)*',
          constraintDescription: 'a path without a slash at either end',
          default: `tealform/${name}`,
        }),
        PermissionsBoundaryArn: permissionsBoundary ? parameter.string(PERMISSIONS_BOUNDARY_ARN) : undefined,
      },
    },
    (given, tools) => {
      const { SystemName, FleetName, AdministratorAccountId, PermissionsBoundaryArn, Regions, TemplatePrefix } = given;
      const site = openSite(tools, { SystemName }, { tags: own });
      const names: Names = {
        systemName: SystemName,
        made: (types) => madeNames(root, types),
        boundary: PermissionsBoundaryArn,
        inStackSet: true,
      };
      const { managed, policies } = declareMakingRights({ ...site, names }, root);
      const administrator = sub`arn:${partition}:iam::${AdministratorAccountId}`;
      const stacks: readonly Statement[] = [
        writeGrant(
          { types: [], actions: STACK_ACTIONS, on: ['cloudformation:{here}:stack/StackSet-{name}-*/*'] },
          names,
        ),
        { Effect: 'Allow', Action: 'cloudformation:DescribeStackDriftDetectionStatus', Resource: '*' },
      ];
      const execution = site.resource(
        'ExecutionRole',
        new IAM.Role({
          RoleName: fleetRoleName(SystemName, FleetName, 'execution'),
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: sub`${administrator}:root` },
                Action: 'sts:AssumeRole',
                Condition: {
                  ArnEquals: {
                    'aws:PrincipalArn': sub`${administrator}:role/${fleetRoleName(SystemName, FleetName, 'administration')}`,
                  },
                },
              },
            ],
          },
          ManagedPolicyArns: managed.map((policy) => policy.ref),
          Policies: writePolicies({
            stacks,
            roles: policies.roles,
            'read-templates': [
              {
                Effect: 'Allow',
                Action: ['s3:GetObject', 's3:GetObjectVersion'],
                Resource: sub`arn:${partition}:s3:::*/${TemplatePrefix}/*`,
                Condition: { StringEquals: { 'aws:ResourceAccount': AdministratorAccountId } },
              },
            ],
            regions: [
              {
                Effect: 'Deny',
                Action: servicesOf(root)
                  .filter((service) => !GLOBAL_SERVICES.includes(service))
                  .map((service) => `${service}:*`),
                Resource: '*',
                Condition: { StringNotEquals: { 'aws:RequestedRegion': Regions } },
              },
            ],
          }),
          Tags: site.tags('execution'),
        }),
        {
          comment:
            "Taken on by the administration role of this fleet and this system alone. What it may do is what the system's templates need, in\n" +
            "the fleet's regions: one role is for all of them. " +
            (PermissionsBoundaryArn
              ? 'The roles it makes all have the boundary.'
              : 'It can give the roles it makes any right: only a permissions boundary\nwould keep it from that, and this system has none.'),
        },
      );
      const hasReader = tools.condition('HasReader', not(equals(given.ReaderPrincipal, '')));
      const readerRole = declareReaderRole({ ...site, given }, hasReader);
      return {
        ExecutionRoleArn: output(execution.att('Arn'), { description: 'What the stack set works with here' }),
        ReaderRoleArn: output(readerRole.att('Arn'), {
          description: 'What the administrator takes on to read',
          condition: hasReader,
        }),
      };
    },
  );
};
