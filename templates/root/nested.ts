import type { Expression, ParameterReferences, StackTools } from '../../src/dsl/index.ts';
import { artifacts } from '../artifacts.ts';
import { cluster } from '../cluster.ts';
import { present } from '../common/present.ts';
import { deployment } from '../deployment.ts';
import type { HookPlacement } from '../hooks/placement.ts';
import { hooks } from '../hooks.ts';
import { loadBalancer } from '../load-balancer.ts';
import { network } from '../network.ts';
import { reachesInstances } from '../options/listeners.ts';
import { mostTasks } from '../options/room.ts';
import type { CompleteOptions } from '../options/system.ts';
import { pipeline } from '../pipeline.ts';
import { service } from '../service.ts';
import { source } from '../source.ts';
import type { rootParameters } from './root-parameters.ts';

type RootReferences = ParameterReferences<ReturnType<typeof rootParameters>>;

/** The network as the other stacks see it, new or existing. */
interface NetworkPlace {
  readonly VpcId: Expression<string>;
  /** Where a load balancer of the system's own stands. */
  readonly LoadBalancerSubnetIds: Expression<readonly string[]> | undefined;
  /** Where tasks or instances run, unless the instances are a cluster's that exists. */
  readonly TaskSubnetIds: Expression<readonly string[]> | undefined;
  readonly HookSubnetIds: Expression<readonly string[]> | undefined;
  readonly NatCidrs: Expression<readonly string[]> | undefined;
}

/** Where tasks run. */
interface ClusterPlace {
  readonly ClusterName: Expression<string>;
  readonly CapacityProviderName: Expression<string> | undefined;
  readonly InstanceSecurityGroupId: Expression<string> | undefined;
  /** The Auto Scaling group of instances of the system's own. */
  readonly InstanceGroupName: Expression<string> | undefined;
}

/** What the root declares with. */
export interface RootSite extends Pick<StackTools, 'nest'> {
  readonly options: CompleteOptions;
  readonly placement: HookPlacement;
  readonly given: RootReferences;
  /** What every stack with roles is given. */
  readonly common: Pick<RootReferences, 'SystemName' | 'PermissionsBoundaryArn'>;
}

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
  return {
    ...entrance,
    LoadBalancerArn: present(entrance.LoadBalancerArn ?? given.LoadBalancerArn),
    DnsName: present(entrance.DnsName ?? given.LoadBalancerDnsName),
    SecurityGroupId: present(entrance.SecurityGroupId ?? given.LoadBalancerSecurityGroupId),
  };
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

/** Nests what releases the service. */
export function declareDeployment(
  { options, placement, given, nest, common }: RootSite,
  { ClusterName }: ClusterPlace,
  entrance: Entrance,
  running: Running,
  store: ReturnType<typeof declareArtifacts>,
) {
  return nest(
    'Deployment',
    deployment({
      ...options,
      gracePeriodSeconds: options.service.gracePeriodSeconds,
      ownsBalancer: options.loadBalancer.kind === 'new',
      hasTestListener: options.listeners.test !== undefined,
      hasPipeline: options.delivery !== undefined,
      approveDeploy: options.delivery?.approveDeploy ?? false,
      hookEvents: placement.hooks.map(({ event }) => event),
    }),
    {
      ...common,
      ClusterName,
      ServiceName: running.ServiceName,
      ExecutionRoleArn: running.ExecutionRoleArn,
      TaskRoleArn: running.TaskRoleArn,
      LoadBalancerFullName: entrance.LoadBalancerFullName,
      ProductionListenerArn: entrance.ProductionListenerArn,
      TestListenerArn: entrance.TestListenerArn,
      BlueTargetGroupName: entrance.BlueTargetGroupName,
      BlueTargetGroupFullName: entrance.BlueTargetGroupFullName,
      GreenTargetGroupName: entrance.GreenTargetGroupName,
      GreenTargetGroupFullName: entrance.GreenTargetGroupFullName,
      ArtifactBucketName: store?.BucketName,
      ArtifactKeyArn: store?.KeyArn,
      NotificationEmail: given.NotificationEmail,
    },
    { comment: 'What replaces one colour by the other, and turns back when something is wrong.' },
  );
}

/** Nests what the pipeline passes on, where there is one. */
export function declareArtifacts({ options, given, nest }: RootSite) {
  if (!options.delivery) return undefined;
  return nest(
    'Artifacts',
    artifacts(options),
    { SystemName: given.SystemName },
    { comment: 'What the pipeline passes on. It comes early: roles of later stacks name it.' },
  );
}

/** Nests the repositories, where there is a pipeline. */
export function declareSource({ options, given, nest }: RootSite) {
  if (!options.delivery) return undefined;
  return nest(
    'Source',
    source({ ...options, source: options.delivery.source }),
    { SystemName: given.SystemName, SeedBucket: given.SeedBucket, SeedKey: given.SeedKey },
    { comment: 'Where versions come from, and where their images are kept.' },
  );
}

/** Nests the pipeline, where there is one. */
export function declarePipeline(
  { options, given, nest, common }: RootSite,
  { TaskSubnetIds }: NetworkPlace,
  { CapacityProviderName }: ClusterPlace,
  running: Running,
  released: Released,
  store: ReturnType<typeof declareArtifacts>,
  repositories: ReturnType<typeof declareSource>,
  hooksStack: ReturnType<typeof declareHooks>,
) {
  const { delivery, capacity } = options;
  if (!delivery || !store || !repositories) return undefined;
  const onFargate = capacity.kind === 'fargate';
  return nest(
    'Pipeline',
    pipeline({ ...options, delivery }),
    {
      ...common,
      ArtifactBucketName: store.BucketName,
      ArtifactKeyArn: store.KeyArn,
      ImageRepositoryName: repositories.ImageRepositoryName,
      SourceRepositoryName: repositories.SourceRepositoryName ?? given.SourceRepositoryName,
      ConnectionArn: given.ConnectionArn,
      CapacityProviderName,
      SubnetIds: onFargate ? TaskSubnetIds : undefined,
      TaskSecurityGroupId: onFargate ? running.TaskSecurityGroupId : undefined,
      LogGroupName: running.LogGroupName,
      ExecutionRoleArn: running.ExecutionRoleArn,
      TaskRoleArn: running.TaskRoleArn,
      ApplicationName: released.ApplicationName,
      DeploymentGroupName: released.DeploymentGroupName,
      TopicArn: released.TopicArn,
      TopicKeyArn: released.TopicKeyArn,
    },
    {
      dependsOn: hooksStack,
      comment:
        'What brings new versions into production. Making a pipeline starts it: what a release calls must be there by then.',
    },
  );
}

type Released = ReturnType<typeof declareDeployment>;
type Entrance = ReturnType<typeof declareLoadBalancer>;
type Running = ReturnType<typeof declareService>;

/** What tasks reach beside what every task does. */
function furtherServices({ container, sidecars, service: settings }: CompleteOptions) {
  const kinds = [container, ...sidecars].flatMap(({ secrets = {} }) => Object.values(secrets).map(({ kind }) => kind));
  return [
    ...(kinds.includes('secrets-manager') ? (['secretsmanager'] as const) : []),
    ...(kinds.includes('parameter-store') ? (['ssm'] as const) : []),
    ...(settings.exec ? (['ssmmessages'] as const) : []),
  ];
}
