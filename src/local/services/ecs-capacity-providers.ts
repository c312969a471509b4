import {
  type CapacityProvider,
  CapacityProvider$,
  DescribeCapacityProviders$,
  type DescribeCapacityProvidersRequest,
  type DescribeCapacityProvidersResponse,
} from '@aws-sdk/client-ecs';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { operation } from '../wire/service.ts';
import { fromProperties } from './by-schema.ts';
import { pageOf } from './paging.ts';
import { deny } from './refusals.ts';

const TYPE = 'AWS::ECS::CapacityProvider';

/** AWS's own, which every account has. */
const FARGATE: readonly string[] = ['FARGATE', 'FARGATE_SPOT'];

/** What a cluster's instances come from. */
export const capacityProviderOperations = [
  operation(
    'DescribeCapacityProviders',
    DescribeCapacityProviders$,
    ['capacityProviders', 'include', 'maxResults', 'nextToken'],
    (input: DescribeCapacityProvidersRequest, { account }): DescribeCapacityProvidersResponse => {
      const { capacityProviders: asked, nextToken, include: included = [] } = input;
      const include: readonly string[] = included;
      const other = include.find((each) => each !== 'TAGS');
      if (other !== undefined) deny('InvalidParameterException', `not supported: capacity providers with ${other}`);
      const names = asked?.map((each) => each.replace(/^arn:.*\//, ''));
      const known = [...FARGATE, ...account.all(TYPE).map(({ id }) => id)];
      const missing = (names ?? []).filter((name) => !known.includes(name));
      const found = names?.filter((name) => known.includes(name)) ?? known;
      const [page, next] = pageOf(found, nextToken, input.maxResults ?? 10);
      return {
        capacityProviders: page.map((name) => describe(account, name, include.includes('TAGS'))),
        failures: missing.map((name) => ({ arn: arnOf(account, name), reason: 'MISSING' })),
        ...(next !== undefined && { nextToken: next }),
      };
    },
  ),
];

function describe(account: Account, name: string, withTags: boolean): CapacityProvider {
  const made: LocalResource | undefined = account.find(TYPE, name);
  const { Tags: tags = [], ...properties } = made?.properties ?? {};
  return {
    ...fromProperties<CapacityProvider>(CapacityProvider$, withTags ? { ...properties, Tags: tags } : properties),
    capacityProviderArn: arnOf(account, name),
    name,
    status: 'ACTIVE',
  };
}

function arnOf(account: Account, name: string): string {
  return account.arn('ecs', `capacity-provider/${name}`);
}
