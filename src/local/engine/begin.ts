import type { StackStatus } from '@aws-sdk/client-cloudformation';
import type { Account } from '../account.ts';
import type { ResourceModel } from '../resources/model.ts';
import { newUuid } from '../resources/naming.ts';
import { type Context, save } from './context.ts';
import { OPERATION_TYPES, setStackStatus } from './events.ts';
import { newOperation, updateOperation } from './new-stack.ts';
import { carryOn } from './run.ts';
import { isBusy, loadState, type OperationRecord, type StackRecord, type Target } from './state.ts';

/** How fast the engine works. */
export interface Pace {
  /** How long each of the two steps of a resource takes; 25 unless said. */
  readonly milliseconds?: number;
  /** How many resources of a stack are worked on at once; 20 unless said. */
  readonly parallel?: number;
}

/** The engine of one account: what it works with, and what is under way. */
export class Engine {
  readonly context: Context;
  readonly #tasks = new Set<Promise<void>>();
  /** What is under way, by the stack's id. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Set<NodeJS.Timeout>();
  #isStopped = false;

  constructor(
    account: Account,
    models: (type: string) => ResourceModel,
    pace: Pace,
    given: Context['given'] = () => undefined,
  ) {
    const { milliseconds = 25, parallel = 20 } = pace;
    const wait = () =>
      new Promise<void>((resolve) => {
        if (this.#isStopped) return;
        const timer = setTimeout(() => {
          this.#waiting.delete(timer);
          resolve();
        }, account.interference.pace() ?? milliseconds);
        this.#waiting.add(timer);
      });
    this.context = { account, state: loadState(account), models, given, parallel, wait };
    save(this.context);
  }

  /** Goes on with what a restart has interrupted; nested stacks go on with those they are in. */
  resume(): void {
    for (const stack of this.context.state.stacks) {
      if (stack.operation && stack.parentId === undefined && isBusy(stack.status)) this.#carryOn(stack);
    }
  }

  /** Stops everything where it waits next, for good: it is for another process to go on. */
  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
  }

  /** Until nothing is under way. */
  async idle(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  /** Until nothing is under way with a stack. */
  async until({ id }: StackRecord): Promise<void> {
    await this.#running.get(id);
  }

  /** Does something after the answer that announces it. @returns when it is done. */
  later(work: () => Promise<void>): Promise<void> {
    const task: Promise<void> = work().finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
    return task;
  }

  /** Begins an operation on a stack; it goes on by itself. */
  begin(
    stack: StackRecord,
    kind: OperationRecord['kind'],
    status: StackStatus,
    options: Partial<OperationRecord> & { readonly target?: Target },
  ): void {
    const { target, ...rest } = options;
    const id = newUuid(this.context.account);
    const empty =
      kind === 'update' || kind === 'import' ? { ...updateOperation(stack, id), kind } : newOperation(kind, id);
    // What a failed update would have deleted at its end goes with the stack.
    const leftovers = kind === 'delete' ? (stack.operation?.leftovers ?? []) : [];
    const operation: OperationRecord = { ...empty, leftovers, ...rest };
    if (target) stack.target = target;
    stack.operation = operation;
    const OperationType = OPERATION_TYPES[kind];
    stack.lastOperations = [{ OperationType, OperationId: operation.id }, ...stack.lastOperations].slice(0, 2);
    if (kind === 'update' || kind === 'create') stack.disableRollback = operation.disableRollback;
    if (kind === 'update' || kind === 'import') stack.updatedAt = this.context.account.now().toISOString();
    setStackStatus(this.context, stack, status, 'User Initiated');
    this.#carryOn(stack);
  }

  /** Goes on with an operation that has stopped. */
  goOn(stack: StackRecord, status: StackStatus): void {
    setStackStatus(this.context, stack, status, 'User Initiated');
    this.#carryOn(stack);
  }

  #carryOn(stack: StackRecord): void {
    const task = this.later(async () => {
      // The answer to the call that began it comes first.
      await Promise.resolve();
      try {
        await carryOn(this.context, stack);
      } catch (error) {
        // Nothing else would tell: nobody waits for what goes on behind an answer.
        const kind = stack.operation?.kind ?? 'update';
        delete stack.operation;
        const why = `Internal failure of the local cloud: ${error instanceof Error ? error.stack : String(error)}`;
        setStackStatus(this.context, stack, FAILED[kind], why);
      }
    });
    this.#running.set(stack.id, task);
    void task.finally(() => {
      if (this.#running.get(stack.id) === task) this.#running.delete(stack.id);
    });
  }
}

const FAILED = {
  create: 'CREATE_FAILED',
  update: 'UPDATE_FAILED',
  delete: 'DELETE_FAILED',
  rollback: 'ROLLBACK_FAILED',
  import: 'IMPORT_ROLLBACK_FAILED',
} as const;
