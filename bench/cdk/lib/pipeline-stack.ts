import { BuildSpec, ComputeType, LinuxBuildImage, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import type { Repository as SourceRepository } from 'aws-cdk-lib/aws-codecommit';
import type { EcsDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Artifact, ExecutionMode, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import {
  CodeBuildAction,
  CodeCommitSourceAction,
  CodeCommitTrigger,
  CodeDeployEcsDeployAction,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Repository as ImageRepository } from 'aws-cdk-lib/aws-ecr';
import type { Ec2TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Aws, NestedStack, type NestedStackProps, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

interface PipelineProps extends NestedStackProps {
  readonly systemName: string;
  readonly bucket: Bucket;
  readonly repository: SourceRepository;
  readonly images: ImageRepository;
  readonly capacityProviderName: string;
  readonly task: Ec2TaskDefinition;
  readonly logGroupName: string;
  readonly deploymentGroup: EcsDeploymentGroup;
  readonly topic: Topic;
}

/** What brings a new version into production. */
export class PipelineStack extends NestedStack {
  readonly pipeline: Pipeline;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id, props);
    const { systemName, images } = props;
    const project = new PipelineProject(this, 'Build', {
      projectName: systemName,
      environment: { buildImage: LinuxBuildImage.STANDARD_7_0, computeType: ComputeType.SMALL, privileged: true },
      buildSpec: BuildSpec.fromObjectToYaml(buildSpec(props)),
      logging: {
        cloudWatch: {
          logGroup: new LogGroup(this, 'BuildLogGroup', {
            logGroupName: `/aws/codebuild/${systemName}`,
            retention: RetentionDays.ONE_MONTH,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        },
      },
    });
    images.grantPullPush(project);
    project.addToRolePolicy(
      new PolicyStatement({ actions: ['ecr:DescribeImages'], resources: [images.repositoryArn] }),
    );
    this.pipeline = new Pipeline(this, 'Pipeline', {
      pipelineName: systemName,
      pipelineType: PipelineType.V2,
      executionMode: ExecutionMode.SUPERSEDED,
      // By its ARN: given as it is, its stack would wait for this one, which waits for it.
      artifactBucket: Bucket.fromBucketAttributes(this, 'Artifacts', {
        bucketArn: props.bucket.bucketArn,
        encryptionKey: Key.fromKeyArn(this, 'ArtifactKey', props.bucket.encryptionKey?.keyArn ?? ''),
      }),
    });
    const source = new Artifact('Source');
    const release = new Artifact('Release');
    this.pipeline.addStage({
      stageName: 'Source',
      actions: [
        new CodeCommitSourceAction({
          actionName: 'Source',
          repository: props.repository,
          branch: 'main',
          output: source,
          trigger: CodeCommitTrigger.EVENTS,
        }),
      ],
    });
    this.pipeline.addStage({
      stageName: 'Build',
      actions: [new CodeBuildAction({ actionName: 'Build', project, input: source, outputs: [release] })],
    });
    this.pipeline.addStage({
      stageName: 'Deploy',
      actions: [
        new CodeDeployEcsDeployAction({
          actionName: 'Deploy',
          deploymentGroup: props.deploymentGroup,
          appSpecTemplateFile: release.atPath('appspec.yaml'),
          taskDefinitionTemplateFile: release.atPath('taskdef.json'),
          containerImageInputs: [{ input: release, taskDefinitionPlaceholder: 'IMAGE1_NAME' }],
        }),
      ],
    });
    this.pipeline.onStateChange('Failure', {
      eventPattern: { detail: { state: ['FAILED'] } },
      target: new SnsTopic(props.topic),
    });
  }
}

function buildSpec({ systemName, images, task, logGroupName, capacityProviderName }: PipelineProps): object {
  const taskDefinition = {
    family: systemName,
    executionRoleArn: task.executionRole?.roleArn,
    taskRoleArn: task.taskRole.roleArn,
    requiresCompatibilities: ['EC2'],
    networkMode: 'bridge',
    containerDefinitions: [
      {
        name: systemName,
        image: '<IMAGE1_NAME>',
        essential: true,
        portMappings: [{ containerPort: 80, protocol: 'tcp' }],
        memory: 256,
        environment: [{ name: 'PORT', value: '80' }],
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': logGroupName,
            'awslogs-region': Aws.REGION,
            'awslogs-stream-prefix': 'application',
          },
        },
      },
    ],
    tags: [{ key: 'Name', value: systemName }],
  };
  const appSpec = [
    'version: 0.0',
    'Resources:',
    '  - TargetService:',
    '      Type: AWS::ECS::Service',
    '      Properties:',
    '        TaskDefinition: "<TASK_DEFINITION>"',
    '        LoadBalancerInfo:',
    `          ContainerName: "${systemName}"`,
    '          ContainerPort: 80',
    '        CapacityProviderStrategy:',
    `          - CapacityProvider: "${capacityProviderName}"`,
    '            Weight: 1',
    'Hooks:',
    `  - AfterAllowTestTraffic: "CodeDeployHook_${systemName}_AfterAllowTestTraffic"`,
  ].join('\n');
  const describe = `aws ecr describe-images --repository-name ${images.repositoryName} --image-ids imageTag=$TAG`;
  const image = images.repositoryUri;
  return {
    version: '0.2',
    phases: {
      pre_build: {
        commands: [
          `aws ecr get-login-password | docker login --username AWS --password-stdin ${Aws.ACCOUNT_ID}.dkr.ecr.${Aws.REGION}.${Aws.URL_SUFFIX}`,
        ],
      },
      build: {
        commands: [
          'TAG=$CODEBUILD_RESOLVED_SOURCE_VERSION',
          `if ! ${describe} > /dev/null 2>&1; then docker build --build-arg VERSION=$TAG --tag ${image}:$TAG . && docker push ${image}:$TAG; fi`,
          `DIGEST=$(${describe} --query 'imageDetails[0].imageDigest' --output text)`,
          `echo "$DIGEST" | grep -E '^sha256:[0-9a-f]{64}$'`,
          `printf '{"ImageURI":"%s@%s"}' ${image} "$DIGEST" > imageDetail.json`,
          `cat > taskdef.json <<'END'\n${JSON.stringify(taskDefinition, null, 2)}\nEND`,
          `cat > appspec.yaml <<'END'\n${appSpec}\nEND`,
        ],
      },
    },
    artifacts: { files: ['imageDetail.json', 'taskdef.json', 'appspec.yaml'] },
  };
}
