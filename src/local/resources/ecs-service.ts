import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { findRevision } from './ecs-task-definitions.ts';
import { loadBalancersOf, TARGET_GROUP } from './elbv2.ts';
import { refuse } from './naming.ts';
import { numberOf, objectOf, objectsOf, sameData, textOf, textsOf } from './read.ts';

export const CLUSTER = 'AWS::ECS::Cluster';
export const SERVICE = 'AWS::ECS::Service';

/** A cluster by its name or ARN; without one, the cluster named `default`. */
export function findCluster(account: Account, nameOrArn: string | undefined): LocalResource | undefined {
  return account.find(CLUSTER, (nameOrArn ?? 'default').replace(/^arn:.*:cluster\//, ''));
}

/** A service of a cluster by its name or ARN. */
export function findService(
  account: Account,
  cluster: string | undefined,
  nameOrArn: string,
): LocalResource | undefined {
  const clusterName = (cluster ?? 'default').replace(/^arn:.*:cluster\//, '');
  const name = nameOrArn.replace(/^arn:.*\//, '');
  return account.find(SERVICE, account.arn('ecs', `service/${clusterName}/${name}`));
}

/** The revision that a service runs. */
export function runningRevision(account: Account, service: LocalResource): string | undefined {
  return (
    textOf(service.live, 'taskDefinition') ??
    findRevision(account, textOf(service.properties, 'TaskDefinition') ?? '')?.id
  );
}

/** Who changes what a service runs: `ECS`, `CODE_DEPLOY` or `EXTERNAL`. */
export function controllerOf(properties: DataObject): string {
  return textOf(objectOf(properties, 'DeploymentController'), 'Type') ?? 'ECS';
}

/**
 * What is looked at when a service is made.
 * @returns the revision that it will run.
 * @throws ResourceFailure in the words of CreateService
 */
export function checkNewService(account: Account, properties: DataObject): string | undefined {
  const cluster = findCluster(account, textOf(properties, 'Cluster'));
  if (!cluster) return refuse('NotFound', 'Cluster not found.');
  checkProviders(account, cluster, properties);
  if (controllerOf(properties) === 'EXTERNAL' && properties.TaskDefinition === undefined) return undefined;
  const revision = findRevision(account, textOf(properties, 'TaskDefinition') ?? '');
  if (!revision) return refuse('InvalidRequest', 'TaskDefinition not found.');
  const awsvpc = textOf(revision.properties, 'NetworkMode') === 'awsvpc';
  const network = properties.NetworkConfiguration !== undefined;
  if (awsvpc && !network) {
    refuse('InvalidRequest', "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  if (!awsvpc && network) {
    refuse('InvalidRequest', 'Network Configuration is not valid for the given networkMode of this task definition.');
  }
  for (const loadBalancer of objectsOf(properties, 'LoadBalancers')) {
    checkTarget(account, loadBalancer, awsvpc);
    checkContainer(revision.properties, loadBalancer);
  }
  return revision.id;
}

/** What is looked at when a task set is made for a service. @throws ResourceFailure in the words of CreateTaskSet */
export function checkTaskSet(
  account: Account,
  service: LocalResource,
  taskDefinition: string,
  loadBalancer: DataObject,
): void {
  const revision = findRevision(account, taskDefinition) ?? refuse('InvalidRequest', 'TaskDefinition not found.');
  // A target group that no listener forwards to yet is what a first release has for green.
  const awsvpc = textOf(revision.properties, 'NetworkMode') === 'awsvpc';
  checkTargetType(account, textOf(loadBalancer, 'TargetGroupArn') ?? '', awsvpc);
  checkContainer(revision.properties, loadBalancer);
  const cluster = findCluster(account, textOf(service.properties, 'Cluster'));
  if (cluster) checkProviders(account, cluster, objectOf(service.live, 'updated'));
}

function checkTarget(account: Account, loadBalancer: DataObject, awsvpc: boolean): void {
  const arn = textOf(loadBalancer, 'TargetGroupArn') ?? '';
  if (!account.find(TARGET_GROUP, arn) || loadBalancersOf(account, arn).length === 0) {
    refuse('InvalidRequest', `The target group with targetGroupArn ${arn} does not have an associated load balancer.`);
  }
  checkTargetType(account, arn, awsvpc);
}

function checkTargetType(account: Account, arn: string, awsvpc: boolean): void {
  const type = textOf(account.find(TARGET_GROUP, arn)?.properties ?? {}, 'TargetType') ?? 'instance';
  if (awsvpc && type === 'instance') {
    const words = 'which is incompatible with the awsvpc network mode specified in the task definition.';
    refuse('InvalidRequest', `The provided target group ${arn} has target type instance, ${words}`);
  }
  if (!awsvpc && type === 'ip') {
    const words = 'which is incompatible with the bridge network mode specified in the task definition.';
    refuse('InvalidRequest', `The provided target group ${arn} has target type ip, ${words}`);
  }
}

function checkContainer(taskDefinition: DataObject, loadBalancer: DataObject): void {
  const name = textOf(loadBalancer, 'ContainerName') ?? '';
  const port = numberOf(loadBalancer, 'ContainerPort');
  const container = objectsOf(taskDefinition, 'ContainerDefinitions').find((each) => textOf(each, 'Name') === name);
  if (!container) refuse('InvalidRequest', `The container ${name} does not exist in the task definition.`);
  const ports = objectsOf(container, 'PortMappings').map((mapping) => numberOf(mapping, 'ContainerPort'));
  if (!ports.includes(port))
    refuse('InvalidRequest', `The container ${name} did not have a container port ${port} defined.`);
}

function checkProviders(account: Account, cluster: LocalResource, properties: DataObject): void {
  const strategy = objectsOf(properties, 'CapacityProviderStrategy').flatMap(
    (each) => textOf(each, 'CapacityProvider') ?? [],
  );
  const associations = account.find('AWS::ECS::ClusterCapacityProviderAssociations', cluster.id);
  const joined = [cluster, associations].flatMap((each) => textsOf(each?.properties ?? {}, 'CapacityProviders'));
  if (strategy.every((provider) => joined.includes(provider))) return;
  const words =
    'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.';
  refuse('InvalidRequest', `${words} Associate the capacity provider with the cluster and try again.`);
}

/**
 * What an update of a service may not say under CODE_DEPLOY. The words for load balancers and network are ECS's; for the others they
 * are ours, after those.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
const REFUSED: readonly (readonly [property: string, what: string])[] = [
  ['LoadBalancers', 'load balancers'],
  ['NetworkConfiguration', 'network parameters'],
  ['PlatformVersion', 'platform version'],
  ['LaunchType', 'launch type'],
  ['ServiceRegistries', 'service registries'],
  ['ServiceConnectConfiguration', 'Service Connect configuration'],
  ['VolumeConfigurations', 'volume configurations'],
  ['EnableExecuteCommand', 'ECS Exec'],
];

/**
 * What is looked at when CloudFormation updates a service. It sends the task definition along with every change.
 * @returns the revision that the service runs from now on.
 * @throws ResourceFailure in the words of UpdateService
 */
export function checkServiceUpdate(
  account: Account,
  before: LocalResource,
  properties: DataObject,
): string | undefined {
  const said = textOf(properties, 'TaskDefinition');
  const revision = said === undefined ? undefined : findRevision(account, said);
  if (said !== undefined && !revision) refuse('InvalidRequest', 'TaskDefinition not found.');
  if (controllerOf(before.properties) !== 'CODE_DEPLOY') {
    checkProviders(account, findCluster(account, textOf(properties, 'Cluster')) ?? before, properties);
    return revision?.id;
  }
  const running = runningRevision(account, before);
  if (revision && revision.id !== running) refuseUnderCodeDeploy('task definition');
  for (const [property, what] of REFUSED) {
    if (!sameData(before.properties[property], properties[property])) refuseUnderCodeDeploy(what);
  }
  if (!sameData(before.properties.CapacityProviderStrategy, properties.CapacityProviderStrategy)) refuseStrategy();
  return running;
}

// It would take a new deployment, which CODE_DEPLOY does not let ECS force.
function refuseStrategy(): never {
  const making = 'or making a change to a capacity provider strategy on a service that is already using one';
  const words = `When switching from launch type to capacity provider strategy on an existing service, ${making}`;
  return refuse('InvalidRequest', `${words}, you must force a new deployment.`);
}

/** Refuses what only a deployment may change. */
export function refuseUnderCodeDeploy(what: string): never {
  const words = `Unable to update ${what} on services with a CODE_DEPLOY deployment controller.`;
  return refuse('InvalidRequest', `${words} Use AWS CodeDeploy to trigger a new deployment.`);
}
