// For tests only: what the roles of the delivery side may and may not do.
import { may, mayNot, type Row } from '../../src/check/permissions/table.ts';
import type { System } from './hello.ts';
import { PUBLISH_KEY, PULL, passesTaskRoles, usesArtifacts, writesLog } from './shared-rows.ts';

/** Which calls a role of the pipeline makes, and which it must not. By the role. */
export const DELIVERY: Readonly<Record<string, (system: System) => readonly Row[]>> = {
  PipelineRole: (system) => {
    const { arn, get } = system;
    const who = 'PipelineRole';
    const verbs = [
      'CancelUploadArchive',
      'GetBranch',
      'GetCommit',
      'GetRepository',
      'GetUploadArchiveStatus',
      'UploadArchive',
    ];
    const reads = verbs.map((each) => `codecommit:${each}`);
    const builds = ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'];
    const deploys = ['codedeploy:CreateDeployment', 'codedeploy:GetDeployment'];
    const registering = { 'ecs:CreateAction': 'RegisterTaskDefinition' };
    const revision = ['GetApplication', 'GetApplicationRevision', 'RegisterApplicationRevision'].map(
      (each) => `codedeploy:${each}`,
    );
    return [
      ...usesArtifacts(who, system),
      may(who, reads, arn('codecommit', 'hello-server')),
      mayNot(who, reads, arn('codecommit', 'other')),
      mayNot(who, 'codecommit:GitPush', arn('codecommit', 'hello-server')),
      may(who, builds, arn('codebuild', 'project/hello-server')),
      mayNot(who, builds, arn('codebuild', 'project/other')),
      may(who, deploys, arn('codedeploy', 'deploymentgroup:hello-server/hello-server')),
      mayNot(who, deploys, arn('codedeploy', 'deploymentgroup:other/other')),
      may(who, revision, arn('codedeploy', 'application:hello-server')),
      mayNot(who, revision, arn('codedeploy', 'application:other')),
      may(who, 'codedeploy:GetDeploymentConfig', arn('codedeploy', 'deploymentconfig:CodeDeployDefault.ECSAllAtOnce')),
      may(who, 'codedeploy:GetDeploymentConfig', arn('codedeploy', 'deploymentconfig:hello-server-canary')),
      mayNot(who, 'codedeploy:GetDeploymentConfig', arn('codedeploy', 'deploymentconfig:other')),
      may(who, 'ecs:RegisterTaskDefinition', '*'),
      ...['hello-server', 'hello-server:1'].map((each) =>
        may(who, 'ecs:TagResource', arn('ecs', `task-definition/${each}`), registering),
      ),
      mayNot(who, 'ecs:TagResource', arn('ecs', 'task-definition/other:1'), registering),
      mayNot(who, 'ecs:TagResource', arn('ecs', 'task-definition/hello-server:1')),
      mayNot(who, 'ecs:UpdateService', arn('ecs', 'service/hello-server/hello-server')),
      ...passesTaskRoles(who, system),
      may(who, 'sns:Publish', get('Topic')),
      mayNot(who, 'sns:Publish', arn('sns', 'other')),
      may(who, PUBLISH_KEY, get('NotificationKey', 'Arn')),
      mayNot(who, PUBLISH_KEY, arn('kms', 'key/other')),
    ];
  },
  BuildRole: (system) => {
    const { arn } = system;
    const verbs = ['CompleteLayerUpload', 'DescribeImages', 'InitiateLayerUpload', 'PutImage', 'UploadLayerPart'];
    const push = [...PULL, ...verbs.map((each) => `ecr:${each}`)];
    return [
      ...writesLog('BuildRole', system, system.get('BuildLogGroup')),
      ...usesArtifacts('BuildRole', system),
      may('BuildRole', 'ecr:GetAuthorizationToken', '*'),
      may('BuildRole', push, arn('ecr', 'repository/hello-server')),
      mayNot('BuildRole', push, arn('ecr', 'repository/other')),
      may('BuildRole', PULL, arn('ecr', 'repository/hello-server/node')),
      mayNot('BuildRole', 'ecr:PutImage', arn('ecr', 'repository/hello-server/node')),
      mayNot('BuildRole', PULL, arn('ecr', 'repository/other/node')),
      mayNot(
        'BuildRole',
        'codedeploy:CreateDeployment',
        arn('codedeploy', 'deploymentgroup:hello-server/hello-server'),
      ),
      mayNot('BuildRole', 'ecs:RegisterTaskDefinition', '*'),
      mayNot('BuildRole', 'iam:PassRole', system.get('TaskRole', 'Arn'), {
        'iam:PassedToService': 'ecs-tasks.amazonaws.com',
      }),
    ];
  },
  StartRole: ({ arn }) => [
    may('StartRole', 'codepipeline:StartPipelineExecution', arn('codepipeline', 'hello-server')),
    mayNot('StartRole', 'codepipeline:StartPipelineExecution', arn('codepipeline', 'other')),
    mayNot('StartRole', 'codepipeline:PutApprovalResult', arn('codepipeline', 'hello-server/Approve/Approve')),
  ],
};
