import { type Problem, throwIfAny } from '../../dsl/error.ts';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../../local/account.ts';
import { findRevision } from '../../local/resources/ecs-task-definitions.ts';
import { isOn, numberOf, objectOf, objectsOf, textOf, textsOf } from '../../local/resources/read.ts';
import type { TaskSetOrder } from '../world.ts';

/** What a task of a set is on this machine: one container of its task definition. */
export interface TaskPlan {
  readonly family: string;
  readonly image: string;
  readonly entryPoint: readonly string[] | undefined;
  readonly command: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly containerPort: number;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeout: number;
  readonly init: boolean;
}

/** What of a task definition means nothing for a process on loopback: who may do what, where it stands, how much it may have. */
const OF_TASK = [
  'Family',
  'ContainerDefinitions',
  'ExecutionRoleArn',
  'TaskRoleArn',
  'NetworkMode',
  'RequiresCompatibilities',
  'Cpu',
  'Memory',
  'PlacementConstraints',
  'RuntimePlatform',
  'EphemeralStorage',
  'Tags',
];

const OF_CONTAINER = [
  'Name',
  'Image',
  'Command',
  'EntryPoint',
  'Environment',
  'Essential',
  'PortMappings',
  'StopTimeout',
  'LinuxParameters',
  'Cpu',
  'Memory',
  'MemoryReservation',
  'LogConfiguration',
  'User',
  'ReadonlyRootFilesystem',
  'Ulimits',
  'DockerLabels',
  'VersionConsistency',
];

/** How long the ECS agent waits unless told. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const STOP_TIMEOUT = 30;

/**
 * Reads what is to run for a task set out of its registered task definition.
 * @throws TealformError `unknown-task-definition`, `not-rehearsed` with everything in it that cannot be played here
 */
export function readTaskDefinition(account: Account, order: TaskSetOrder): TaskPlan {
  const revision = findRevision(account, order.taskDefinitionArn);
  const problems: Problem[] = [];
  if (!revision) {
    const message = `no task definition ${order.taskDefinitionArn} is registered`;
    throwIfAny([{ code: 'unknown-task-definition', message, hint: 'register it before its tasks are started' }]);
  }
  const properties = revision?.properties ?? {};
  const not = (what: string, hint: string) => problems.push({ code: 'not-rehearsed', message: what, hint });
  const containers = objectsOf(properties, 'ContainerDefinitions');
  const container = containers.find((each) => textOf(each, 'Name') === order.containerName) ?? {};
  if (!containers.includes(container)) {
    const names = containers.map((each) => textOf(each, 'Name')).join(', ');
    not(`the task definition has no container ${order.containerName}`, `it has ${names}`);
  }
  for (const name of namesBesides(properties, OF_TASK))
    not(`${name} of the task definition is not played here`, LEAVE_OUT);
  for (const other of containers.filter((each) => each !== container)) {
    const name = textOf(other, 'Name');
    not(
      `the container ${name} beside ${order.containerName} cannot run here`,
      'only images built here and Node.js can',
    );
  }
  for (const name of namesBesides(container, OF_CONTAINER)) {
    not(`${name} of the container ${order.containerName} is not played here`, LEAVE_OUT);
  }
  const mappings = objectsOf(container, 'PortMappings');
  if (!mappings.some((mapping) => numberOf(mapping, 'ContainerPort') === order.containerPort)) {
    not(`the container ${order.containerName} has no port mapping for ${order.containerPort}`, 'map that port');
  }
  throwIfAny(problems);
  return {
    family: textOf(properties, 'Family') ?? '',
    image: textOf(container, 'Image') ?? '',
    entryPoint: container.EntryPoint === undefined ? undefined : textsOf(container, 'EntryPoint'),
    command: container.Command === undefined ? undefined : textsOf(container, 'Command'),
    environment: environmentOf(container),
    containerPort: order.containerPort,
    stopTimeout: numberOf(container, 'StopTimeout') ?? STOP_TIMEOUT,
    init: isOn(objectOf(container, 'LinuxParameters'), 'InitProcessEnabled'),
  };
}

const LEAVE_OUT = 'rehearse a task definition without it';

function environmentOf(container: DataObject): Record<string, string> {
  return Object.fromEntries(
    objectsOf(container, 'Environment').map((each) => [textOf(each, 'Name') ?? '', textOf(each, 'Value') ?? '']),
  );
}

// An empty list says as much as none.
function namesBesides(properties: DataObject, known: readonly string[]): readonly string[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    const empty = value === null || (Array.isArray(value) && value.length === 0);
    return known.includes(name) || empty ? [] : [name];
  });
}
