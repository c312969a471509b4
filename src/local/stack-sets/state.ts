import type {
  Capability,
  DeploymentTargets,
  StackDriftStatus,
  StackInstanceDetailedStatus,
  StackInstanceStatus,
  StackSetOperationAction,
  StackSetOperationPreferences,
  StackSetOperationResultStatus,
  StackSetOperationStatus,
} from '@aws-sdk/client-cloudformation';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import { interned } from '../interned.ts';

/** What every stack of a set is to be. */
export interface Definition {
  templateText: string;
  /** By name; those left out have their defaults. */
  parameters: Record<string, string>;
  capabilities: Capability[];
  tags: { Key: string; Value: string }[];
}

/** A stack of a set, or the place of one that is not there yet. */
export interface InstanceRecord {
  account: string;
  region: string;
  /** The root or unit that it was asked for by. */
  unit?: string;
  stackId?: string;
  /** Values of its own, by the parameter's name. */
  overrides: Record<string, string>;
  status: StackInstanceStatus;
  detailed: StackInstanceDetailedStatus;
  reason?: string;
  lastOperation?: string;
  drift: StackDriftStatus;
  driftAt?: string;
}

/** What came of an operation in one account and region. */
export interface ResultRecord {
  account: string;
  region: string;
  unit?: string;
  status: StackSetOperationResultStatus;
  reason?: string;
}

/** What was found of drift when it was looked for last. */
export interface DriftRecord {
  at: string;
  drifted: number;
  inSync: number;
  failed: number;
}

/** An operation of a set. Kept, so that it can go on after a restart. */
export interface SetOperationRecord {
  id: string;
  action: StackSetOperationAction;
  status: StackSetOperationStatus;
  /** What was asked for: the same again is the same operation. */
  request: string;
  preferences: StackSetOperationPreferences;
  /** As it was given: accounts and units. */
  targets?: DeploymentTargets;
  retain?: boolean;
  createdAt: string;
  endedAt?: string;
  /** In the order that they are worked through. */
  regions: string[];
  /** By {@link keyOf}. */
  results: Record<string, ResultRecord>;
  /** Values that its instances get; null leaves what one has. Those of an instance that are not among them go. */
  overrides?: Record<string, string | null>;
  /** What the set becomes when it begins, for one that changes the set. */
  change?: SetChange;
  drift?: DriftRecord;
}

/** What an operation makes of a set. */
export interface SetChange {
  definition: Definition;
  /** Whether all instances are outdated by it. */
  outdates: boolean;
}

/** A stack set. */
export interface StackSetRecord {
  /** `fleet:1f2e...` */
  id: string;
  arn: string;
  name: string;
  status: 'ACTIVE' | 'DELETED';
  description?: string;
  definition: Definition;
  permissionModel: 'SELF_MANAGED' | 'SERVICE_MANAGED';
  /** ARN. */
  administrationRole?: string;
  executionRole: string;
  autoDeployment?: { Enabled: boolean; RetainStacksOnAccountRemoval?: boolean };
  /** Units that instances were asked for by, with the regions. */
  unitRegions: Record<string, string[]>;
  isManaged: boolean;
  token?: string;
  /** By {@link keyOf}. */
  instances: Record<string, InstanceRecord>;
  /** Oldest first. */
  operations: SetOperationRecord[];
  drift?: DriftRecord;
}

const SERVICE = 'stack-sets';

/** The stack sets of an account in a region. The records themselves are kept: change them, then call {@link keepSets}. */
export function loadSets(account: Account): StackSetRecord[] {
  const { sets } = account.kept(SERVICE);
  // Only keepSets writes it, so it is what was given there.
  const read = (sets ?? []) as unknown as StackSetRecord[];
  for (const { definition } of read) definition.templateText = interned(definition.templateText);
  return read;
}

/** Writes down that something has changed. */
export function keepSets(account: Account, sets: StackSetRecord[]): void {
  // Its interfaces are JSON all the way down; TypeScript gives interfaces no index signature.
  account.keep(SERVICE, { sets } as unknown as DataObject);
}

/** What an instance and a result are found by. */
export function keyOf({ account, region }: { readonly account: string; readonly region: string }): string {
  return `${account}/${region}`;
}

/** Whether an operation has not ended. */
export function isOpen({ status }: SetOperationRecord): boolean {
  return status === 'RUNNING' || status === 'STOPPING' || status === 'QUEUED';
}
