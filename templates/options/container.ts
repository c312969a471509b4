import type { Text, Value } from '../../src/dsl/index.ts';
import type { RetentionDays } from './network.ts';

/** What a container is given to run with, the application's own or one beside it. */
export interface ContainerSettings {
  /** Memory it is killed above, in MiB. Needed on EC2. */
  readonly memory?: number;
  /** Memory that is kept free for it, in MiB, when less than `memory`. On EC2 this is what placement counts. */
  readonly memoryReservation?: number;
  /** CPU units it is guaranteed, 1,024 for each vCPU. */
  readonly cpu?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment variables whose values stay in Secrets Manager or Parameter Store. */
  readonly secrets?: Readonly<Record<string, Secret>>;
  readonly command?: readonly string[];
  readonly entryPoint?: readonly string[];
  readonly workingDirectory?: string;
  /** The user it runs as, such as `node` or `1000:1000`; otherwise the image's. */
  readonly user?: string;
  /** Whether the image's own files cannot be written. */
  readonly readonlyRootFilesystem?: boolean;
  readonly ulimits?: readonly Ulimit[];
  /** How long it may take to end after SIGTERM, in seconds; ECS waits 30 unless told. At most 120 on Fargate. */
  readonly stopTimeoutSeconds?: number;
  /** Whether a small init process runs as number 1, which reaps what the application leaves behind. */
  readonly initProcess?: boolean;
}

/** The application's container. */
export interface ContainerOptions extends ContainerSettings {
  /** Its name in the task definition; the system's name unless said. */
  readonly name?: string;
  /** The port the container listens on. */
  readonly port: number;
  /** The path that answers 200 when the container is well. */
  readonly healthCheck: string;
}

/** A container beside the application's, in the same task. */
export interface SidecarOptions extends ContainerSettings {
  readonly name: string;
  /** The whole name of its image in a public registry, with tag or digest, or `fromEcr(...)`. */
  readonly image: string | EcrImage;
  /** Whether the task ends when it ends. */
  readonly essential?: boolean;
  /** Whether the application starts only once it has started. */
  readonly startsFirst?: boolean;
}

/** An image in the registry of this account and region. */
export interface EcrImage {
  readonly kind: 'ecr';
  readonly repository: string;
  readonly tag: string;
}

/** An image in the registry of this account and region: repository and tag. */
export function fromEcr(repository: string, tag: string): EcrImage {
  return { kind: 'ecr', repository, tag };
}

/**
 * A limit on what a container's processes may use.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html
 */
export interface Ulimit {
  readonly name: UlimitName;
  readonly soft: number;
  readonly hard: number;
}

/** The limits that ECS knows. Fargate takes `nofile` only. */
export const ULIMIT_NAMES = [
  'core',
  'cpu',
  'data',
  'fsize',
  'locks',
  'memlock',
  'msgqueue',
  'nice',
  'nofile',
  'nproc',
  'rss',
  'rtprio',
  'rttime',
  'sigpending',
  'stack',
] as const;

export type UlimitName = (typeof ULIMIT_NAMES)[number];

/** Where the value of an environment variable is kept. */
export type Secret = SecretsManagerSecret | ParameterStoreSecret;

export interface SecretsManagerSecret {
  readonly kind: 'secrets-manager';
  /** Its name in this account and region, without the six characters that its ARN ends in. */
  readonly name: string;
  /** One value of a secret that is a JSON object; otherwise all of it. */
  readonly key?: string;
  /** The six characters after its name, where ECS is to ask by the whole ARN and may read no secret but this. */
  readonly suffix?: string;
}

export interface ParameterStoreSecret {
  readonly kind: 'parameter-store';
  /** Its name in this account and region, such as `/hello/token`. */
  readonly name: string;
}

/** A secret in Secrets Manager, of this account and region. */
export function secretsManager(
  name: string,
  options: { readonly key?: string; readonly suffix?: string } = {},
): SecretsManagerSecret {
  return { kind: 'secrets-manager', name, ...options };
}

/** A parameter in Systems Manager's Parameter Store, of this account and region. */
export function parameterStore(name: string): ParameterStoreSecret {
  return { kind: 'parameter-store', name };
}

/**
 * What the application may do in AWS: a statement of its role's policy. Names are the policy language's own.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html
 */
export interface PermissionStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: Value<Text> | readonly Value<Text>[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Value<Text> | readonly Value<Text>[]>>>>;
  /** Why `Resource` is `*`, where it must be: because these actions know no resource, say. It is no part of the policy. */
  readonly onEverything?: string;
}

/** The service: how many tasks run, and how they are looked after. */
export interface ServiceOptions {
  /** How long a new task may take before the load balancer's health checks count against it, in seconds. */
  readonly gracePeriodSeconds: number;
  /** Days that the containers' logs are kept. */
  readonly logRetention: RetentionDays;
  /** Whether the secrets are encrypted with a key of your own; the root takes its ARN as a parameter. */
  readonly secretsKey: boolean;
  /** Whether `aws ecs execute-command` can open a shell in a container. It must be so from the start: ECS cannot change it. */
  readonly exec: boolean;
}

/**
 * How the number of tasks follows their load. Requests for each target cannot be followed: the target group that serves
 * changes with every release.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
 */
export interface ScalingOptions {
  readonly min: number;
  readonly max: number;
  /** The average share of its CPU that a task should use, in percent. */
  readonly cpuPercent?: number;
  /** The average share of its memory that a task should use, in percent. */
  readonly memoryPercent?: number;
}
