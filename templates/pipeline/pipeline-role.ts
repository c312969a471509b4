import type { IAM } from '../../src/aws/index.ts';
import { accountId, partition, type ResourceHandle, region, sub, type Value } from '../../src/dsl/index.ts';
import { declareRole, type Statement } from '../common/role.ts';
import type { Site } from '../common/site.ts';
import type { DeliveryOptions } from '../options/delivery.ts';
import { artifactAccess } from './artifact-access.ts';
import type { PipelineReferences } from './references.ts';

const here = sub`${region}:${accountId}`;

/** What the role of a pipeline in a tools account is called there. */
export const pipelineRoleName = (systemName: Value<string>) => sub`${systemName}-pipeline-${region}`;

/**
 * The role that the pipeline works with.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
 */
export function declarePipelineRole(
  site: Site,
  { source, approveDeploy }: DeliveryOptions,
  references: PipelineReferences,
): ResourceHandle<IAM.RoleReturnValues> {
  const { BuildProjectName, ReleaseRoleArn } = references;
  return declareRole(site, 'PipelineRole', {
    service: 'codepipeline.amazonaws.com',
    sourceArn: sub`arn:${partition}:codepipeline:${here}:${site.systemName}`,
    policies: {
      artifacts: artifactAccess(references.ArtifactBucketName, references.ArtifactKeyArn, 'read-write'),
      'read-source': readSource(source.kind, references),
      'start-build': [
        {
          Effect: 'Allow',
          Action: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'],
          Resource: sub`arn:${partition}:codebuild:${here}:project/${BuildProjectName}`,
        },
      ],
      'ask-for-approval':
        approveDeploy && references.TopicKeyArn
          ? [
              { Effect: 'Allow', Action: 'sns:Publish', Resource: references.TopicArn },
              { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: references.TopicKeyArn },
            ]
          : [],
      release: ReleaseRoleArn
        ? [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ReleaseRoleArn }]
        : releaseStatements(site, references),
    },
    ...(ReleaseRoleArn ? { name: pipelineRoleName(site.systemName) } : {}),
    comment: ReleaseRoleArn
      ? "What the pipeline may do: read the source, start the build, and take on the role in the service's account that releases. That\n" +
        "role trusts this one by its name, which has the region in it: roles are the account's."
      : 'What the pipeline may do: read the source, start the build, register a task definition with its tags and the two roles of\n' +
        "its tasks, and start a deployment of this group. Registering is allowed on everything, as in AWS's own policy for the action.",
  });
}

/** What a release is made from: two roles of tasks, an application and its group. */
export type ReleaseReferences = Pick<
  PipelineReferences,
  'ApplicationName' | 'DeploymentGroupName' | 'ExecutionRoleArn' | 'TaskRoleArn'
>;

/**
 * What the deploy action does: it registers a task definition, and has CodeDeploy release it.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
 */
export function releaseStatements(
  site: Pick<Site, 'systemName'>,
  { ApplicationName, DeploymentGroupName, ExecutionRoleArn, TaskRoleArn }: ReleaseReferences,
): readonly Statement[] {
  const codeDeploy = sub`arn:${partition}:codedeploy:${here}`;
  return [
    {
      Effect: 'Allow',
      Action: ['codedeploy:CreateDeployment', 'codedeploy:GetDeployment'],
      Resource: sub`${codeDeploy}:deploymentgroup:${ApplicationName}/${DeploymentGroupName}`,
    },
    {
      Effect: 'Allow',
      Action: [
        'codedeploy:GetApplication',
        'codedeploy:GetApplicationRevision',
        'codedeploy:RegisterApplicationRevision',
      ],
      Resource: sub`${codeDeploy}:application:${ApplicationName}`,
    },
    {
      Effect: 'Allow',
      Action: 'codedeploy:GetDeploymentConfig',
      Resource: [
        sub`${codeDeploy}:deploymentconfig:CodeDeployDefault.*`,
        sub`${codeDeploy}:deploymentconfig:${site.systemName}-*`,
      ],
    },
    { Effect: 'Allow', Action: 'ecs:RegisterTaskDefinition', Resource: '*' },
    {
      Effect: 'Allow',
      Action: 'ecs:TagResource',
      // With or without a revision: AWS's reference has one, refusals that people report do not.
      Resource: sub`arn:${partition}:ecs:${here}:task-definition/${site.systemName}*`,
      Condition: { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
    },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: [ExecutionRoleArn, TaskRoleArn],
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
  ];
}

function readSource(
  kind: DeliveryOptions['source']['kind'],
  { SourceRepositoryName, ConnectionArn, ImageRepositoryName }: PipelineReferences,
): readonly Statement[] {
  if (kind === 'codecommit' && SourceRepositoryName) {
    return [
      {
        Effect: 'Allow',
        Action: [
          'codecommit:CancelUploadArchive',
          'codecommit:GetBranch',
          'codecommit:GetCommit',
          'codecommit:GetRepository',
          'codecommit:GetUploadArchiveStatus',
          'codecommit:UploadArchive',
        ],
        Resource: sub`arn:${partition}:codecommit:${here}:${SourceRepositoryName}`,
      },
    ];
  }
  if (kind === 'connection' && ConnectionArn) {
    return [
      {
        Effect: 'Allow',
        Action: ['codeconnections:UseConnection', 'codestar-connections:UseConnection'],
        Resource: ConnectionArn,
      },
    ];
  }
  return [
    {
      Effect: 'Allow',
      Action: 'ecr:DescribeImages',
      Resource: sub`arn:${partition}:ecr:${here}:repository/${ImageRepositoryName}`,
    },
  ];
}
