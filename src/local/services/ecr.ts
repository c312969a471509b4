import {
  CreateRepository$,
  type CreateRepositoryRequest,
  CreateRepositoryRequest$,
  type CreateRepositoryResponse,
  DeleteRepository$,
  type DeleteRepositoryRequest,
  type DeleteRepositoryResponse,
  DescribeImages$,
  type DescribeImagesRequest,
  type DescribeImagesResponse,
  DescribeRepositories$,
  type DescribeRepositoriesRequest,
  type DescribeRepositoriesResponse,
  type ImageDetail,
  type ImageIdentifier,
  type Repository,
  Repository$,
} from '@aws-sdk/client-ecr';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { REPOSITORY } from '../resources/ecr.ts';
import { type ImageRecord, imagesOf } from '../resources/ecr-images.ts';
import { textOf } from '../resources/read.ts';
import { type LocalService, operation } from '../wire/service.ts';
import { makeByCall, removeByCall } from './by-call.ts';
import { fromProperties, toProperties } from './by-schema.ts';
import { pageOf } from './paging.ts';
import { deny } from './refusals.ts';

const CODES = { AlreadyExists: 'RepositoryAlreadyExistsException', other: 'InvalidParameterException' };

/**
 * ECR: repositories, and what images are called that a rehearsal has pushed there. Nothing else pushes any.
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
      ['repositoryName', 'force'],
      ({ repositoryName = '', force = false }: DeleteRepositoryRequest, { account }): DeleteRepositoryResponse => {
        const found = mustExist(account, repositoryName);
        if (imagesOf(found).length > 0 && !force) {
          const where = `The repository with name '${repositoryName}' in registry with id '${account.whereabouts.accountId}'`;
          deny('RepositoryNotEmptyException', `${where} cannot be deleted because it still contains images`);
        }
        removeByCall(account, force ? { ...found, live: { ...found.live, images: [] } } : found, CODES);
        return { repository: describe(account, found) };
      },
    ),
    operation(
      'DescribeImages',
      DescribeImages$,
      ['repositoryName', 'imageIds', 'filter', 'nextToken', 'maxResults'],
      (input: DescribeImagesRequest, { account }): DescribeImagesResponse => {
        const { imageIds: ids, filter, nextToken, maxResults } = input;
        const repository = mustExist(account, input.repositoryName ?? '');
        if (ids) {
          if (filter !== undefined || nextToken !== undefined || maxResults !== undefined) {
            deny('InvalidParameterException', 'imageIds cannot be combined with filter, nextToken or maxResults');
          }
          return {
            imageDetails: ids.map((id) => describeImage(account, repository, mustHave(account, repository, id))),
          };
        }
        if (filter?.imageStatus !== undefined) {
          deny('NotImplemented', "the local cloud does not look at 'imageStatus' of a filter of ecr:DescribeImages");
        }
        const isAsked = ({ tags }: ImageRecord) =>
          filter?.tagStatus === undefined ||
          filter.tagStatus === 'ANY' ||
          (filter.tagStatus === 'TAGGED') === tags.length > 0;
        const [page, next] = pageOf(imagesOf(repository).filter(isAsked), nextToken, maxResults ?? 100);
        const imageDetails = page.map((image) => describeImage(account, repository, image));
        return { imageDetails, ...(next !== undefined && { nextToken: next }) };
      },
    ),
  ],
};

function mustHave(
  account: Account,
  repository: LocalResource,
  { imageDigest, imageTag }: ImageIdentifier,
): ImageRecord {
  const found = imagesOf(repository).find(
    ({ digest, tags }) =>
      (imageDigest ?? digest) === digest &&
      (imageTag === undefined || tags.includes(imageTag)) &&
      (imageDigest ?? imageTag) !== undefined,
  );
  const said = `{imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'}`;
  const where = `the repository with name '${repository.id}' in the registry with id '${account.whereabouts.accountId}'`;
  return found ?? deny('ImageNotFoundException', `The image with imageId ${said} does not exist within ${where}`);
}

function describeImage(
  { whereabouts }: Account,
  { id }: LocalResource,
  { digest, tags, pushedAt }: ImageRecord,
): ImageDetail {
  return {
    registryId: whereabouts.accountId,
    repositoryName: id,
    imageDigest: digest,
    ...(tags.length > 0 && { imageTags: [...tags] }),
    imagePushedAt: new Date(pushedAt),
  };
}

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
