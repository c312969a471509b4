import { IAM } from '../../src/aws/index.ts';
import { type BuiltStack, type Problem, type ResourceHandle, sub } from '../../src/dsl/index.ts';
import { type Statement, writeDocument } from '../common/role.ts';
import { connectionGrants, DELIVERY_GRANTS } from './grants/delivery.ts';
import { type Grant, typesOf, writeGrant } from './grants/grant.ts';
import { KEEPING_GRANTS } from './grants/keeping.ts';
import { NETWORK_GRANTS } from './grants/network.ts';
import { linkedRoleGrants, roleGrants } from './grants/roles.ts';
import { RUNNING_GRANTS } from './grants/running.ts';
import { declareNamedRole } from './named-role.ts';
import type { DeployerSite } from './site.ts';

/** Nested stacks, which the role of the root makes in its turn. The stack policies of nested stacks are the deploy command's to set. */
const STACK_GRANTS: readonly Grant[] = [
  {
    types: ['AWS::CloudFormation::Stack'],
    actions: [
      'cloudformation:CreateChangeSet',
      'cloudformation:CreateStack',
      'cloudformation:DeleteChangeSet',
      'cloudformation:DeleteStack',
      'cloudformation:DescribeChangeSet',
      'cloudformation:DescribeStacks',
      'cloudformation:ExecuteChangeSet',
      'cloudformation:GetTemplate',
      'cloudformation:TagResource',
      'cloudformation:UntagResource',
      'cloudformation:UpdateStack',
    ],
    on: ['cloudformation:{here}:stack/{made}/*'],
  },
];

/** What the policies of the service role are for; each is a managed policy, since all of it is more than a role has room for. */
const PURPOSES = {
  network: 'Networks and security groups.',
  running: 'What runs, and how users get there.',
  delivery: 'What builds and releases.',
  keeping: 'What is kept, and what tells of it.',
} as const;

/** What a role may do that CloudFormation makes a system with: managed policies, and statements by the name of their policy. */
export interface MakingRights {
  readonly managed: readonly ResourceHandle<IAM.ManagedPolicyReturnValues>[];
  readonly policies: Readonly<Record<'nested-stacks' | 'roles', readonly Statement[]>>;
}

/**
 * What CloudFormation must be allowed to do for a system. It follows from the resource types in the system's templates and from what
 * CloudFormation's own handlers of these types say that they call.
 */
export function declareMakingRights(site: RightsSite, root: BuiltStack): MakingRights {
  const { names } = site;
  const grants = grantsFor(root, names.boundary !== undefined);
  const written = (each: readonly Grant[]) => each.map((grant) => writeGrant(grant, names));
  return {
    managed: Object.entries(PURPOSES).flatMap(([area, comment]) => {
      const own = grants.filter((grant) => grant.area === area);
      return own.length === 0 ? [] : [declarePolicy(site, area, comment, written(own))];
    }),
    policies: {
      'nested-stacks': written(grants.filter(({ area }) => area === 'stacks')),
      roles: written(grants.filter(({ area }) => area === 'roles')),
    },
  };
}

/** The services that CloudFormation calls for a system, by the beginning of their actions: `ec2`. */
export function servicesOf(root: BuiltStack): readonly string[] {
  const actions = grantsFor(root, false).flatMap((grant) => grant.actions);
  return [...new Set(actions.map((action) => action.replace(/:.*/, '')))].sort();
}

/**
 * The role that CloudFormation works with.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 */
export function declareServiceRole(site: DeployerSite, root: BuiltStack): ResourceHandle<IAM.RoleReturnValues> {
  const { names, templates } = site;
  const { managed, policies } = declareMakingRights(site, root);
  return declareNamedRole(site, 'ServiceRole', {
    kind: 'cloudformation',
    trust: { Principal: { Service: 'cloudformation.amazonaws.com' }, Action: 'sts:AssumeRole' },
    managedPolicies: managed.map((policy) => policy.ref),
    policies: {
      'read-templates': [
        { Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: templates.files },
      ],
      ...policies,
    },
    comment:
      "What CloudFormation may do when it creates, changes or deletes this system. Narrow where names are made from the system's;\n" +
      'what EC2 and Elastic Load Balancing make has ids that nobody knows before: that is held to this region and account, and to the\n' +
      "system's tags where things are deleted that have any; listeners and their rules have none everywhere. " +
      (names.boundary
        ? 'The roles it makes all have the boundary.'
        : 'It can give the roles it makes any right: only a permissions boundary would\nkeep it from that, and this system has none.'),
  });
}

/** What the policies are declared with. */
type RightsSite = Pick<DeployerSite, 'resource' | 'systemName' | 'names'>;

function declarePolicy(
  { resource, systemName }: RightsSite,
  area: string,
  comment: string,
  statements: readonly Statement[],
) {
  return resource(
    `${area.charAt(0).toUpperCase()}${area.slice(1)}Policy`,
    new IAM.ManagedPolicy({
      Description: sub`What CloudFormation may do for ${systemName}: ${area}`,
      PolicyDocument: writeDocument(statements),
    }),
    { comment: `${comment.replace(/\.$/, '')}: a part of the role below.` },
  );
}

/** A grant, and the part of the role that it belongs to. */
interface PlacedGrant extends Grant {
  readonly area: 'stacks' | 'roles' | keyof typeof PURPOSES;
}

/** The grants that the resources of a system need. */
function grantsFor(root: BuiltStack, hasBoundary: boolean): readonly PlacedGrant[] {
  const present = typesOf(root);
  const place = (area: PlacedGrant['area'], grants: readonly Grant[]) => grants.map((grant) => ({ ...grant, area }));
  return [
    ...place('stacks', STACK_GRANTS),
    ...place('network', NETWORK_GRANTS),
    ...place('running', RUNNING_GRANTS),
    ...place('delivery', [...DELIVERY_GRANTS, ...connectionGrants(root)]),
    ...place('keeping', KEEPING_GRANTS),
    ...place('roles', [...roleGrants(root, hasBoundary), ...linkedRoleGrants(present)]),
  ].filter(({ types }) => types.some((type) => present.has(type)));
}

/** A problem for each resource type of a system that no grant is for: CloudFormation could not create it. */
export function checkGrants(root: BuiltStack): readonly Problem[] {
  const known = new Set(grantsFor(root, false).flatMap(({ types }) => types));
  return [...typesOf(root)]
    .filter((type) => !known.has(type))
    .map((type) => ({
      code: 'unknown-permissions',
      message: `nobody has said what CloudFormation must be allowed to do for ${type}`,
      stack: 'Deployer',
      hint: 'add a grant to templates/deployer/grants',
    }));
}
