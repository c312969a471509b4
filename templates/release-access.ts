import { parameter, partition, stack, sub } from '../src/dsl/index.ts';
import { TOOLS_ACCOUNT_ID } from './common/parameters.ts';
import { declareRole } from './common/role.ts';
import { openSite, type SiteOptions, siteWithRolesParameters } from './common/site.ts';
import { artifactAccess } from './pipeline/artifact-access.ts';
import { pipelineRoleName, releaseStatements } from './pipeline/pipeline-role.ts';

/**
 * How a pipeline in another account releases here: a role that its own role takes on.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
 */
export const releaseAccess = (options: SiteOptions) =>
  stack(
    'ReleaseAccess',
    {
      description: 'How the pipeline, which is in another account, releases here',
      parameters: {
        ...siteWithRolesParameters(options),
        ToolsAccountId: parameter.string(TOOLS_ACCOUNT_ID),
        ArtifactBucketName: parameter.string({ description: 'The bucket of what stages of the pipeline pass on' }),
        ArtifactKeyArn: parameter.string({ description: 'The key that those artifacts are encrypted with' }),
        ExecutionRoleArn: parameter.string({ description: 'Role that ECS starts tasks with' }),
        TaskRoleArn: parameter.string({ description: 'Role that tasks have' }),
        ApplicationName: parameter.string({
          description: 'The application of CodeDeploy that the service is released as',
        }),
        DeploymentGroupName: parameter.string({ description: 'The deployment group that the service is released by' }),
      },
    },
    (given, tools) => {
      const site = openSite(tools, given, options);
      const { ToolsAccountId } = given;
      const role = declareRole(site, 'ReleaseRole', {
        trusted: {
          account: ToolsAccountId,
          role: sub`arn:${partition}:iam::${ToolsAccountId}:role/${pipelineRoleName(site.systemName)}`,
        },
        policies: {
          artifacts: artifactAccess(given.ArtifactBucketName, given.ArtifactKeyArn, 'read'),
          release: releaseStatements(site, given),
        },
        comment:
          'What the pipeline may do here: read what it has built, register a task definition with its tags and the two roles of its tasks,\n' +
          "and start a deployment of this group. Registering is allowed on everything, as in AWS's own policy for the action.",
      });
      return { ReleaseRoleArn: role.att('Arn') };
    },
  );
