import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';

/** An organisational unit. */
export interface Unit {
  readonly id: string;
  readonly name: string;
  /** The root, or another unit. */
  readonly parent: string;
}

/** An account of an organisation. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** The root, or a unit. */
  readonly parent: string;
  /** Those that are enabled for it. */
  readonly regions: readonly string[];
  readonly status: 'ACTIVE' | 'SUSPENDED';
  readonly joinedAt: string;
}

/** What is kept of an organisation. All of it is JSON. */
export interface Organisation {
  readonly id: string;
  /** The account that the organisation is managed from. */
  readonly management: string;
  readonly root: string;
  readonly units: readonly Unit[];
  readonly accounts: readonly Member[];
  /** Since when each service that is trusted is: `member.org.stacksets.cloudformation.amazonaws.com`. */
  readonly trusted: Readonly<Record<string, string>>;
  /** Accounts that act for the management account with a service. */
  readonly delegated: readonly { readonly account: string; readonly service: string; readonly at: string }[];
}

const SERVICE = 'organizations';

/** The organisation that an account is in, its own unless another is named; undefined for one that is in none. */
export function organisationOf(
  account: Account,
  accountId: string = account.whereabouts.accountId,
): Organisation | undefined {
  const organisation = keptOrganisation(account);
  return organisation?.accounts.some(({ id }) => id === accountId) ? organisation : undefined;
}

/** The organisation that the cloud has, whether the account is in it or not. */
export function keptOrganisation(account: Account): Organisation | undefined {
  const kept = account.cloud.home.kept(SERVICE);
  // Only keepOrganisation writes it, so it is what was given there.
  return typeof kept.id === 'string' ? (kept as unknown as Organisation) : undefined;
}

/** Keeps an organisation, where the whole cloud finds it. @returns the account that has changed by it. */
export function keepOrganisation(account: Account, organisation: Organisation): Account {
  // Its interfaces are JSON all the way down; TypeScript gives interfaces no index signature.
  account.cloud.home.keep(SERVICE, organisation as unknown as DataObject);
  return account.cloud.home;
}

/** What lies in the root or in a unit: the accounts, those in units of it as well. */
export function accountsUnder(organisation: Organisation, parent: string): readonly Member[] {
  const own = organisation.accounts.filter((account) => account.parent === parent);
  const units = organisation.units.filter((unit) => unit.parent === parent);
  return [...own, ...units.flatMap(({ id }) => accountsUnder(organisation, id))];
}

/** Whether there is such a root or unit. */
export function hasParent({ root, units }: Organisation, id: string): boolean {
  return id === root || units.some((unit) => unit.id === id);
}

/** Whether an account, its own unless another is named, is closed. */
export function isSuspended(account: Account, accountId: string = account.whereabouts.accountId): boolean {
  const found = organisationOf(account, accountId)?.accounts.find(({ id }) => id === accountId);
  return found?.status === 'SUSPENDED';
}

/** Whether an account, such as a delegated administrator, may act for the management account with a service. */
export function actsFor({ management, delegated }: Organisation, accountId: string, service: string): boolean {
  return accountId === management || delegated.some((each) => each.account === accountId && each.service === service);
}
