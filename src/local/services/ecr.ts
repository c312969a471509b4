import {
  CreateRepository$,
  type CreateRepositoryRequest,
  CreateRepositoryRequest$,
  type CreateRepositoryResponse,
  DeleteRepository$,
  type DeleteRepositoryRequest,
  type DeleteRepositoryResponse,
  DescribeRepositories$,
  type DescribeRepositoriesRequest,
  type DescribeRepositoriesResponse,
  type Repository,
  Repository$,
} from '@aws-sdk/client-ecr';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { textOf } from '../resources/read.ts';
import { type LocalService, operation } from '../wire/service.ts';
import { makeByCall, removeByCall } from './by-call.ts';
import { fromProperties, toProperties } from './by-schema.ts';
import { pageOf } from './paging.ts';
import { deny } from './refusals.ts';

const REPOSITORY = 'AWS::ECR::Repository';
const CODES = { AlreadyExists: 'RepositoryAlreadyExistsException', other: 'InvalidParameterException' };

/**
 * ECR: repositories; there are no images in them.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html
 */
export const ecr: LocalService = {
  id: 'ecr',
  protocols: ['json'],
  target: 'AmazonEC2ContainerRegistry_V20150921',
  operations: [
    operation(
      'DescribeRepositories',
      DescribeRepositories$,
      ['repositoryNames', 'nextToken', 'maxResults'],
      (input: DescribeRepositoriesRequest, { account }): DescribeRepositoriesResponse => {
        const { repositoryNames: names, nextToken, maxResults } = input;
        if (names && (nextToken !== undefined || maxResults !== undefined)) {
          deny('InvalidParameterException', 'repositoryNames cannot be combined with nextToken or maxResults');
        }
        if (names) return { repositories: names.map((name) => describe(account, mustExist(account, name))) };
        const [page, next] = pageOf(account.all(REPOSITORY), nextToken, maxResults ?? 100);
        const repositories = page.map((each) => describe(account, each));
        return { repositories, ...(next !== undefined && { nextToken: next }) };
      },
    ),
    operation(
      'CreateRepository',
      CreateRepository$,
      ['repositoryName', 'tags', 'imageTagMutability', 'imageScanningConfiguration', 'encryptionConfiguration'],
      (input: CreateRepositoryRequest, { account }): CreateRepositoryResponse => {
        const { repositoryName: name = '' } = input;
        if (!/^(?=.{2,256}$)[a-z0-9]+([._-][a-z0-9]+|__[a-z0-9]+|\/[a-z0-9]+)*$/.test(name)) {
          const rule = 'lower-case letters and digits, with . _ - or / between them, 2 to 256';
          deny('InvalidParameterException', `'${name}' is not a name of a repository: ${rule}`);
        }
        const properties = toProperties(CreateRepositoryRequest$, input);
        return { repository: describe(account, makeByCall(account, REPOSITORY, properties, CODES)) };
      },
    ),
    operation(
      'DeleteRepository',
      DeleteRepository$,
      // Whether one with images in it goes as well: none here has any.
      ['repositoryName', 'force'],
      ({ repositoryName = '' }: DeleteRepositoryRequest, { account }): DeleteRepositoryResponse => {
        const found = mustExist(account, repositoryName);
        removeByCall(account, found, CODES);
        return { repository: describe(account, found) };
      },
    ),
  ],
};

function mustExist(account: Account, name: string): LocalResource {
  const { accountId } = account.whereabouts;
  const words = `The repository with name '${name}' does not exist in the registry with id '${accountId}'`;
  return account.find(REPOSITORY, name) ?? deny('RepositoryNotFoundException', words);
}

function describe(account: Account, { id, properties, attributes, createdAt }: LocalResource): Repository {
  const defaults = {
    ImageTagMutability: 'MUTABLE',
    ImageScanningConfiguration: { ScanOnPush: false },
    EncryptionConfiguration: { EncryptionType: 'AES256' },
  };
  return {
    ...fromProperties<Repository>(Repository$, { ...defaults, ...properties }),
    repositoryArn: textOf(attributes, 'Arn'),
    registryId: account.whereabouts.accountId,
    repositoryName: id,
    repositoryUri: textOf(attributes, 'RepositoryUri'),
    createdAt: new Date(createdAt),
  };
}
