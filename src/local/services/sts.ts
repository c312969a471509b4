import {
  AssumeRole$,
  type AssumeRoleRequest,
  GetCallerIdentity$,
  type GetCallerIdentityRequest,
  type GetCallerIdentityResponse,
} from '@aws-sdk/client-sts';
import type { Account } from '../account.ts';
import { asRole, type Caller, callerOf } from '../caller.ts';
import { isSuspended } from '../organisation/organisation.ts';
import type { LocalResource } from '../resource.ts';
import { judge } from '../resource-policy.ts';
import { findRole } from '../resources/iam.ts';
import { keyOfAccount, tokenOf } from '../wire/credentials.ts';
import { type Call, type LocalService, operation, ServiceError } from '../wire/service.ts';

/**
 * Who asks, and how somebody takes on a role. A role's trust policy must let the caller; nobody's own permissions are looked at.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
 */
export const sts: LocalService = {
  id: 'sts',
  protocols: ['query'],
  version: '2011-06-15',
  operations: [
    operation('GetCallerIdentity', GetCallerIdentity$, [], (_: GetCallerIdentityRequest, call) => {
      const { accountId, arn, userId } = callerIn(call);
      const answer: GetCallerIdentityResponse = { Account: accountId, Arn: arn, UserId: userId };
      return answer;
    }),
    operation(
      'AssumeRole',
      AssumeRole$,
      ['RoleArn', 'RoleSessionName', 'DurationSeconds', 'ExternalId'],
      (input: AssumeRoleRequest, call) => {
        const { RoleArn = '', RoleSessionName = '' } = input;
        const caller = callerIn(call);
        if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName))
          throw invalid(
            `1 validation error detected: Value '${RoleSessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
          );
        const found = takeOn(call.account, caller, RoleArn, input.ExternalId);
        const { account, role } = found ?? denied(caller, RoleArn);
        const lasts = durationOf(input, role, caller);
        const expires = new Date(account.now().getTime() + lasts * 1000);
        const session = { role: RoleArn, roleId: String(role.attributes.RoleId), session: RoleSessionName };
        const { arn, userId } = asRole(account, session);
        return {
          Credentials: {
            AccessKeyId: keyOfAccount(account.whereabouts.accountId),
            SecretAccessKey: 'local',
            SessionToken: tokenOf({ ...session, expires: expires.toISOString() }),
            Expiration: expires,
          },
          AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
        };
      },
    ),
  ],
};

function callerIn({ account, caller }: Call): Caller {
  return caller ?? callerOf(account);
}

/** The role of that ARN, in whichever account, if it is there and lets the caller. */
function takeOn(
  from: Account,
  caller: Caller,
  arn: string,
  externalId: string | undefined,
): { readonly account: Account; readonly role: LocalResource } | undefined {
  const accountId = arn.split(':')[4] ?? '';
  const account = from.cloud.ofAccount(accountId)[0];
  const role = account && findRole(account, arn);
  if (!account || !role || isSuspended(account)) return undefined;
  const verdict = judge(
    role.properties.AssumeRolePolicyDocument ?? {},
    `the trust policy of ${arn}`,
    'trust',
    account,
    {
      caller,
      action: 'sts:AssumeRole',
      resource: '*',
      context: externalId === undefined ? {} : { 'sts:ExternalId': externalId },
    },
  );
  return verdict === 'allowed' ? { account, role } : undefined;
}

function denied({ arn }: Caller, role: string): never {
  const message = `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${role}`;
  throw new ServiceError('AccessDenied', message, 403);
}

// From one role into the next it is an hour at most.
function durationOf(
  { DurationSeconds = 3600 }: AssumeRoleRequest,
  { properties }: LocalResource,
  caller: Caller,
): number {
  const longest = Number(properties.MaxSessionDuration ?? 3600);
  if (DurationSeconds < 900)
    throw invalid(
      `1 validation error detected: Value '${DurationSeconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    );
  if (caller.role !== undefined && DurationSeconds > 3600)
    throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.');
  if (DurationSeconds > longest)
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  return DurationSeconds;
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}
