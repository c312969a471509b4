import type { Template } from '../../dsl/template.ts';
import { type Context, type Job, jobOf, save } from './context.ts';
import { workThrough } from './dependencies.ts';
import { differences } from './differences.ts';
import { STACK_TYPE, setResourceStatus, setStackStatus } from './events.ts';
import { leave } from './new-stack.ts';
import { readTemplate } from './read-template.ts';
import { removeAll } from './removal.ts';
import { changeResource, interfere, type Outcome } from './resource-step.ts';
import { findStack, type ResourceRecord, type StackRecord } from './state.ts';

/**
 * Takes an update back: everything it touched becomes what it was. What it made goes in the cleanup, which a nested stack leaves to
 * its parent when it did not fail itself.
 * @returns why that failed, or undefined.
 */
export async function rollBackUpdate(context: Context, job: Job, reason: string): Promise<Outcome> {
  const { stack, operation } = job;
  if (operation.phase === 'forward' || operation.phase === 'cleanup') {
    operation.phase = 'rollback';
    operation.handled = [];
    // What the update would have deleted at its end is wanted again.
    operation.leftovers = [];
    setStackStatus(context, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  }
  if (operation.phase === 'rollback') {
    // A nested stack whose rollback has failed goes on when its parent's does.
    if (stack.status === 'UPDATE_ROLLBACK_FAILED')
      setStackStatus(context, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
    const failed = await undoAll(context, job);
    if (failed.length > 0) {
      const why = `The following resource(s) failed to update: [${failed.join(', ')}]. `;
      setStackStatus(context, stack, 'UPDATE_ROLLBACK_FAILED', why);
      save(context);
      return why;
    }
    if (operation.previous) stack.target = operation.previous;
    stack.outputs = operation.previousOutputs ?? stack.outputs;
    stack.imports = operation.previousImports ?? stack.imports;
    operation.phase = 'rollback-cleanup';
    setStackStatus(context, stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  }
  await cleanUp(context, stack);
  setStackStatus(context, stack, 'UPDATE_ROLLBACK_COMPLETE');
  delete stack.operation;
  save(context);
  return undefined;
}

/**
 * Deletes what an update, or its rollback, has left over, in the stacks nested in this one as well. What cannot be deleted stays,
 * and is the stack's no longer.
 */
export async function cleanUp(context: Context, stack: StackRecord): Promise<boolean> {
  const { operation } = stack;
  if (!operation) return true;
  let isClean = true;
  for (const child of childrenOf(context, stack)) {
    if (child.operation?.phase !== 'cleanup') continue;
    isClean = (await cleanUp(context, child)) && isClean;
    setStackStatus(context, child, 'UPDATE_COMPLETE');
    delete child.operation;
  }
  const undoes = operation.phase === 'rollback-cleanup';
  const removal = { undoesCreation: undoes, retain: [], retainExceptOnCreate: operation.retainExceptOnCreate };
  const failed = await removeAll(context, stack, operation.leftovers, removal);
  for (const { resource } of operation.leftovers) {
    const current = stack.resources[resource.logicalId];
    if (current && current.physicalId === resource.physicalId) delete stack.resources[resource.logicalId];
  }
  operation.leftovers = [];
  save(context);
  return isClean && failed.length === 0;
}

/** The stacks that are resources of this one now. */
function childrenOf({ state }: Context, stack: StackRecord): readonly StackRecord[] {
  return Object.values(stack.resources).flatMap(({ type, physicalId }) =>
    type === STACK_TYPE && physicalId !== undefined ? (findStack(state, physicalId) ?? []) : [],
  );
}

async function undoAll(context: Context, job: Job): Promise<readonly string[]> {
  const { stack, operation } = job;
  const template = readTemplate((operation.previous ?? stack.target).templateText);
  const touched = Object.keys(operation.before);
  const graph = new Map(
    touched.map((id) => {
      const dependsOn = operation.before[id]?.dependsOn ?? [];
      return [id, dependsOn.filter((need) => touched.includes(need))];
    }),
  );
  const failed: string[] = [];
  const work = async (id: string): Promise<boolean> => {
    if (operation.handled.includes(id) || operation.retain.includes(id)) return true;
    const failure = await undo(context, job, template, id);
    if (failure !== undefined) failed.push(id);
    else operation.handled.push(id);
    save(context);
    return failure === undefined;
  };
  await workThrough(graph, context.parallel, work, () => failed.length > 0);
  return failed;
}

async function undo(context: Context, job: Job, template: Template, id: string): Promise<Outcome> {
  const { stack, operation } = job;
  const before = operation.before[id];
  const now = stack.resources[id];
  if (!now) return undefined;
  if (!before) {
    leave(operation, now, String(now.settings.DeletionPolicy ?? 'Delete'));
    return undefined;
  }
  const restored: ResourceRecord = { ...before, status: now.status, at: now.at };
  if (now.physicalId !== before.physicalId) {
    leave(operation, now, 'Delete');
    stack.resources[id] = restored;
    setResourceStatus(context, stack, restored, 'UPDATE_IN_PROGRESS', undefined, template);
    await context.wait();
    setResourceStatus(context, stack, restored, 'UPDATE_COMPLETE');
    return undefined;
  }
  if (before.type === STACK_TYPE) {
    stack.resources[id] = restored;
    return undoNested(context, job, restored);
  }
  if (differences(now.type, now.properties, before.properties).length > 0) {
    setResourceStatus(context, stack, restored, 'UPDATE_IN_PROGRESS', undefined, template);
    now.status = 'UPDATE_IN_PROGRESS';
    await context.wait();
    // Until it is changed back the record tells what it is: a restart would pass over it otherwise.
    const failure =
      (await interfere(context, stack, restored, 'rollback')) ?? changeResource(context, stack, restored, now);
    if (failure !== undefined) {
      setResourceStatus(context, stack, now, 'UPDATE_FAILED', failure);
      return failure;
    }
  }
  stack.resources[id] = restored;
  if (now.status !== before.status) setResourceStatus(context, stack, restored, 'UPDATE_COMPLETE');
  return undefined;
}

async function undoNested(context: Context, job: Job, record: ResourceRecord): Promise<Outcome> {
  const { stack } = job;
  const child = findStack(context.state, record.physicalId ?? '');
  if (child?.operation) {
    setResourceStatus(context, stack, record, 'UPDATE_IN_PROGRESS');
    // Its siblings have failed, which would stop whatever it does.
    const failure = await rollBackUpdate(context, jobOf(child), stack.reason ?? '');
    if (failure !== undefined) {
      setResourceStatus(context, stack, record, 'UPDATE_FAILED', failure);
      return failure;
    }
  }
  setResourceStatus(context, stack, record, 'UPDATE_COMPLETE');
  return undefined;
}
