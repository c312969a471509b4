import { CodeBuild, Logs } from '../../src/aws/index.ts';
import { accountId, type Expression, partition, type ResourceHandle, region, sub } from '../../src/dsl/index.ts';
import { declareRole } from '../common/role.ts';
import type { Site } from '../common/site.ts';
import { architectureOf } from '../options/capacity.ts';
import type { CompleteOptions } from '../options/system.ts';
import { type BuildSpecReferences, type Delivered, writeBuildSpec } from '../release/build-spec.ts';
import { APP_SPEC_FILE, TASK_DEFINITION_FILE } from '../release/files.ts';
import { artifactAccess } from './artifact-access.ts';

/** What the build refers to. */
export interface BuildReferences extends BuildSpecReferences {
  readonly bucketName: Expression<string>;
  readonly keyArn: Expression<string>;
  readonly repositoryName: Expression<string>;
}

/**
 * The newest standard images of CodeBuild, Amazon Linux 2023.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html
 */
const IMAGES = {
  x86_64: { Type: 'LINUX_CONTAINER', Image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0' },
  arm64: { Type: 'ARM_CONTAINER', Image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0' },
} as const;

/** The project that builds images and writes the files of a release. */
export function declareBuild(
  site: Site,
  options: CompleteOptions & Delivered,
  references: BuildReferences,
): ResourceHandle<CodeBuild.ProjectReturnValues> {
  const { resource, systemName, tags } = site;
  const { capacity, delivery } = options;
  const buildsImage = delivery.source.kind !== 'image';
  const logGroup = resource(
    'BuildLogGroup',
    new Logs.LogGroup({
      LogGroupName: sub`/codebuild/${systemName}`,
      RetentionInDays: options.service.logRetention,
      Tags: tags('build'),
    }),
    { comment: 'What the build says.', deletionPolicy: 'Delete', updateReplacePolicy: 'Delete' },
  );
  const role = declareBuildRole(site, buildsImage, logGroup, references);
  return resource(
    'BuildProject',
    new CodeBuild.Project({
      Name: systemName,
      Description: sub`Builds versions of ${systemName}`,
      ServiceRole: role.att('Arn'),
      Artifacts: { Type: 'CODEPIPELINE' },
      Environment: {
        ...IMAGES[architectureOf(capacity)],
        ComputeType: delivery.build.computeType,
        PrivilegedMode: buildsImage,
      },
      Cache: buildsImage ? { Type: 'LOCAL', Modes: ['LOCAL_DOCKER_LAYER_CACHE'] } : undefined,
      EncryptionKey: references.keyArn,
      LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: logGroup.ref } },
      TimeoutInMinutes: delivery.build.timeoutMinutes,
      QueuedTimeoutInMinutes: 60,
      Source: { Type: 'CODEPIPELINE', BuildSpec: writeBuildSpec(options, references) },
      Tags: tags('build'),
    }),
    {
      comment:
        delivery.releaseFrom === 'template'
          ? 'What it does, and what a release consists of, stands here: any repository with a Dockerfile can be released.'
          : `What a release consists of is in the repository: ${APP_SPEC_FILE} and ${TASK_DEFINITION_FILE}.`,
    },
  );
}

function declareBuildRole(
  site: Site,
  buildsImage: boolean,
  logGroup: ResourceHandle<Logs.LogGroupReturnValues>,
  { bucketName, keyArn, repositoryName }: BuildReferences,
) {
  const images = sub`arn:${partition}:ecr:${region}:${accountId}:repository/${repositoryName}`;
  return declareRole(site, 'BuildRole', {
    service: 'codebuild.amazonaws.com',
    sourceArn: sub`arn:${partition}:codebuild:${region}:${accountId}:project/${site.systemName}`,
    policies: {
      'write-logs': [
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logGroup.att('Arn') },
      ],
      artifacts: artifactAccess(bucketName, keyArn, 'read-write'),
      'push-image': buildsImage
        ? [
            { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
            {
              Effect: 'Allow',
              Action: [
                'ecr:BatchCheckLayerAvailability',
                'ecr:BatchGetImage',
                'ecr:CompleteLayerUpload',
                'ecr:DescribeImages',
                'ecr:GetDownloadUrlForLayer',
                'ecr:InitiateLayerUpload',
                'ecr:PutImage',
                'ecr:UploadLayerPart',
              ],
              Resource: images,
            },
            // A base image that is copied here, such as where the public registry is out of reach.
            {
              Effect: 'Allow',
              Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
              Resource: sub`${images}/*`,
            },
          ]
        : [],
    },
    comment:
      "What the build may do: push to the system's repository of images, pull what lies below its name, read its input and write its\noutput.",
  });
}
