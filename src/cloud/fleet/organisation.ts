import {
  DescribeOrganizationCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
} from '@aws-sdk/client-organizations';
import type { Problem } from '../../dsl/error.ts';
import type { DeploymentTargets, FleetFile } from '../../synth/fleet-file.ts';
import { explained } from '../call.ts';
import type { FleetClients } from './clients.ts';
import type { FleetAccounts } from './desired.ts';

type OrganisationClients = Pick<FleetClients, 'organizations' | 'region'>;

/** The accounts of a fleet, and what is wrong with what it says of them. */
export interface FoundAccounts extends FleetAccounts {
  readonly problems: readonly Problem[];
}

/**
 * Finds the accounts of each wave: of a self-managed fleet those that the file lists; of a service-managed one those that are in the
 * units now, units below them included. The management account and suspended ones are in none: stack sets pass them over.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html
 */
export async function findAccounts(clients: OrganisationClients, file: FleetFile): Promise<FoundAccounts> {
  const targets = file.waves.map((wave) => wave.targets);
  if (file.stackSet.PermissionModel === 'SELF_MANAGED') {
    return { waves: targets.map(({ Accounts = [] }) => Accounts), unitsOf: () => [], problems: [] };
  }
  const { id, management } = await readOrganisation(clients);
  const wanted = file.administrator.organisation;
  if (wanted !== undefined && wanted !== id) {
    const message = `the credentials are of the organisation ${id}, and ${file.fleet} is of ${wanted}`;
    const hint = 'sign in to an account of that organisation, or correct it in templates/environments.ts';
    return { waves: [], unitsOf: () => [], problems: [{ code: 'wrong-organisation', message, hint }] };
  }
  const units = new Units(clients, management);
  const waves: (readonly string[])[] = [];
  for (const target of targets) waves.push(await units.accountsIn(target));
  const problems = targets.flatMap((target) => missingAccounts(target, units));
  return { waves, unitsOf: (account) => units.above(account), problems };
}

async function readOrganisation({ organizations, region }: OrganisationClients) {
  const { Organization } = await explained(organizations.send(new DescribeOrganizationCommand({})), {
    action: 'organizations:DescribeOrganization',
    resource: 'the organisation',
    region,
  });
  return { id: Organization?.Id ?? 'unknown', management: Organization?.MasterAccountId };
}

function missingAccounts({ AccountFilterType, Accounts = [] }: DeploymentTargets, units: Units): readonly Problem[] {
  if (AccountFilterType !== 'INTERSECTION') return [];
  return Accounts.filter((account) => units.above(account).length === 0).map((account) => ({
    code: 'unknown-account',
    message: `there is no active account ${account} in the fleet's units`,
    hint: 'move it there (aws organizations move-account), or correct templates/environments.ts',
  }));
}

/** Units, asked for once each. */
class Units {
  readonly #clients: OrganisationClients;
  readonly #management: string | undefined;
  readonly #found = new Map<string, Promise<readonly string[]>>();
  readonly #above = new Map<string, Set<string>>();

  constructor(clients: OrganisationClients, management: string | undefined) {
    this.#clients = clients;
    this.#management = management;
  }

  /** The units above an account that were come through. */
  above(account: string): readonly string[] {
    return [...(this.#above.get(account) ?? [])];
  }

  async accountsIn({ OrganizationalUnitIds = [], AccountFilterType, Accounts = [] }: DeploymentTargets) {
    const lists = await Promise.all(OrganizationalUnitIds.map((unit) => this.#below(unit)));
    const all = [...new Set(lists.flat())];
    if (AccountFilterType === 'INTERSECTION') return all.filter((account) => Accounts.includes(account));
    if (AccountFilterType === 'DIFFERENCE') return all.filter((account) => !Accounts.includes(account));
    return all;
  }

  #below(unit: string): Promise<readonly string[]> {
    const known = this.#found.get(unit) ?? this.#read(unit);
    this.#found.set(unit, known);
    return known;
  }

  async #read(unit: string): Promise<readonly string[]> {
    const [own, children] = await Promise.all([this.#listAccounts(unit), this.#listUnits(unit)]);
    const below = await Promise.all(children.map((child) => this.#below(child)));
    const all = [...own, ...below.flat()].filter((account) => account !== this.#management);
    for (const account of all) {
      const above = this.#above.get(account) ?? new Set();
      this.#above.set(account, above.add(unit));
    }
    return all;
  }

  async #listAccounts(ParentId: string): Promise<readonly string[]> {
    const { organizations, region } = this.#clients;
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await explained(
        organizations.send(new ListAccountsForParentCommand({ ParentId, ...(NextToken ? { NextToken } : {}) })),
        { action: 'organizations:ListAccountsForParent', resource: ParentId, region },
      );
      for (const { Id, Status } of page.Accounts ?? []) if (Id !== undefined && Status === 'ACTIVE') found.push(Id);
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  async #listUnits(ParentId: string): Promise<readonly string[]> {
    const { organizations, region } = this.#clients;
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await explained(
        organizations.send(
          new ListOrganizationalUnitsForParentCommand({ ParentId, ...(NextToken ? { NextToken } : {}) }),
        ),
        { action: 'organizations:ListOrganizationalUnitsForParent', resource: ParentId, region },
      );
      for (const { Id } of page.OrganizationalUnits ?? []) if (Id !== undefined) found.push(Id);
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }
}
