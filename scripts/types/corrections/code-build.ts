import type { Correction } from '../correction.ts';

const onOff = { Status: ['DISABLED', 'ENABLED'] };

const computeTypes = [
  'ATTRIBUTE_BASED_COMPUTE',
  'BUILD_GENERAL1_2XLARGE',
  'BUILD_GENERAL1_LARGE',
  'BUILD_GENERAL1_MEDIUM',
  'BUILD_GENERAL1_SMALL',
  'BUILD_GENERAL1_XLARGE',
  'BUILD_LAMBDA_10GB',
  'BUILD_LAMBDA_1GB',
  'BUILD_LAMBDA_2GB',
  'BUILD_LAMBDA_4GB',
  'BUILD_LAMBDA_8GB',
];

/** What the pages of CodeBuild say beside the package. */
export const codeBuildCorrections: readonly Correction[] = [
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-project.html',
    type: 'AWS::CodeBuild::Project',
    values: { Visibility: ['PRIVATE', 'PUBLIC_READ'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-artifacts.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'Artifacts',
    values: {
      NamespaceType: ['BUILD_ID', 'NONE'],
      Packaging: ['NONE', 'ZIP'],
      Type: ['CODEPIPELINE', 'NO_ARTIFACTS', 'S3'],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-cloudwatchlogsconfig.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'CloudWatchLogsConfig',
    values: onOff,
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-environment.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'Environment',
    values: { ComputeType: computeTypes, ImagePullCredentialsType: ['CODEBUILD', 'SERVICE_ROLE'] },
  },
  {
    page: 'https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'Environment',
    values: {
      HostKernel: ['LINUX_KERNEL_4', 'LINUX_KERNEL_6', 'LINUX_KERNEL_LATEST'],
      Type: [
        'ARM_CONTAINER',
        'ARM_EC2',
        'ARM_LAMBDA_CONTAINER',
        'LINUX_CONTAINER',
        'LINUX_EC2',
        'LINUX_GPU_CONTAINER',
        'LINUX_LAMBDA_CONTAINER',
        'MAC_ARM',
        'WINDOWS_CONTAINER',
        'WINDOWS_EC2',
        'WINDOWS_SERVER_2019_CONTAINER',
        'WINDOWS_SERVER_2022_CONTAINER',
      ],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-environmentvariable.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'EnvironmentVariable',
    values: { Type: ['PARAMETER_STORE', 'PLAINTEXT', 'SECRETS_MANAGER'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-projectbuildbatchconfig.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'ProjectBuildBatchConfig',
    values: { BatchReportMode: ['REPORT_AGGREGATED_BATCH', 'REPORT_INDIVIDUAL_BUILDS'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-projectcache.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'ProjectCache',
    values: {
      Modes: ['LOCAL_CUSTOM_CACHE', 'LOCAL_DOCKER_LAYER_CACHE', 'LOCAL_SOURCE_CACHE'],
      Type: ['LOCAL', 'NO_CACHE', 'S3'],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-projectfilesystemlocation.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'ProjectFileSystemLocation',
    values: { Type: ['EFS'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-projecttriggers.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'ProjectTriggers',
    values: { BuildType: ['BUILD', 'BUILD_BATCH'] },
  },
  {
    page: 'https://docs.aws.amazon.com/codebuild/latest/APIReference/API_PullRequestBuildPolicy.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'PullRequestBuildPolicy',
    values: { RequiresCommentApproval: ['ALL_PULL_REQUESTS', 'DISABLED', 'FORK_PULL_REQUESTS'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-registrycredential.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'RegistryCredential',
    values: { CredentialProvider: ['SECRETS_MANAGER'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-s3logsconfig.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'S3LogsConfig',
    values: onOff,
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-source.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'Source',
    values: {
      Type: [
        'BITBUCKET',
        'CODECOMMIT',
        'CODEPIPELINE',
        'GITHUB',
        'GITHUB_ENTERPRISE',
        'GITLAB',
        'GITLAB_SELF_MANAGED',
        'NO_SOURCE',
        'S3',
      ],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-sourceauth.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'SourceAuth',
    values: { Type: ['CODECONNECTIONS', 'OAUTH', 'SECRETS_MANAGER'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-webhookfilter.html',
    type: 'AWS::CodeBuild::Project',
    definition: 'WebhookFilter',
    values: {
      Type: [
        'ACTOR_ACCOUNT_ID',
        'BASE_REF',
        'COMMIT_MESSAGE',
        'EVENT',
        'FILE_PATH',
        'HEAD_REF',
        'ORGANIZATION_NAME',
        'RELEASE_NAME',
        'REPOSITORY_NAME',
        'TAG_NAME',
        'WORKFLOW_NAME',
      ],
    },
  },
];
