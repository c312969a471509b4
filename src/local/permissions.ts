import type { Context } from '../check/permissions/conditions.ts';
import { type Decision, evaluate } from '../check/permissions/evaluate.ts';
import { type Policy, readPolicy } from '../check/permissions/policy.ts';
import { TealformError } from '../dsl/error.ts';
import type { Data } from '../dsl/template.ts';
import type { Account } from './account.ts';
import type { Caller } from './caller.ts';
import type { LocalResource } from './resource.ts';
import { findRole, inlinePolicies, ownPolicies } from './resources/iam.ts';
import { textOf, textsOf } from './resources/read.ts';
import { ServiceError } from './wire/service.ts';

/**
 * Whether a role's policies let it do something: those of its own, those that templates attach to it, and its boundary. Policies of
 * resources are not looked at, so it is for actions whose resources have none.
 * @throws TealformError `unknown-policy` for a policy that only its ARN is known of, and for what the evaluator does not know.
 */
export function roleMay(
  account: Account,
  roleArn: string,
  action: string,
  resource: string,
  context: Context = {},
): Decision {
  const role = findRole(account, roleArn);
  if (!role) return { allowed: false, reason: `there is no role ${roleArn}` };
  const boundary = textOf(role.properties, 'PermissionsBoundary');
  const permissions = {
    logicalId: role.owner?.logicalId ?? role.id,
    arn: roleArn,
    policies: policiesOf(account, role),
    boundary: boundary === undefined ? undefined : managed(account, role, boundary),
  };
  const { accountId } = account.whereabouts;
  const all = { account: accountId, roles: [permissions], resources: [] };
  return evaluate({ principal: { role: roleArn }, action, resource, context }, all);
}

/** Refuses a call that the caller's role does not allow, in AWS's words. A caller without a role is the account's user, who may anything. */
export function mustBeAllowed(
  account: Account,
  caller: Caller | undefined,
  action: string,
  resource: string,
  context: Context = {},
): void {
  if (caller?.role === undefined || roleMay(account, caller.role, action, resource, context).allowed) return;
  const words = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  throw new ServiceError(
    'AccessDeniedException',
    `${words} because no identity-based policy allows the ${action} action`,
  );
}

function policiesOf(account: Account, role: LocalResource): readonly Policy[] {
  const named = (name: string, document: Data | undefined) => read(role, name, document ?? null);
  const inline = inlinePolicies(role).map((policy) => named(textOf(policy, 'PolicyName') ?? '', policy.PolicyDocument));
  const attached = textsOf(role.properties, 'ManagedPolicyArns').map((arn) => managed(account, role, arn));
  const own = ownPolicies(account, role).map(({ id, properties }) =>
    named(textOf(properties, 'PolicyName') ?? id, properties.PolicyDocument),
  );
  return [...inline, ...attached, ...own];
}

function managed(account: Account, role: LocalResource, arn: string): Policy {
  const found = account.find('AWS::IAM::ManagedPolicy', arn);
  if (found) return read(role, arn, found.properties.PolicyDocument ?? null);
  throw new TealformError({
    code: 'unknown-policy',
    message: `the local cloud does not know what ${arn} allows, which the role ${role.id} has`,
    hint: 'write the policy in the template',
  });
}

function read(role: LocalResource, name: string, document: Data): Policy {
  return readPolicy(document, `${role.owner?.logicalId ?? role.id} policy ${name}`, 'identity');
}
