import type { Fleet } from './fleet.ts';
import { type Hold, isAccount, quote, repeated } from './fleet-hold.ts';

/** What is wrong with the accounts and units of a fleet, and with the waves that they are in. */
export function targetProblems({ permissions, waves, account }: Fleet, hold: Hold): void {
  if (permissions.model === 'self-managed') {
    checkAccounts(permissions.accounts, 'permissions.accounts', hold);
    hold(permissions.accounts.length > 0, 'permissions.accounts', 'there are none', 'write at least one');
    for (const role of [permissions.administrationRole, permissions.executionRole]) {
      const isRole = role === undefined || /^[\w+=,.@-]{1,64}$/.test(role);
      hold(isRole, 'permissions', `${quote(role)} is not the name of a role`, 'write its name alone');
    }
    checkOrganisation(permissions.organisation, hold);
  } else {
    const { units, accounts } = permissions;
    checkOrganisation(permissions.organisation, hold);
    hold(units.length > 0, 'permissions.units', 'there are none', "write at least one, or the organisation's root");
    for (const unit of units) {
      const isUnit = /^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})$/.test(unit);
      hold(isUnit, 'permissions.units', `${quote(unit)} is not a unit`, 'write an id such as ou-a1b2-c3d4e5f6');
    }
    for (const unit of repeated(units)) hold(false, 'permissions.units', `${unit} is there twice`, 'write it once');
    const root = units.find((unit) => unit.startsWith('r-'));
    const others = 'write either the root, which has all units below it, or units';
    hold(root === undefined || units.length === 1, 'permissions.units', `${root} has the other units in it`, others);
    checkAccounts(accounts?.only ?? accounts?.except ?? [], 'permissions.accounts', hold);
    const hint = 'leave it out: CloudFormation does not deploy to it';
    const isOwn = !permissions.delegatedAdministrator && (accounts?.only?.includes(account) ?? false);
    hold(!isOwn, 'permissions.accounts', `${account} is the management account`, hint);
  }
  checkWaves({ permissions, waves }, hold);
}

function checkOrganisation(organisation: string | undefined, hold: Hold): void {
  const isRight = organisation === undefined || /^o-[a-z0-9]{10,32}$/.test(organisation);
  hold(isRight, 'permissions.organisation', `${quote(organisation)} is not one`, 'write an id such as o-a1b2c3d4e5');
}

function checkAccounts(accounts: readonly string[], path: string, hold: Hold): void {
  for (const each of accounts)
    hold(isAccount(each), path, `${quote(each)} is not an account`, 'write its twelve digits');
  for (const each of repeated(accounts)) hold(false, path, `${each} is there twice`, 'write it once');
}

function checkWaves({ permissions, waves }: Pick<Fleet, 'permissions' | 'waves'>, hold: Hold): void {
  for (const name of repeated(waves.map((wave) => wave.name))) {
    hold(false, 'waves', `two are called ${quote(name)}`, 'give one of them another name');
  }
  for (const { name } of waves) {
    hold(/^[\w-]{1,40}$/.test(name), 'waves', `${quote(name)} cannot name one`, 'use letters, digits and hyphens');
  }
  const named = (index: number) => {
    const targets = waves[index]?.targets;
    return targets?.AccountFilterType === 'DIFFERENCE' ? [] : (targets?.Accounts ?? []);
  };
  for (const [index, { name }] of waves.entries()) {
    const path = `waves[${index}]`;
    const earlier = waves.slice(0, index).flatMap((_, at) => named(at));
    for (const account of named(index)) {
      hold(isAccount(account), path, `${quote(account)} is not an account`, 'write its twelve digits');
      hold(!earlier.includes(account), path, `${account} is in a wave before ${name}`, 'name it in one of them');
      const { accounts } = permissions;
      const isIn = Array.isArray(accounts)
        ? accounts.includes(account)
        : !accountFilter(permissions)?.except?.includes(account) &&
          (accountFilter(permissions)?.only?.includes(account) ?? true);
      hold(isIn, path, `${account} is not in the fleet`, 'add it to permissions, or leave it out here');
    }
  }
  const units = waves.flatMap(({ targets }) => (isOfUnits(targets) ? (targets.OrganizationalUnitIds ?? []) : []));
  for (const unit of repeated(units)) hold(false, 'waves', `${unit} is in two of them`, 'name it in one');
}

const accountFilter = (permissions: Fleet['permissions']) =>
  permissions.model === 'service-managed' ? permissions.accounts : undefined;

// What names accounts of all units has the units only to say where they are.
const isOfUnits = ({ AccountFilterType }: { readonly AccountFilterType?: string }) =>
  AccountFilterType === 'NONE' || AccountFilterType === 'DIFFERENCE';
