import {
  type Cluster,
  Cluster$,
  DescribeClusters$,
  type DescribeClustersRequest,
  type DescribeClustersResponse,
  DescribeServices$,
  type DescribeServicesRequest,
  type DescribeServicesResponse,
  ListAccountSettings$,
  type ListAccountSettingsRequest,
  type ListAccountSettingsResponse,
  ListServices$,
  type ListServicesRequest,
  type ListServicesResponse,
  PutAccountSettingDefault$,
  type PutAccountSettingDefaultRequest,
  type PutAccountSettingDefaultResponse,
  type Setting,
  Setting$,
  UpdateService$,
  type UpdateServiceRequest,
  UpdateServiceRequest$,
  type UpdateServiceResponse,
} from '@aws-sdk/client-ecs';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { checkServiceUpdate, controllerOf, findCluster, findService, SERVICE } from '../resources/ecs-service.ts';
import { listOf, objectOf, textOf, textsOf } from '../resources/read.ts';
import { type LocalService, operation } from '../wire/service.ts';
import { fromProperties, toProperties } from './by-schema.ts';
import { capacityProviderOperations } from './ecs-capacity-providers.ts';
import { describeService } from './ecs-description.ts';
import { taskDefinitionOperations } from './ecs-task-definitions.ts';
import { pageOf } from './paging.ts';
import { checked, deny } from './refusals.ts';

/** ECS: clusters, services and task definitions. No task runs; a service is always where it should be. */
export const ecs: LocalService = {
  id: 'ecs',
  protocols: ['json'],
  version: '2014-11-13',
  target: 'AmazonEC2ContainerServiceV20141113',
  operations: [
    operation(
      'DescribeClusters',
      DescribeClusters$,
      ['clusters', 'include'],
      (input: DescribeClustersRequest, { account }): DescribeClustersResponse => {
        const names = input.clusters ?? ['default'];
        const found = names.map((name) => [name, findCluster(account, name)] as const);
        const include: readonly string[] = input.include ?? [];
        const other = include.find((each) => each !== 'SETTINGS' && each !== 'TAGS');
        if (other !== undefined)
          deny('InvalidParameterException', `not supported by the local cloud: clusters with ${other}`);
        return {
          clusters: found.flatMap(([, cluster]) => (cluster ? [describeCluster(account, cluster, include)] : [])),
          failures: found.flatMap(([name, cluster]) => (cluster ? [] : [missing(account, `cluster/${name}`)])),
        };
      },
    ),
    operation(
      'DescribeServices',
      DescribeServices$,
      ['cluster', 'services', 'include'],
      (input: DescribeServicesRequest, { account }): DescribeServicesResponse => {
        const { cluster, services = [], include = [] } = input;
        if (!findCluster(account, cluster)) deny('ClusterNotFoundException', 'Cluster not found.');
        const found = services.map((name) => [name, findService(account, cluster, name)] as const);
        const path = `service/${(cluster ?? 'default').replace(/^arn:.*\//, '')}`;
        return {
          services: found.flatMap(([, service]) => {
            return service ? [describeService(account, service, include.includes('TAGS'))] : [];
          }),
          failures: found.flatMap(([name, service]) => (service ? [] : [missing(account, `${path}/${name}`)])),
        };
      },
    ),
    operation(
      'ListServices',
      ListServices$,
      ['cluster', 'nextToken', 'maxResults'],
      (input: ListServicesRequest, { account }): ListServicesResponse => {
        const cluster = findCluster(account, input.cluster);
        if (!cluster) return deny('ClusterNotFoundException', 'Cluster not found.');
        const arns = servicesOf(account, cluster).map(({ id }) => id);
        const [serviceArns, next] = pageOf(arns, input.nextToken, input.maxResults ?? 10);
        return { serviceArns, ...(next !== undefined && { nextToken: next }) };
      },
    ),
    operation(
      'UpdateService',
      UpdateService$,
      [
        'cluster',
        'service',
        'desiredCount',
        'taskDefinition',
        'forceNewDeployment',
        'healthCheckGracePeriodSeconds',
        'deploymentConfiguration',
        'placementConstraints',
        'placementStrategy',
        'enableECSManagedTags',
        'propagateTags',
        'loadBalancers',
        'networkConfiguration',
        'platformVersion',
        'capacityProviderStrategy',
      ],
      (input: UpdateServiceRequest, { account }): UpdateServiceResponse => {
        if (!findCluster(account, input.cluster)) deny('ClusterNotFoundException', 'Cluster not found.');
        const service = findService(account, input.cluster, input.service ?? '');
        if (!service) return deny('ServiceNotFoundException', 'Service not found.');
        const updated = checked(CODES, () => updateService(account, service, input));
        return { service: describeService(account, updated, false) };
      },
    ),
    operation(
      'PutAccountSettingDefault',
      PutAccountSettingDefault$,
      ['name', 'value'],
      ({ name, value }: PutAccountSettingDefaultRequest, { account }): PutAccountSettingDefaultResponse => {
        if (name === undefined || value === undefined)
          return deny('InvalidParameterException', 'name and value are required');
        const kept = account.kept('ecs');
        account.keep('ecs', { ...kept, settings: { ...objectOf(kept, 'settings'), [name]: value } });
        return { setting: { name, value, principalArn: root(account), type: 'user' } };
      },
    ),
    operation(
      'ListAccountSettings',
      ListAccountSettings$,
      ['name', 'value', 'effectiveSettings', 'nextToken', 'maxResults'],
      (input: ListAccountSettingsRequest, { account }): ListAccountSettingsResponse => {
        const said = objectOf(account.kept('ecs'), 'settings');
        const settings = Object.entries({ ...(input.effectiveSettings ? DEFAULTS : {}), ...said })
          .filter(([name, value]) => [name, undefined].includes(input.name) && [value, undefined].includes(input.value))
          .map(([name, value]) => settingOf(name, String(value), root(account)));
        const [page, next] = pageOf(settings, input.nextToken, input.maxResults ?? 100);
        return { settings: page, ...(next !== undefined && { nextToken: next }) };
      },
    ),
    ...capacityProviderOperations,
    ...taskDefinitionOperations,
  ],
};

