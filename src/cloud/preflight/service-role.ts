import { GetRoleCommand } from '@aws-sdk/client-iam';
import { answered } from '../call.ts';
import type { Check } from './check.ts';

/** Whether the role that CloudFormation is to work with is there. */
export const checkServiceRole: Check = async ({ clients: { iam, region }, target }) => {
  const { environment, system } = target;
  const role = environment.serviceRole?.(system, environment.region);
  if (role === undefined) return [];
  const answer = await answered(
    iam.send(new GetRoleCommand({ RoleName: role })),
    { action: 'iam:GetRole', resource: role, region },
    ['NoSuchEntity', 'NoSuchEntityException'],
  );
  if (answer !== undefined) return [];
  return [
    {
      level: 'error',
      code: 'no-service-role',
      message: `the account has no role ${role}, which CloudFormation is to work with`,
      hint: `have an administrator create a stack of output/${system}/deployer.yaml, once`,
    },
  ];
};
