import type { Account } from '../account.ts';
import type { ResourceModel } from '../resources/model.ts';
import { type CloudFormationState, keepState, type OperationRecord, type StackRecord } from './state.ts';

/** What everything that works on stacks has at hand. */
export interface Context {
  readonly account: Account;
  readonly state: CloudFormationState;
  readonly models: (type: string) => ResourceModel;
  /** Puts into the account what the parameters of a stack name and nobody has made. */
  readonly given: (account: Account, parameters: Readonly<Record<string, string>>) => unknown;
  /** Waits for as long as a step of a resource takes. */
  readonly wait: () => Promise<void>;
  /** How many resources of a stack are worked on at once. */
  readonly parallel: number;
}

/** An operation of a stack while it is under way here; a nested stack's has its parent's. */
export interface Job {
  readonly stack: StackRecord;
  readonly operation: OperationRecord;
  readonly parent?: Job;
  /** The logical ids that failed by themselves, and those that were cancelled for it. */
  readonly failed: string[];
}

/** Begins work on the operation that a stack has. */
export function jobOf(stack: StackRecord, parent?: Job): Job {
  const { operation } = stack;
  if (!operation) throw new Error(`${stack.name} has no operation`);
  return { stack, operation, failed: [], ...(parent ? { parent } : {}) };
}

/** Whether nothing more is to be begun: something failed, here or above, or somebody cancelled it. */
export function isStopped(job: Job): boolean {
  return job.failed.length > 0 || isCancelled(job);
}

/** Whether somebody cancelled it, or something above it failed. */
export function isCancelled({ operation, parent }: Job): boolean {
  return operation.cancelled || (parent !== undefined && isStopped(parent));
}

/** Writes down that something has changed. */
export function save({ account, state }: Context): void {
  keepState(account, state);
}
