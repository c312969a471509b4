import { type Problem, throwIfAny } from '../../dsl/error.ts';
import type { Account, Whereabouts } from '../account.ts';
import { keepOrganisation, keptOrganisation, type Member, type Organisation, type Unit } from './organisation.ts';

/** An organisation as it is given when a local cloud is opened. */
export interface GivenOrganisation {
  /** `o-exampleorgid` */
  readonly id: string;
  /** One of the accounts. */
  readonly managementAccount: string;
  /** `r-abcd`, unless said. */
  readonly root?: string;
  readonly units?: readonly {
    /** `ou-abcd-11111111` */
    readonly id: string;
    readonly name: string;
    /** Another unit; the root unless said. */
    readonly parent?: string;
  }[];
  readonly accounts: readonly {
    /** Twelve digits. */
    readonly id: string;
    readonly name?: string;
    /** The root unless said. */
    readonly unit?: string;
    /** Those that are enabled for it. */
    readonly regions: readonly string[];
    /** A closed account is there for 90 days, and nobody gets into it. */
    readonly suspended?: boolean;
  }[];
  /** Services that are trusted from the beginning. */
  readonly trusted?: readonly string[];
}

/** Lets the management account into accounts that were made in an organisation. */
export const ACCESS_ROLE = 'OrganizationAccountAccessRole';

/**
 * An organisation from what is given and what a folder has kept of it: units, accounts and regions that are new are added, and what
 * calls have changed since stays as it is.
 * @throws TealformError `bad-organisation` with everything that is wrong.
 */
export function mergeOrganisation(
  given: GivenOrganisation,
  kept: Organisation | undefined,
  home: Whereabouts,
  now: Date,
): Organisation {
  check(given, kept, home);
  const at = now.toISOString();
  const root = kept?.root ?? given.root ?? 'r-abcd';
  const units = (given.units ?? []).map(({ id, name, parent = root }): Unit => ({ id, name, parent }));
  const accounts = given.accounts.map(
    ({ id, name = `account-${id}`, unit = root, regions, suspended = false }): Member => ({
      id,
      name,
      email: `${name}@example.com`,
      parent: unit,
      regions: [...regions],
      status: suspended ? 'SUSPENDED' : 'ACTIVE',
      joinedAt: at,
    }),
  );
  const known = new Map(kept?.accounts.map((account) => [account.id, account]));
  return {
    id: given.id,
    management: given.managementAccount,
    root,
    units: [...(kept?.units ?? []), ...units.filter(({ id }) => !kept?.units.some((unit) => unit.id === id))],
    accounts: [
      ...(kept?.accounts ?? []).map((account) => {
        const more = accounts.find(({ id }) => id === account.id)?.regions ?? [];
        return { ...account, regions: [...new Set([...account.regions, ...more])] };
      }),
      ...accounts.filter(({ id }) => !known.has(id)),
    ],
    trusted: kept?.trusted ?? Object.fromEntries((given.trusted ?? []).map((service) => [service, at])),
    delegated: kept?.delegated ?? [],
  };
}

/** Where the accounts of an organisation are, in each of their regions, the home account left out. */
export function placesOf({ accounts }: Organisation, home: Whereabouts): readonly Whereabouts[] {
  const all = accounts.flatMap(({ id, regions }) =>
    regions.map((region) => ({ partition: home.partition, accountId: id, region })),
  );
  return all.filter(({ accountId, region }) => accountId !== home.accountId || region !== home.region);
}

/** Keeps an organisation, and makes the role in each account that lets the management account in. */
export function foundOrganisation(home: Account, organisation: Organisation): void {
  const before = keptOrganisation(home)?.accounts ?? [];
  keepOrganisation(home, organisation);
  for (const { id, regions } of organisation.accounts) {
    const [region] = regions;
    const account = region === undefined ? undefined : home.at({ accountId: id, region });
    const isNew = !before.some((each) => each.id === id);
    if (account && isNew && id !== organisation.management) makeAccessRole(account, organisation.management);
  }
}

function makeAccessRole(account: Account, management: string): void {
  if (account.find('AWS::IAM::Role', ACCESS_ROLE)) return;
  const { partition } = account.whereabouts;
  const AWS = `arn:${partition}:iam::${management}:root`;
  const Statement = [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }];
  account.put({
    type: 'AWS::IAM::Role',
    id: ACCESS_ROLE,
    properties: { RoleName: ACCESS_ROLE, AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } },
    attributes: {
      Arn: account.arn('iam', `role/${ACCESS_ROLE}`, { global: true }),
      RoleId: `AROA${account.newSuffix(17)}`,
    },
  });
}

function check(given: GivenOrganisation, kept: Organisation | undefined, home: Whereabouts): void {
  const problems: Problem[] = [];
  const report = (path: string, message: string, hint: string) =>
    problems.push({ code: 'bad-organisation', path, message, hint });
  const shaped = (path: string, value: string, pattern: RegExp, example: string) => {
    if (!pattern.test(value)) report(path, `'${value}' is not of the right form`, `such as ${example}`);
  };
  const root = given.root ?? kept?.root ?? 'r-abcd';
  shaped('id', given.id, /^o-[a-z0-9]{10,32}$/, 'o-exampleorgid');
  shaped('root', root, /^r-[0-9a-z]{4,32}$/, 'r-abcd');
  if (kept !== undefined && (kept.id !== given.id || kept.management !== given.managementAccount))
    report('id', `the folder has the organisation ${kept.id} of ${kept.management}`, 'name another folder');
  const parents = new Set([
    root,
    ...(given.units ?? []).map(({ id }) => id),
    ...(kept?.units ?? []).map(({ id }) => id),
  ]);
  for (const [index, { id, parent = root }] of (given.units ?? []).entries()) {
    shaped(`units[${index}].id`, id, /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/, 'ou-abcd-11111111');
    if (!parents.has(parent) || parent === id)
      report(`units[${index}].parent`, `there is no unit ${parent}`, 'name one');
  }
  for (const [index, { id, unit = root, regions }] of given.accounts.entries()) {
    shaped(`accounts[${index}].id`, id, /^\d{12}$/, '111122223333');
    if (!parents.has(unit)) report(`accounts[${index}].unit`, `there is no unit ${unit}`, 'name one of the units');
    if (regions.length === 0) report(`accounts[${index}].regions`, 'no region is enabled', 'name at least one');
    if (given.accounts.findIndex((each) => each.id === id) !== index)
      report(`accounts[${index}].id`, `${id} is there twice`, 'name it once');
  }
  if (!given.accounts.some(({ id }) => id === given.managementAccount))
    report('managementAccount', `${given.managementAccount} is none of the accounts`, 'list it with its regions');
  const own = given.accounts.find(({ id }) => id === home.accountId);
  if (own && !own.regions.includes(home.region))
    report('accounts', `${home.region} is not enabled for ${home.accountId}, where callers are`, 'add it');
  throwIfAny(problems);
}
