import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  DescribeCapacityProvidersResponse,
  DescribeClustersResponse,
  DescribeServicesResponse,
  DescribeTaskDefinitionResponse,
  ListAccountSettingsResponse,
  ListServicesResponse,
  ListTaskDefinitionsResponse,
  RegisterTaskDefinitionResponse,
  UpdateServiceResponse,
} from '@aws-sdk/client-ecs';
import { modelOf } from '../resources/index.ts';
import { ecs } from './ecs.ts';
import { caller, change, smallSystem } from './small-system.ts';

const CONTAINER = { name: 'web', image: 'web:2', memory: 128, portMappings: [{ containerPort: 80 }] };

describe('services as ECS tells of them', () => {
  test('a service under CODE_DEPLOY has a primary task set and no deployments', async () => {
    const { account, task, blue, cluster } = smallSystem();
    const answer = await caller(ecs, account)<DescribeServicesResponse>('DescribeServices', {
      cluster: 'shop',
      services: ['web'],
    });
    const [service] = answer.services ?? [];
    assert.equal(service?.taskDefinition, task.id);
    assert.equal(service?.clusterArn, cluster.attributes.Arn);
    assert.deepEqual([service?.desiredCount, service?.runningCount], [2, 2]);
    assert.deepEqual(service?.deployments, []);
    assert.deepEqual(
      service?.taskSets?.map(({ status, taskDefinition }) => [status, taskDefinition]),
      [['PRIMARY', task.id]],
    );
    assert.deepEqual(service?.loadBalancers, [{ containerName: 'web', containerPort: 80, targetGroupArn: blue.id }]);
  });

  test('a service is found by its ARN too, and one that is not there is a failure', async () => {
    const { account, service } = smallSystem();
    const call = caller(ecs, account);
    const found = await call<DescribeServicesResponse>('DescribeServices', {
      cluster: 'shop',
      services: [service.id, 'other'],
    });
    assert.equal(found.services?.[0]?.serviceName, 'web');
    assert.deepEqual(found.failures, [
      { arn: 'arn:aws:ecs:us-east-1:000000000000:service/shop/other', reason: 'MISSING' },
    ]);
    await assert.rejects(() => call('DescribeServices', { services: ['web'] }), { code: 'ClusterNotFoundException' });
  });

  test('are listed by their cluster, a page at a time', async () => {
    const { account, service } = smallSystem();
    const call = caller(ecs, account);
    const { serviceArns } = await call<ListServicesResponse>('ListServices', { cluster: 'shop', maxResults: 1 });
    assert.deepEqual(serviceArns, [service.id]);
    await assert.rejects(() => call('ListServices', { cluster: 'other' }), { code: 'ClusterNotFoundException' });
  });

  test('capacity providers are described by name, the two of Fargate among them', async () => {
    const { account } = smallSystem();
    const autoScalingGroupArn = 'arn:aws:autoscaling:us-east-1:000000000000:autoScalingGroup:1:autoScalingGroupName/a';
    account.put({
      type: 'AWS::ECS::CapacityProvider',
      id: 'instances',
      properties: { Name: 'instances', AutoScalingGroupProvider: { AutoScalingGroupArn: autoScalingGroupArn } },
      attributes: {},
    });
    const call = caller(ecs, account);
    const { capacityProviders, failures } = await call<DescribeCapacityProvidersResponse>('DescribeCapacityProviders', {
      capacityProviders: ['instances', 'other'],
    });
    const arn = (name: string) => `arn:aws:ecs:us-east-1:000000000000:capacity-provider/${name}`;
    const provider = { autoScalingGroupProvider: { autoScalingGroupArn }, capacityProviderArn: arn('instances') };
    assert.deepEqual(capacityProviders, [{ ...provider, name: 'instances', status: 'ACTIVE' }]);
    assert.deepEqual(failures, [{ arn: arn('other'), reason: 'MISSING' }]);
    const all = await call<DescribeCapacityProvidersResponse>('DescribeCapacityProviders', {});
    assert.deepEqual(
      all.capacityProviders?.map(({ name }) => name),
      ['FARGATE', 'FARGATE_SPOT', 'instances'],
    );
  });

  test('a cluster counts its services and tasks', async () => {
    const { account } = smallSystem();
    const { clusters } = await caller(ecs, account)<DescribeClustersResponse>('DescribeClusters', {
      clusters: ['shop'],
    });
    assert.deepEqual([clusters?.[0]?.activeServicesCount, clusters?.[0]?.runningTasksCount], [1, 2]);
  });
});

