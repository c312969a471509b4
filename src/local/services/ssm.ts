import {
  GetParameter$,
  type GetParameterRequest,
  GetParameters$,
  GetParametersByPath$,
  type GetParametersByPathRequest,
  type GetParametersRequest,
  PutParameter$,
  type PutParameterRequest,
} from '@aws-sdk/client-ssm';
import type { Account } from '../account.ts';
import { type LocalService, operation, ServiceError } from '../wire/service.ts';
import { PUBLIC, publicParameters } from './public-parameters.ts';

const PARAMETER = 'AWS::SSM::Parameter';

/**
 * Parameters: those of the account, and of AWS's public ones those that name images for container instances.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
 */
export const ssm: LocalService = {
  id: 'ssm',
  protocols: ['json'],
  target: 'AmazonSSM',
  operations: [
    // Without encrypted parameters there is nothing to decrypt.
    operation('GetParameter', GetParameter$, ['Name', 'WithDecryption'], ({ Name = '' }: GetParameterRequest, call) => {
      const parameter = find(call.account, Name);
      if (parameter === undefined) throw new ServiceError('ParameterNotFound', `there is no parameter ${Name}`);
      return { Parameter: parameter };
    }),
    operation(
      'GetParameters',
      GetParameters$,
      ['Names', 'WithDecryption'],
      ({ Names = [] }: GetParametersRequest, { account }) => {
        if (Names.length > 10) throw new ServiceError('ValidationException', "'names' must have 10 members at most");
        return {
          Parameters: Names.flatMap((name) => find(account, name) ?? []),
          InvalidParameters: Names.filter((name) => find(account, name) === undefined),
        };
      },
    ),
    operation(
      'GetParametersByPath',
      GetParametersByPath$,
      ['Path', 'Recursive', 'WithDecryption', 'MaxResults', 'NextToken'],
      ({ Path = '', Recursive = false, MaxResults = 10, NextToken }: GetParametersByPathRequest, { account }) => {
        if (!Path.startsWith('/'))
          throw new ServiceError('ValidationException', `The parameter path must begin with '/', not be '${Path}'`);
        const folder = Path.endsWith('/') ? Path : `${Path}/`;
        const isIn = (name: string) =>
          name.startsWith(folder) && (Recursive || !name.slice(folder.length).includes('/'));
        const names = [...publicParameters(account.whereabouts).keys(), ...account.all(PARAMETER).map(({ id }) => id)];
        const all = names.filter(isIn).sort();
        const start = Number(NextToken ?? 0);
        const page = all.slice(start, start + MaxResults);
        const next = start + page.length;
        return {
          Parameters: page.flatMap((name) => find(account, name) ?? []),
          ...(next < all.length && { NextToken: String(next) }),
        };
      },
    ),
    operation(
      'PutParameter',
      PutParameter$,
      ['Name', 'Value', 'Type', 'Description', 'Overwrite'],
      (input: PutParameterRequest, { account }) => ({ Version: put(account, input), Tier: 'Standard' }),
    ),
  ],
};

function find(account: Account, name: string) {
  if (name.includes(':') && !name.startsWith('arn:'))
    throw new ServiceError('NotImplemented', `the local cloud keeps no versions or labels of parameters: ${name}`);
  const { partition, region } = account.whereabouts;
  const value = publicParameters(account.whereabouts).get(name);
  if (value !== undefined)
    return {
      Name: name,
      Type: 'String',
      Value: value,
      Version: 1,
      ARN: `arn:${partition}:ssm:${region}::parameter${name}`,
    };
  const own = account.find(PARAMETER, name);
  if (own === undefined) return undefined;
  return {
    Name: name,
    Type: String(own.properties.Type),
    Value: String(own.properties.Value),
    Version: Number(own.live.version ?? 1),
    LastModifiedDate: new Date(String(own.live.modified ?? own.createdAt)),
    ARN: account.arn('ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`),
    DataType: 'text',
  };
}

function put(account: Account, { Name = '', Value = '', Type, Description, Overwrite }: PutParameterRequest): number {
  if (/^\/?(aws|ssm)/i.test(Name)) {
    const where = Name.startsWith(PUBLIC) ? 'public parameters are of AWS' : 'names must not begin with aws or ssm';
    throw new ServiceError('AccessDeniedException', `No access to reserved parameter name: ${Name}; ${where}`);
  }
  const before = account.find(PARAMETER, Name);
  if (before !== undefined && !Overwrite)
    throw new ServiceError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  const type = Type ?? before?.properties.Type;
  if (type === undefined) throw new ServiceError('ValidationException', 'a new parameter needs a type');
  if (type !== 'String' && type !== 'StringList')
    throw new ServiceError('NotImplemented', `the local cloud keeps no parameters of type ${type}`);
  const version = before === undefined ? 1 : Number(before.live.version ?? 1) + 1;
  account.put({
    type: PARAMETER,
    id: Name,
    properties: { ...before?.properties, Name, Value, Type: type, ...(Description !== undefined && { Description }) },
    attributes: { Type: type, Value },
    live: { ...before?.live, version, modified: account.now().toISOString() },
    ...(before?.owner && { owner: before.owner }),
  });
  return version;
}
