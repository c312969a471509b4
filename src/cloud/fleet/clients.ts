import type { AccountClient } from '@aws-sdk/client-account';
import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { Clients } from '../clients.ts';
import type { Place } from './instance.ts';

/** Why the stacks of a member account cannot be read. */
export class CannotRead {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** What a fleet is worked on with. */
export interface FleetClients extends Clients {
  readonly organizations: Pick<OrganizationsClient, 'send'>;
  readonly accounts: Pick<AccountClient, 'send'>;
  /** The administrator's, in another region. */
  readonly inRegion: (region: string) => Clients;
  /** Those of a role of a member account. @throws TealformError where it cannot be taken on. */
  readonly as: (roleArn: string, region: string) => Promise<Clients>;
}

/** The ARN of a role of a member account. */
export function roleArn(partition: string, { account }: Pick<Place, 'account'>, name: string): string {
  return `arn:${partition}:iam::${account}:role/${name}`;
}
