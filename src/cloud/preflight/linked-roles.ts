import { CreateServiceLinkedRoleCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import { TealformError } from '../../dsl/error.ts';
import { answered } from '../call.ts';
import type { Clients } from '../clients.ts';
import type { Target } from '../target.ts';
import { targetResources } from '../target-resources.ts';
import type { Check } from './check.ts';

/** A role that a service has in an account by itself, and which resources need it. */
export interface LinkedRole {
  readonly service: string;
  readonly role: string;
  readonly types: readonly string[];
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html */
const LINKED_ROLES: readonly LinkedRole[] = [
  {
    service: 'elasticloadbalancing.amazonaws.com',
    role: 'AWSServiceRoleForElasticLoadBalancing',
    types: ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
  },
  {
    service: 'ecs.amazonaws.com',
    role: 'AWSServiceRoleForECS',
    types: ['AWS::ECS::Cluster', 'AWS::ECS::Service'],
  },
  {
    service: 'autoscaling.amazonaws.com',
    role: 'AWSServiceRoleForAutoScaling',
    types: ['AWS::AutoScaling::AutoScalingGroup'],
  },
  {
    service: 'ecs.application-autoscaling.amazonaws.com',
    role: 'AWSServiceRoleForApplicationAutoScaling_ECSService',
    types: ['AWS::ApplicationAutoScaling::ScalableTarget'],
  },
];

/** Tells which service-linked roles will be made. */
export const checkLinkedRoles: Check = async ({ clients, target }) => {
  const { missing, unknown } = await findLinkedRoles(clients, target);
  const byHand = ({ service }: LinkedRole) => `aws iam create-service-linked-role --aws-service-name ${service}`;
  return [
    ...missing.map((role) => ({
      level: 'mended' as const,
      code: 'no-linked-role',
      message: `the account has no ${role.role}`,
      hint: `it is made before the stack is: ${byHand(role)}`,
    })),
    ...unknown.map((role) => ({
      level: 'note' as const,
      code: 'linked-role-unknown',
      message: `whether the account has ${role.role} may not be looked up, which AWS answers also where it has none`,
      hint: `it is made before the stack is, if it is missing: ${byHand(role)}`,
    })),
  ];
};

/** The roles that a system needs and the account does not have, or that it cannot be said of. */
export interface LinkedRoles {
  readonly missing: readonly LinkedRole[];
  readonly unknown: readonly LinkedRole[];
}

/**
 * Looks for the roles that a system needs. A role that is not there has no path, and IAM holds the right to look at it against an ARN
 * without one (`on resource: role NAME`): whoever may look at `role/aws-service-role/*` alone is refused.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
 * @see https://github.com/aws/aws-cdk/issues/27067 what it says of roles that are not there
 */
export async function findLinkedRoles({ iam, region }: Clients, target: Target): Promise<LinkedRoles> {
  const types = new Set(targetResources(target).map(({ type }) => type));
  const needed = LINKED_ROLES.filter((role) => role.types.some((type) => types.has(type)));
  const look = async ({ role }: LinkedRole): Promise<'there' | 'missing' | 'unknown'> => {
    const about = { action: 'iam:GetRole', resource: role, region };
    try {
      const call = iam.send(new GetRoleCommand({ RoleName: role }));
      return (await answered(call, about, ['NoSuchEntity', 'NoSuchEntityException'])) ? 'there' : 'missing';
    } catch (error) {
      if (error instanceof TealformError && error.code === 'access-denied') return 'unknown';
      throw error;
    }
  };
  const found = await Promise.all(needed.map(look));
  const those = (answer: (typeof found)[number]) => needed.filter((_, index) => found[index] === answer);
  return { missing: those('missing'), unknown: those('unknown') };
}

/**
 * Has a service-linked role made; it may be there, or somebody else have been faster.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
 */
export async function createLinkedRole({ iam, region }: Clients, { service, role }: LinkedRole): Promise<void> {
  await answered(
    iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service })),
    { action: 'iam:CreateServiceLinkedRole', resource: role, region },
    ({ name, message }) => /^InvalidInput/.test(name) && /has been taken/.test(message),
  );
}
