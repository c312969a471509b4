import { AutoScaling, EC2, ECS, IAM } from '../../src/aws/index.ts';
import {
  accountId,
  assume,
  base64,
  type Expression,
  partition,
  type ResourceHandle,
  region,
  sub,
  urlSuffix,
} from '../../src/dsl/index.ts';
import { declareRole } from '../common/role.ts';
import type { Site } from '../common/site.ts';
import { type Ec2Capacity, RESERVED_MEMORY } from '../options/capacity.ts';

/** What container instances are made from. */
export interface InstanceOptions extends Ec2Capacity {
  /** Whether they stand in public subnets and so need public addresses to reach AWS. */
  readonly isPublic: boolean;
}

interface InstanceParameters {
  readonly VpcId: Expression<string>;
  readonly SubnetIds: Expression<readonly string[]>;
  readonly ImageId: Expression<string>;
  readonly MinInstances: Expression<number>;
}

/** Instances that join the cluster, and the capacity provider that starts and ends them as tasks need. */
export function declareInstances(
  site: Site,
  options: InstanceOptions,
  cluster: ResourceHandle,
  { VpcId, SubnetIds, ImageId, MinInstances }: InstanceParameters,
) {
  const { resource, tags } = site;
  const securityGroup = resource(
    'InstanceSecurityGroup',
    new EC2.SecurityGroup({ GroupDescription: 'Container instances', VpcId, Tags: tags('instances') }),
    { comment: 'Lets nobody in by itself: the service adds the load balancer. There is no SSH.' },
  );
  const template = resource(
    'LaunchTemplate',
    new EC2.LaunchTemplate({
      LaunchTemplateData: {
        ImageId,
        InstanceType: options.instanceType,
        IamInstanceProfile: { Arn: declareInstanceProfile(site, cluster).att('Arn') },
        ...(options.isPublic
          ? { NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: [securityGroup.ref] }] }
          : { SecurityGroupIds: [securityGroup.ref] }),
        MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [
          {
            DeviceName: '/dev/xvda',
            Ebs: { VolumeType: 'gp3', VolumeSize: options.diskGiB, Encrypted: true, DeleteOnTermination: true },
          },
        ],
        UserData: base64(sub`#!/bin/bash
echo ECS_CLUSTER=${cluster.ref} >> /etc/ecs/ecs.config
echo ECS_RESERVED_MEMORY=${RESERVED_MEMORY} >> /etc/ecs/ecs.config
`),
        TagSpecifications: [
          { ResourceType: 'instance', Tags: tags('instance') },
          { ResourceType: 'volume', Tags: tags('instance') },
          { ResourceType: 'network-interface', Tags: tags('instance') },
        ],
      },
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: tags('instances') }],
    }),
    {
      comment:
        'Metadata answers signed requests only, and none that come through a container: one hop is not enough for those.\n' +
        'A new image reaches instances as they are replaced; `make ami` tells of newer ones.',
    },
  );
  const group = resource(
    'InstanceGroup',
    new AutoScaling.AutoScalingGroup({
      VPCZoneIdentifier: SubnetIds,
      LaunchTemplate: { LaunchTemplateId: template.ref, Version: template.att('LatestVersionNumber') },
      MinSize: assume<string>(MinInstances),
      MaxSize: String(options.max),
      NewInstancesProtectedFromScaleIn: true,
      Tags: [
        ...tags('instance').map((tag) => ({ ...tag, PropagateAtLaunch: false })),
        { Key: 'AmazonECSManaged', Value: '', PropagateAtLaunch: true },
      ],
    }),
    {
      comment:
        'How many there are, the capacity provider says: there is no desired capacity. ECS adds a tag of its own; it is named so\n' +
        'that no update takes it away. The protection outlives the capacity provider: deleting the stack waits until somebody has\n' +
        'taken it off the instances.',
    },
  );
  const capacityProvider = resource(
    'CapacityProvider',
    new ECS.CapacityProvider({
      Name: sub`instances-${site.systemName}`,
      AutoScalingGroupProvider: {
        AutoScalingGroupArn: group.ref,
        ManagedScaling: { Status: 'ENABLED', TargetCapacity: 100 },
        ManagedTerminationProtection: 'ENABLED',
        ManagedDraining: 'ENABLED',
      },
      Tags: tags('instances'),
    }),
    {
      comment:
        'Starts instances for tasks that find no room, drains and ends those that stand empty, and only those. Its name may not\n' +
        'begin with aws, ecs or fargate, so it begins with a word of its own.',
    },
  );
  resource(
    'CapacityProviders',
    new ECS.ClusterCapacityProviderAssociations({
      Cluster: cluster.ref,
      CapacityProviders: [capacityProvider.ref],
      DefaultCapacityProviderStrategy: [{ CapacityProvider: capacityProvider.ref, Weight: 1 }],
    }),
    { comment: 'Joins capacity provider and cluster: neither can name the other.' },
  );
  return { securityGroup, capacityProvider, group };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html */
function declareInstanceProfile(site: Site, cluster: ResourceHandle): ResourceHandle<IAM.InstanceProfileReturnValues> {
  const clusterArn = sub`arn:${partition}:ecs:${region}:${accountId}:cluster/${cluster.ref}`;
  const instances = sub`arn:${partition}:ecs:${region}:${accountId}:container-instance/${cluster.ref}/*`;
  const role = declareRole(site, 'InstanceRole', {
    service: sub`ec2.${urlSuffix}`,
    policies: {
      'join-cluster': [
        {
          Effect: 'Allow',
          Action: [
            'ecs:RegisterContainerInstance',
            'ecs:DeregisterContainerInstance',
            'ecs:SubmitAttachmentStateChanges',
            'ecs:SubmitContainerStateChange',
            'ecs:SubmitTaskStateChange',
          ],
          Resource: clusterArn,
        },
        {
          Effect: 'Allow',
          Action: ['ecs:Poll', 'ecs:StartTelemetrySession', 'ecs:UpdateContainerInstancesState'],
          Resource: instances,
        },
        {
          Effect: 'Allow',
          Action: 'ecs:TagResource',
          Resource: instances,
          Condition: { StringEquals: { 'ecs:CreateAction': 'RegisterContainerInstance' } },
        },
        { Effect: 'Allow', Action: 'ecs:DiscoverPollEndpoint', Resource: '*' },
      ],
    },
    comment:
      'What the ECS agent on an instance may do: join this cluster and tell of its tasks. Pulling images and writing logs is\n' +
      "the tasks' own execution role.",
  });
  return site.resource('InstanceProfile', new IAM.InstanceProfile({ Roles: [role.ref] }), {
    comment: 'Hands the role to instances.',
  });
}
