import { CodePipeline } from '../src/aws/index.ts';
import { accountId, parameter, partition, region, select, split, stack, sub, urlSuffix } from '../src/dsl/index.ts';
import { CONNECTION_ARN } from './common/parameters.ts';
import { openSite, siteWithRolesParameters } from './common/site.ts';
import { isReleasedFromAfar } from './options/delivery.ts';
import type { CompleteOptions } from './options/system.ts';
import { declareBuild } from './pipeline/build.ts';
import { declarePipelineRole } from './pipeline/pipeline-role.ts';
import { declareStages } from './pipeline/stages.ts';
import { declareTriggers } from './pipeline/triggers.ts';
import type { Delivered } from './release/build-spec.ts';

/** What the pipeline is made from. */
export type PipelineStackOptions = CompleteOptions & Delivered;

/** What brings a commit into production: source, build, and the release by CodeDeploy. */
export const pipeline = (options: PipelineStackOptions) => {
  const { capacity, delivery } = options;
  const { source } = delivery;
  const onFargate = capacity.kind === 'fargate';
  const isAfar = isReleasedFromAfar(options);
  return stack(
    'Pipeline',
    {
      description: 'What brings a new version into production: its source, its build, its release',
      parameters: {
        ...siteWithRolesParameters(options),
        ArtifactBucketName: parameter.string({ description: 'The bucket of what stages pass on to each other' }),
        ArtifactKeyArn: parameter.string({ description: 'The key that those artifacts are encrypted with' }),
        ImageRepositoryName: parameter.string({ description: 'The repository of the images' }),
        SourceRepositoryName:
          source.kind === 'codecommit' ? parameter.string({ description: 'The repository of the source' }) : undefined,
        ConnectionArn: source.kind === 'connection' ? parameter.string(CONNECTION_ARN) : undefined,
        CapacityProviderName: onFargate
          ? undefined
          : parameter.string({ description: 'The capacity provider that tasks are placed on' }),
        SubnetIds: onFargate ? parameter.subnetIds({ description: 'The subnets that tasks run in' }) : undefined,
        TaskSecurityGroupId: onFargate
          ? parameter.securityGroupId({ description: 'The security group of tasks' })
          : undefined,
        LogGroupName: parameter.string({ description: 'The log group of the containers' }),
        ExecutionRoleArn: parameter.string({ description: 'Role that ECS starts tasks with' }),
        TaskRoleArn: parameter.string({ description: 'Role that tasks have' }),
        ApplicationName: parameter.string({
          description: 'The application of CodeDeploy that the service is released as',
        }),
        DeploymentGroupName: parameter.string({ description: 'The deployment group that the service is released by' }),
        TopicArn: parameter.string({ description: 'The topic that tells of failures' }),
        ReleaseRoleArn: isAfar
          ? parameter.string({
              description: "Role in the service's account that releases are made with: an output of the system's root",
              allowedPattern: 'arn:[a-z-]+:iam::\\d{12}:role/.+',
              constraintDescription: 'the ARN of a role',
            })
          : undefined,
        TopicKeyArn: delivery.approveDeploy
          ? parameter.string({ description: 'The key that the topic is encrypted with' })
          : undefined,
      },
    },
    (given, tools) => {
      const site = openSite(tools, given, options);
      const store = { bucketName: given.ArtifactBucketName, keyArn: given.ArtifactKeyArn };
      const build = declareBuild(site, options, {
        ...store,
        systemName: site.systemName,
        repositoryName: given.ImageRepositoryName,
        registry: sub`${accountId}.dkr.ecr.${region}.${urlSuffix}`,
        logGroup: given.LogGroupName,
        executionRoleArn: given.ExecutionRoleArn,
        taskRoleArn: given.TaskRoleArn,
        capacityProviderName: given.CapacityProviderName,
        subnetIds: given.SubnetIds,
        taskSecurityGroupId: given.TaskSecurityGroupId,
        partition,
        region,
        // The account of the tasks, whose secrets and other images it is.
        accountId: given.ReleaseRoleArn ? select(4, split(':', given.ReleaseRoleArn)) : accountId,
        urlSuffix,
      });
      const references = { ...given, BuildProjectName: build.ref };
      const role = declarePipelineRole(site, delivery, references);
      const pipeline = site.resource(
        'Pipeline',
        new CodePipeline.Pipeline({
          Name: site.systemName,
          PipelineType: 'V2',
          ExecutionMode: 'SUPERSEDED',
          RoleArn: role.att('Arn'),
          ArtifactStore: {
            Type: 'S3',
            Location: store.bucketName,
            EncryptionKey: { Type: 'KMS', Id: store.keyArn },
          },
          Stages: declareStages(delivery, references),
          Tags: site.tags(),
        }),
        {
          comment:
            'One version at a time: CodeDeploy releases one, and of those that wait meanwhile only the newest is of interest.',
        },
      );
      declareTriggers(site, delivery, { ...references, pipelineName: pipeline.ref });
      return { PipelineName: pipeline.ref };
    },
  );
};
