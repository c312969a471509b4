import { artifacts } from '../artifacts.ts';
import { deployment } from '../deployment.ts';
import { ownsPipeline } from '../options/delivery.ts';
import { pipeline } from '../pipeline.ts';
import { releaseAccess } from '../release-access.ts';
import { source } from '../source.ts';
import type { Entrance, Hooked, Running } from './running.ts';
import type { ClusterPlace, NetworkPlace, RootSite } from './site.ts';

type Released = ReturnType<typeof declareDeployment>;

/** Nests what the pipeline passes on, where there is one. */
export function declareArtifacts({ options, given, nest }: RootSite) {
  if (!ownsPipeline(options)) return undefined;
  return nest(
    'Artifacts',
    artifacts(options),
    { SystemName: given.SystemName, WorkloadAccountId: undefined },
    { comment: 'What the pipeline passes on. It comes early: roles of later stacks name it.' },
  );
}

/** Nests the repositories, where there is a pipeline. */
export function declareSource({ options, given, nest }: RootSite) {
  if (!options.delivery || !ownsPipeline(options)) return undefined;
  return nest(
    'Source',
    source({ ...options, source: options.delivery.source }),
    {
      SystemName: given.SystemName,
      SeedBucket: given.SeedBucket,
      SeedKey: given.SeedKey,
      WorkloadAccountId: undefined,
    },
    { comment: 'Where versions come from, and where their images are kept.' },
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
      hasArtifacts: options.delivery !== undefined,
      hasPipeline: ownsPipeline(options),
      approveDeploy: ownsPipeline(options) && (options.delivery?.approveDeploy ?? false),
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
      ArtifactBucketName: store?.BucketName ?? given.ArtifactBucketName,
      ArtifactKeyArn: store?.KeyArn ?? given.ArtifactKeyArn,
      NotificationEmail: given.NotificationEmail,
    },
    { comment: 'What replaces one colour by the other, and turns back when something is wrong.' },
  );
}

/** Nests what a pipeline in another account releases with, where it is in one. */
export function declareReleaseAccess({ options, given, nest, common }: RootSite, running: Running, released: Released) {
  const { ToolsAccountId, ArtifactBucketName, ArtifactKeyArn } = given;
  if (!ToolsAccountId || !ArtifactBucketName || !ArtifactKeyArn) return undefined;
  return nest(
    'ReleaseAccess',
    releaseAccess(options),
    {
      ...common,
      ToolsAccountId,
      ArtifactBucketName,
      ArtifactKeyArn,
      ExecutionRoleArn: running.ExecutionRoleArn,
      TaskRoleArn: running.TaskRoleArn,
      ApplicationName: released.ApplicationName,
      DeploymentGroupName: released.DeploymentGroupName,
    },
    { comment: 'How the pipeline, which is in another account, releases here.' },
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
  hooksStack: Hooked,
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
      ReleaseRoleArn: undefined,
    },
    {
      dependsOn: hooksStack,
      comment:
        'What brings new versions into production. Making a pipeline starts it: what a release calls must be there by then.',
    },
  );
}
