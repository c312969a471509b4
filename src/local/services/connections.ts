import {
  type Connection,
  Connection$,
  CreateConnection$,
  type CreateConnectionInput,
  CreateConnectionInput$,
  type CreateConnectionOutput,
  GetConnection$,
  type GetConnectionInput,
  type GetConnectionOutput,
  ListConnections$,
  type ListConnectionsInput,
  type ListConnectionsOutput,
} from '@aws-sdk/client-codestar-connections';
import { specOf } from '../../aws/spec.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { newUuid } from '../resources/naming.ts';
import { textOf } from '../resources/read.ts';
import { type LocalService, operation } from '../wire/service.ts';
import { fromProperties, toProperties } from './by-schema.ts';
import { pageOf } from './paging.ts';
import { deny } from './refusals.ts';

const TYPES = {
  codeconnections: 'AWS::CodeConnections::Connection',
  'codestar-connections': 'AWS::CodeStarConnections::Connection',
} as const;

/** The name of the service of now, and that of before 2024; both have the same operations. */
type Name = keyof typeof TYPES;

/** Connections to where others keep source. @see https://docs.aws.amazon.com/codeconnections/latest/APIReference/Welcome.html */
export const codeconnections: LocalService = connections('codeconnections', 'CodeConnections_20231201');

/** The same by its name of before, which CreateConnection puts into ARNs. @see https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html */
export const codestarConnections: LocalService = connections('codestar-connections', 'CodeStar_connections_20191201');

/**
 * One that nobody has made exists all the same and is AVAILABLE, if its ARN is of this account and region: somebody accepts them in
 * the console, which is not here. One that a call or a stack has made is PENDING, and stays so.
 */
function connections(id: Name, target: string): LocalService {
  return {
    id,
    protocols: ['json'],
    target,
    operations: [
      operation(
        'GetConnection',
        GetConnection$,
        ['ConnectionArn'],
        ({ ConnectionArn: arn = '' }: GetConnectionInput, { account }): GetConnectionOutput => {
          const made = all(account).find((each) => each.id === arn);
          if (made) return { Connection: describe(account, made) };
          if (isOurs(account, arn)) return { Connection: { ConnectionArn: arn, ConnectionStatus: 'AVAILABLE' } };
          return deny('ResourceNotFoundException', `Connection ${arn} not found`);
        },
      ),
      operation(
        'ListConnections',
        ListConnections$,
        ['ProviderTypeFilter', 'MaxResults', 'NextToken'],
        (input: ListConnectionsInput, { account }): ListConnectionsOutput => {
          const { ProviderTypeFilter: provider } = input;
          const found = all(account).filter(({ properties }) => {
            return provider === undefined || textOf(properties, 'ProviderType') === provider;
          });
          const [page, next] = pageOf(found, input.NextToken, input.MaxResults ?? 100);
          return {
            Connections: page.map((each) => describe(account, each)),
            ...(next !== undefined && { NextToken: next }),
          };
        },
      ),
      operation(
        'CreateConnection',
        CreateConnection$,
        ['ConnectionName', 'ProviderType', 'Tags'],
        (input: CreateConnectionInput, { account }): CreateConnectionOutput => {
          const known = specOf(TYPES[id])?.properties.ProviderType?.values ?? [];
          const { ProviderType: provider, ConnectionName = '', Tags = [] } = input;
          if (provider === undefined || !known.includes(provider)) {
            deny('InvalidInputException', `ProviderType must be one of ${known.join(', ')}, not ${provider}`);
          }
          const arn = account.arn(id, `connection/${newUuid(account)}`);
          account.put({
            type: TYPES[id],
            id: arn,
            properties: toProperties(CreateConnectionInput$, input),
            attributes: { ConnectionArn: arn, ConnectionName, ConnectionStatus: 'PENDING' },
          });
          return { ConnectionArn: arn, Tags };
        },
      ),
    ],
  };
}

// Asked by either name for all, as the console shows them.
function all(account: Account): readonly LocalResource[] {
  return Object.values(TYPES).flatMap((type) => account.all(type));
}

function isOurs(account: Account, arn: string): boolean {
  return Object.keys(TYPES).some((service) => {
    const ours = account.arn(service, 'connection/');
    return arn.startsWith(ours) && /^[0-9a-f-]{36}$/.test(arn.slice(ours.length));
  });
}

function describe(account: Account, { id, properties }: LocalResource): Connection {
  return {
    ...fromProperties<Connection>(Connection$, properties),
    ConnectionArn: id,
    OwnerAccountId: account.whereabouts.accountId,
    // What only a parameter has named has no name: it is taken to have been there before.
    ConnectionStatus: textOf(properties, 'ConnectionName') === undefined ? 'AVAILABLE' : 'PENDING',
  };
}