const CODES = { other: 'InvalidParameterException', NotFound: 'ClientException' };

/** What an account has that has never been said otherwise. */
const DEFAULTS: Readonly<Record<string, string>> = {
  containerInsights: 'disabled',
  awsvpcTrunking: 'disabled',
  serviceLongArnFormat: 'enabled',
  taskLongArnFormat: 'enabled',
  containerInstanceLongArnFormat: 'enabled',
};

function updateService(account: Account, service: LocalResource, input: UpdateServiceRequest): LocalResource {
  const { cluster: _, service: __, desiredCount, taskDefinition, forceNewDeployment, ...rest } = input;
  const underCodeDeploy = controllerOf(service.properties) === 'CODE_DEPLOY';
  if (underCodeDeploy && forceNewDeployment) {
    const words = 'Cannot force a new deployment on services with a CODE_DEPLOY deployment controller.';
    deny('InvalidParameterException', `${words} Use AWS CodeDeploy to trigger a new deployment.`);
  }
  const said = toProperties(UpdateServiceRequest$, rest);
  const wanted = { ...service.properties, ...said, TaskDefinition: taskDefinition ?? runningName(service) };
  const revision = checkServiceUpdate(account, service, wanted);
  return account.touch(service, {
    ...(revision !== undefined && { taskDefinition: revision }),
    ...(desiredCount !== undefined && { desiredCount }),
    updated: { ...objectOf(service.live, 'updated'), ...said },
  });
}

function runningName(service: LocalResource): string {
  return textOf(service.live, 'taskDefinition') ?? textOf(service.properties, 'TaskDefinition') ?? '';
}

function describeCluster(account: Account, cluster: LocalResource, include: readonly string[]): Cluster {
  const { id, properties, attributes } = cluster;
  const associations = account.find('AWS::ECS::ClusterCapacityProviderAssociations', id)?.properties ?? properties;
  const services = servicesOf(account, cluster);
  const tasks = services.map((service) => describeService(account, service, false).runningCount ?? 0);
  const all = {
    ClusterName: id,
    ClusterArn: attributes.Arn ?? null,
    Status: 'ACTIVE',
    CapacityProviders: textsOf(associations, 'CapacityProviders'),
    DefaultCapacityProviderStrategy: listOf(associations, 'DefaultCapacityProviderStrategy'),
    RunningTasksCount: tasks.reduce((sum, count) => sum + count, 0),
    PendingTasksCount: 0,
    RegisteredContainerInstancesCount: 0,
    ActiveServicesCount: services.length,
    ...(include.includes('SETTINGS') && { Settings: listOf(properties, 'ClusterSettings') }),
    ...(include.includes('TAGS') && { Tags: listOf(properties, 'Tags') }),
  };
  return fromProperties<Cluster>(Cluster$, all);
}

function servicesOf(account: Account, { id }: LocalResource): readonly LocalResource[] {
  return account
    .all(SERVICE)
    .filter((service) => findCluster(account, textOf(service.properties, 'Cluster'))?.id === id);
}

function settingOf(name: string, value: string, principalArn: string): Setting {
  return { ...fromProperties<Setting>(Setting$, { name, value }), principalArn, type: 'user' };
}

function missing(account: Account, path: string) {
  return { arn: account.arn('ecs', path.replace(/^.*arn:.*?:(cluster|service)\//, '$1/')), reason: 'MISSING' };
}

function root(account: Account): string {
  return account.arn('iam', 'root', { global: true });
}
