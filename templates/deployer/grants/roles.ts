import { allStacks, type BuiltStack, type Data } from '../../../src/dsl/index.ts';
import type { Grant } from './grant.ts';

const ROLE = 'AWS::IAM::Role';
const PROFILE = 'AWS::IAM::InstanceProfile';
const SYSTEM_ROLES = ['iam::{account}:role/{made}'];

/** The services that make a role of their own in an account when they are first used there. */
const LINKED: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': ['ecs.application-autoscaling.amazonaws.com'],
  'AWS::AutoScaling::AutoScalingGroup': ['autoscaling.amazonaws.com'],
  'AWS::ECS::CapacityProvider': ['ecs.amazonaws.com'],
  'AWS::ECS::Cluster': ['ecs.amazonaws.com'],
  'AWS::ECS::Service': ['ecs.amazonaws.com'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['elasticloadbalancing.amazonaws.com'],
};

/** What makes service-linked roles; the deploy command asks for the same before there is a stack. */
export function linkedRoleGrants(present: ReadonlySet<string>): readonly Grant[] {
  const types = Object.keys(LINKED).filter((type) => present.has(type));
  if (types.length === 0) return [];
  const services = [...new Set(types.flatMap((type) => LINKED[type] ?? []))].sort();
  return [
    {
      types,
      actions: ['iam:CreateServiceLinkedRole'],
      on: ['iam::{account}:role/aws-service-role/*'],
      when: { StringEquals: { 'iam:AWSServiceName': services } },
    },
  ];
}

/**
 * The system's own roles. Whoever writes a role's policy can give it any right, and whoever passes it to a service can use it: what
 * bounds that is a permissions boundary and nothing else. Where the system has one, no role is made, and neither its policies nor its
 * trust are changed, without it; roles from before the system had it are given it. Nothing here takes it off, puts another in its place
 * or changes the policy behind it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function roleGrants(root: BuiltStack, hasBoundary: boolean): readonly Grant[] {
  const bounded = hasBoundary ? { when: { StringEquals: { 'iam:PermissionsBoundary': ['{boundary}'] } } } : {};
  return [
    {
      types: [ROLE],
      actions: [
        'iam:CreateRole',
        'iam:DeleteRolePolicy',
        ...(hasBoundary ? ['iam:PutRolePermissionsBoundary'] : []),
        'iam:PutRolePolicy',
        'iam:UpdateAssumeRolePolicy',
      ],
      on: SYSTEM_ROLES,
      ...bounded,
    },
    {
      types: [ROLE],
      actions: [
        'iam:DeleteRole',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListInstanceProfilesForRole',
        'iam:ListRolePolicies',
        'iam:ListRoleTags',
        'iam:TagRole',
        'iam:UntagRole',
        'iam:UpdateRole',
        'iam:UpdateRoleDescription',
      ],
      on: SYSTEM_ROLES,
    },
    {
      types: [ROLE],
      actions: ['iam:PassRole'],
      on: SYSTEM_ROLES,
      when: { StringEquals: { 'iam:PassedToService': trustedServices(root) } },
    },
    {
      types: [PROFILE],
      actions: [
        'iam:AddRoleToInstanceProfile',
        'iam:CreateInstanceProfile',
        'iam:DeleteInstanceProfile',
        'iam:GetInstanceProfile',
        'iam:RemoveRoleFromInstanceProfile',
      ],
      on: ['iam::{account}:instance-profile/{made}'],
    },
  ];
}

/** The services that the system's roles trust, which are those that roles are passed to. */
function trustedServices(root: BuiltStack): readonly string[] {
  const services = allStacks(root)
    .flatMap(({ template }) => Object.values(template.Resources))
    .filter(({ Type }) => Type === ROLE)
    .flatMap(({ Properties }) => listOf(memberOf(Properties?.AssumeRolePolicyDocument, 'Statement')))
    .flatMap((statement) => listOf(memberOf(memberOf(statement, 'Principal'), 'Service')))
    .flatMap((service) => {
      const text = typeof service === 'string' ? service : memberOf(service, 'Fn::Sub');
      return typeof text === 'string' ? [text.replace(URL_SUFFIX, '{suffix}')] : [];
    });
  return [...new Set(services)].sort();
}

/** `${AWS::URLSuffix}`, as a substitution in a template writes it. */
const URL_SUFFIX = `\${AWS::URLSuffix}`;

function memberOf(data: Data | undefined, key: string): Data | undefined {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
    ? Object.entries(data).find(([name]) => name === key)?.[1]
    : undefined;
}

function listOf(data: Data | undefined): readonly Data[] {
  if (data === undefined) return [];
  return Array.isArray(data) ? data : [data];
}
