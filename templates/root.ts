import { output, type Stack, stack } from '../src/dsl/index.ts';
import { placeHooks } from './hooks/placement.ts';
import type { CompleteOptions } from './options/system.ts';
import {
  declareArtifacts,
  declareDeployment,
  declarePipeline,
  declareReleaseAccess,
  declareSource,
} from './root/delivery.ts';
import { declareCluster, declareNetwork } from './root/places.ts';
import { PARAMETER_GROUPS, rootParameters } from './root/root-parameters.ts';
import { declareHooks, declareLoadBalancer, declareService } from './root/running.ts';
import type { RootSite } from './root/site.ts';

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

/** Nests the stacks of one system, each with the outputs of those before it. */
function declareStacks(site: RootSite) {
  const place = declareNetwork(site);
  const store = declareArtifacts(site);
  const repositories = declareSource(site);
  const capacity = declareCluster(site, place);
  const entrance = declareLoadBalancer(site, place);
  const running = declareService(site, place, capacity, entrance);
  const checks = declareHooks(site, place, entrance);
  const released = declareDeployment(site, capacity, entrance, running, store);
  const access = declareReleaseAccess(site, running, released);
  const delivered = declarePipeline(site, place, capacity, running, released, store, repositories, checks);
  const { Url, TestUrl, TestListenerArn } = entrance;
  const { TaskSecurityGroupId } = running;
  const { InstanceSecurityGroupId, InstanceGroupName } = capacity;
  return {
    Url: Url && output(Url, { description: 'Where users reach the service' }),
    TestUrl: TestUrl && output(TestUrl, { description: 'Where the new version shows first' }),
    LoadBalancerArn: output(entrance.LoadBalancerArn, { description: 'The load balancer that listeners stand on' }),
    LoadBalancerSecurityGroupId: output(entrance.SecurityGroupId, {
      description: 'The group that the load balancer is in',
    }),
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
    HookSubnetIds:
      place.HookSubnetIds && output(place.HookSubnetIds, { description: 'Private subnets with a way out, for hooks' }),
    NatCidrs: place.NatCidrs && output(place.NatCidrs, { description: 'Where hooks come from' }),
    ClusterName: output(capacity.ClusterName, { description: 'The cluster that tasks run in' }),
    CapacityProviderName:
      capacity.CapacityProviderName &&
      output(capacity.CapacityProviderName, { description: 'What the AppSpec must name, or CodeDeploy drops it' }),
    InstanceSecurityGroupId:
      InstanceSecurityGroupId &&
      output(InstanceSecurityGroupId, { description: 'The group that the instances of the cluster are in' }),
    InstanceGroupName:
      InstanceGroupName && output(InstanceGroupName, { description: 'The Auto Scaling group of the instances' }),
    ServiceName: output(running.ServiceName, { description: 'The service that is released' }),
    ExecutionRoleArn: output(running.ExecutionRoleArn, { description: 'Role that ECS starts tasks with' }),
    TaskRoleArn: output(running.TaskRoleArn, { description: 'Role that tasks have' }),
    LogGroupName: output(running.LogGroupName, { description: 'What the containers say' }),
    ApplicationName: output(released.ApplicationName, {
      description: 'The application that the deployment group is of',
    }),
    DeploymentGroupName: output(released.DeploymentGroupName, {
      description: 'The deployment group that CodeDeploy releases by',
    }),
    ReleaseRoleArn:
      access && output(access.ReleaseRoleArn, { description: 'What the pipeline in the tools account releases with' }),
    PipelineName: delivered && output(delivered.PipelineName, { description: 'What brings new versions here' }),
    SourceCloneUrl:
      repositories?.SourceCloneUrl &&
      output(repositories.SourceCloneUrl, { description: 'Where the source is cloned from, by HTTPS' }),
    ImageRepositoryName:
      repositories && output(repositories.ImageRepositoryName, { description: 'The repository of the images' }),
    ImageRepositoryUri:
      repositories &&
      output(repositories.ImageRepositoryUri, { description: 'What images are called before their tag or digest' }),
    TopicArn: output(released.TopicArn, { description: 'Tells of deployments and alarms' }),
  };
}
