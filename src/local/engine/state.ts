import type {
  Capability,
  ChangeSetStatus,
  ExecutionStatus,
  OperationEntry,
  OperationType,
  ResourceChange,
  ResourceStatus,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import { interned } from '../interned.ts';

/** What a stack is to be: everything that a create, an update or a change set hands over. All of it is JSON. */
export interface Target {
  templateText: string;
  /** By name, as they were given; those left out have their defaults. */
  parameters: Record<string, string>;
  /** What the parameters of SSM types stood for when they were looked up. */
  resolved: Record<string, string>;
  capabilities: Capability[];
  tags: { Key: string; Value: string }[];
  roleArn?: string;
  notificationArns: string[];
}

/** A resource of a stack. */
export interface ResourceRecord {
  logicalId: string;
  type: string;
  physicalId?: string;
  status: ResourceStatus;
  reason?: string;
  /** When its status came, as an ISO time. */
  at: string;
  /** As they were applied last, with every reference filled in. */
  properties: DataObject;
  /** `Metadata`, `DeletionPolicy` and so on, as the template said them. */
  settings: DataObject;
  /** What it waited for, and what therefore goes after it. */
  dependsOn: string[];
  /** Whether the operation that made it has come to its end: `RetainExceptOnCreate` asks for it. */
  settled: boolean;
}

/** What CloudFormation has found out of a resource before it began. */
export interface ValidationRecord {
  logicalId: string;
  type: string;
  physicalId: string;
  name: 'NAME_CONFLICT_VALIDATION' | 'BUCKET_EMPTINESS_VALIDATION';
  /** `WARN` lets it go on. */
  mode: 'FAIL' | 'WARN';
  reason: string;
  /** In the template: `/Resources/Bucket`. */
  path: string;
}

export interface EventRecord {
  id: string;
  logicalId: string;
  physicalId: string;
  type: string;
  status: ResourceStatus | StackStatus;
  reason?: string;
  properties?: string;
  token?: string;
  operationId?: string;
  operationType?: OperationType;
  at: string;
}

/** What was found before an operation of a stack began, which then did not. */
export interface FailedValidation {
  operationId: string;
  operationType: OperationType;
  at: string;
  /** How many events of the stack came before it. */
  after: number;
  found: ValidationRecord[];
}

/** Something to delete once an update, or its rollback, has succeeded. */
export interface Leftover {
  resource: ResourceRecord;
  /** `Retain` keeps it. */
  policy: string;
}

/** What goes on with a stack. Kept, so that it can go on after a restart. */
export interface OperationRecord {
  id: string;
  kind: 'create' | 'update' | 'delete' | 'rollback' | 'import';
  phase: 'forward' | 'cleanup' | 'rollback' | 'rollback-cleanup';
  token?: string;
  /** Where it came from: what a rollback goes back to. */
  previous?: Target;
  previousOutputs?: StackOutput[];
  previousImports?: string[];
  /** Each resource it has touched, as it was before; null for one that was not there. */
  before: Record<string, ResourceRecord | null>;
  /** The logical ids that are done in this phase. */
  handled: string[];
  leftovers: Leftover[];
  /** Change sets of nested stacks that belong to the one that is executed, by logical id. */
  nestedChangeSets: Record<string, string>;
  changeSetId?: string;
  disableRollback: boolean;
  onFailure: 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';
  retainExceptOnCreate: boolean;
  cancelled: boolean;
  /** Logical ids: kept when the stack goes, or passed over by a rollback. */
  retain: string[];
  policy?: string;
  disableValidation?: boolean;
  /** Physical ids of what is not made but taken in, by logical id. */
  imports?: Record<string, string>;
}

export interface StackOutput {
  key: string;
  value: string;
  description?: string;
  exportName?: string;
}

export interface StackRecord {
  id: string;
  name: string;
  status: StackStatus;
  reason?: string;
  createdAt: string;
  updatedAt?: string;
  deletedAt?: string;
  target: Target;
  outputs: StackOutput[];
  resources: Record<string, ResourceRecord>;
  /** Oldest first. */
  events: EventRecord[];
  failedValidations?: FailedValidation[];
  imports: string[];
  policy?: string;
  protected: boolean;
  disableRollback: boolean;
  timeoutMinutes?: number;
  parentId?: string;
  rootId?: string;
  changeSetId?: string;
  lastOperations: OperationEntry[];
  operation?: OperationRecord;
}

export interface ChangeSetRecord {
  id: string;
  name: string;
  stackId: string;
  stackName: string;
  type: 'CREATE' | 'UPDATE' | 'IMPORT';
  status: ChangeSetStatus;
  reason?: string;
  executionStatus: ExecutionStatus;
  createdAt: string;
  /** When it was worked out, or had failed. */
  completedAt?: string;
  /** Of having it worked out. */
  operationId?: string;
  validations?: ValidationRecord[];
  disableValidation?: boolean;
  /** Whether it imports what there is already of the names it would make. */
  importExisting?: boolean;
  /** Of an import: what it takes in, by logical id. */
  toImport?: Record<string, { type: string; identifier: Record<string, string> }>;
  /** Physical ids of what it takes in, by logical id. */
  imports?: Record<string, string>;
  description?: string;
  target: Target;
  includeNested: boolean;
  onStackFailure?: 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';
  /** As `DescribeChangeSet` gives them, with property values. */
  changes: ResourceChange[];
  nested: Record<string, string>;
  parentId?: string;
  rootId?: string;
}

/** How a resource has come to differ from what its stack says. */
export interface DriftRecord {
  logicalId: string;
  differences: { path: string; expected: string; actual: string; type: 'ADD' | 'REMOVE' | 'NOT_EQUAL' }[];
  expected: string;
  actual: string;
  isChecked: boolean;
}

export interface DriftDetection {
  id: string;
  stackId: string;
  at: string;
  drifts: DriftRecord[];
}

/** Everything that the service keeps. */
export interface CloudFormationState {
  /** Oldest first; deleted ones stay. */
  stacks: StackRecord[];
  changeSets: ChangeSetRecord[];
  detections: DriftDetection[];
}

/** What is kept of an account's stacks. The object itself is kept: change it, then call {@link keepState}. */
export function loadState(account: Account): CloudFormationState {
  const kept = account.kept('cloudformation');
  // Only keepState writes it, so it is what was given there.
  const state = kept as unknown as Partial<CloudFormationState>;
  for (const { target } of state.stacks ?? []) target.templateText = interned(target.templateText);
  return { stacks: state.stacks ?? [], changeSets: state.changeSets ?? [], detections: state.detections ?? [] };
}

/** Writes down that something has changed. */
export function keepState(account: Account, state: CloudFormationState): void {
  // Its interfaces are JSON all the way down; TypeScript gives interfaces no index signature.
  account.keep('cloudformation', state as unknown as DataObject);
}

/** The stack of that name or id; by name only one that is there. */
export function findStack(state: CloudFormationState, nameOrId: string): StackRecord | undefined {
  return (
    state.stacks.find(({ id }) => id === nameOrId) ??
    state.stacks.find(({ name, status }) => name === nameOrId && status !== 'DELETE_COMPLETE')
  );
}

/** A status as a stack has it while something is going on. */
export function isBusy(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}
