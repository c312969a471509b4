import { cluster } from '../cluster.ts';
import { present } from '../common/present.ts';
import { network } from '../network.ts';
import type { CompleteOptions } from '../options/system.ts';
import type { ClusterPlace, NetworkPlace, RootSite } from './site.ts';

/** Nests the network, or takes the one that exists. */
export function declareNetwork({ options, placement, given, nest }: RootSite): NetworkPlace {
  const { network: vpc, capacity, loadBalancer: balancer } = options;
  if (vpc.kind === 'existing') {
    return {
      VpcId: present(given.VpcId),
      LoadBalancerSubnetIds: given.LoadBalancerSubnetIds,
      TaskSubnetIds: given.TaskSubnetIds,
      HookSubnetIds: given.HookSubnetIds,
      NatCidrs: given.NatCidrs,
    };
  }
  const shape = network({
    ...options,
    ...vpc,
    containerInstances: capacity.kind === 'ec2',
    internetFacing: balancer.scheme === 'internet-facing',
    furtherServices: furtherServices(options),
    hooks: placement.hooks.length > 0,
    hooksThroughNat: placement.natAddresses > 0,
  });
  return nest(
    'Network',
    shape,
    {
      SystemName: given.SystemName,
      PermissionsBoundaryArn: vpc.flowLogs === false ? undefined : given.PermissionsBoundaryArn,
      VpcCidr: present(given.VpcCidr),
    },
    { comment: 'The network everything else is in.' },
  );
}

/** Nests the cluster, or takes the one that exists. */
export function declareCluster(
  { options, given, nest }: RootSite,
  { VpcId, TaskSubnetIds }: NetworkPlace,
): ClusterPlace {
  const { capacity, network: vpc } = options;
  if (capacity.kind === 'existing-ec2' || (capacity.kind === 'fargate' && capacity.cluster === 'existing')) {
    const { CapacityProviderName, InstanceSecurityGroupId } = given;
    return {
      ClusterName: present(given.ClusterName),
      CapacityProviderName,
      InstanceSecurityGroupId,
      InstanceGroupName: undefined,
    };
  }
  const onInstances = capacity.kind === 'ec2';
  const shape = cluster({
    ...options,
    capacity: onInstances ? { ...capacity, isPublic: vpc.tasks === 'public' } : capacity,
  });
  return nest(
    'Cluster',
    shape,
    {
      SystemName: given.SystemName,
      PermissionsBoundaryArn: onInstances ? given.PermissionsBoundaryArn : undefined,
      VpcId: onInstances ? VpcId : undefined,
      SubnetIds: onInstances ? TaskSubnetIds : undefined,
      ImageId: given.ImageId,
      MinInstances: given.MinInstances,
    },
    { comment: 'What tasks run on.' },
  );
}

/** What tasks reach beside what every task does. */
function furtherServices({ container, sidecars, service: settings }: CompleteOptions) {
  const kinds = [container, ...sidecars].flatMap(({ secrets = {} }) => Object.values(secrets).map(({ kind }) => kind));
  return [
    ...(kinds.includes('secrets-manager') ? (['secretsmanager'] as const) : []),
    ...(kinds.includes('parameter-store') ? (['ssm'] as const) : []),
    ...(settings.exec ? (['ssmmessages'] as const) : []),
  ];
}
