import {
  type Expression,
  output,
  type ParameterReferences,
  type Stack,
  type StackTools,
  stack,
} from '../src/dsl/index.ts';
import { artifacts } from './artifacts.ts';
import { cluster } from './cluster.ts';
import { deployment } from './deployment.ts';
import { type HookPlacement, placeHooks } from './hooks/placement.ts';
import { hooks } from './hooks.ts';
import { loadBalancer } from './load-balancer.ts';
import { network } from './network.ts';
import { mostTasks } from './options/room.ts';
import type { CompleteOptions } from './options/system.ts';
import { pipeline } from './pipeline.ts';
import { PARAMETER_GROUPS, rootParameters } from './root/root-parameters.ts';
import { service } from './service.ts';
import { source } from './source.ts';

/** A whole system: what differs between environments as parameters, the stacks it is made of, what its users want to know. */
export function root(options: CompleteOptions): Stack {
  const placement = placeHooks(options);
  const definition = {
    description: `${options.name}: a service released blue/green behind one load balancer`,
    parameters: rootParameters(options, placement),
    groups: PARAMETER_GROUPS,
  };
  return stack('Root', definition, (given, { nest }) => {
    const { SystemName, PermissionsBoundaryArn } = given;
    return declareStacks({ options, placement, given, nest, common: { SystemName, PermissionsBoundaryArn } });
  });
}

type RootReferences = ParameterReferences<ReturnType<typeof rootParameters>>;

/** The network as the other stacks see it, new or existing. */
interface NetworkPlace {
  readonly VpcId: Expression<string>;
  readonly LoadBalancerSubnetIds: Expression<readonly string[]>;
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
}

/** What the root declares with. */
interface RootSite extends Pick<StackTools, 'nest'> {
  readonly options: CompleteOptions;
  readonly placement: HookPlacement;
  readonly given: RootReferences;
  /** What every stack with roles is given. */
  readonly common: Pick<RootReferences, 'SystemName' | 'PermissionsBoundaryArn'>;
}

/** Nests the stacks of one system, each with the outputs of those before it. */
function declareStacks(site: RootSite) {
  const place = declareNetwork(site);
  const store = declareArtifacts(site);
  const repositories = declareSource(site);
  const capacity = declareCluster(site, place);
  const entrance = declareLoadBalancer(site, place);
  const running = declareService(site, place, capacity, entrance);
  declareHooks(site, place, entrance);
  const released = declareDeployment(site, capacity, entrance, running, store);
  const delivered = declarePipeline(site, place, capacity, running, released, store, repositories);
  const { Url, TestUrl, TestListenerArn } = entrance;
  const { TaskSecurityGroupId } = running;
  return {
    Url: Url && output(Url, { description: 'Where users reach the service' }),
    TestUrl: TestUrl && output(TestUrl, { description: 'Where the new version shows first' }),
    LoadBalancerDnsName: output(entrance.DnsName, { description: 'What a host name of the service points at' }),
    ProductionListenerArn: output(entrance.ProductionListenerArn, {
      description: 'Carries users; its weights say how much goes to which colour',
    }),
    TestListenerArn:
      TestListenerArn && output(TestListenerArn, { description: 'Shows the new version to hooks and testers' }),
    BlueTargetGroupName: output(entrance.BlueTargetGroupName, { description: 'One of the two colours' }),
    GreenTargetGroupName: output(entrance.GreenTargetGroupName, { description: 'The other colour' }),
    VpcId: output(place.VpcId, { description: 'The network the system is in' }),
    TaskSubnetIds: place.TaskSubnetIds && output(place.TaskSubnetIds, { description: 'Where tasks run' }),
    TaskSecurityGroupId:
      TaskSecurityGroupId && output(TaskSecurityGroupId, { description: 'The group that tasks are in' }),
    ClusterName: output(capacity.ClusterName, { description: 'The cluster that tasks run in' }),
    CapacityProviderName:
      capacity.CapacityProviderName &&
      output(capacity.CapacityProviderName, { description: 'What the AppSpec must name, or CodeDeploy drops it' }),
    ServiceName: output(running.ServiceName, { description: 'The service that is released' }),
    ExecutionRoleArn: output(running.ExecutionRoleArn, { description: 'Role that ECS starts tasks with' }),
    TaskRoleArn: output(running.TaskRoleArn, { description: 'Role that tasks have' }),
    LogGroupName: output(running.LogGroupName, { description: 'What the containers say' }),
    ApplicationName: output(released.ApplicationName, { description: 'What CodeDeploy calls the service' }),
    DeploymentGroupName: output(released.DeploymentGroupName, { description: 'How CodeDeploy releases it' }),
    PipelineName: delivered && output(delivered.PipelineName, { description: 'What brings new versions here' }),
    ImageRepositoryName:
      repositories && output(repositories.ImageRepositoryName, { description: 'Where images are kept' }),
    TopicArn: output(released.TopicArn, { description: 'Tells of deployments and alarms' }),
  };
}

