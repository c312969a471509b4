import { type Json, sub, toJsonString, type Value } from '../../src/dsl/index.ts';
import { present } from '../common/present.ts';
import type { ContainerSettings, EcrImage, Secret } from '../options/container.ts';
import type { CompleteOptions } from '../options/system.ts';
import { IMAGE_PLACEHOLDER } from './files.ts';

/** What a task definition refers to: expressions inside a template, or text that says what to fill in. */
export interface TaskReferences {
  /** Also the family of its task definitions. */
  readonly systemName: Value<string>;
  readonly executionRoleArn: Value<string>;
  readonly taskRoleArn: Value<string>;
  /** Where containers log; undefined where the files of a release are the repository's, as nothing written here names it. */
  readonly logGroup: Value<string> | undefined;
  readonly partition: Value<string>;
  readonly region: Value<string>;
  readonly accountId: Value<string>;
  readonly urlSuffix: Value<string>;
}

type TaskOptions = Pick<CompleteOptions, 'capacity' | 'container' | 'sidecars' | 'tags'>;

/**
 * The task definition that releases register: the application's container and those beside it, as JSON. Unlike the bootstrap
 * task it is no resource of a template: each release registers a revision of its own.
 * @param indentation how far every line but the first is moved to the right, where it stands inside other text.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export function writeTaskDefinition(options: TaskOptions, references: TaskReferences, indentation = 0): Value<string> {
  const { capacity, container, sidecars } = options;
  const onFargate = capacity.kind === 'fargate';
  const application = {
    name: container.name,
    image: IMAGE_PLACEHOLDER,
    essential: true,
    portMappings: [{ containerPort: container.port, protocol: 'tcp' }],
    dependsOn: listOrNothing(
      sidecars
        .filter(({ startsFirst }) => startsFirst)
        .map(({ name }) => ({ containerName: name, condition: 'START' })),
    ),
    // In bridge mode a container reaches another by its name, and only if it is linked.
    links: onFargate ? undefined : listOrNothing(sidecars.map(({ name }) => name)),
    ...writeSettings(container, references),
    logConfiguration: logTo(references, 'application'),
  };
  const besides = sidecars.map((sidecar) => ({
    name: sidecar.name,
    image: typeof sidecar.image === 'string' ? sidecar.image : ecrImageName(sidecar.image, references),
    essential: sidecar.essential ?? true,
    ...writeSettings(sidecar, references),
    logConfiguration: logTo(references, sidecar.name),
  }));
  const definition = {
    family: references.systemName,
    executionRoleArn: references.executionRoleArn,
    taskRoleArn: references.taskRoleArn,
    requiresCompatibilities: [onFargate ? 'FARGATE' : 'EC2'],
    networkMode: onFargate ? 'awsvpc' : 'bridge',
    ...(onFargate
      ? {
          cpu: String(capacity.cpu),
          memory: String(capacity.memory),
          runtimePlatform: {
            cpuArchitecture: capacity.architecture === 'arm64' ? 'ARM64' : 'X86_64',
            operatingSystemFamily: 'LINUX',
          },
        }
      : {}),
    containerDefinitions: [application, ...besides],
    tags: writeTags(options.tags, references),
  };
  return toJsonString(definition, 'readable', indentation);
}

// As `site.tags()` has them, in the names of the ECS API.
function writeTags(tags: TaskOptions['tags'], { systemName }: TaskReferences) {
  return [{ key: 'Name', value: systemName }, ...Object.entries(tags).map(([key, value]) => ({ key, value }))];
}

function writeSettings(settings: ContainerSettings, references: TaskReferences) {
  return {
    memory: settings.memory,
    memoryReservation: settings.memoryReservation,
    cpu: settings.cpu,
    environment: listOrNothing(Object.entries(settings.environment ?? {}).map(([name, value]) => ({ name, value }))),
    secrets: listOrNothing(
      Object.entries(settings.secrets ?? {}).map(([name, secret]) => ({
        name,
        valueFrom: secretArn(secret, references),
      })),
    ),
    entryPoint: settings.entryPoint,
    command: settings.command,
    workingDirectory: settings.workingDirectory,
    user: settings.user,
    readonlyRootFilesystem: settings.readonlyRootFilesystem,
    ulimits: listOrNothing(
      (settings.ulimits ?? []).map(({ name, soft, hard }) => ({ name, softLimit: soft, hardLimit: hard })),
    ),
    stopTimeout: settings.stopTimeoutSeconds,
    linuxParameters: settings.initProcess === undefined ? undefined : { initProcessEnabled: settings.initProcess },
  };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html */
function secretArn(secret: Secret, { partition, region, accountId }: TaskReferences): Value<string> {
  if (secret.kind === 'parameter-store') {
    return sub`arn:${partition}:ssm:${region}:${accountId}:parameter/${secret.name.replace(/^\//, '')}`;
  }
  const name = secret.suffix === undefined ? secret.name : `${secret.name}-${secret.suffix}`;
  const arn = sub`arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}`;
  return secret.key === undefined ? arn : sub`${arn}:${secret.key}::`;
}

function ecrImageName({ repository, tag }: EcrImage, { accountId, region, urlSuffix }: TaskReferences): Value<string> {
  return sub`${accountId}.dkr.ecr.${region}.${urlSuffix}/${repository}:${tag}`;
}

function logTo({ logGroup, region }: TaskReferences, prefix: string): Json {
  return {
    logDriver: 'awslogs',
    options: { 'awslogs-group': present(logGroup), 'awslogs-region': region, 'awslogs-stream-prefix': prefix },
  };
}

function listOrNothing<T extends Json>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}
