import { AccountClient } from '@aws-sdk/client-account';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { TealformError } from '../../dsl/error.ts';
import { explained } from '../call.ts';
import { type ClientOptions, type Clients, clientConfig, openClients, placedAt } from '../clients.ts';
import type { FleetClients } from './clients.ts';

/** What members see of who has taken on a role in them. */
const SESSION = 'tealform-stackset';

/**
 * The SDK's clients for a fleet: the administrator's in the region of the stack sets, and by them those in other regions and of roles in
 * other accounts. A role's credentials are renewed for as long as they are used.
 */
export function openFleetClients(options: ClientOptions): FleetClients {
  const home = openClients(options);
  const placed = placedAt(options.endpoint);
  const regions = new Map<string, Clients>([[home.region, home]]);
  const roles = new Map<string, Promise<Clients>>();
  const inRegion = (region: string) => {
    const known = regions.get(region) ?? openClients({ ...options, region });
    regions.set(region, known);
    return known;
  };
  const as = (roleArn: string, region: string) => {
    const key = `${roleArn} ${region}`;
    const known = roles.get(key) ?? takeOn(home, options, roleArn, region);
    roles.set(key, known);
    return known;
  };
  return {
    ...home,
    organizations: placed(new OrganizationsClient(clientConfig(options))),
    accounts: placed(new AccountClient(clientConfig(options))),
    inRegion,
    as,
  };
}

async function takeOn(home: Clients, options: ClientOptions, roleArn: string, region: string): Promise<Clients> {
  // At once, so that a role that lets nobody in is told by its own name.
  let next: AwsCredentialIdentity | undefined = await assume(home, roleArn);
  const credentials = async () => {
    const given = next ?? (await assume(home, roleArn));
    next = undefined;
    return given;
  };
  return openClients({ ...options, region, credentials });
}

async function assume({ sts, region }: Clients, roleArn: string): Promise<AwsCredentialIdentity> {
  const call = sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: SESSION }));
  const { Credentials } = await explained(
    call.catch((error: unknown) => {
      throw error instanceof Error && error.name === 'AccessDenied' ? notLetIn(roleArn) : error;
    }),
    { action: 'sts:AssumeRole', resource: roleArn, region },
  );
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration,
  } = Credentials ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) throw notLetIn(roleArn);
  return { accessKeyId, secretAccessKey, sessionToken, ...(Expiration ? { expiration: Expiration } : {}) };
}

function notLetIn(roleArn: string): TealformError {
  return new TealformError({
    code: 'role-not-assumed',
    message: `the role ${roleArn} is not there, or does not let the caller in`,
    hint: 'see that it is there, trusts the caller, and that the caller may sts:AssumeRole on it',
  });
}
