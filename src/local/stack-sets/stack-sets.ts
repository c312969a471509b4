import type { Account } from '../account.ts';
import type { Engine } from '../engine/begin.ts';
import { isSuspended } from '../organisation/organisation.ts';
import { ServiceError } from '../wire/service.ts';
import { detectDrift } from './detect-drift.ts';
import { deployInstance, removeInstance } from './instance-step.ts';
import { carryOut } from './run.ts';
import {
  isOpen,
  keepSets,
  keyOf,
  loadSets,
  type ResultRecord,
  type SetOperationRecord,
  type StackSetRecord,
} from './state.ts';

/** The stack sets of one account in one region, and what is under way with them. */
export class StackSets {
  readonly account: Account;
  readonly all: StackSetRecord[];
  readonly #engineOf: (account: Account) => Engine;
  readonly #tasks = new Set<Promise<void>>();

  constructor(account: Account, engineOf: (account: Account) => Engine) {
    this.account = account;
    this.all = loadSets(account);
    this.#engineOf = engineOf;
  }

  /** Goes on with what a restart has interrupted. */
  resume(): void {
    for (const set of this.all)
      for (const operation of set.operations)
        if (operation.status === 'RUNNING' || operation.status === 'STOPPING') this.#start(set, operation);
    for (const set of this.all) this.#next(set);
  }

  /** Until nothing is under way. */
  async idle(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  /** Writes down that something has changed. */
  save(): void {
    keepSets(this.account, this.all);
  }

  /**
   * Adds an operation to a set: it begins at once, or waits where the set's operations are managed and others are in its way.
   * @returns its id.
   * @throws ServiceError `OperationInProgressException` where one is under way and the set's operations are not managed.
   */
  begin(set: StackSetRecord, operation: SetOperationRecord): string {
    const known = set.operations.find(({ id }) => id === operation.id);
    if (known !== undefined) {
      if (known.request === operation.request) return known.id;
      throw new ServiceError('OperationIdAlreadyExistsException', `OperationId ${known.id} already exists`, 409);
    }
    this.requireRest(set);
    set.operations.push({ ...operation, status: 'QUEUED' });
    this.#next(set);
    this.save();
    return operation.id;
  }

  /** @throws ServiceError `OperationInProgressException` where an operation is under way that nothing may wait for. */
  requireRest(set: StackSetRecord, { always = false } = {}): void {
    const open = set.operations.find(isOpen);
    if (open === undefined || (set.isManaged && !always)) return;
    const message = `Another Operation on StackSet ${set.arn} is in progress: ${open.id}`;
    throw new ServiceError('OperationInProgressException', message, 409);
  }

  /** Stops an operation: what is under way comes to its end, and nothing more is begun. */
  stop(set: StackSetRecord, operation: SetOperationRecord): void {
    if (operation.status === 'RUNNING') operation.status = 'STOPPING';
    else if (operation.status === 'QUEUED') {
      for (const result of Object.values(operation.results)) result.status = 'CANCELLED';
      this.#end(set, operation, 'STOPPED');
    }
    this.save();
  }

  // Those that wait begin in their order, each as soon as nothing before it is in its way.
  #next(set: StackSetRecord): void {
    const open = set.operations.filter(isOpen);
    for (const [index, operation] of open.entries()) {
      if (operation.status !== 'QUEUED') continue;
      if (open.slice(0, index).some((other) => isOpen(other) && conflicts(other, operation))) return;
      operation.status = 'RUNNING';
      this.#start(set, operation);
    }
  }

