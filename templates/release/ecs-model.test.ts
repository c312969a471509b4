import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { taskDefinitionProblems } from './ecs-model.ts';

/** The walk-through's, its names corrected. */
const right = {
  family: 'hello-server-prod',
  executionRoleArn: 'arn:aws-cn:iam::111122223333:role/ecsTaskExecutionRole',
  networkMode: 'bridge',
  memory: '256',
  requiresCompatibilities: ['EC2'],
  containerDefinitions: [
    {
      name: 'hello-server',
      image: '<IMAGE_NAME>',
      essential: true,
      portMappings: [{ containerPort: 80, protocol: 'tcp' }],
      logConfiguration: {
        logDriver: 'awslogs',
        options: {
          'awslogs-group': '/ecs/hello-server-prod',
          'awslogs-region': 'cn-north-1',
          'awslogs-stream-prefix': 'ecs',
        },
      },
    },
  ],
};
const [container] = right.containerDefinitions;

const problemsWith = (changes: object) => taskDefinitionProblems({ ...right, ...changes });
const problemsOf = (changes: object) => problemsWith({ containerDefinitions: [{ ...container, ...changes }] });

describe('the model of the ECS API', () => {
  test('admits a task definition that ECS takes', () => {
    assert.deepEqual(taskDefinitionProblems(right), []);
  });

  test("refuses the walk-through's task definition, and says what its member is called", () => {
    const { logConfiguration, ...others } = container ?? {};
    assert.deepEqual(problemsWith({ containerDefinitions: [{ ...others, logConfig: logConfiguration }] }), [
      'containerDefinitions[0].logConfig is not a member of ContainerDefinition: did you mean logConfiguration?',
    ]);
  });

  test('refuses members that it does not know, wherever they stand', () => {
    assert.deepEqual(problemsWith({ Family: 'x' }), [
      'Family is not a member of RegisterTaskDefinitionRequest: did you mean family?',
    ]);
    assert.deepEqual(problemsOf({ portMappings: [{ containerPort: 80 }, { containerPrt: 80 }] }), [
      'containerDefinitions[0].portMappings[1].containerPrt is not a member of PortMapping: did you mean containerPort?',
    ]);
    assert.deepEqual(problemsWith({ runtimePlatform: { toString: 'x' } }), [
      'runtimePlatform.toString is not a member of RuntimePlatform: there are: cpuArchitecture, operatingSystemFamily',
    ]);
  });

  test('refuses another kind of value than the member has', () => {
    assert.deepEqual(problemsWith({ memory: 256, containerDefinitions: {} }), [
      'memory: 256 is not text',
      'containerDefinitions: {} is not a list',
    ]);
    const wrong = {
      memory: '256',
      cpu: 0.5,
      essential: 'true',
      command: 'node server.js',
      environment: [{ name: 'PORT', value: 80 }],
      dockerLabels: { level: 1 },
      linuxParameters: null,
    };
    assert.deepEqual(problemsOf(wrong), [
      'containerDefinitions[0].essential: "true" is not true or false',
      'containerDefinitions[0].memory: "256" is not a number',
      'containerDefinitions[0].cpu: 0.5 is not a whole number',
      'containerDefinitions[0].command: "node server.js" is not a list',
      'containerDefinitions[0].environment[0].value: 80 is not text',
      'containerDefinitions[0].dockerLabels.level: 1 is not text',
      'containerDefinitions[0].linuxParameters: null is not an object (LinuxParameters)',
    ]);
    assert.deepEqual(taskDefinitionProblems('{}'), [
      'the document: "{}" is not an object (RegisterTaskDefinitionRequest)',
    ]);
  });

  test('misses members that are required', () => {
    assert.deepEqual(taskDefinitionProblems({}), [
      'family is missing: every RegisterTaskDefinitionRequest has it',
      'containerDefinitions is missing: every RegisterTaskDefinitionRequest has it',
    ]);
    const lacking = {
      logConfiguration: {},
      secrets: [{ name: 'TOKEN' }],
      ulimits: [{ name: 'nofile', softLimit: 1 }],
      dependsOn: [{}],
    };
    assert.deepEqual(problemsOf(lacking), [
      'containerDefinitions[0].logConfiguration.logDriver is missing: every LogConfiguration has it',
      'containerDefinitions[0].secrets[0].valueFrom is missing: every Secret has it',
      'containerDefinitions[0].ulimits[0].hardLimit is missing: every Ulimit has it',
      'containerDefinitions[0].dependsOn[0].containerName is missing: every ContainerDependency has it',
      'containerDefinitions[0].dependsOn[0].condition is missing: every ContainerDependency has it',
    ]);
  });

  test('refuses a text that is none of those a member takes', () => {
    assert.deepEqual(problemsWith({ networkMode: 'Bridge', requiresCompatibilities: ['EC2', 'LAMBDA'] }), [
      'networkMode: "Bridge" is none of awsvpc, bridge, host, none',
      'requiresCompatibilities[1]: "LAMBDA" is none of EC2, EXTERNAL, FARGATE, MANAGED_INSTANCES',
    ]);
    const wrong = {
      portMappings: [{ containerPort: 80, protocol: 'TCP' }],
      dependsOn: [{ containerName: 'proxy', condition: 'STARTED' }],
      logConfiguration: { logDriver: 'cloudwatch' },
    };
    assert.deepEqual(
      problemsOf(wrong).map((problem) => problem.replace(/ is none of .*/, '')),
      [
        'containerDefinitions[0].portMappings[0].protocol: "TCP"',
        'containerDefinitions[0].logConfiguration.logDriver: "cloudwatch"',
        'containerDefinitions[0].dependsOn[0].condition: "STARTED"',
      ],
    );
  });
});
