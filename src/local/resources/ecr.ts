import { define } from './define.ts';
import type { ResourceModel } from './model.ts';
import { nameOf, refuseTaken } from './naming.ts';

/** Repositories of images. */
export const ECR: Readonly<Record<string, ResourceModel>> = {
  'AWS::ECR::Repository': define({
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
  }),
};
