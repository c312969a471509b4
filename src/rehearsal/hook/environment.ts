import type { LocalResource } from '../../local/resource.ts';
import { LISTENER, LOAD_BALANCER } from '../../local/resources/elbv2.ts';
import { findRole } from '../../local/resources/iam.ts';
import { numberOf, textOf } from '../../local/resources/read.ts';
import { keyOfAccount, tokenOf } from '../../local/wire/credentials.ts';
import type { Stage } from '../deployment/stage.ts';
import type { CalledFunction } from './function.ts';

/** What the stream of a function's log is called. */
export const LOG_STREAM = 'rehearsal';

type Variables = Readonly<Record<string, string>>;

/**
 * What a function finds in its environment: its own variables and Lambda's, with the keys of a session of its role, nothing of this
 * machine's. AWS is the local cloud, and an address at a load balancer is that of the listener here.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function environmentOf(stage: Stage, called: CalledFunction, folder: string): Variables {
  const { account, endpoint } = stage;
  const { region, accountId } = account.whereabouts;
  const role = findRole(account, called.role);
  const expires = new Date(account.now().getTime() + 3_600_000).toISOString();
  const session = {
    role: called.role,
    roleId: textOf(role?.attributes ?? {}, 'RoleId') ?? 'AROALOCALCLOUD0000000',
    session: called.name,
    expires,
  };
  return {
    ...reachable(stage, called.environment),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: called.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(called.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: called.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: LOG_STREAM,
    AWS_ACCESS_KEY_ID: keyOfAccount(accountId),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: tokenOf(session),
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    // On Node 20 the SDK says that it will stop to support it.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    LAMBDA_TASK_ROOT: folder,
    HOME: folder,
    TMPDIR: folder,
    TZ: ':UTC',
  };
}

/** Variables whose value is an address at a load balancer of the account, with that of the listener in a rehearsal in its place. */
export function reachable(stage: Stage, variables: Variables): Variables {
  const pairs = Object.entries(variables).map(([name, value]) => [name, here(stage, value)] as const);
  return Object.fromEntries(pairs);
}

function here(stage: Stage, value: string): string {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return value;
  const url = new URL(value);
  const listener = listenerOf(stage, url);
  const address = listener && stage.world.addressOf(listener.id);
  if (address === undefined) return value;
  const path = value.replace(/^https?:\/\/[^/?#]*/, '');
  return `${address}${path}`;
}

function listenerOf({ account }: Stage, { hostname, port, protocol }: URL): LocalResource | undefined {
  // A URL's host is in small letters.
  const loadBalancer = account
    .all(LOAD_BALANCER)
    .find(({ attributes }) => textOf(attributes, 'DNSName')?.toLowerCase() === hostname);
  const wanted = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  return account
    .all(LISTENER)
    .find(
      ({ properties }) =>
        textOf(properties, 'LoadBalancerArn') === loadBalancer?.id && numberOf(properties, 'Port') === wanted,
    );
}
