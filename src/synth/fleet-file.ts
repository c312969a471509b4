/**
 * What `output/<system>/fleets/<fleet>.json` holds: one stack set, and what is deployed by it where. Members in upper case are in the
 * words of CloudFormation's API, to be handed on as they are. The live colour is never in it: it belongs to each stack, and changes
 * with every release.
 */
export interface FleetFile {
  /** Raised when a member changes its meaning. */
  readonly formatVersion: 1;
  readonly fleet: string;
  readonly system: string;
  /** Where the stack set is. */
  readonly administrator: {
    readonly account: string;
    readonly region: string;
    readonly partition: string;
    readonly emulator: boolean;
    /** `o-...`; undefined where the accounts are of no common organisation. */
    readonly organisation?: string;
  };
  readonly stackSet: StackSetDescription;
  /** What is deployed: a file of the system's. Its digest is in `manifest.json`, so that an edit of a template changes no file of a fleet. */
  readonly template: { readonly form: 'flat' | 'nested'; readonly file: 'flat.yaml' | 'root.yaml' };
  /** The administrator's bucket in each region, and the path in it. */
  readonly templates: { readonly buckets: Readonly<Record<string, string>>; readonly prefix: string };
  /** In the order in which they are deployed to. */
  readonly regions: readonly string[];
  readonly preferences: OperationPreferences;
  readonly waves: readonly FileWave[];
  /** Where values are others than the set's. One stack can be in several: later ones go before earlier ones, value by value. */
  readonly overrides: readonly FileOverride[];
  /**
   * The role that tells what runs in a member; undefined means that members cannot be read. Of a self-managed fleet it is in the
   * stack of `member` too.
   */
  readonly reader?: RoleStack;
  /** The roles of a self-managed fleet that are of this system's making. */
  readonly administration?: RoleStack;
  readonly member?: RoleStack;
}

/** What `CreateStackSet` takes, but for the template's address. */
export interface StackSetDescription {
  readonly StackSetName: string;
  readonly Description: string;
  readonly PermissionModel: 'SERVICE_MANAGED' | 'SELF_MANAGED';
  /** Of a service-managed set. */
  readonly CallAs?: 'SELF' | 'DELEGATED_ADMIN';
  readonly AutoDeployment?: { readonly Enabled: boolean; readonly RetainStacksOnAccountRemoval?: boolean };
  /** Of a self-managed set. */
  readonly AdministrationRoleARN?: string;
  readonly ExecutionRoleName?: string;
  readonly ManagedExecution: { readonly Active: boolean };
  readonly Capabilities: readonly ('CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | 'CAPABILITY_AUTO_EXPAND')[];
  readonly Parameters: readonly ParameterEntry[];
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

export interface ParameterEntry {
  readonly ParameterKey: string;
  readonly ParameterValue: string;
}

/** Which accounts: of a self-managed set `Accounts` alone, of a service-managed one units and a filter. */
export interface DeploymentTargets {
  readonly OrganizationalUnitIds?: readonly string[];
  readonly AccountFilterType?: 'NONE' | 'INTERSECTION' | 'DIFFERENCE';
  readonly Accounts?: readonly string[];
}

export interface OperationPreferences {
  readonly RegionConcurrencyType: 'SEQUENTIAL' | 'PARALLEL';
  readonly RegionOrder: readonly string[];
  readonly FailureToleranceCount?: number;
  readonly FailureTolerancePercentage?: number;
  readonly MaxConcurrentCount?: number;
  readonly MaxConcurrentPercentage?: number;
  readonly ConcurrencyMode: 'STRICT_FAILURE_TOLERANCE' | 'SOFT_FAILURE_TOLERANCE';
}

/** Accounts that are deployed to, in all regions, before those of the next wave are. */
export interface FileWave {
  readonly name: string;
  readonly targets: DeploymentTargets;
}

/** The values of some stacks: those in these regions, and where said in these accounts, or in accounts of these units. */
export interface FileOverride {
  readonly accounts?: readonly string[];
  readonly units?: readonly string[];
  readonly regions: readonly string[];
  readonly parameters: readonly ParameterEntry[];
}

/** A template of a role, which is made once in an account, in the region of the stack set, before the set's stacks are. */
export interface RoleStack {
  /** Below `output/<system>/`. */
  readonly file: string;
  /** Of the stack, or of the stack set that makes it in the accounts of a service-managed fleet. */
  readonly stackName: string;
  readonly roleName: string;
  readonly parameters: readonly ParameterEntry[];
  /** By account, where it is given other values. */
  readonly parametersOf?: Readonly<Record<string, readonly ParameterEntry[]>>;
}
