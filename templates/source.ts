import { CodeCommit, ECR } from '../src/aws/index.ts';
import { type Expression, parameter, partition, stack, sub, toJsonString } from '../src/dsl/index.ts';
import { SEED_BUCKET, SEED_KEY, WORKLOAD_ACCOUNT_ID } from './common/parameters.ts';
import { present } from './common/present.ts';
import { openSite, type SiteOptions, siteParameters } from './common/site.ts';
import type { SourceOptions } from './options/delivery.ts';

/** What the source stack is made from. */
export interface SourceStackOptions extends SiteOptions {
  readonly source: SourceOptions;
  /** Whether the service runs in another account, which then pulls the images. */
  readonly isShared?: boolean;
}

/** Where versions come from and where their images are kept: the repositories of source and images. */
export const source = (options: SourceStackOptions) => {
  const { source: from } = options;
  const newBranch = from.kind === 'codecommit' && from.repository === 'new' ? from.branch : undefined;
  const isNew = newBranch !== undefined;
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
        WorkloadAccountId: options.isShared ? parameter.string(WORKLOAD_ACCOUNT_ID) : undefined,
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
          LifecyclePolicy: { LifecyclePolicyText: toJsonString(KEEP_THE_NEWEST, 'readable') },
          EmptyOnDelete: true,
          RepositoryPolicyText: given.WorkloadAccountId && pulledBy(given.WorkloadAccountId),
          Tags: tags(),
        }),
        {
          comment:
            (from.kind === 'image'
              ? 'Images, scanned as they come. The tag that is released moves from one to the next, so tags can be overwritten, and\n' +
                'what runs may have none: tasks name images by digest.'
              : 'Images, scanned as they come. A tag, which is a commit, always means the same image.') +
            `\nNothing tells ECR what runs: it is kept as one of the newest ${IMAGES_KEPT}, and so until as many were pushed after it.`,
          deletionPolicy: 'Delete',
          updateReplacePolicy: 'Delete',
        },
      );
      const repositories = { ImageRepositoryName: images.ref, ImageRepositoryUri: images.att('RepositoryUri') };
      if (newBranch === undefined) {
        return { ...repositories, SourceRepositoryName: undefined, SourceCloneUrl: undefined };
      }
      const repository = resource(
        'SourceRepository',
        new CodeCommit.Repository({
          RepositoryName: systemName,
          RepositoryDescription: sub`Source of ${systemName}`,
          Code: { BranchName: newBranch, S3: { Bucket: present(given.SeedBucket), Key: present(given.SeedKey) } },
          Tags: tags(),
        }),
        {
          comment:
            'The first commit is the archive that the seed names; it is read at creation and never again. The pipeline starts as\n' +
            'soon as it is made, so there should be one. The repository stays when the stack goes, and its name with it: to create\n' +
            'the stack again, delete it, or have the system take it as one that exists (existingCodeCommit).',
          deletionPolicy: 'RetainExceptOnCreate',
          updateReplacePolicy: 'Retain',
        },
      );
      return {
        ...repositories,
        SourceRepositoryName: repository.att('Name'),
        SourceCloneUrl: repository.att('CloneUrlHttp'),
      };
    },
  );
};

/** What lets another account's roles pull, where their own policies say so. A repository's policy names no resource. */
function pulledBy(account: Expression<string>) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'WorkloadPulls',
        Effect: 'Allow',
        Principal: { AWS: sub`arn:${partition}:iam::${account}:root` },
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      },
    ],
  };
}

/** How many images are kept, with a tag or without; a commit gives one, or a few where it is built for several platforms. */
const IMAGES_KEPT = 1000;

/**
 * By number and not by age: what runs may be old, where nobody has released for long, and may have lost its tag to the next. The
 * images of an index go with it at the earliest.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 */
const KEEP_THE_NEWEST = {
  rules: [
    {
      rulePriority: 1,
      description: `all but the newest ${IMAGES_KEPT}`,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: IMAGES_KEPT },
      action: { type: 'expire' },
    },
  ],
};
