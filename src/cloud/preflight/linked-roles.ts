import { CreateServiceLinkedRoleCommand, GetRoleCommand } from '@aws-sdk/client-iam';
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
  const missing = await missingLinkedRoles(clients, target);
  return missing.map(({ role, service }) => ({
    level: 'mended',
    code: 'no-linked-role',
    message: `the account has no ${role}`,
    hint: `it is made before the stack is: aws iam create-service-linked-role --aws-service-name ${service}`,
  }));
};

/** The roles that a system needs and the account does not have. */
export async function missingLinkedRoles({ iam, region }: Clients, target: Target): Promise<readonly LinkedRole[]> {
  const types = new Set(targetResources(target).map(({ type }) => type));
  const needed = LINKED_ROLES.filter((role) => role.types.some((type) => types.has(type)));
  const found = await Promise.all(
    needed.map(({ role }) =>
      answered(iam.send(new GetRoleCommand({ RoleName: role })), { action: 'iam:GetRole', resource: role, region }, [
        'NoSuchEntity',
        'NoSuchEntityException',
      ]),
    ),
  );
  return needed.filter((_, index) => found[index] === undefined);
}

/** Has a service-linked role made; somebody else may have been faster. */
export async function createLinkedRole({ iam, region }: Clients, { service, role }: LinkedRole): Promise<void> {
  await answered(
    iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service })),
    { action: 'iam:CreateServiceLinkedRole', resource: role, region },
    ({ name, message }) => /^InvalidInput/.test(name) && /has been taken/.test(message),
  );
}
