import * as client from '@aws-sdk/client-account';
import type { StaticOperationSchema } from '@smithy/types';
import type { Account } from '../account.ts';
import { actsFor, organisationOf } from '../organisation/organisation.ts';
import { type Call, type LocalService, operation, ServiceError } from '../wire/service.ts';
import { pageOf } from './paging.ts';

const SERVICE = 'account.amazonaws.com';

/**
 * Regions that every account has, and those that must be enabled first.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
const BY_DEFAULT = [
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  ...['ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1'],
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
];
const OPT_IN = [
  ...['af-south-1', 'ap-east-1', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-7'],
  ...['ca-west-1', 'eu-central-2', 'eu-south-1', 'eu-south-2', 'il-central-1', 'me-central-1', 'me-south-1'],
  ...['mx-central-1'],
];

/**
 * Which regions are enabled for an account. Those that the local cloud does not have for it are `DISABLED`, also where AWS has them
 * enabled for everybody.
 * @see https://docs.aws.amazon.com/accounts/latest/APIReference/Welcome.html
 */
export const accountManagement: LocalService = {
  id: 'account',
  protocols: ['rest-json'],
  operations: [
    operation(
      'ListRegions',
      client.ListRegions$,
      ['AccountId', 'MaxResults', 'NextToken', 'RegionOptStatusContains'],
      (input: client.ListRegionsRequest, call) => {
        const enabled = regionsOf(asked(input.AccountId, call), call.account);
        const names = [...new Set([...BY_DEFAULT, ...OPT_IN, ...enabled])].sort();
        const wanted = input.RegionOptStatusContains ?? [];
        const all = names
          .map((RegionName) => ({ RegionName, RegionOptStatus: statusOf(RegionName, enabled) }))
          .filter(({ RegionOptStatus }) => wanted.length === 0 || wanted.some((each) => each === RegionOptStatus));
        const [Regions, next] = pageOf(all, input.NextToken, Math.min(input.MaxResults ?? 50, 50));
        return { Regions, ...(next !== undefined && { NextToken: next }) };
      },
    ),
    operation(
      'GetRegionOptStatus',
      client.GetRegionOptStatus$,
      ['AccountId', 'RegionName'],
      ({ AccountId, RegionName = '' }: client.GetRegionOptStatusRequest, call) => {
        const enabled = regionsOf(asked(AccountId, call), call.account);
        if (![...BY_DEFAULT, ...OPT_IN, ...enabled].includes(RegionName))
          throw new ServiceError('ValidationException', `the local cloud does not know the region '${RegionName}'`);
        return { RegionName, RegionOptStatus: statusOf(RegionName, enabled) };
      },
    ),
  ],
  models: Object.values(client).filter(isOperation),
};

function regionsOf(accountId: string, account: Account): readonly string[] {
  return account.cloud.ofAccount(accountId).map(({ whereabouts }) => whereabouts.region);
}

function statusOf(region: string, enabled: readonly string[]) {
  if (!enabled.includes(region)) return 'DISABLED';
  return BY_DEFAULT.includes(region) ? 'ENABLED_BY_DEFAULT' : 'ENABLED';
}

// Of another account only the management account may ask, or who acts for it, and never of the management account.
function asked(accountId: string | undefined, { account }: Call): string {
  const own = account.whereabouts.accountId;
  if (accountId === undefined) return own;
  const organisation = organisationOf(account);
  const isMember = organisation?.accounts.some(({ id }) => id === accountId) && accountId !== organisation.management;
  if (organisation && isMember && organisation.trusted[SERVICE] !== undefined && actsFor(organisation, own, SERVICE))
    return accountId;
  const message = `User: ${account.arn('iam', 'user/local', { global: true })} is not authorized to perform this action on account ${accountId}`;
  throw new ServiceError('AccessDeniedException', message, 403);
}

function isOperation(value: unknown): value is StaticOperationSchema {
  return Array.isArray(value) && value.length === 6 && value[0] === 9;
}
