import type { DeploymentTargets } from '@aws-sdk/client-cloudformation';
import { invalid } from '../../../engine/refusals.ts';
import { accountsUnder, hasParent, organisationOf } from '../../../organisation/organisation.ts';
import type { StackSets } from '../../../stack-sets/stack-sets.ts';
import { keyOf, type ResultRecord, type StackSetRecord } from '../../../stack-sets/state.ts';
import { ServiceError } from '../../../wire/service.ts';
import { notFound } from './access.ts';

/** Documented: of one operation. */
const MOST_UNITS = 50;

/** Where an operation is to work, as requests say it. */
export interface TargetsInput {
  readonly Accounts?: readonly string[] | undefined;
  readonly DeploymentTargets?: DeploymentTargets | undefined;
  readonly Regions?: readonly string[] | undefined;
}

/** The accounts and regions of an operation, none of which has been tried. */
export type Places = Record<string, ResultRecord>;

/** Where instances are to be made. @throws ServiceError `ValidationError` */
export function placesToCreate(sets: StackSets, set: StackSetRecord, input: TargetsInput): Places {
  const accounts = set.permissionModel === 'SELF_MANAGED' ? named(input) : inUnits(sets, input, true);
  return spread(accounts, regionsOf(input));
}

/** The instances that are to be changed or to go. @throws ServiceError `ValidationError` */
export function placesAmong(sets: StackSets, set: StackSetRecord, input: TargetsInput): Places {
  const isOwn = set.permissionModel === 'SELF_MANAGED';
  const accounts = isOwn ? named(input) : inUnits(sets, input, false);
  const { OrganizationalUnitIds: units = [], AccountFilterType: filter } = input.DeploymentTargets ?? {};
  // An account may have left the unit since its instance was made by it.
  if (filter === undefined || filter === 'NONE' || filter === 'UNION')
    for (const { account, unit } of Object.values(set.instances))
      if (unit !== undefined && units.includes(unit) && !accounts.has(account)) accounts.set(account, unit);
  const asked = spread(accounts, regionsOf(input));
  return Object.fromEntries(
    Object.entries(asked).flatMap(([key, { account, region, unit }]) => {
      const instance = set.instances[key];
      return instance ? [[key, pending(account, region, unit ?? instance.unit)]] : [];
    }),
  );
}

/** Every instance of a set but those that a failed deletion has left in no good state. */
export function placesOfAll({ instances }: StackSetRecord): Places {
  const good = Object.values(instances).filter(({ status }) => status !== 'INOPERABLE');
  return Object.fromEntries(
    good.map(({ account, region, unit }) => [keyOf({ account, region }), pending(account, region, unit)]),
  );
}

/** @throws ServiceError `StackInstanceNotFoundException` where an account and a region that are named have no instance. */
export function requireInstances(set: StackSetRecord, input: TargetsInput): void {
  if (set.permissionModel === 'SERVICE_MANAGED') return;
  const missing = Object.keys(spread(named(input), regionsOf(input))).find((key) => set.instances[key] === undefined);
  if (missing === undefined) return;
  const [account, region] = missing.split('/');
  throw notFound(
    'StackInstanceNotFoundException',
    `Stack instance not found for StackSet ${set.name}: account ${account}, region ${region}`,
  );
}

function named({ Accounts: accounts, DeploymentTargets: targets }: TargetsInput): Map<string, string | undefined> {
  if (accounts !== undefined && targets !== undefined)
    throw invalid('Either Accounts or DeploymentTargets can be specified, not both');
  if (targets?.OrganizationalUnitIds !== undefined || targets?.AccountFilterType !== undefined)
    throw invalid('StackSets with SELF_MANAGED permission model can only have Accounts as target');
  refuseUrl(targets);
  const all = accounts ?? targets?.Accounts ?? [];
  if (all.length === 0) throw invalid('At least one account must be specified');
  const wrong = all.find((account) => !/^\d{12}$/.test(account));
  if (wrong !== undefined)
    throw invalid(
      `1 validation error detected: Value '${wrong}' at 'accounts' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9]{12}$`,
    );
  return new Map(all.map((account) => [account, undefined]));
}

function inUnits(sets: StackSets, input: TargetsInput, creates: boolean): Map<string, string | undefined> {
  const { Accounts, OrganizationalUnitIds: units = [], AccountFilterType } = input.DeploymentTargets ?? {};
  refuseUrl(input.DeploymentTargets);
  if (input.Accounts !== undefined || (units.length === 0 && (creates || Accounts === undefined)))
    throw invalid('StackSets with SERVICE_MANAGED permission model can only have OrganizationalUnit as target');
  if (units.length > MOST_UNITS) throw invalid(`At most ${MOST_UNITS} OrganizationalUnitIds can be specified`);
  const filter = AccountFilterType ?? (Accounts === undefined ? 'NONE' : 'UNION');
  if (filter === 'UNION' && creates) throw invalid('AccountFilterType UNION is not supported for CreateStackInstances');
  if ((filter === 'NONE') !== (Accounts === undefined))
    throw invalid(`AccountFilterType ${filter} ${filter === 'NONE' ? 'takes no' : 'needs'} Accounts`);
  const organisation = organisationOf(sets.account);
  if (organisation === undefined) throw new ServiceError('InvalidOperationException', 'There is no organization');
  const unknown = units.find((unit) => !hasParent(organisation, unit));
  if (unknown !== undefined) throw invalid(`OrganizationalUnit ${unknown} does not exist in the organization`);
  const found = new Map<string, string | undefined>();
  for (const unit of units)
    for (const { id } of accountsUnder(organisation, unit)) if (!found.has(id)) found.set(id, unit);
  const listed = new Set(Accounts ?? []);
  for (const id of [...found.keys()])
    if ((filter === 'INTERSECTION' && !listed.has(id)) || (filter === 'DIFFERENCE' && listed.has(id))) found.delete(id);
  if (filter === 'UNION') for (const id of listed) if (!found.has(id)) found.set(id, undefined);
  // Documented: nothing is deployed to the management account, even where its unit is named.
  found.delete(organisation.management);
  return found;
}

function refuseUrl(targets: DeploymentTargets | undefined): void {
  if (targets?.AccountsUrl !== undefined)
    throw new ServiceError('NotImplemented', "the local cloud does not look at 'AccountsUrl' of DeploymentTargets");
}

function regionsOf({ Regions: regions = [] }: TargetsInput): readonly string[] {
  if (regions.length === 0) throw invalid('At least one region must be specified');
  return [...new Set(regions)];
}

function spread(accounts: ReadonlyMap<string, string | undefined>, regions: readonly string[]): Places {
  return Object.fromEntries(
    regions.flatMap((region) =>
      [...accounts].map(([account, unit]) => [keyOf({ account, region }), pending(account, region, unit)]),
    ),
  );
}

function pending(account: string, region: string, unit: string | undefined): ResultRecord {
  return { account, region, status: 'PENDING', ...(unit !== undefined && { unit }) };
}
