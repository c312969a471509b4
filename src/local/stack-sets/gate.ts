import type { Account } from '../account.ts';
import { callerOf } from '../caller.ts';
import { isSuspended, organisationOf } from '../organisation/organisation.ts';
import { judge } from '../resource-policy.ts';
import { admits, findRole } from '../resources/iam.ts';
import type { InstanceRecord, StackSetRecord } from './state.ts';

/** The roles of a self-managed set, unless it names others. */
export const ADMINISTRATION_ROLE = 'AWSCloudFormationStackSetAdministrationRole';
export const EXECUTION_ROLE = 'AWSCloudFormationStackSetExecutionRole';

/** Where an operation gets in, or why it does not. */
export type Entrance = { readonly account: Account } | { readonly refusal: string };

/**
 * The account and region of an instance, if the set may work there: by the pair of roles of a self-managed set, or as a member of
 * the organisation.
 * @param admin the account of the set.
 */
export function enter(admin: Account, set: StackSetRecord, { account: accountId, region }: InstanceRecord): Entrance {
  const anywhere = admin.cloud.ofAccount(accountId)[0];
  if (set.permissionModel === 'SERVICE_MANAGED') {
    if (!organisationOf(admin, accountId) || !anywhere)
      return { refusal: `Account ${accountId} is not part of the organization` };
  } else if (!anywhere || isSuspended(anywhere) || !trusts(admin, set, anywhere))
    return { refusal: untrusted(admin, set, accountId) };
  const account = admin.at({ accountId, region });
  // Documented: the region must be enabled for the account of the set as well.
  const isReached = admin.at({ accountId: admin.whereabouts.accountId, region }) !== undefined;
  return account && isReached ? { account } : { refusal: DISABLED };
}

/** As AWS answers whoever asks in a region that is not enabled for an account. */
const DISABLED =
  'The security token included in the request is invalid. (Service: AmazonCloudFormation; Status Code: 403; Error Code: InvalidClientTokenId)';

/** The ARN of the role that a self-managed set works by. */
export function administrationRoleOf(admin: Account, { administrationRole }: StackSetRecord): string {
  return administrationRole ?? admin.arn('iam', `role/${ADMINISTRATION_ROLE}`, { global: true });
}

/** The ARN of the role that stacks of a set are worked on with in an account. */
export function executionRoleOf({ permissionModel, executionRole, id }: StackSetRecord, account: Account): string {
  const name = permissionModel === 'SERVICE_MANAGED' ? `stacksets-exec-${id.replaceAll('-', '')}` : executionRole;
  return account.arn('iam', `role/${name}`, { global: true });
}

function trusts(admin: Account, set: StackSetRecord, target: Account): boolean {
  const administration = administrationRoleOf(admin, set);
  if (!admits(admin, administration, 'cloudformation.amazonaws.com')) return false;
  const arn = target.arn('iam', `role/${set.executionRole}`, { global: true });
  const role = findRole(target, arn) ?? target.find('AWS::IAM::Role', set.executionRole);
  if (!role) return false;
  const caller = { ...callerOf(admin), role: administration };
  const document = role.properties.AssumeRolePolicyDocument ?? {};
  const request = { caller, action: 'sts:AssumeRole', resource: '*' };
  return judge(document, `the trust policy of ${arn}`, 'trust', target, request) === 'allowed';
}

function untrusted(admin: Account, set: StackSetRecord, accountId: string): string {
  const administration = administrationRoleOf(admin, set);
  const name = administration.slice(administration.lastIndexOf('/') + 1);
  return `Account ${accountId} should have '${set.executionRole}' role with trust relationship to Role '${name}'.`;
}
