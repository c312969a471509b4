import { Port, type SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  type AsgCapacityProvider,
  type Cluster,
  ContainerImage,
  DeploymentControllerType,
  Ec2Service,
  Ec2TaskDefinition,
  LogDrivers,
  NetworkMode,
  PlacementStrategy,
} from 'aws-cdk-lib/aws-ecs';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, NestedStack, type NestedStackProps, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

interface ServiceProps extends NestedStackProps {
  readonly systemName: string;
  readonly cluster: Cluster;
  readonly capacityProvider: AsgCapacityProvider;
  readonly instanceSecurityGroup: SecurityGroup;
  readonly loadBalancerSecurityGroup: SecurityGroup;
  readonly blueTargetGroup: ApplicationTargetGroup;
}

const UNTIL_THE_FIRST_RELEASE = `
const { createServer } = require('node:http');
process.on('SIGTERM', () => process.exit(0));
createServer((request, response) => response.end('The first release is on its way.\\n')).listen(80);
`;

/** The service under CodeDeploy, and the task that it is made with. */
export class ServiceStack extends NestedStack {
  readonly service: Ec2Service;
  readonly task: Ec2TaskDefinition;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id, props);
    const { systemName } = props;
    this.logGroup = new LogGroup(this, 'LogGroup', {
      logGroupName: `/ecs/${systemName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.task = new Ec2TaskDefinition(this, 'BootstrapTask', { family: systemName, networkMode: NetworkMode.BRIDGE });
    this.task.obtainExecutionRole();
    this.task.addContainer(systemName, {
      image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:24-alpine'),
      command: ['node', '-e', UNTIL_THE_FIRST_RELEASE],
      memoryLimitMiB: 256,
      portMappings: [{ containerPort: 80 }],
      environment: { PORT: '80' },
      logging: LogDrivers.awsLogs({ logGroup: this.logGroup, streamPrefix: 'bootstrap' }),
    });
    props.instanceSecurityGroup.addIngressRule(
      props.loadBalancerSecurityGroup,
      Port.tcpRange(32768, 65535),
      'The load balancer',
      true,
    );
    this.service = new Ec2Service(this, 'Service', {
      serviceName: systemName,
      cluster: props.cluster,
      taskDefinition: this.task,
      desiredCount: 3,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      capacityProviderStrategies: [{ capacityProvider: props.capacityProvider.capacityProviderName, weight: 1 }],
      deploymentController: { type: DeploymentControllerType.CODE_DEPLOY },
      placementStrategies: [PlacementStrategy.spreadAcross('attribute:ecs.availability-zone')],
      healthCheckGracePeriod: Duration.seconds(60),
    });
    this.service.attachToApplicationTargetGroup(props.blueTargetGroup);
  }
}
