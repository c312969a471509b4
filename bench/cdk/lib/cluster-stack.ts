import { AutoScalingGroup, BlockDeviceVolume, UpdatePolicy } from 'aws-cdk-lib/aws-autoscaling';
import {
  InstanceType,
  LaunchTemplate,
  LaunchTemplateHttpTokens,
  SecurityGroup,
  UserData,
  type Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AsgCapacityProvider, Cluster, ContainerInsights, EcsOptimizedImage } from 'aws-cdk-lib/aws-ecs';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { NestedStack, type NestedStackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

interface ClusterProps extends NestedStackProps {
  readonly systemName: string;
  readonly vpc: Vpc;
}

/** The cluster and its instances, as many as the tasks want. */
export class ClusterStack extends NestedStack {
  readonly cluster: Cluster;
  readonly capacityProvider: AsgCapacityProvider;
  readonly instanceSecurityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id, props);
    const { systemName, vpc } = props;
    this.cluster = new Cluster(this, 'Cluster', {
      clusterName: systemName,
      vpc,
      containerInsightsV2: ContainerInsights.ENABLED,
    });
    this.instanceSecurityGroup = new SecurityGroup(this, 'InstanceSecurityGroup', {
      vpc,
      description: `Instances of ${systemName}`,
    });
    const role = new Role(this, 'InstanceRole', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonEC2ContainerServiceforEC2Role'),
        ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'),
      ],
    });
    const launchTemplate = new LaunchTemplate(this, 'LaunchTemplate', {
      instanceType: new InstanceType('t3.small'),
      machineImage: EcsOptimizedImage.amazonLinux2023(),
      securityGroup: this.instanceSecurityGroup,
      role,
      userData: UserData.forLinux(),
      httpTokens: LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      blockDevices: [{ deviceName: '/dev/xvda', volume: BlockDeviceVolume.ebs(30, { encrypted: true }) }],
      detailedMonitoring: true,
    });
    const group = new AutoScalingGroup(this, 'InstanceGroup', {
      vpc,
      launchTemplate,
      minCapacity: 2,
      maxCapacity: 4,
      newInstancesProtectedFromScaleIn: true,
      updatePolicy: UpdatePolicy.rollingUpdate(),
    });
    this.capacityProvider = new AsgCapacityProvider(this, 'CapacityProvider', {
      capacityProviderName: `instances-${systemName}`,
      autoScalingGroup: group,
      enableManagedScaling: true,
      enableManagedTerminationProtection: true,
    });
    this.cluster.addAsgCapacityProvider(this.capacityProvider);
  }
}
