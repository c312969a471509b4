import type { CodePipeline } from '../../src/aws/index.ts';
import { sub, type Value } from '../../src/dsl/index.ts';
import type { DeliveryOptions } from '../options/delivery.ts';
import { APP_SPEC_FILE, IMAGE_NAME, TASK_DEFINITION_FILE } from '../release/files.ts';
import type { PipelineReferences } from './references.ts';

/** What is passed on: what the source gives, by this name also as variables, and the files of the release. */
const SOURCE = 'Source';
const RELEASE = 'Release';

/**
 * The stages that a version passes.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
 */
export function declareStages(
  delivery: DeliveryOptions,
  references: PipelineReferences,
): readonly CodePipeline.PipelineStageDeclaration[] {
  const approval: CodePipeline.PipelineStageDeclaration = {
    Name: 'Approve',
    Actions: [
      {
        Name: 'Approve',
        ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: '1' },
        Configuration: { NotificationArn: references.TopicArn, CustomData: whatIsApproved(delivery, references) },
      },
    ],
  };
  return [
    { Name: 'Source', Actions: [sourceAction(delivery, references)] },
    {
      Name: 'Build',
      Actions: [
        {
          Name: 'Build',
          ActionTypeId: { Category: 'Build', Owner: 'AWS', Provider: 'CodeBuild', Version: '1' },
          Configuration: { ProjectName: references.BuildProjectName },
          InputArtifacts: [{ Name: SOURCE }],
          OutputArtifacts: [{ Name: RELEASE }],
        },
      ],
    },
    ...(delivery.approveDeploy ? [approval] : []),
    { Name: 'Deploy', Actions: [deployAction(delivery, references)] },
  ];
}

// There is nothing to look at yet but the version itself: what it is called where it comes from.
function whatIsApproved({ source }: DeliveryOptions, { SystemName }: PipelineReferences): Value<string> {
  const version =
    source.kind === 'image'
      ? `image #{${SOURCE}.ImageDigest}, tagged ${source.tag}`
      : `commit #{${SOURCE}.CommitId} of ${source.branch}`;
  return sub`${SystemName} is about to be released: ${version}. Once approved, CodeDeploy starts it and moves traffic.`;
}

function sourceAction(
  { source }: DeliveryOptions,
  { SourceRepositoryName, ConnectionArn, ImageRepositoryName }: PipelineReferences,
): CodePipeline.PipelineActionDeclaration {
  const common = { Name: 'Source', Namespace: SOURCE, OutputArtifacts: [{ Name: SOURCE }] };
  const from = (Provider: string) => ({ Category: 'Source' as const, Owner: 'AWS' as const, Provider, Version: '1' });
  if (source.kind === 'connection') {
    return {
      ...common,
      ActionTypeId: from('CodeStarSourceConnection'),
      Configuration: {
        ConnectionArn,
        FullRepositoryId: source.repository,
        BranchName: source.branch,
        OutputArtifactFormat: 'CODE_ZIP',
        DetectChanges: 'true',
      },
    };
  }
  if (source.kind === 'image') {
    return {
      ...common,
      ActionTypeId: from('ECR'),
      Configuration: { RepositoryName: ImageRepositoryName, ImageTag: source.tag },
    };
  }
  return {
    ...common,
    ActionTypeId: from('CodeCommit'),
    Configuration: {
      RepositoryName: SourceRepositoryName,
      BranchName: source.branch,
      OutputArtifactFormat: 'CODE_ZIP',
      PollForSourceChanges: 'false',
    },
  };
}

function deployAction(
  { source }: DeliveryOptions,
  { ApplicationName, DeploymentGroupName, ReleaseRoleArn }: PipelineReferences,
): CodePipeline.PipelineActionDeclaration {
  // Where nothing is built, the source itself says which image it is.
  const imageArtifact = source.kind === 'image' ? SOURCE : RELEASE;
  return {
    Name: 'Deploy',
    RoleArn: ReleaseRoleArn,
    ActionTypeId: { Category: 'Deploy', Owner: 'AWS', Provider: 'CodeDeployToECS', Version: '1' },
    Configuration: {
      ApplicationName,
      DeploymentGroupName,
      TaskDefinitionTemplateArtifact: RELEASE,
      TaskDefinitionTemplatePath: TASK_DEFINITION_FILE,
      AppSpecTemplateArtifact: RELEASE,
      AppSpecTemplatePath: APP_SPEC_FILE,
      Image1ArtifactName: imageArtifact,
      Image1ContainerName: IMAGE_NAME,
    },
    InputArtifacts: [...new Set([RELEASE, imageArtifact])].map((Name) => ({ Name })),
  };
}
