import type { BuiltStack } from '../../../src/dsl/index.ts';
import type { Grant } from './grant.ts';

const APPLICATION = 'AWS::CodeDeploy::Application';
const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const CONFIGURATION = 'AWS::CodeDeploy::DeploymentConfig';
const FUNCTION = 'AWS::Lambda::Function';
const CALLERS = 'AWS::Lambda::Permission';
const PIPELINE = 'AWS::CodePipeline::Pipeline';
const PROJECT = 'AWS::CodeBuild::Project';
const IMAGES = 'AWS::ECR::Repository';
const SOURCE = 'AWS::CodeCommit::Repository';

/**
 * What releases: all of it has names made from the system's.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const DELIVERY_GRANTS: readonly Grant[] = [
  {
    types: [APPLICATION, GROUP, CONFIGURATION],
    actions: [
      'codedeploy:CreateApplication',
      'codedeploy:CreateDeploymentConfig',
      'codedeploy:CreateDeploymentGroup',
      'codedeploy:DeleteApplication',
      'codedeploy:DeleteDeploymentConfig',
      'codedeploy:DeleteDeploymentGroup',
      'codedeploy:GetApplication',
      'codedeploy:GetDeploymentGroup',
      'codedeploy:ListTagsForResource',
      'codedeploy:TagResource',
      'codedeploy:UntagResource',
      'codedeploy:UpdateApplication',
      'codedeploy:UpdateDeploymentGroup',
    ],
    on: [
      'codedeploy:{here}:application:{name}',
      'codedeploy:{here}:deploymentgroup:{name}/{name}',
      'codedeploy:{here}:deploymentconfig:{name}-*',
    ],
  },
  {
    types: [GROUP, CONFIGURATION],
    actions: ['codedeploy:GetDeploymentConfig'],
    on: ['codedeploy:{here}:deploymentconfig:{name}-*', 'codedeploy:{here}:deploymentconfig:CodeDeployDefault.*'],
  },
  {
    types: [FUNCTION],
    actions: [
      'lambda:CreateFunction',
      'lambda:DeleteFunction',
      'lambda:GetFunction*',
      'lambda:GetRuntimeManagementConfig',
      'lambda:ListTags',
      'lambda:TagResource',
      'lambda:UntagResource',
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
    ],
    on: ['lambda:{here}:function:CodeDeployHook_{name}_*'],
  },
  { types: [CALLERS], actions: ['lambda:GetPolicy'], on: ['lambda:{here}:function:CodeDeployHook_{name}_*'] },
  // Events keep hooks awake; nobody else may be let in.
  {
    types: [CALLERS],
    actions: ['lambda:AddPermission', 'lambda:RemovePermission'],
    on: ['lambda:{here}:function:CodeDeployHook_{name}_*'],
    when: { StringEquals: { 'lambda:Principal': ['events.amazonaws.com'] } },
  },
  {
    types: [PIPELINE],
    actions: [
      'codepipeline:CreatePipeline',
      'codepipeline:DeletePipeline',
      'codepipeline:GetPipeline',
      'codepipeline:GetPipelineState',
      'codepipeline:ListTagsForResource',
      'codepipeline:TagResource',
      'codepipeline:UntagResource',
      'codepipeline:UpdatePipeline',
    ],
    on: ['codepipeline:{here}:{name}'],
  },
  {
    types: [PROJECT],
    actions: [
      'codebuild:BatchGetProjects',
      'codebuild:CreateProject',
      'codebuild:DeleteProject',
      'codebuild:UpdateProject',
    ],
    on: ['codebuild:{here}:project/{name}'],
  },
  {
    types: ['AWS::Events::Rule'],
    actions: [
      'events:DeleteRule',
      'events:DescribeRule',
      'events:ListTagsForResource',
      'events:ListTargetsByRule',
      'events:PutRule',
      'events:PutTargets',
      'events:RemoveTargets',
      'events:TagResource',
      'events:UntagResource',
    ],
    on: ['events:{here}:rule/{name}-*'],
  },
  {
    types: [IMAGES],
    actions: [
      'ecr:BatchDeleteImage',
      'ecr:CreateRepository',
      'ecr:DeleteLifecyclePolicy',
      'ecr:DeleteRepository',
      'ecr:DescribeRepositories',
      'ecr:GetLifecyclePolicy',
      'ecr:GetRepositoryPolicy',
      'ecr:ListImages',
      'ecr:ListTagsForResource',
      'ecr:PutImageScanningConfiguration',
      'ecr:PutImageTagMutability',
      'ecr:PutLifecyclePolicy',
      'ecr:TagResource',
      'ecr:UntagResource',
    ],
    on: ['ecr:{here}:repository/{name}'],
  },
  // Of AWS's own key for ECR, whose id is not known beforehand.
  {
    types: [IMAGES],
    actions: ['kms:CreateGrant', 'kms:DescribeKey', 'kms:RetireGrant'],
    on: ['kms:{here}:key/*'],
    when: { StringEquals: { 'kms:ViaService': ['ecr.{region}.{suffix}'] } },
  },
  {
    types: [SOURCE],
    actions: [
      'codecommit:CreateCommit',
      'codecommit:CreateRepository',
      'codecommit:DeleteRepository',
      'codecommit:GetRepository',
      'codecommit:GitPush',
      'codecommit:ListTagsForResource',
      'codecommit:TagResource',
      'codecommit:UntagResource',
      'codecommit:UpdateRepositoryDescription',
    ],
    on: ['codecommit:{here}:{name}'],
  },
];

/**
 * A pipeline that takes its source from a connection passes it on; one that does not could use another system's. Which connection is a
 * parameter of the root; the service has had two names.
 */
export function connectionGrants(root: BuiltStack): readonly Grant[] {
  if (!('ConnectionArn' in (root.template.Parameters ?? {}))) return [];
  return [
    {
      types: [PIPELINE],
      actions: ['codeconnections:PassConnection', 'codestar-connections:PassConnection'],
      on: ['codeconnections:{here}:connection/*', 'codestar-connections:{here}:connection/*'],
    },
  ];
}
