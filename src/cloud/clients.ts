import { ACMClient } from '@aws-sdk/client-acm';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { CodeStarConnectionsClient } from '@aws-sdk/client-codestar-connections';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { AbsoluteLocation, AwsCredentialIdentityProvider, FinalizeRequestHandlerOptions } from '@smithy/types';
import { type ConnectionsService, openConnections } from './connections-client.ts';
import { following, type MovingEndpoint } from './moving.ts';

/** The services that the commands talk to, in one region and with one set of credentials. Anything with the clients' `send` will do. */
export interface Clients {
  readonly region: string;
  readonly acm: Pick<ACMClient, 'send'>;
  readonly cloudFormation: Pick<CloudFormationClient, 'send'>;
  readonly cloudWatch: Pick<CloudWatchClient, 'send'>;
  readonly codeCommit: Pick<CodeCommitClient, 'send'>;
  readonly codeDeploy: Pick<CodeDeployClient, 'send'>;
  readonly codePipeline: Pick<CodePipelineClient, 'send'>;
  /** By the name that an ARN has. */
  readonly connections: Readonly<Record<ConnectionsService, Pick<CodeStarConnectionsClient, 'send'>>>;
  readonly ecr: Pick<ECRClient, 'send'>;
  readonly ecs: Pick<ECSClient, 'send'>;
  readonly elb: Pick<ElasticLoadBalancingV2Client, 'send'>;
  readonly iam: Pick<IAMClient, 'send'>;
  readonly logs: Pick<CloudWatchLogsClient, 'send'>;
  readonly s3: Pick<S3Client, 'send'>;
  readonly sts: Pick<STSClient, 'send'>;
}

/** Where the services are. */
export interface ClientOptions {
  readonly region: string;
  /** Of an emulator: `http://127.0.0.1:4567`. AWS's own unless said. */
  readonly endpoint?: string | MovingEndpoint | undefined;
  /** Of a role that was taken on; else those that the SDK finds by itself. */
  readonly credentials?: AwsCredentialIdentityProvider | undefined;
}

// No emulator looks at them, and no account's may be sent to one by mistake.
const EMULATOR_CREDENTIALS = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };

/** How often a call is made at most. */
const ATTEMPTS = 8;

/**
 * The SDK's clients. Credentials are those that the SDK finds by itself, and never any of an account for an emulator. Eight attempts
 * with growing pauses: a large stack is asked about so often that CloudFormation throttles now and then.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
export function openClients(options: ClientOptions): Clients {
  const { region, endpoint } = options;
  const config = () => clientConfig(options);
  const placed = placedAt(endpoint);
  return {
    region,
    acm: placed(new ACMClient(config())),
    cloudFormation: placed(new CloudFormationClient(config())),
    cloudWatch: placed(new CloudWatchClient(config())),
    codeCommit: placed(new CodeCommitClient(config())),
    codeDeploy: placed(new CodeDeployClient(config())),
    codePipeline: placed(new CodePipelineClient(config())),
    connections: {
      codeconnections: placed(openConnections('codeconnections', config())),
      'codestar-connections': placed(openConnections('codestar-connections', config())),
    },
    ecr: placed(new ECRClient(config())),
    ecs: placed(new ECSClient(config())),
    elb: placed(new ElasticLoadBalancingV2Client(config())),
    iam: placed(new IAMClient(config())),
    logs: placed(new CloudWatchLogsClient(config())),
    // An emulator has no host name for each bucket.
    s3: placed(new S3Client({ ...config(), forcePathStyle: endpoint !== undefined })),
    sts: placed(new STSClient(config())),
  };
}

/** What a client is made with: each with a budget of its own for trying again. */
export function clientConfig({ region, endpoint, credentials }: ClientOptions) {
  return {
    region,
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    // Who answers for an emulator is on this machine: what is not there in a second will not be there in a minute.
    ...(endpoint === undefined
      ? {}
      : { retryStrategy: new ConfiguredRetryStrategy(ATTEMPTS, (attempt) => attempt * 30) }),
    // Left alone, the SDK waits without end for a firewall that drops packets.
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
    ...(endpoint === undefined ? {} : { endpoint: addressOf(endpoint), credentials: EMULATOR_CREDENTIALS }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/** Has a client follow an endpoint that moves. */
export function placedAt(endpoint: ClientOptions['endpoint']): <C extends Followable>(client: C) => C {
  return (client) => {
    if (typeof endpoint === 'object') {
      client.middlewareStack.add(following(endpoint), { step: 'finalizeRequest', priority: 'low', name: 'following' });
    }
    return client;
  };
}

/** A client of the SDK, as far as it can be told to follow an endpoint. */
interface Followable {
  readonly middlewareStack: {
    add(middleware: ReturnType<typeof following>, options: FinalizeRequestHandlerOptions & AbsoluteLocation): void;
  };
}

function addressOf(endpoint: string | MovingEndpoint): string {
  return typeof endpoint === 'string' ? endpoint : endpoint.url();
}

/**
 * The time by AWS's clock, as far as CloudFormation's last answer tells: what times that AWS gives are held against. This machine's, where
 * the two are less than a minute apart.
 */
export function serviceTime({ cloudFormation }: Pick<Clients, 'cloudFormation'>, now = new Date()): Date {
  const config: unknown = Reflect.get(cloudFormation, 'config');
  const offset: unknown = typeof config === 'object' && config !== null ? Reflect.get(config, 'systemClockOffset') : 0;
  return typeof offset === 'number' && Math.abs(offset) >= 60_000 ? new Date(now.getTime() + offset) : now;
}
