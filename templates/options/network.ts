/** A network of the system's own. */
export interface NewVpc {
  readonly kind: 'new';
  /** Availability zones to spread over. */
  readonly zones: 2 | 3;
  /** The way out of the private subnets. `per-zone` survives the loss of a zone, `one` costs less. */
  readonly nat: 'none' | 'one' | 'per-zone';
  /** Where tasks run. Public subnets give them public addresses. */
  readonly tasks: 'private' | 'public';
  /** Private ways to the AWS services that tasks and hooks need, where there is no NAT. */
  readonly endpoints: boolean;
  /** Days that the record of all traffic is kept; `false` for no record. */
  readonly flowLogs: RetentionDays | false;
}

/** A network that exists: the root takes its ids as parameters. */
export interface ExistingVpc {
  readonly kind: 'existing';
  /** How many public addresses its NAT gateways have; the root takes them as a list, and hooks are let in from there. */
  readonly natAddresses: number;
  /** Where tasks run: in its public subnets Fargate tasks need public addresses to pull their image. */
  readonly tasks: 'private' | 'public';
}

export type NetworkOptions = NewVpc | ExistingVpc;

/** How long CloudWatch keeps logs, in days: the values it takes below a year and a half. */
export type RetentionDays = (typeof RETENTION_DAYS)[number];

/** {@link RetentionDays} as values. */
export const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545] as const;

/** A network of the system's own: two zones, one NAT gateway, traffic recorded for 30 days, unless told otherwise. */
export function newVpc(options: Partial<Omit<NewVpc, 'kind'>> = {}): NewVpc {
  return { kind: 'new', zones: 2, nat: 'one', tasks: 'private', endpoints: false, flowLogs: 30, ...options };
}

/** A network that exists. Tasks run in private subnets unless told otherwise. */
export function existingVpc(options: Partial<Omit<ExistingVpc, 'kind'>> = {}): ExistingVpc {
  return { kind: 'existing', natAddresses: 0, tasks: 'private', ...options };
}
