import type { DeploymentTargets } from '../../src/synth/fleet-file.ts';
import type { Permissions, ServiceManaged } from './fleet-permissions.ts';

/** So many accounts of a region, or so many of a hundred. */
export type Amount =
  | { readonly count: number; readonly percent?: never }
  | { readonly percent: number; readonly count?: never };

/** A part of a fleet that is deployed to, and looked at, before the next is. */
export interface Wave {
  readonly name: string;
  /** In words that CloudFormation takes. */
  readonly targets: DeploymentTargets;
}

/** A wave as it was written: these accounts, these units, or what is left. */
interface WrittenWave {
  readonly name: string;
  readonly accounts?: readonly string[] | undefined;
  readonly units?: readonly string[] | undefined;
  readonly rest?: true;
}

/** The last wave: what no wave before it names. */
export function rest(name = 'rest'): { readonly name: string; readonly rest: true } {
  return { name, rest: true };
}

/**
 * The waves in the words of `DeploymentTargets`. None has an account that an earlier one has had; a last one with nothing in it is left
 * out. `UNION` is not among the filters, since `CreateStackInstances` does not take it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentTargets.html
 */
export function writeWaves(permissions: Permissions, written: readonly WrittenWave[]): readonly Wave[] {
  const waves: readonly WrittenWave[] = written.length === 0 ? [rest()] : written;
  const before = (index: number) => waves.slice(0, index);
  return waves.flatMap((wave, index): readonly Wave[] => {
    const passed = {
      accounts: before(index).flatMap(({ accounts = [] }) => accounts),
      units: before(index).flatMap(({ units = [] }) => units),
    };
    const targets =
      permissions.model === 'self-managed'
        ? { Accounts: wave.accounts ?? permissions.accounts.filter((account) => !passed.accounts.includes(account)) }
        : targetsIn(permissions, wave, passed);
    return isEmpty(targets) ? [] : [{ name: wave.name, targets }];
  });
}

function targetsIn(
  { units, accounts }: ServiceManaged,
  wave: WrittenWave,
  passed: { readonly accounts: readonly string[]; readonly units: readonly string[] },
): DeploymentTargets {
  if (wave.accounts) {
    return { OrganizationalUnitIds: units, AccountFilterType: 'INTERSECTION', Accounts: wave.accounts };
  }
  const OrganizationalUnitIds = wave.units ?? units.filter((unit) => !passed.units.includes(unit));
  if (accounts?.only) {
    const Accounts = accounts.only.filter((account) => !passed.accounts.includes(account));
    return { OrganizationalUnitIds, AccountFilterType: 'INTERSECTION', Accounts };
  }
  const Accounts = [...new Set([...(accounts?.except ?? []), ...passed.accounts])];
  return Accounts.length === 0
    ? { OrganizationalUnitIds, AccountFilterType: 'NONE' }
    : { OrganizationalUnitIds, AccountFilterType: 'DIFFERENCE', Accounts };
}

function isEmpty({ OrganizationalUnitIds, AccountFilterType, Accounts }: DeploymentTargets): boolean {
  if (OrganizationalUnitIds?.length === 0) return true;
  return AccountFilterType === undefined || AccountFilterType === 'INTERSECTION' ? Accounts?.length === 0 : false;
}
