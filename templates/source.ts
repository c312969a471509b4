import { CodeCommit, ECR } from '../src/aws/index.ts';
import { parameter, stack, sub, toJsonString } from '../src/dsl/index.ts';
import { SEED_BUCKET, SEED_KEY } from './common/parameters.ts';
import { openSite, type SiteOptions, siteParameters } from './common/site.ts';
import type { SourceOptions } from './options/delivery.ts';

/** What the source stack is made from. */
export interface SourceStackOptions extends SiteOptions {
  readonly source: SourceOptions;
}

/** Where versions come from and where their images are kept: the repositories of source and images. */
export const source = (options: SourceStackOptions) => {
  const { source: from } = options;
  const isNew = from.kind === 'codecommit' && from.repository === 'new';
  return stack(
    'Source',
    {
      description: isNew
        ? 'Where versions come from: the repository of the source, and that of the images'
        : 'Where images of versions are kept',
      parameters: {
        ...siteParameters(),
        SeedBucket: isNew ? parameter.string(SEED_BUCKET) : undefined,
        SeedKey: isNew ? parameter.string(SEED_KEY) : undefined,
      },
    },
    (given, tools) => {
      const site = openSite(tools, given, options);
      const { resource, systemName, tags } = site;
      const images = resource(
        'ImageRepository',
        new ECR.Repository({
          RepositoryName: systemName,
          ImageTagMutability: from.kind === 'image' ? 'MUTABLE' : 'IMMUTABLE',
          ImageScanningConfiguration: { ScanOnPush: true },
          EncryptionConfiguration: { EncryptionType: 'KMS' },
          LifecyclePolicy: { LifecyclePolicyText: toJsonString(LIFECYCLE, 'readable') },
          EmptyOnDelete: true,
          Tags: tags(),
        }),
        {
          comment:
            from.kind === 'image'
              ? 'Images, scanned as they come. The tag that is released moves from one to the next, so tags can be overwritten.'
              : 'Images, scanned as they come. A tag, which is a commit, always means the same image.',
          deletionPolicy: 'Delete',
          updateReplacePolicy: 'Delete',
        },
      );
      const { SeedBucket, SeedKey } = given;
      if (from.kind !== 'codecommit' || !SeedBucket || !SeedKey) {
        return { ImageRepositoryName: images.ref, SourceRepositoryName: undefined };
      }
      const repository = resource(
        'SourceRepository',
        new CodeCommit.Repository({
          RepositoryName: systemName,
          RepositoryDescription: sub`Source of ${systemName}`,
          Code: { BranchName: from.branch, S3: { Bucket: SeedBucket, Key: SeedKey } },
          Tags: tags(),
        }),
        {
          comment:
            'The first commit is the archive that the seed names; it is read at creation and never again. The pipeline starts as\n' +
            'soon as it is made, so there should be one. The repository stays when the stack goes.',
          deletionPolicy: 'RetainExceptOnCreate',
          updateReplacePolicy: 'Retain',
        },
      );
      return { ImageRepositoryName: images.ref, SourceRepositoryName: repository.att('Name') };
    },
  );
};

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html */
const LIFECYCLE = {
  rules: [
    {
      rulePriority: 1,
      description: 'what has lost its tag',
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
      action: { type: 'expire' },
    },
    {
      rulePriority: 2,
      description: 'all but the newest hundred',
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 100 },
      action: { type: 'expire' },
    },
  ],
};
