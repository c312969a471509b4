import type { Expression } from '../../src/dsl/index.ts';

/** What the parts of the pipeline refer to. */
export interface PipelineReferences {
  readonly SystemName: Expression<string>;
  readonly ArtifactBucketName: Expression<string>;
  readonly ArtifactKeyArn: Expression<string>;
  readonly ImageRepositoryName: Expression<string>;
  readonly SourceRepositoryName: Expression<string> | undefined;
  readonly ConnectionArn: Expression<string> | undefined;
  readonly ExecutionRoleArn: Expression<string>;
  readonly TaskRoleArn: Expression<string>;
  readonly ApplicationName: Expression<string>;
  readonly DeploymentGroupName: Expression<string>;
  readonly TopicArn: Expression<string>;
  /** The role in another account that releases are made with, where the service is in one. */
  readonly ReleaseRoleArn: Expression<string> | undefined;
  /** Where somebody is asked for an approval by the topic. */
  readonly TopicKeyArn: Expression<string> | undefined;
  readonly BuildProjectName: Expression<string>;
}
