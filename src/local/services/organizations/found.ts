import type { Account } from '../../account.ts';
import { keepOrganisation, type Member, type Organisation, organisationOf } from '../../organisation/organisation.ts';
import { type Call, ServiceError } from '../../wire/service.ts';
import { deny } from '../refusals.ts';

/** An organisation, and the account that asks about it. */
export interface Found {
  readonly organisation: Organisation;
  readonly account: Account;
}

/** The organisation of the account that asks. @throws ServiceError `AWSOrganizationsNotInUseException` where it is in none. */
export function inOrganisation({ account }: Call): Found {
  const organisation = organisationOf(account);
  if (organisation) return { organisation, account };
  return deny('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
}

/** The same, for what only the management account may. @throws ServiceError `AccessDeniedException` */
export function requireManagement(call: Call): Found {
  const found = inOrganisation(call);
  if (found.account.whereabouts.accountId === found.organisation.management) return found;
  const message = "You don't have permissions to access this resource.";
  throw new ServiceError('AccessDeniedException', message);
}

/**
 * The same, for lists: the management account's, and those of accounts that act for it with any service.
 * @throws ServiceError `AccessDeniedException`
 */
export function reading(call: Call): Found {
  const found = inOrganisation(call);
  const { accountId } = found.account.whereabouts;
  const acts = found.organisation.delegated.some(({ account }) => account === accountId);
  return acts ? found : requireManagement(call);
}

/** An account of the organisation. @throws ServiceError `AccountNotFoundException` */
export function requireAccount({ accounts }: Organisation, accountId: string): Member {
  const found = accounts.find(({ id }) => id === accountId);
  return found ?? deny('AccountNotFoundException', "You specified an account that doesn't exist.");
}

/** Keeps an organisation; the account that it is kept in is written down before the call is answered. */
export function keep(call: Call, organisation: Organisation): void {
  const kept = keepOrganisation(call.account, organisation);
  call.changed?.(kept);
}

/** `arn:aws:organizations::111122223333:account/o-exampleorgid/444455556666`: all of them are the management account's. */
export function arnIn({ whereabouts }: Account, { management }: Organisation, resource: string): string {
  return `arn:${whereabouts.partition}:organizations::${management}:${resource}`;
}
