import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, NAMES, outputOf, resourceOf, type Variant } from '../variants.ts';

describe('the task definition that releases register', () => {
  test('on instances: bridge network, a port that Docker chooses, the image as the placeholder of the deploy action', () => {
    assert.deepEqual(taskDefinitionOf('internal, behind a NAT'), {
      family: '${SystemName}',
      executionRoleArn: '${ExecutionRoleArn}',
      taskRoleArn: '${TaskRoleArn}',
      requiresCompatibilities: ['EC2'],
      networkMode: 'bridge',
      containerDefinitions: [
        {
          name: 'variant',
          image: '<IMAGE1_NAME>',
          essential: true,
          portMappings: [{ containerPort: 8000, protocol: 'tcp' }],
          memory: 256,
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': '${LogGroupName}',
              'awslogs-region': '${AWS::Region}',
              'awslogs-stream-prefix': 'application',
            },
          },
        },
      ],
      tags: [{ key: 'Name', value: '${SystemName}' }],
    });
  });

  test('on Fargate: size and architecture of the task, and everything that a container can be told', () => {
    const definition = taskDefinitionOf('HTTPS with host name, everything that Fargate can');
    const { containerDefinitions, ...task } = definition;
    assert.deepEqual(task, {
      family: '${SystemName}',
      executionRoleArn: '${ExecutionRoleArn}',
      taskRoleArn: '${TaskRoleArn}',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '1024',
      memory: '2048',
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      tags: [
        { key: 'Name', value: '${SystemName}' },
        { key: 'team', value: 'platform' },
      ],
    });
    const [application, proxy] = containerDefinitions as readonly Record<string, unknown>[];
    const { logConfiguration, ...told } = application ?? {};
    assert.ok(logConfiguration);
    assert.deepEqual(told, {
      name: 'v-everything',
      image: '<IMAGE1_NAME>',
      essential: true,
      portMappings: [{ containerPort: 8000, protocol: 'tcp' }],
      dependsOn: [{ containerName: 'proxy', condition: 'START' }],
      memory: 1024,
      cpu: 512,
      environment: [{ name: 'STAGE', value: 'test' }],
      secrets: [
        {
          name: 'TOKEN',
          valueFrom: 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/variant/token',
        },
        {
          name: 'DATABASE',
          valueFrom:
            'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:variant/db-AbCdEf:url::',
        },
      ],
      user: 'node',
      readonlyRootFilesystem: true,
      ulimits: [{ name: 'nofile', softLimit: 65536, hardLimit: 65536 }],
      stopTimeout: 60,
      linuxParameters: { initProcessEnabled: true },
    });
    assert.equal(proxy?.name, 'proxy');
    assert.equal(proxy?.image, 'public.ecr.aws/nginx/nginx:1.29');
    assert.equal(proxy?.essential, true);
  });

  test('every container logs, and the setting has the name that ECS knows', () => {
    for (const name of NAMES) {
      for (const container of taskDefinitionOf(name).containerDefinitions as readonly Record<string, unknown>[]) {
        assert.ok(container.logConfiguration, name);
      }
    }
  });
});

test('the pipeline may give the task definitions that it registers their tags, and tags nothing else', () => {
  for (const name of NAMES) {
    const role = resourceOf(name, 'pipeline.yaml', 'PipelineRole');
    if (role === undefined) continue;
    const policies = at(role, 'Properties', 'Policies') as readonly object[];
    const statements = policies.flatMap((policy) => at(policy, 'PolicyDocument', 'Statement') as readonly object[]);
    assert.deepEqual(
      statements.filter((statement) => JSON.stringify(at(statement, 'Action')).includes('TagResource')),
      [
        {
          Effect: 'Allow',
          Action: 'ecs:TagResource',
          Resource: {
            'Fn::Sub': 'arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task-definition/${SystemName}*',
          },
          Condition: { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
        },
      ],
      name,
    );
  }
});

function taskDefinitionOf(name: Variant): Record<string, unknown> {
  const text = outputOf(name).files.find(({ path }) => path === 'release/taskdef.json')?.text;
  assert.ok(text !== undefined);
  return JSON.parse(text);
}
