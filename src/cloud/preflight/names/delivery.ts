import { GetRepositoryCommand } from '@aws-sdk/client-codecommit';
import { GetApplicationCommand, GetDeploymentConfigCommand } from '@aws-sdk/client-codedeploy';
import { GetPipelineCommand } from '@aws-sdk/client-codepipeline';
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { finds, type NamedType, oneByOne } from './named-type.ts';

/** What source becomes a release with. */
export const DELIVERY_NAMES: readonly NamedType[] = [
  {
    type: 'AWS::CodeCommit::Repository',
    property: 'RepositoryName',
    what: 'CodeCommit repository',
    findTaken: oneByOne(({ clients: { codeCommit, region } }, name) =>
      finds(
        codeCommit.send(new GetRepositoryCommand({ repositoryName: name })),
        { action: 'codecommit:GetRepository', resource: name, region },
        ['RepositoryDoesNotExistException'],
      ),
    ),
    remove: (name) => `aws codecommit delete-repository --repository-name ${name}`,
  },
  {
    type: 'AWS::ECR::Repository',
    property: 'RepositoryName',
    what: 'ECR repository',
    findTaken: oneByOne(({ clients: { ecr, region } }, name) =>
      finds(
        ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })),
        { action: 'ecr:DescribeRepositories', resource: name, region },
        ['RepositoryNotFoundException'],
      ),
    ),
    remove: (name) => `aws ecr delete-repository --repository-name ${name} --force`,
  },
  {
    type: 'AWS::CodePipeline::Pipeline',
    property: 'Name',
    what: 'pipeline',
    findTaken: oneByOne(({ clients: { codePipeline, region } }, name) =>
      finds(
        codePipeline.send(new GetPipelineCommand({ name })),
        { action: 'codepipeline:GetPipeline', resource: name, region },
        ['PipelineNotFoundException'],
      ),
    ),
    remove: (name) => `aws codepipeline delete-pipeline --name ${name}`,
  },
  {
    type: 'AWS::CodeDeploy::Application',
    property: 'ApplicationName',
    what: 'CodeDeploy application',
    findTaken: oneByOne(({ clients: { codeDeploy, region } }, name) =>
      finds(
        codeDeploy.send(new GetApplicationCommand({ applicationName: name })),
        { action: 'codedeploy:GetApplication', resource: name, region },
        ['ApplicationDoesNotExistException'],
      ),
    ),
    remove: (name) => `aws deploy delete-application --application-name ${name}`,
  },
  {
    type: 'AWS::CodeDeploy::DeploymentConfig',
    property: 'DeploymentConfigName',
    what: 'CodeDeploy configuration',
    findTaken: oneByOne(({ clients: { codeDeploy, region } }, name) =>
      finds(
        codeDeploy.send(new GetDeploymentConfigCommand({ deploymentConfigName: name })),
        { action: 'codedeploy:GetDeploymentConfig', resource: name, region },
        ['DeploymentConfigDoesNotExistException'],
      ),
    ),
    remove: (name) => `aws deploy delete-deployment-config --deployment-config-name ${name}`,
  },
];
