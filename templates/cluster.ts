import { ECS } from '../src/aws/index.ts';
import { parameter, stack } from '../src/dsl/index.ts';
import { declareInstances, type InstanceOptions } from './cluster/instances.ts';
import { imageId, MIN_INSTANCES } from './common/parameters.ts';
import { openSite, type SiteOptions, siteParameters, siteWithRolesParameters } from './common/site.ts';
import { architectureOf, type FargateCapacity } from './options/capacity.ts';

/** What a cluster of the system's own is made from. */
export interface ClusterStackOptions extends SiteOptions {
  readonly capacity: InstanceOptions | FargateCapacity;
  readonly containerInsights: 'enabled' | 'enhanced';
}

/** What tasks run on: a cluster, and EC2 instances that come and go with the tasks, or Fargate. */
export const cluster = (options: ClusterStackOptions) => {
  const { capacity } = options;
  const onInstances = capacity.kind === 'ec2';
  return stack(
    'Cluster',
    {
      description: `What tasks run on: an ECS cluster ${onInstances ? 'and its container instances' : 'on Fargate'}`,
      parameters: {
        ...(onInstances
          ? siteWithRolesParameters(options)
          : { ...siteParameters(), PermissionsBoundaryArn: undefined }),
        VpcId: onInstances ? parameter.vpcId({ description: 'The network that instances are in' }) : undefined,
        SubnetIds: onInstances ? parameter.subnetIds({ description: 'Subnets that instances run in' }) : undefined,
        ImageId: onInstances ? parameter.imageId(imageId(architectureOf(capacity))) : undefined,
        MinInstances: onInstances ? parameter.number({ ...MIN_INSTANCES, maxValue: capacity.max }) : undefined,
      },
    },
    (given, tools) => {
      const site = openSite(tools, given, options);
      const { resource, tags, systemName } = site;
      const { VpcId, SubnetIds, ImageId, MinInstances } = given;
      const ecsCluster = resource(
        'Cluster',
        new ECS.Cluster({
          ClusterName: systemName,
          ClusterSettings: [{ Name: 'containerInsights', Value: options.containerInsights }],
          Tags: tags(),
        }),
        { comment: 'Records what its containers use (container insights), whatever the account has as its default.' },
      );
      if (capacity.kind === 'ec2' && VpcId && SubnetIds && ImageId && MinInstances) {
        const instances = declareInstances(site, capacity, ecsCluster, { VpcId, SubnetIds, ImageId, MinInstances });
        return {
          ClusterName: ecsCluster.ref,
          CapacityProviderName: instances.capacityProvider.ref,
          InstanceSecurityGroupId: instances.securityGroup.ref,
          InstanceGroupName: instances.group.ref,
        };
      }
      const usesSpot = capacity.kind === 'fargate' && capacity.spotWeight > 0;
      const providers = usesSpot ? ['FARGATE', 'FARGATE_SPOT'] : ['FARGATE'];
      resource(
        'CapacityProviders',
        new ECS.ClusterCapacityProviderAssociations({
          Cluster: ecsCluster.ref,
          CapacityProviders: providers,
          DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
        }),
        { comment: 'What tasks may run on here.' },
      );
      return {
        ClusterName: ecsCluster.ref,
        CapacityProviderName: undefined,
        InstanceSecurityGroupId: undefined,
        InstanceGroupName: undefined,
      };
    },
  );
};