describe('task definitions', () => {
  test('count up by family, also over those that are gone', async () => {
    const { account, task } = smallSystem();
    const call = caller(ecs, account);
    const register = () =>
      call<RegisterTaskDefinitionResponse>('RegisterTaskDefinition', {
        family: 'web',
        containerDefinitions: [CONTAINER],
      });
    const second = await register();
    assert.equal(second.taskDefinition?.revision, 2);
    const gone = account.find(task.type, second.taskDefinition?.taskDefinitionArn ?? '');
    assert.ok(gone);
    modelOf(task.type).remove(gone, account);
    account.remove(gone.type, gone.id);
    assert.equal((await register()).taskDefinition?.revision, 3);
    const listed = await call<ListTaskDefinitionsResponse>('ListTaskDefinitions', {
      familyPrefix: 'web',
      sort: 'DESC',
    });
    assert.deepEqual(listed.taskDefinitionArns, [task.id.replace(/1$/, '3'), task.id]);
    const old = await call<DescribeTaskDefinitionResponse>('DescribeTaskDefinition', { taskDefinition: 'web:2' });
    assert.equal(old.taskDefinition?.status, 'INACTIVE');
  });

  test('are told of as they were registered, with the keys of maps as they are', async () => {
    const { account } = smallSystem();
    const call = caller(ecs, account);
    const logConfiguration = { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/web' } };
    const containerDefinitions = [{ ...CONTAINER, logConfiguration, dockerLabels: { lowerCase: 'x' } }];
    await call('RegisterTaskDefinition', {
      family: 'other',
      containerDefinitions,
      tags: [{ key: 'team', value: 'shop' }],
    });
    const told = await call<DescribeTaskDefinitionResponse>('DescribeTaskDefinition', {
      taskDefinition: 'other',
      include: ['TAGS'],
    });
    assert.deepEqual(told.taskDefinition?.containerDefinitions, containerDefinitions);
    assert.deepEqual(told.tags, [{ key: 'team', value: 'shop' }]);
  });

  test('that are deregistered are no longer the latest of their family, and still told of', async () => {
    const { account } = smallSystem();
    const call = caller(ecs, account);
    await call('RegisterTaskDefinition', { family: 'web', containerDefinitions: [CONTAINER] });
    await call('DeregisterTaskDefinition', { taskDefinition: 'web:2' });
    const latest = await call<DescribeTaskDefinitionResponse>('DescribeTaskDefinition', { taskDefinition: 'web' });
    assert.equal(latest.taskDefinition?.revision, 1);
    const gone = await call<DescribeTaskDefinitionResponse>('DescribeTaskDefinition', { taskDefinition: 'web:2' });
    assert.equal(gone.taskDefinition?.status, 'INACTIVE');
    for (const taskDefinition of ['web', 'web:2']) {
      await assert.rejects(() => call('DeregisterTaskDefinition', { taskDefinition }), { code: 'ClientException' });
    }
  });

  test('without containers, or with a role that is not there, are refused', async () => {
    const { account } = smallSystem();
    const call = caller(ecs, account);
    await assert.rejects(() => call('RegisterTaskDefinition', { family: 'x', containerDefinitions: [] }), {
      code: 'ClientException',
      message: 'Container list cannot be empty.',
    });
    const executionRoleArn = 'arn:aws:iam::000000000000:role/none';
    await assert.rejects(
      () => call('RegisterTaskDefinition', { family: 'x', containerDefinitions: [CONTAINER], executionRoleArn }),
      {
        message: 'Role is not valid',
      },
    );
    await assert.rejects(() => call('DescribeTaskDefinition', { taskDefinition: 'x' }), {
      message: 'Unable to describe task definition.',
    });
  });
});

describe('an update of a service under CODE_DEPLOY', () => {
  const REFUSED =
    'Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.';

  test('may change how many tasks there should be', async () => {
    const { account } = smallSystem();
    const call = caller(ecs, account);
    const { service } = await call<UpdateServiceResponse>('UpdateService', {
      cluster: 'shop',
      service: 'web',
      desiredCount: 5,
    });
    assert.deepEqual([service?.desiredCount, service?.runningCount], [5, 5]);
  });

  test('may not name another revision, as a call or through a template', async () => {
    const { account, service } = smallSystem();
    const call = caller(ecs, account);
    await call('RegisterTaskDefinition', { family: 'web', containerDefinitions: [CONTAINER] });
    const input = { cluster: 'shop', service: 'web', taskDefinition: 'web:2' };
    await assert.rejects(() => call('UpdateService', input), { code: 'InvalidParameterException', message: REFUSED });
    const TaskDefinition = 'web:2';
    assert.throws(() => change(account, service.id, service.type, { ...service.properties, TaskDefinition }), {
      message: `Invalid request provided: ${REFUSED}`,
    });
  });

  test('by a template that names the family fails once another revision is the latest', async () => {
    const { account, service } = smallSystem();
    const properties = { ...service.properties, DesiredCount: '3' };
    assert.equal(change(account, service.id, service.type, properties).live.desiredCount, 3);
    await caller(ecs, account)('RegisterTaskDefinition', { family: 'web', containerDefinitions: [CONTAINER] });
    assert.throws(() => change(account, service.id, service.type, { ...properties, DesiredCount: '4' }), {
      message: `Invalid request provided: ${REFUSED}`,
    });
  });

  test('may not change what a deployment changes', async () => {
    const { account, service, green } = smallSystem();
    const LoadBalancers = [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: green.id }];
    assert.throws(() => change(account, service.id, service.type, { ...service.properties, LoadBalancers }), {
      message:
        /^Invalid request provided: Unable to update load balancers on services with a CODE_DEPLOY deployment controller/,
    });
    const CapacityProviderStrategy = [{ CapacityProvider: 'FARGATE', Weight: 1 }];
    assert.throws(
      () => change(account, service.id, service.type, { ...service.properties, CapacityProviderStrategy }),
      {
        message: /making a change to a capacity provider strategy .* you must force a new deployment\.$/,
      },
    );
    const input = { cluster: 'shop', service: 'web', forceNewDeployment: true };
    await assert.rejects(() => caller(ecs, account)('UpdateService', input), {
      message: /^Cannot force a new deployment/,
    });
  });

  test('may say anew what it says', () => {
    const { account, service } = smallSystem();
    const properties = { ...service.properties, HealthCheckGracePeriodSeconds: 30 };
    assert.equal(change(account, service.id, service.type, properties).properties.HealthCheckGracePeriodSeconds, 30);
  });
});

test('account settings are what was said, else what accounts begin with', async () => {
  const { account } = smallSystem();
  const call = caller(ecs, account);
  const insights = async (effectiveSettings: boolean) => {
    const answer = await call<ListAccountSettingsResponse>('ListAccountSettings', {
      name: 'containerInsights',
      effectiveSettings,
    });
    return answer.settings?.map(({ value }) => value);
  };
  assert.deepEqual(await insights(false), []);
  assert.deepEqual(await insights(true), ['disabled']);
  await call('PutAccountSettingDefault', { name: 'containerInsights', value: 'enhanced' });
  assert.deepEqual(await insights(false), ['enhanced']);
});
