import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineTask, smallWorld } from '../world.fixtures.ts';
import { readTaskDefinition } from './definition.ts';

function order(taskDefinitionArn: string) {
  return { id: 'ecs-svc/1', taskDefinitionArn, targetGroupArn: 'x', containerName: 'web', containerPort: 80, count: 1 };
}

test('what runs is what the registered revision says', () => {
  const { account } = smallWorld();
  const arn = defineTask(account, {
    Image: 'node:24',
    Command: ['node', 'x.js'],
    Environment: [{ Name: 'PORT', Value: '80' }],
    StopTimeout: '5',
    LinuxParameters: { InitProcessEnabled: 'true' },
  });
  assert.deepEqual(readTaskDefinition(account, order(arn)), {
    family: 'web',
    image: 'node:24',
    entryPoint: undefined,
    command: ['node', 'x.js'],
    environment: { PORT: '80' },
    containerPort: 80,
    stopTimeout: 5,
    init: true,
  });
});

test('what cannot be played is refused by its name, all of it at once', () => {
  const { account } = smallWorld();
  const { id } = account.put({
    type: 'AWS::ECS::TaskDefinition',
    id: account.arn('ecs', 'task-definition/web:9'),
    properties: {
      Family: 'web',
      Volumes: [{ Name: 'data' }],
      ContainerDefinitions: [
        { Name: 'web', Image: 'node', Secrets: [{ Name: 'A', ValueFrom: 'b' }], PortMappings: [{ ContainerPort: 81 }] },
        { Name: 'proxy', Image: 'envoy' },
      ],
    },
    attributes: {},
  });
  const expected =
    /Volumes of the task definition[\s\S]*container proxy beside web[\s\S]*Secrets of the container web[\s\S]*no port mapping for 80/;
  assert.throws(() => readTaskDefinition(account, order(id)), { code: 'not-rehearsed', message: expected });
});

test('a revision that is not registered is an error', () => {
  const { account } = smallWorld();
  assert.throws(() => readTaskDefinition(account, order('web:99')), { code: 'unknown-task-definition' });
});
