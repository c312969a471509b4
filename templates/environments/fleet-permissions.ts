/** The id of an organisational unit, or of an organisation's root. */
type UnitId = `ou-${string}-${string}` | `r-${string}`;

/** Twelve digits. */
type AccountId = `${number}`;

/** By which accounts of the units a service-managed fleet is narrowed. */
export type AccountFilter =
  | { readonly only: readonly string[]; readonly except?: never }
  | { readonly except: readonly string[]; readonly only?: never };

/**
 * CloudFormation has roles of its own in the accounts of an organisation.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html
 */
export interface ServiceManaged<Unit extends string = string> {
  readonly model: 'service-managed';
  /** `o-...`: whom the bucket of the templates and the reader role are opened to. */
  readonly organisation: string;
  readonly units: readonly Unit[];
  readonly accounts: AccountFilter | undefined;
  /** What happens to accounts that join and leave the units; undefined means nothing. */
  readonly autoDeployment: { readonly retainStacks: boolean } | undefined;
  /** Whether the administrator is not the management account. */
  readonly delegatedAdministrator: boolean;
}

/**
 * The accounts trust a role of the administrator's by roles of one's own.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
 */
export interface SelfManaged<Account extends string = string> {
  readonly model: 'self-managed';
  readonly accounts: readonly Account[];
  /** `o-...` where the accounts are of one organisation. */
  readonly organisation: string | undefined;
  /** Names of roles; undefined means those of the system's own `fleets/administration.yaml` and `fleets/member.yaml`. */
  readonly administrationRole: string | undefined;
  readonly executionRole: string | undefined;
}

/** How the stack sets of a fleet get into its accounts. */
export type Permissions = ServiceManaged | SelfManaged;

/** The accounts that may be named: those of a self-managed fleet; of a service-managed one any, as units say what is in them. */
export type AccountsOf<P extends Permissions> = P extends SelfManaged<infer Account> ? Account : AccountId;

/** The units that may be named. */
export type UnitsOf<P extends Permissions> = P extends ServiceManaged<infer Unit> ? Unit : never;

/**
 * An organisation's units, all accounts of them unless told; those of units below them too. CloudFormation never deploys to the
 * management account in this way.
 */
export function serviceManaged<const Unit extends UnitId>(options: {
  readonly organisation: `o-${string}`;
  readonly units: readonly [Unit, ...Unit[]];
  /** Only these accounts of the units, or all of them but these. */
  readonly accounts?:
    | { readonly only: readonly [AccountId, ...AccountId[]]; readonly except?: never }
    | { readonly except: readonly [AccountId, ...AccountId[]]; readonly only?: never };
  /** Accounts that join a unit get the stacks; whether those that leave keep theirs. Neither happens unless this is said. */
  readonly autoDeployment?: { readonly retainStacks: boolean };
  readonly delegatedAdministrator?: boolean;
}): ServiceManaged<Unit> {
  const { organisation, units, accounts, autoDeployment, delegatedAdministrator = false } = options;
  return { model: 'service-managed', organisation, units, accounts, autoDeployment, delegatedAdministrator };
}

/** The accounts that are listed, by roles that somebody makes in each of them first. */
export function selfManaged<const Account extends AccountId>(options: {
  readonly accounts: readonly [Account, ...Account[]] | readonly Account[];
  readonly organisation?: `o-${string}`;
  /** For roles that are there already, by their names. */
  readonly administrationRole?: string;
  readonly executionRole?: string;
}): SelfManaged<Account> {
  const { accounts, organisation, administrationRole, executionRole } = options;
  return { model: 'self-managed', accounts, organisation, administrationRole, executionRole };
}
