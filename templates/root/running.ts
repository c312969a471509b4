import { present } from '../common/present.ts';
import { hooks } from '../hooks.ts';
import { loadBalancer } from '../load-balancer.ts';
import { reachesInstances } from '../options/listeners.ts';
import { mostTasks } from '../options/room.ts';
import { service } from '../service.ts';
import type { ClusterPlace, NetworkPlace, RootSite } from './site.ts';

/** The load balancer as the other stacks see it. */
export type Entrance = ReturnType<typeof declareLoadBalancer>;

/** The hooks, for what must come after them; undefined where there are none. */
export type Hooked = ReturnType<typeof declareHooks>;

/** The service as the other stacks see it. */
export type Running = ReturnType<typeof declareService>;

/** Nests the load balancer, or the listeners on one that exists. */
export function declareLoadBalancer(
  { options, placement, given, nest }: RootSite,
  { VpcId, LoadBalancerSubnetIds, NatCidrs }: NetworkPlace,
) {
  const { loadBalancer: balancer, listeners } = options;
  const exists = balancer.kind === 'existing';
  const entrance = nest(
    'LoadBalancer',
    loadBalancer({
      ...options,
      balancer,
      deregistrationSeconds: balancer.deregistrationSeconds,
      targetType: options.capacity.kind === 'fargate' ? 'ip' : 'instance',
      production: listeners.production,
      test: listeners.test,
      hookAddresses: { count: placement.natAddresses, listeners: placement.listeners },
    }),
    {
      SystemName: given.SystemName,
      VpcId,
      SubnetIds: exists ? undefined : LoadBalancerSubnetIds,
      LoadBalancerArn: given.LoadBalancerArn,
      LoadBalancerSecurityGroupId: given.LoadBalancerSecurityGroupId,
      LoadBalancerDnsName: given.LoadBalancerDnsName,
      LoadBalancerZoneId: given.LoadBalancerZoneId,
      ClientCidr: given.ClientCidr,
      TesterCidr: given.TesterCidr,
      HookCidrs: NatCidrs,
      CertificateArn: given.CertificateArn,
      HostName: given.HostName,
      HostedZoneId: given.HostedZoneId,
      LiveColour: given.LiveColour,
    },
    { comment: 'Where traffic enters, and which colour it goes to.' },
  );
  // Spread, its type would be written out, in terms that have no name here.
  return Object.assign({}, entrance, {
    LoadBalancerArn: present(entrance.LoadBalancerArn ?? given.LoadBalancerArn),
    DnsName: present(entrance.DnsName ?? given.LoadBalancerDnsName),
    SecurityGroupId: present(entrance.SecurityGroupId ?? given.LoadBalancerSecurityGroupId),
  });
}

/** Nests the service. */
export function declareService(
  { options, given, nest, common }: RootSite,
  { VpcId, TaskSubnetIds }: NetworkPlace,
  capacity: ClusterPlace,
  entrance: Entrance,
) {
  const onFargate = options.capacity.kind === 'fargate';
  const isReached = reachesInstances(options);
  return nest(
    'Service',
    service({
      ...options,
      isPublic: options.network.tasks === 'public',
      mostTasks: mostTasks(options),
      isReached,
    }),
    {
      ...common,
      ClusterName: capacity.ClusterName,
      CapacityProviderName: capacity.CapacityProviderName,
      InstanceSecurityGroupId: isReached ? undefined : capacity.InstanceSecurityGroupId,
      VpcId: onFargate ? VpcId : undefined,
      SubnetIds: onFargate ? TaskSubnetIds : undefined,
      LoadBalancerSecurityGroupId: isReached ? undefined : entrance.SecurityGroupId,
      BlueTargetGroupArn: entrance.BlueTargetGroupArn,
      BootstrapImage: given.BootstrapImage,
      EncryptionKeyArn: given.EncryptionKeyArn,
      ToolsAccountId: given.ToolsAccountId,
      DesiredCount: given.DesiredCount,
      MinTasks: given.MinTasks,
      MaxTasks: given.MaxTasks,
    },
    { comment: 'What runs. It needs the listeners: ECS takes no target group that no load balancer uses.' },
  );
}

/** Nests the hooks, where there are any. */
export function declareHooks(
  { options, placement, given, nest, common }: RootSite,
  { VpcId, HookSubnetIds }: NetworkPlace,
  entrance: Entrance,
) {
  if (placement.hooks.length === 0) return undefined;
  return nest(
    'Hooks',
    hooks({
      ...options,
      placement,
      hostName: options.loadBalancer.hostName,
      logRetention: options.service.logRetention,
    }),
    {
      ...common,
      VpcId,
      SubnetIds: present(HookSubnetIds),
      LoadBalancerDnsName: entrance.DnsName,
      LoadBalancerSecurityGroupId: placement.source === 'security-group' ? entrance.SecurityGroupId : undefined,
      HostName: given.HostName,
    },
    { comment: 'What checks a release before users see it.' },
  );
}
