import type { Account } from './account.ts';
import type { RoleSession } from './wire/credentials.ts';

/** Who asks, as policies and `GetCallerIdentity` name them. */
export interface Caller {
  readonly accountId: string;
  /** `arn:aws:iam::111122223333:user/local`, `arn:aws:sts::111122223333:assumed-role/Reader/session` */
  readonly arn: string;
  readonly userId: string;
  /** The ARN of the role that was taken on; undefined for the account's user. */
  readonly role?: string;
}

/** Who asks from an account: its one user, or who has taken on a role in it. */
export function callerOf(account: Account, session?: RoleSession): Caller {
  const { accountId } = account.whereabouts;
  if (session !== undefined) return asRole(account, session);
  return { accountId, arn: account.arn('iam', 'user/local', { global: true }), userId: 'AIDALOCALCLOUD0000000' };
}

/** Who CloudFormation is for a stack: the role that it works with, else whoever asked, which is the account's user. */
export function workerOf(account: Account, roleArn: string | undefined): Caller {
  if (roleArn === undefined) return callerOf(account);
  return asRole(account, { role: roleArn, roleId: 'AROALOCALCLOUD0000000', session: 'AWSCloudFormation' });
}

/** Somebody who has taken on a role. */
export function asRole(account: Account, { role, roleId, session }: Omit<RoleSession, 'expires'>): Caller {
  const name = role.slice(role.lastIndexOf('/') + 1);
  const arn = account.arn('sts', `assumed-role/${name}/${session}`, { global: true });
  return { accountId: account.whereabouts.accountId, arn, userId: `${roleId}:${session}`, role };
}
