import type { Correction } from '../correction.ts';

/** What the pages of CodePipeline, CodeCommit and the connections to other hosts say beside the package. */
export const codePipelineCorrections: readonly Correction[] = [
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codecommit-repository-repositorytrigger.html',
    type: 'AWS::CodeCommit::Repository',
    definition: 'RepositoryTrigger',
    values: { Events: ['all', 'createReference', 'deleteReference', 'updateReference'] },
  },
  {
    page: 'https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_Connection.html',
    type: 'AWS::CodeConnections::Connection',
    values: {
      ProviderType: ['AzureDevOps', 'Bitbucket', 'GitHub', 'GitHubEnterpriseServer', 'GitLab', 'GitLabSelfManaged'],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/codestar-connections/latest/APIReference/API_Connection.html',
    type: 'AWS::CodeStarConnections::Connection',
    values: { ProviderType: ['Bitbucket', 'GitHub', 'GitHubEnterpriseServer', 'GitLab', 'GitLabSelfManaged'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codestarnotifications-notificationrule-target.html',
    type: 'AWS::CodeStarNotifications::NotificationRule',
    definition: 'Target',
    values: { TargetType: ['AWSChatbotMicrosoftTeams', 'AWSChatbotSlack', 'SNS'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codepipeline-pipeline-actiontypeid.html',
    type: 'AWS::CodePipeline::Pipeline',
    definition: 'ActionTypeId',
    values: { Owner: ['AWS', 'Custom', 'ThirdParty'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codepipeline-pipeline-condition.html',
    type: 'AWS::CodePipeline::Pipeline',
    definition: 'Condition',
    values: { Result: ['FAIL', 'RETRY', 'ROLLBACK', 'SKIP'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codepipeline-pipeline-encryptionkey.html',
    type: 'AWS::CodePipeline::Pipeline',
    definition: 'EncryptionKey',
    values: { Type: ['KMS'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codepipeline-pipeline-gitpullrequestfilter.html',
    type: 'AWS::CodePipeline::Pipeline',
    definition: 'GitPullRequestFilter',
    values: { Events: ['CLOSED', 'OPEN', 'UPDATED'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codepipeline-pipeline-ruletypeid.html',
    type: 'AWS::CodePipeline::Pipeline',
    definition: 'RuleTypeId',
    values: { Category: ['Rule'], Owner: ['AWS'] },
  },
];
