import { type Context, jobOf, save } from './context.ts';
import { STACK_TYPE, setResourceStatus, setStackStatus } from './events.ts';
import { goForward } from './forward.ts';
import { removeAll, removeStack, whole } from './removal.ts';
import { disownResource } from './resource-step.ts';
import { cleanUp, rollBackUpdate } from './rollback.ts';
import { findStack, type StackRecord } from './state.ts';

/**
 * Carries the operation that a stack has to its end, from wherever it stands: one that a restart has interrupted goes on.
 */
export async function carryOn(context: Context, stack: StackRecord): Promise<void> {
  const { operation } = stack;
  if (!operation) return;
  switch (operation.kind) {
    case 'create':
      await create(context, stack);
      break;
    case 'update':
      await update(context, stack);
      break;
    case 'import':
      await importAll(context, stack);
      break;
    case 'rollback':
      await rollBackCreation(context, stack, 'User Initiated');
      break;
    case 'delete':
      await removeStack(context, stack, {
        undoesCreation: false,
        retain: operation.retain,
        retainExceptOnCreate: operation.retainExceptOnCreate,
      });
      break;
  }
  const changeSet = context.state.changeSets.find(({ id }) => id === operation.changeSetId);
  if (changeSet) {
    const isDone = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'].includes(stack.status);
    changeSet.executionStatus = isDone ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
  }
  save(context);
}

async function create(context: Context, stack: StackRecord): Promise<void> {
  const job = jobOf(stack);
  const { operation } = job;
  if (operation.phase === 'rollback') return rollBackCreation(context, stack, stack.reason ?? '');
  const failure = await goForward(context, job);
  if (failure === undefined) {
    settle(context, stack);
    setStackStatus(context, stack, 'CREATE_COMPLETE');
    delete stack.operation;
    return;
  }
  if (operation.onFailure === 'DELETE') {
    operation.kind = 'delete';
    await removeStack(
      context,
      stack,
      { undoesCreation: true, retain: [], retainExceptOnCreate: operation.retainExceptOnCreate },
      `${failure}Delete requested by user.`,
    );
    return;
  }
  if (operation.disableRollback || operation.onFailure === 'DO_NOTHING') {
    setStackStatus(context, stack, 'CREATE_FAILED', failure);
    delete stack.operation;
    return;
  }
  await rollBackCreation(context, stack, `${failure}Rollback requested by user.`);
}

async function rollBackCreation(context: Context, stack: StackRecord, reason: string): Promise<void> {
  const { operation } = stack;
  if (!operation) return;
  if (operation.phase !== 'rollback') {
    operation.phase = 'rollback';
    setStackStatus(context, stack, 'ROLLBACK_IN_PROGRESS', reason);
  }
  const removal = { undoesCreation: true, retain: [], retainExceptOnCreate: operation.retainExceptOnCreate };
  const failed = await removeAll(context, stack, whole(stack), removal);
  stack.outputs = [];
  if (failed.length === 0) setStackStatus(context, stack, 'ROLLBACK_COMPLETE');
  else {
    const why = `The following resource(s) failed to delete: [${failed.join(', ')}]. `;
    setStackStatus(context, stack, 'ROLLBACK_FAILED', why);
  }
  delete stack.operation;
}

async function update(context: Context, stack: StackRecord): Promise<void> {
  const job = jobOf(stack);
  const { operation } = job;
  if (operation.phase === 'rollback' || operation.phase === 'rollback-cleanup') {
    await rollBackUpdate(context, job, stack.reason ?? '');
    return;
  }
  if (operation.phase === 'forward') {
    const failure = await goForward(context, job);
    if (failure !== undefined) {
      if (operation.disableRollback) {
        setStackStatus(context, stack, 'UPDATE_FAILED', failure);
        save(context);
        return;
      }
      await rollBackUpdate(context, job, failure);
      return;
    }
    operation.phase = 'cleanup';
    setStackStatus(context, stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  }
  const isClean = await cleanUp(context, stack);
  settle(context, stack);
  setStackStatus(
    context,
    stack,
    'UPDATE_COMPLETE',
    isClean ? undefined : 'Update successful. One or more resources could not be deleted.',
  );
  delete stack.operation;
}

// What was imported before something failed belongs to no stack again, and stays.
async function importAll(context: Context, stack: StackRecord): Promise<void> {
  const job = jobOf(stack);
  const { operation } = job;
  if (operation.phase === 'forward') {
    const failure = await goForward(context, job);
    if (failure === undefined) {
      settle(context, stack);
      setStackStatus(context, stack, 'IMPORT_COMPLETE');
      delete stack.operation;
      return;
    }
    operation.phase = 'rollback';
    setStackStatus(context, stack, 'IMPORT_ROLLBACK_IN_PROGRESS', failure);
  }
  for (const logicalId of Object.keys(operation.imports ?? {})) {
    const record = stack.resources[logicalId];
    if (!record || operation.before[logicalId] !== null) continue;
    setResourceStatus(context, stack, record, 'IMPORT_ROLLBACK_IN_PROGRESS');
    await context.wait();
    // What another stack has taken meanwhile is that one's.
    if (record.physicalId !== undefined) disownResource(context, record);
    setResourceStatus(context, stack, record, 'IMPORT_ROLLBACK_COMPLETE');
    delete stack.resources[logicalId];
  }
  if (operation.previous) stack.target = operation.previous;
  setStackStatus(context, stack, 'IMPORT_ROLLBACK_COMPLETE');
  delete stack.operation;
}

// What is here now has been made for good, in nested stacks as well.
function settle(context: Context, stack: StackRecord): void {
  for (const record of Object.values(stack.resources)) {
    record.settled = true;
    const child = record.type === STACK_TYPE ? findStack(context.state, record.physicalId ?? '') : undefined;
    if (child) settle(context, child);
  }
}