  #start(set: StackSetRecord, operation: SetOperationRecord): void {
    this.#prepare(set, operation);
    const task: Promise<void> = this.#carryOut(set, operation)
      .catch((error) => {
        // Nothing else would tell: nobody waits for what goes on behind an answer.
        const why = error instanceof Error ? error.stack : String(error);
        for (const result of Object.values(operation.results))
          if (result.status === 'RUNNING') result.reason = `${why}`;
        this.#end(set, operation, 'FAILED');
      })
      .finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }

  #prepare(set: StackSetRecord, operation: SetOperationRecord): void {
    const { change, action } = operation;
    if (change !== undefined) {
      set.definition = change.definition;
      if (change.outdates)
        for (const instance of Object.values(set.instances))
          if (instance.status !== 'INOPERABLE') {
            instance.status = 'OUTDATED';
            instance.detailed = 'PENDING';
          }
      delete operation.change;
    }
    for (const result of Object.values(operation.results)) {
      if (result.status !== 'PENDING') continue;
      const { account, region, unit } = result;
      const key = keyOf(result);
      if (action === 'CREATE' && set.instances[key] === undefined)
        set.instances[key] = {
          account,
          region,
          ...(unit !== undefined && { unit }),
          overrides: {},
          status: 'OUTDATED',
          detailed: 'PENDING',
          drift: 'NOT_CHECKED',
        };
      const instance = set.instances[key];
      if (instance === undefined) continue;
      instance.lastOperation = operation.id;
      instance.detailed = 'PENDING';
      if (operation.overrides !== undefined) instance.overrides = overridden(instance.overrides, operation.overrides);
    }
  }

  async #carryOut(set: StackSetRecord, operation: SetOperationRecord): Promise<void> {
    // The answer to the call that began it comes first.
    await Promise.resolve();
    const around = { admin: this.account, engineOf: this.#engineOf, set, operation };
    const isWell = await carryOut(operation, {
      begin: (result) => {
        const instance = set.instances[keyOf(result)];
        if (instance) instance.detailed = 'RUNNING';
        this.save();
      },
      run: async (result) => {
        const instance = set.instances[keyOf(result)];
        // One that was deleted before a restart, or never there.
        if (instance === undefined) return undefined;
        if (set.permissionModel === 'SERVICE_MANAGED' && isSuspended(this.account, result.account)) {
          result.status = 'CANCELLED';
          instance.detailed = 'SKIPPED_SUSPENDED_ACCOUNT';
          return undefined;
        }
        if (operation.action === 'DELETE') return removeInstance(around, instance);
        if (operation.action === 'DETECT_DRIFT') return detectDrift(around, instance);
        return deployInstance(around, instance);
      },
      end: (result) => {
        this.#told(set, operation, result);
        this.save();
      },
    });
    if (operation.status === 'STOPPING') this.#end(set, operation, 'STOPPED');
    else this.#end(set, operation, isWell ? 'SUCCEEDED' : 'FAILED');
  }

  #told(set: StackSetRecord, { action }: SetOperationRecord, result: ResultRecord): void {
    const key = keyOf(result);
    const instance = set.instances[key];
    if (instance === undefined) return;
    const { status, reason } = result;
    if (reason === undefined) delete instance.reason;
    else instance.reason = reason;
    if (status === 'SUCCEEDED' && action === 'DELETE') {
      delete set.instances[key];
      return;
    }
    if (instance.detailed === 'SKIPPED_SUSPENDED_ACCOUNT') return;
    if (status === 'FAILED' && action === 'DELETE') {
      instance.status = 'INOPERABLE';
      instance.detailed = 'INOPERABLE';
      return;
    }
    instance.detailed = status;
    // Looking for drift says nothing of whether an instance is what the set says.
    if (action === 'DETECT_DRIFT') return;
    if (status === 'SUCCEEDED') instance.status = 'CURRENT';
    if (status === 'FAILED') instance.status = 'OUTDATED';
  }

  #end(set: StackSetRecord, operation: SetOperationRecord, status: SetOperationRecord['status']): void {
    operation.status = status;
    operation.endedAt = this.account.now().toISOString();
    if (operation.action === 'DETECT_DRIFT') this.#sumDrift(set, operation);
    this.#next(set);
    this.save();
  }

  #sumDrift(set: StackSetRecord, operation: SetOperationRecord): void {
    const instances = Object.values(set.instances);
    const failed = Object.values(operation.results).filter(({ status }) => status === 'FAILED').length;
    operation.drift = {
      at: operation.endedAt ?? '',
      drifted: instances.filter(({ drift }) => drift === 'DRIFTED').length,
      inSync: instances.filter(({ drift }) => drift === 'IN_SYNC').length,
      failed,
    };
    set.drift = operation.drift;
  }
}

// A change of the set itself is in everybody's way.
function conflicts(one: SetOperationRecord, other: SetOperationRecord): boolean {
  if (one.change !== undefined || other.change !== undefined) return true;
  return Object.keys(other.results).some((key) => key in one.results);
}

function overridden(
  before: Record<string, string>,
  said: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const kept = Object.entries(said).map(([name, value]) => [name, value ?? before[name]] as const);
  return Object.fromEntries(kept.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}
