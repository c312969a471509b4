import { workerOf } from '../caller.ts';
import { Objects } from '../objects.ts';
import { findAnywhere, mayUse } from '../shared-buckets.ts';
import { define } from './define.ts';
import type { ResourceModel, ResourceRequest } from './model.ts';
import { nameOf, newUuid, refuse } from './naming.ts';
import { objectOf, textOf } from './read.ts';

/** Repositories of source. */
export const CODE_COMMIT: Readonly<Record<string, ResourceModel>> = {
  'AWS::CodeCommit::Repository': define({
    create: (request) => {
      const { account, type } = request;
      const name = nameOf(request, 'RepositoryName', 100);
      if (account.all(type).some(({ attributes }) => textOf(attributes, 'Name') === name)) {
        refuse('AlreadyExists', `Repository named ${name} already exists`);
      }
      checkSeed(request);
      const id = newUuid(account);
      return { id, attributes: { RepositoryId: id, ...namedOf(request, name) } };
    },
    update: (_, request) => {
      const name = textOf(request.properties, 'RepositoryName');
      return name === undefined ? {} : { attributes: namedOf(request, name) };
    },
  }),
};

function namedOf({ account }: ResourceRequest, name: string) {
  const { region } = account.whereabouts;
  const host = `git-codecommit.${region}.${account.urlSuffix}`;
  return {
    Name: name,
    Arn: account.arn('codecommit', name),
    CloneUrlHttp: `https://${host}/v1/repos/${name}`,
    CloneUrlSsh: `ssh://${host}/v1/repos/${name}`,
  };
}

// What it begins with is read when it is made, and must be there then.
function checkSeed({ account, properties, roleArn }: ResourceRequest): void {
  const seed = objectOf(objectOf(properties, 'Code'), 'S3');
  const bucket = textOf(seed, 'Bucket');
  const key = textOf(seed, 'Key');
  if (bucket === undefined || key === undefined) return;
  const found = findAnywhere(account, bucket) ?? refuse('NotFound', 'The specified bucket does not exist');
  if (!mayUse(found, workerOf(account, roleArn), { action: 's3:GetObject', key }))
    refuse('AccessDenied', 'Access Denied');
  if (!new Objects(found.account).get(bucket, key)) refuse('NotFound', 'The specified key does not exist.');
}
