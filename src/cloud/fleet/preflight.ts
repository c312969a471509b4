import { ListRegionsCommand, type RegionOptStatus } from '@aws-sdk/client-account';
import { DescribeOrganizationsAccessCommand } from '@aws-sdk/client-cloudformation';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { TealformError } from '../../dsl/error.ts';
import type { FleetFile } from '../../synth/fleet-file.ts';
import { answered, explained } from '../call.ts';
import { inParallel } from '../package/in-parallel.ts';
import { notChecked } from '../preflight/check.ts';
import type { Finding } from '../progress.ts';
import type { FleetClients } from './clients.ts';
import type { Place } from './instance.ts';

/** What is looked at before a fleet is deployed to. */
export interface FleetPreflight {
  readonly clients: FleetClients;
  readonly file: FleetFile;
  /** Where there is no stack yet: these regions must be there for these accounts. */
  readonly newPlaces: readonly Place[];
  /** Whether the roles that the fleet needs are made by this run, so that they need not be there. */
  readonly makesRoles: boolean;
}

/** Looks at everything, and gives all that was found at once. */
export async function checkFleet(preflight: FleetPreflight): Promise<readonly Finding[]> {
  const checks = [checkTrust, checkAdministration, checkRegions];
  return (await Promise.all(checks.map((check) => tryCheck(check, preflight)))).flat();
}

type Check = (preflight: FleetPreflight) => Promise<readonly Finding[]>;

async function tryCheck(check: Check, preflight: FleetPreflight): Promise<readonly Finding[]> {
  try {
    return await check(preflight);
  } catch (error) {
    if (!(error instanceof TealformError) || error.code !== 'access-denied') throw error;
    return [notChecked(WHAT.get(check) ?? '', error.problems[0]?.message ?? error.message, error.problems[0]?.hint)];
  }
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html */
async function checkTrust({ clients, file }: FleetPreflight): Promise<readonly Finding[]> {
  const { PermissionModel, CallAs } = file.stackSet;
  if (PermissionModel === 'SELF_MANAGED') return [];
  const { cloudFormation, region } = clients;
  const { Status } = await explained(
    cloudFormation.send(new DescribeOrganizationsAccessCommand(CallAs === undefined ? {} : { CallAs })),
    { action: 'cloudformation:DescribeOrganizationsAccess', resource: 'trusted access', region },
  );
  if (Status === 'ENABLED') return [];
  return [
    {
      level: 'error',
      code: 'no-trusted-access',
      message: `stack sets have no trusted access to the organisation (${Status ?? 'unknown'})`,
      hint: 'in the management account: aws cloudformation activate-organizations-access',
    },
  ];
}

async function checkAdministration({ clients, file, makesRoles }: FleetPreflight): Promise<readonly Finding[]> {
  const { AdministrationRoleARN: arn } = file.stackSet;
  if (arn === undefined || (makesRoles && file.administration !== undefined)) return [];
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const { iam, region } = clients;
  const found = await answered(
    iam.send(new GetRoleCommand({ RoleName: name })),
    { action: 'iam:GetRole', resource: name, region },
    ['NoSuchEntityException', 'NoSuchEntity'],
  );
  if (found !== undefined) return [];
  return [
    {
      level: 'error',
      code: 'no-administration-role',
      message: `there is no role ${name}, which the stack set works with`,
      hint: 'ARGS=--make-roles makes it, and those of the members; or create the stacks of roles by hand, as docs/fleets.md says',
    },
  ];
}

const ENABLED: readonly RegionOptStatus[] = ['ENABLED', 'ENABLED_BY_DEFAULT'];

/** @see https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html */
async function checkRegions({ clients, file, newPlaces }: FleetPreflight): Promise<readonly Finding[]> {
  const accounts = [...new Set(newPlaces.map(({ account }) => account))];
  const own = file.administrator.account;
  const enabled = await inParallel(accounts, 8, async (account) => {
    return [account, await listRegions(clients, account === own ? undefined : account)] as const;
  });
  const unseen = enabled.flatMap(([account, regions]) => (regions === undefined ? [account] : []));
  const missing = enabled.flatMap(([account, regions]) => {
    const wanted = newPlaces.filter((place) => place.account === account).map(({ region }) => region);
    return wanted
      .filter((region) => regions !== undefined && !regions.includes(region))
      .map((region) => ({ account, region }));
  });
  const found = [...new Set(missing.map(({ region }) => region))].map((region): Finding => {
    const places = missing.filter((place) => place.region === region);
    const which = places.map(({ account }) => account).join(', ');
    return {
      level: 'error',
      code: 'region-not-enabled',
      message: `${region} is not enabled for ${which}`,
      hint: `enable it there (aws account enable-region --region-name ${region} --account-id ...), which takes a while, or leave it out of the fleet`,
    };
  });
  if (unseen.length === 0) return found;
  const reason = `the caller may not ask for those of ${unseen.length} of ${accounts.length} accounts (account:ListRegions)`;
  return [...found, notChecked('regions', reason)];
}

async function listRegions(
  { accounts, region }: Pick<FleetClients, 'accounts' | 'region'>,
  account: string | undefined,
): Promise<readonly string[] | undefined> {
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await answered(
      accounts.send(
        new ListRegionsCommand({
          ...(account === undefined ? {} : { AccountId: account }),
          RegionOptStatusContains: [...ENABLED],
          MaxResults: 50,
          ...(NextToken ? { NextToken } : {}),
        }),
      ),
      { action: 'account:ListRegions', resource: account ?? 'the account', region },
      ['AccessDeniedException'],
    );
    if (page === undefined) return undefined;
    for (const { RegionName } of page.Regions ?? []) if (RegionName !== undefined) found.push(RegionName);
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

const WHAT: ReadonlyMap<Check, string> = new Map([
  [checkTrust, 'trusted access'],
  [checkAdministration, 'administration role'],
  [checkRegions, 'regions'],
]);
