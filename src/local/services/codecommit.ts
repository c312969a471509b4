import {
  CreateRepository$,
  type CreateRepositoryInput,
  type CreateRepositoryOutput,
  DeleteRepository$,
  type DeleteRepositoryInput,
  type DeleteRepositoryOutput,
  GetRepository$,
  type GetRepositoryInput,
  type GetRepositoryOutput,
  ListRepositories$,
  type ListRepositoriesInput,
  type ListRepositoriesOutput,
  type RepositoryMetadata,
} from '@aws-sdk/client-codecommit';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { objectOf, textOf } from '../resources/read.ts';
import { type LocalService, operation } from '../wire/service.ts';
import { makeByCall, removeByCall, tagList } from './by-call.ts';
import { pageOf } from './paging.ts';
import { deny } from './refusals.ts';

const REPOSITORY = 'AWS::CodeCommit::Repository';
const CODES = { AlreadyExists: 'RepositoryNameExistsException', other: 'InvalidRequestException' };

/**
 * CodeCommit: repositories and what they are called; nothing can be pushed or fetched.
 * @see https://docs.aws.amazon.com/codecommit/latest/APIReference/Welcome.html
 */
export const codecommit: LocalService = {
  id: 'codecommit',
  protocols: ['json'],
  target: 'CodeCommit_20150413',
  operations: [
    operation(
      'GetRepository',
      GetRepository$,
      ['repositoryName'],
      ({ repositoryName = '' }: GetRepositoryInput, { account }): GetRepositoryOutput => {
        const found = find(account, checkName(repositoryName));
        if (found) return { repositoryMetadata: describe(account, found) };
        return deny('RepositoryDoesNotExistException', `${repositoryName} does not exist`);
      },
    ),
    operation(
      'ListRepositories',
      ListRepositories$,
      ['nextToken', 'sortBy', 'order'],
      (input: ListRepositoriesInput, { account }): ListRepositoriesOutput => {
        const { sortBy = 'repositoryName', order = 'ascending' } = input;
        // Nothing is ever pushed, so that a repository was last changed when it was made.
        const key = (each: LocalResource) => (sortBy === 'repositoryName' ? nameOf(each) : each.createdAt);
        const sorted = [...account.all(REPOSITORY)].sort((a, b) => (key(a) < key(b) ? -1 : 1));
        const all = order === 'descending' ? sorted.reverse() : sorted;
        const [page, next] = pageOf(all, input.nextToken, 1000);
        return {
          repositories: page.map((each) => ({ repositoryName: nameOf(each), repositoryId: each.id })),
          ...(next !== undefined && { nextToken: next }),
        };
      },
    ),
    operation(
      'CreateRepository',
      CreateRepository$,
      ['repositoryName', 'repositoryDescription', 'tags', 'kmsKeyId'],
      (input: CreateRepositoryInput, { account }): CreateRepositoryOutput => {
        const properties = {
          RepositoryName: checkName(input.repositoryName ?? ''),
          ...(input.repositoryDescription !== undefined && { RepositoryDescription: input.repositoryDescription }),
          ...(input.kmsKeyId !== undefined && { KmsKeyId: input.kmsKeyId }),
          ...tagList(input.tags),
        };
        return { repositoryMetadata: describe(account, makeByCall(account, REPOSITORY, properties, CODES)) };
      },
    ),
    operation(
      'DeleteRepository',
      DeleteRepository$,
      ['repositoryName'],
      ({ repositoryName = '' }: DeleteRepositoryInput, { account }): DeleteRepositoryOutput => {
        const found = find(account, checkName(repositoryName));
        // One that is gone already is no error: the answer has no id.
        if (!found) return {};
        removeByCall(account, found, CODES);
        return { repositoryId: found.id };
      },
    ),
  ],
};

function checkName(name: string): string {
  if (/^[\w.-]{1,100}$/.test(name) && !name.endsWith('.git')) return name;
  const rule = 'letters, digits, and the signs . _ and - are, 100 at most, and .git is not at the end';
  return deny('InvalidRepositoryNameException', `'${name}' is not a name of a repository: ${rule}`);
}

function find(account: Account, name: string): LocalResource | undefined {
  return account.all(REPOSITORY).find((each) => nameOf(each) === name);
}

function nameOf({ attributes }: LocalResource): string {
  return textOf(attributes, 'Name') ?? '';
}

function describe(account: Account, repository: LocalResource): RepositoryMetadata {
  const { id, properties, attributes, createdAt } = repository;
  const description = textOf(properties, 'RepositoryDescription');
  const kmsKeyId = textOf(properties, 'KmsKeyId');
  const seed = objectOf(properties, 'Code');
  return {
    accountId: account.whereabouts.accountId,
    repositoryId: id,
    repositoryName: nameOf(repository),
    Arn: textOf(attributes, 'Arn'),
    cloneUrlHttp: textOf(attributes, 'CloneUrlHttp'),
    cloneUrlSsh: textOf(attributes, 'CloneUrlSsh'),
    creationDate: new Date(createdAt),
    lastModifiedDate: new Date(createdAt),
    ...(description !== undefined && { repositoryDescription: description }),
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    // An empty repository has none.
    ...('S3' in seed && { defaultBranch: textOf(seed, 'BranchName') ?? 'main' }),
  };
}