function declareNetwork({ options, placement, given, nest }: RootSite): NetworkPlace {
  const { network: vpc, capacity, loadBalancer: balancer } = options;
  if (vpc.kind === 'existing') {
    return {
      VpcId: present(given.VpcId),
      LoadBalancerSubnetIds: present(given.LoadBalancerSubnetIds),
      TaskSubnetIds: given.TaskSubnetIds,
      HookSubnetIds: given.HookSubnetIds,
      NatCidrs: given.NatCidrs,
    };
  }
  const shape = network({
    ...options,
    ...vpc,
    containerInstances: capacity.kind !== 'fargate',
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

function declareCluster({ options, given, nest }: RootSite, { VpcId, TaskSubnetIds }: NetworkPlace): ClusterPlace {
  const { capacity, network: vpc } = options;
  if (capacity.kind === 'existing-ec2' || (capacity.kind === 'fargate' && capacity.cluster === 'existing')) {
    const { CapacityProviderName, InstanceSecurityGroupId } = given;
    return { ClusterName: present(given.ClusterName), CapacityProviderName, InstanceSecurityGroupId };
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

function declareLoadBalancer(
  { options, placement, given, nest }: RootSite,
  { VpcId, LoadBalancerSubnetIds, NatCidrs }: NetworkPlace,
) {
  return nest(
    'LoadBalancer',
    loadBalancer({
      ...options,
      ...options.loadBalancer,
      targetType: options.capacity.kind === 'fargate' ? 'ip' : 'instance',
      production: options.listeners.production,
      test: options.listeners.test,
      hookAddresses: { count: placement.natAddresses, listeners: placement.listeners },
    }),
    {
      SystemName: given.SystemName,
      VpcId,
      SubnetIds: LoadBalancerSubnetIds,
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
}

function declareService(
  { options, given, nest, common }: RootSite,
  { VpcId, TaskSubnetIds }: NetworkPlace,
  capacity: ClusterPlace,
  entrance: Entrance,
) {
  const onFargate = options.capacity.kind === 'fargate';
  return nest(
    'Service',
    service({
      ...options,
      isPublic: options.network.tasks === 'public',
      mostTasks: mostTasks(options),
    }),
    {
      ...common,
      ClusterName: capacity.ClusterName,
      CapacityProviderName: capacity.CapacityProviderName,
      InstanceSecurityGroupId: capacity.InstanceSecurityGroupId,
      VpcId: onFargate ? VpcId : undefined,
      SubnetIds: onFargate ? TaskSubnetIds : undefined,
      LoadBalancerSecurityGroupId: entrance.SecurityGroupId,
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

function declareHooks(
  { options, placement, given, nest, common }: RootSite,
  { VpcId, HookSubnetIds }: NetworkPlace,
  entrance: Entrance,
): void {
  if (placement.hooks.length === 0) return;
  nest(
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

function declareDeployment(
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

function declareArtifacts({ options, given, nest }: RootSite) {
  if (!options.delivery) return undefined;
  return nest(
    'Artifacts',
    artifacts(options),
    { SystemName: given.SystemName },
    { comment: 'What the pipeline passes on. It comes early: roles of later stacks name it.' },
  );
}

function declareSource({ options, given, nest }: RootSite) {
  if (!options.delivery) return undefined;
  return nest(
    'Source',
    source({ ...options, source: options.delivery.source }),
    { SystemName: given.SystemName, SeedBucket: given.SeedBucket, SeedKey: given.SeedKey },
    { comment: 'Where versions come from, and where their images are kept.' },
  );
}

function declarePipeline(
  { options, given, nest, common }: RootSite,
  { TaskSubnetIds }: NetworkPlace,
  { CapacityProviderName }: ClusterPlace,
  running: Running,
  released: Released,
  store: ReturnType<typeof declareArtifacts>,
  repositories: ReturnType<typeof declareSource>,
) {
  const { delivery, capacity } = options;
  if (!delivery || !store || !repositories) return undefined;
  const writesFiles = delivery.releaseFrom === 'template';
  const onFargate = capacity.kind === 'fargate' && writesFiles;
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
      CapacityProviderName: writesFiles ? CapacityProviderName : undefined,
      SubnetIds: onFargate ? TaskSubnetIds : undefined,
      TaskSecurityGroupId: onFargate ? running.TaskSecurityGroupId : undefined,
      LogGroupName: writesFiles ? running.LogGroupName : undefined,
      ExecutionRoleArn: running.ExecutionRoleArn,
      TaskRoleArn: running.TaskRoleArn,
      ApplicationName: released.ApplicationName,
      DeploymentGroupName: released.DeploymentGroupName,
      TopicArn: released.TopicArn,
      TopicKeyArn: released.TopicKeyArn,
    },
    { comment: 'What brings new versions into production.' },
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

// Which parameters a root has follows from its options, and so do the stacks that ask for them.
function present<T>(reference: Expression<T> | undefined): Expression<T> {
  if (!reference) throw new Error('a parameter that this system needs was not declared');
  return reference;
}
