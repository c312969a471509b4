import { ECS } from '../../src/aws/index.ts';
import { type Expression, type ResourceHandle, region } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import type { CapacityOptions } from '../options/capacity.ts';
import type { ContainerOptions } from '../options/container.ts';
import { BOOTSTRAP_MEMORY } from '../options/room.ts';

/** What the bootstrap task depends on: nothing that a service can change later. */
export interface BootstrapOptions {
  readonly capacity: CapacityOptions;
  readonly container: Pick<ContainerOptions, 'port'> & { readonly name: string };
}

/** What the bootstrap task refers to. */
export interface BootstrapReferences {
  readonly image: Expression<string>;
  readonly executionRoleArn: Expression<string>;
  readonly taskRoleArn: Expression<string>;
  readonly logGroup: Expression<string>;
}

/**
 * The task that the service starts with, before the first release: a container on the application's port that answers 200 to
 * every path, so that health checks pass and the stack can be completed. Everything in it is fixed, or is what a service on
 * CodeDeploy cannot change either: a new revision would be the family's latest, and not the one that runs.
 */
export function declareBootstrapTask(
  { resource, systemName, tags }: Site,
  { capacity, container }: BootstrapOptions,
  { image, executionRoleArn, taskRoleArn, logGroup }: BootstrapReferences,
): ResourceHandle {
  const onFargate = capacity.kind === 'fargate';
  return resource(
    'BootstrapTask',
    new ECS.TaskDefinition({
      Family: systemName,
      RequiresCompatibilities: [onFargate ? 'FARGATE' : 'EC2'],
      NetworkMode: onFargate ? 'awsvpc' : 'bridge',
      ...(onFargate
        ? {
            Cpu: '256',
            Memory: '512',
            RuntimePlatform: {
              CpuArchitecture: capacity.architecture === 'arm64' ? 'ARM64' : 'X86_64',
              OperatingSystemFamily: 'LINUX',
            },
          }
        : {}),
      ExecutionRoleArn: executionRoleArn,
      TaskRoleArn: taskRoleArn,
      ContainerDefinitions: [
        {
          Name: container.name,
          Image: image,
          Essential: true,
          ...(onFargate ? {} : { Memory: BOOTSTRAP_MEMORY }),
          PortMappings: [{ ContainerPort: container.port, Protocol: 'tcp' }],
          Command: ['node', '-e', serverAnswering200(container.port)],
          LogConfiguration: {
            LogDriver: 'awslogs',
            Options: { 'awslogs-group': logGroup, 'awslogs-region': region, 'awslogs-stream-prefix': 'bootstrap' },
          },
        },
      ],
      Tags: tags('bootstrap'),
    }),
    {
      comment:
        'What runs until the first release: it answers 200 to every path. It never changes after creation, whatever the options\n' +
        'say: a later revision of it would be the latest of its family, which is what an update of the service compares with.',
    },
  );
}

// A process that is number 1 in its container has no default answer to SIGTERM.
function serverAnswering200(port: number): string {
  return `const { createServer } = require('node:http');
process.on('SIGTERM', () => process.exit(0));
createServer((request, response) => response.end('The first release is on its way.\\n')).listen(${port});
`;
}
