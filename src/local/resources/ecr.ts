import { define } from './define.ts';
import { imagesOf } from './ecr-images.ts';
import type { ResourceModel } from './model.ts';
import { nameOf, refuse, refuseTaken } from './naming.ts';
import { isOn } from './read.ts';

export const REPOSITORY = 'AWS::ECR::Repository';

/** Repositories of images. */
export const ECR: Readonly<Record<string, ResourceModel>> = {
  [REPOSITORY]: define({
    create: (request) => {
      const { account } = request;
      const { region, accountId } = account.whereabouts;
      const id = nameOf(request, 'RepositoryName', 256, { lower: true });
      refuseTaken(
        request,
        id,
        `The repository with name '${id}' already exists in the registry with id '${accountId}'`,
      );
      const uri = `${accountId}.dkr.ecr.${region}.${account.urlSuffix}/${id}`;
      return { id, attributes: { Arn: account.arn('ecr', `repository/${id}`), RepositoryUri: uri } };
    },
    remove: (repository, { whereabouts }) => {
      if (imagesOf(repository).length === 0 || isOn(repository.properties, 'EmptyOnDelete')) return;
      const where = `The repository with name '${repository.id}' in registry with id '${whereabouts.accountId}'`;
      refuse('GeneralServiceException', `${where} cannot be deleted because it still contains images`);
    },
  }),
};
