import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { make, smallSystem } from '../services/small-system.ts';
import { modelOf } from './index.ts';

const SERVICE = 'AWS::ECS::Service';

describe('a service', () => {
  test('has its ARN as Ref and its name as an attribute', () => {
    const { service } = smallSystem();
    assert.equal(service.id, 'arn:aws:ecs:us-east-1:000000000000:service/shop/web');
    assert.deepEqual(service.attributes, { ServiceArn: service.id, Name: 'web' });
  });

  test('runs the latest revision of the family that it names, and goes on with that', () => {
    const { account, service, task } = smallSystem();
    const second = make(account, task.type, 'Second', task.properties);
    assert.match(second.id, /task-definition\/web:2$/);
    assert.equal(account.find(SERVICE, service.id)?.live.taskDefinition, task.id);
    const other = make(account, SERVICE, 'Other', { ServiceName: 'other', Cluster: 'shop', TaskDefinition: 'web' });
    assert.equal(other.live.taskDefinition, second.id);
  });

  for (const [why, change, message] of [
    ['the cluster is not there', { Cluster: 'none' }, /^Cluster not found\.$/],
    ['the family has no revision', { TaskDefinition: 'none' }, /CreateService error: TaskDefinition not found\.$/],
    ['the name is taken', {}, /^Creation of service was not idempotent\.$/],
    [
      'the container is another',
      { LoadBalancers: at({ ContainerName: 'x' }) },
      /^Invalid request provided: CreateService error: The container x does not exist in the task definition\.$/,
    ],
    [
      'the port is another',
      { LoadBalancers: at({ ContainerPort: 81 }) },
      /^Invalid request provided: CreateService error: The container web did not have a container port 81 defined\.$/,
    ],
    [
      'a network is said for bridge mode',
      { NetworkConfiguration: {} },
      /Network Configuration is not valid for the given networkMode/,
    ],
    [
      'the cluster does not have the capacity provider',
      { CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }] },
      /cannot contain a capacity provider that is not associated with the cluster/,
    ],
  ] as const) {
    test(`is refused when ${why}`, () => {
      const { account, service, blue } = smallSystem();
      const properties = JSON.parse(JSON.stringify({ ...service.properties, ...change }).replaceAll('BLUE', blue.id));
      assert.throws(() => make(account, SERVICE, 'Again', properties), { message });
    });
  }

  test('is refused when its target group has no load balancer', () => {
    const { account, service, green } = smallSystem();
    const LoadBalancers = [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: green.id }];
    assert.throws(
      () => make(account, SERVICE, 'Green', { ...service.properties, ServiceName: 'green', LoadBalancers }),
      {
        message: `Invalid request provided: CreateService error: The target group with targetGroupArn ${green.id} does not have an associated load balancer.`,
      },
    );
  });

  test('keeps its cluster and its target group from going', () => {
    const { account, cluster } = smallSystem();
    assert.throws(() => modelOf(cluster.type).remove(cluster, account), {
      message: 'The Cluster cannot be deleted while Services are active.',
    });
  });
});

describe('capacity providers', () => {
  test('may not be called as AWS calls its own', () => {
    const { account } = smallSystem();
    assert.throws(() => make(account, 'AWS::ECS::CapacityProvider', 'P', { Name: 'ecs-mine' }), {
      message: /cannot be prefixed/,
    });
  });

  test('do not go while a cluster has them, nor their cluster lose them while a service is on them', () => {
    const { account, vpc, subnets, service } = smallSystem();
    assert.ok(vpc);
    const group = make(account, 'AWS::AutoScaling::AutoScalingGroup', 'Group', {
      MinSize: '1',
      MaxSize: '2',
      VPCZoneIdentifier: subnets.map(({ id }) => id),
    });
    const provider = make(account, 'AWS::ECS::CapacityProvider', 'Provider', {
      Name: 'mine',
      AutoScalingGroupProvider: { AutoScalingGroupArn: group.id },
    });
    const joined = make(account, 'AWS::ECS::ClusterCapacityProviderAssociations', 'Joined', {
      Cluster: 'shop',
      CapacityProviders: [provider.id],
      DefaultCapacityProviderStrategy: [],
    });
    assert.throws(() => modelOf(provider.type).remove(provider, account), {
      message: /is in use and cannot be removed/,
    });
    make(account, SERVICE, 'OnIt', {
      ...service.properties,
      ServiceName: 'on-it',
      CapacityProviderStrategy: [{ CapacityProvider: 'mine', Weight: 1 }],
    });
    assert.throws(() => modelOf(joined.type).remove(joined, account), { message: /is in use and cannot be removed/ });
  });
});

describe('a task definition for Fargate', () => {
  const FARGATE = {
    Family: 'f',
    RequiresCompatibilities: ['FARGATE'],
    NetworkMode: 'awsvpc',
    Memory: '512',
    ContainerDefinitions: [{ Name: 'f', Image: 'f', LogConfiguration: { LogDriver: 'awslogs', Options: {} } }],
  };

  test('needs a role to write logs with, and its own network mode', () => {
    const { account, task } = smallSystem();
    assert.throws(() => make(account, task.type, 'F', FARGATE), {
      message: 'Fargate requires task definition to have execution role ARN to support log driver awslogs.',
    });
    assert.throws(() => make(account, task.type, 'F', { ...FARGATE, NetworkMode: 'bridge' }), {
      message: "Fargate only supports network mode 'awsvpc'.",
    });
  });

  test('needs target groups by address', () => {
    const { account, task, service, blue, role } = smallSystem();
    make(account, task.type, 'F', {
      ...FARGATE,
      ExecutionRoleArn: role.attributes.Arn ?? '',
      ContainerDefinitions: [{ Name: 'web', Image: 'f', PortMappings: [{ ContainerPort: 80 }] }],
    });
    const properties = { ...service.properties, ServiceName: 'f', TaskDefinition: 'f' };
    assert.throws(() => make(account, SERVICE, 'F', properties), {
      message:
        "Invalid request provided: CreateService error: Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    });
    assert.throws(() => make(account, SERVICE, 'F', { ...properties, NetworkConfiguration: {} }), {
      message: `Invalid request provided: CreateService error: The provided target group ${blue.id} has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.`,
    });
  });
});

function at(change: object) {
  return [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: 'BLUE', ...change }];
}
