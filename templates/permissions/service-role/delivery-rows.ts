// For tests only: what CloudFormation calls for what builds and releases, and what it must leave alone.
import { may, mayNot, type Row } from '../../../src/check/permissions/table.ts';
import { HOOKS, type System } from '../hello.ts';
import { calls, elsewhere, ROLE, type TypeRows } from './names.ts';

const TAGS = ['ListTagsForResource', 'TagResource', 'UntagResource'];

/** Calls on what is named after the system, and not on what is named after another whose name begins alike. */
function onNamed(service: string, names: readonly string[], rest: (name: string) => string, { arn }: System) {
  const actions = calls(service, ...names);
  return [
    may(ROLE, actions, arn(service, rest('hello-server'))),
    mayNot(ROLE, actions, arn(service, rest('hello-serverless'))),
  ];
}

/** By resource type. */
export const DELIVERY_ROWS: TypeRows = {
  'AWS::CodeDeploy::Application': (system) =>
    onNamed(
      'codedeploy',
      ['CreateApplication', 'DeleteApplication', 'GetApplication', 'UpdateApplication', ...TAGS],
      (name) => `application:${name}`,
      system,
    ),
  'AWS::CodeDeploy::DeploymentConfig': (system) => [
    ...onNamed(
      'codedeploy',
      ['CreateDeploymentConfig', 'DeleteDeploymentConfig', 'GetDeploymentConfig'],
      (name) => `deploymentconfig:${name}-traffic`,
      system,
    ),
    may(ROLE, 'codedeploy:GetDeploymentConfig', system.arn('codedeploy', 'deploymentconfig:CodeDeployDefault.One')),
    mayNot(
      ROLE,
      'codedeploy:DeleteDeploymentConfig',
      system.arn('codedeploy', 'deploymentconfig:CodeDeployDefault.One'),
    ),
  ],
  'AWS::CodeDeploy::DeploymentGroup': (system) => [
    ...onNamed(
      'codedeploy',
      ['CreateDeploymentGroup', 'DeleteDeploymentGroup', 'GetDeploymentGroup', 'UpdateDeploymentGroup', ...TAGS],
      (name) => `deploymentgroup:${name}/${name}`,
      system,
    ),
    // Releases are the pipeline's to start, and to stop CodeDeploy's and people's.
    mayNot(
      ROLE,
      calls('codedeploy', 'CreateDeployment', 'StopDeployment', 'ContinueDeployment'),
      system.arn('codedeploy', 'deploymentgroup:hello-server/hello-server'),
    ),
  ],
  'AWS::Lambda::Function': (system) => {
    const read = ['GetFunction', 'GetFunctionCodeSigningConfig', 'GetRuntimeManagementConfig', 'ListTags'];
    const change = ['UpdateFunctionCode', 'UpdateFunctionConfiguration', 'TagResource', 'UntagResource'];
    const verbs = calls('lambda', 'CreateFunction', 'DeleteFunction', ...read, ...change);
    const hook = (name: string) => system.arn('lambda', `function:CodeDeployHook_${name}`);
    return [
      ...HOOKS.map((event) => may(ROLE, verbs, system.get(`${event}Hook`, 'Arn'))),
      mayNot(ROLE, verbs, hook('hello-serverless_AfterInstall')),
      mayNot(ROLE, verbs, system.arn('lambda', 'function:other')),
      mayNot(ROLE, calls('lambda', 'AddPermission', 'InvokeFunction'), hook('hello-server_AfterInstall')),
    ];
  },
  'AWS::Lambda::Permission': (system) => {
    const verbs = calls('lambda', 'AddPermission', 'RemovePermission');
    const byEvents = { 'lambda:Principal': 'events.amazonaws.com' };
    const other = system.arn('lambda', 'function:CodeDeployHook_other_AfterInstall');
    return HOOKS.flatMap((event) => {
      const hook = system.get(`${event}Hook`, 'Arn');
      return [
        may(ROLE, verbs, hook, byEvents),
        may(ROLE, 'lambda:GetPolicy', hook),
        mayNot(ROLE, verbs, hook, { 'lambda:Principal': 's3.amazonaws.com' }),
        mayNot(ROLE, verbs, hook),
        mayNot(ROLE, [...verbs, 'lambda:GetPolicy'], other, byEvents),
      ];
    });
  },
  'AWS::CodePipeline::Pipeline': (system) => [
    ...onNamed(
      'codepipeline',
      ['CreatePipeline', 'DeletePipeline', 'GetPipeline', 'GetPipelineState', 'UpdatePipeline', ...TAGS],
      (name) => name,
      system,
    ),
    mayNot(ROLE, 'codepipeline:StartPipelineExecution', system.arn('codepipeline', 'hello-server')),
    mayNot(ROLE, 'codepipeline:PutApprovalResult', system.arn('codepipeline', 'hello-server/Approve/Approve')),
    ...passesConnection(system),
  ],
  'AWS::CodeBuild::Project': (system) => [
    ...onNamed(
      'codebuild',
      ['BatchGetProjects', 'CreateProject', 'DeleteProject', 'UpdateProject'],
      (name) => `project/${name}`,
      system,
    ),
    mayNot(ROLE, 'codebuild:StartBuild', system.arn('codebuild', 'project/hello-server')),
  ],
  'AWS::Events::Rule': (system) => {
    const targets = ['ListTargetsByRule', 'PutTargets', 'RemoveTargets'];
    return onNamed(
      'events',
      ['DeleteRule', 'DescribeRule', 'PutRule', ...targets, ...TAGS],
      (name) => `rule/${name}-new-version`,
      system,
    );
  },
  'AWS::ECR::Repository': (system) => {
    const { arn, region, suffix } = system;
    const read = ['DescribeRepositories', 'GetLifecyclePolicy', 'GetRepositoryPolicy', 'ListImages'];
    const put = ['PutImageScanningConfiguration', 'PutImageTagMutability', 'PutLifecyclePolicy'];
    const remove = ['BatchDeleteImage', 'DeleteLifecyclePolicy', 'DeleteRepository'];
    const uses = calls('kms', 'CreateGrant', 'DescribeKey', 'RetireGrant');
    const viaEcr = { 'kms:ViaService': `ecr.${region}.${suffix}` };
    return [
      ...onNamed(
        'ecr',
        ['CreateRepository', ...read, ...put, ...remove, ...TAGS],
        (name) => `repository/${name}`,
        system,
      ),
      mayNot(ROLE, calls('ecr', 'PutImage', 'SetRepositoryPolicy'), arn('ecr', 'repository/hello-server')),
      // AWS's own key for images.
      may(ROLE, uses, arn('kms', 'key/of-ecr'), viaEcr),
      mayNot(ROLE, uses, elsewhere(arn('kms', 'key/of-ecr'), system), viaEcr),
      mayNot(ROLE, uses, arn('kms', 'key/of-ecr')),
    ];
  },
  'AWS::CodeCommit::Repository': (system) => {
    const seed = ['CreateCommit', 'GitPush'];
    const change = ['CreateRepository', 'DeleteRepository', 'GetRepository', 'UpdateRepositoryDescription'];
    return [
      ...onNamed('codecommit', [...change, ...seed, ...TAGS], (name) => name, system),
      // The archive that the repository begins with.
      may(ROLE, 's3:GetObject', `arn:${system.partition}:s3:::templates/tealform/hello-server/seed.zip`),
    ];
  },
};

/** A pipeline without a connection passes none. */
function passesConnection({ arn }: System): readonly Row[] {
  return ['codeconnections', 'codestar-connections'].map((service) =>
    mayNot(ROLE, `${service}:PassConnection`, arn(service, 'connection/one')),
  );
}
