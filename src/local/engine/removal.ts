import { newUuid } from '../resources/naming.ts';
import { type Context, save } from './context.ts';
import { reversed, workThrough } from './dependencies.ts';
import { STACK_TYPE, setResourceStatus, setStackStatus } from './events.ts';
import { newOperation } from './new-stack.ts';
import { disownResource, interfere, type Outcome, unmakeResource } from './resource-step.ts';
import { findStack, type Leftover, type StackRecord } from './state.ts';

/** How resources go. */
export interface Removal {
  /** Whether what its policy would keep goes where it was made by what is undone now. */
  readonly undoesCreation: boolean;
  /** Logical ids that are kept whatever their policy. */
  readonly retain: readonly string[];
  readonly retainExceptOnCreate: boolean;
}

/**
 * Deletes resources of a stack, each before what it waited for; keeps what policies keep.
 * @returns the logical ids of those that could not be deleted.
 */
export async function removeAll(
  context: Context,
  stack: StackRecord,
  leftovers: readonly Leftover[],
  removal: Removal,
): Promise<readonly string[]> {
  const byKey = new Map(leftovers.map((leftover, index) => [String(index), leftover]));
  const keyOf = (logicalId: string) =>
    [...byKey].filter(([, { resource }]) => resource.logicalId === logicalId).map(([key]) => key);
  const needs = new Map([...byKey].map(([key, { resource }]) => [key, resource.dependsOn.flatMap(keyOf)]));
  const failed: string[] = [];
  const work = async (key: string): Promise<boolean> => {
    const leftover = byKey.get(key);
    if (!leftover) return true;
    const failure = await remove(context, stack, leftover, removal);
    if (failure !== undefined) failed.push(leftover.resource.logicalId);
    return failure === undefined;
  };
  await workThrough(reversed(needs), context.parallel, work, () => false);
  return failed;
}

async function remove(
  context: Context,
  stack: StackRecord,
  { resource, policy }: Leftover,
  removal: Removal,
): Promise<Outcome> {
  if (
    resource.physicalId === undefined ||
    resource.status === 'DELETE_COMPLETE' ||
    resource.status === 'DELETE_SKIPPED'
  ) {
    return undefined;
  }
  const goesAnyway = removal.undoesCreation && !resource.settled;
  const isKept =
    removal.retain.includes(resource.logicalId) ||
    (policy === 'Retain' && !(removal.retainExceptOnCreate && goesAnyway)) ||
    (policy === 'RetainExceptOnCreate' && !goesAnyway);
  if (isKept) {
    if (resource.type !== STACK_TYPE) disownResource(context, resource);
    setResourceStatus(context, stack, resource, 'DELETE_SKIPPED');
    return undefined;
  }
  setResourceStatus(context, stack, resource, 'DELETE_IN_PROGRESS');
  await context.wait();
  const failure =
    resource.type === STACK_TYPE
      ? await removeNested(context, resource.physicalId, removal)
      : ((await interfere(context, stack, resource, removal.undoesCreation ? 'rollback' : 'delete')) ??
        unmakeResource(context, resource));
  setResourceStatus(context, stack, resource, failure === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED', failure);
  return failure;
}

async function removeNested(context: Context, id: string, removal: Removal): Promise<Outcome> {
  const child = findStack(context.state, id);
  if (!child || child.status === 'DELETE_COMPLETE') return undefined;
  const { leftovers = [] } = child.operation ?? {};
  child.operation = { ...newOperation('delete', newUuid(context.account)), leftovers };
  const failure = await removeStack(context, child, { ...removal, retain: [] });
  return failure && `Embedded stack ${id} was not successfully deleted: ${failure}`;
}

/** Deletes a stack with all its resources. @returns why it could not be deleted, or undefined. */
export async function removeStack(
  context: Context,
  stack: StackRecord,
  removal: Removal,
  reason = 'User Initiated',
): Promise<Outcome> {
  const inUse = importers(context, stack);
  if (stack.status !== 'DELETE_IN_PROGRESS') setStackStatus(context, stack, 'DELETE_IN_PROGRESS', reason);
  if (inUse !== undefined) {
    setStackStatus(context, stack, 'DELETE_FAILED', inUse);
    delete stack.operation;
    return inUse;
  }
  const failed = await removeAll(context, stack, everything(stack), removal);
  if (failed.length > 0) {
    const why = `The following resource(s) failed to delete: [${failed.join(', ')}]. `;
    setStackStatus(context, stack, 'DELETE_FAILED', why);
    delete stack.operation;
    save(context);
    return why;
  }
  stack.deletedAt = context.account.now().toISOString();
  setStackStatus(context, stack, 'DELETE_COMPLETE');
  delete stack.operation;
  save(context);
  return undefined;
}

/** All resources of a stack, with the policies that say what becomes of them when it goes. */
export function whole(stack: StackRecord): readonly Leftover[] {
  return Object.values(stack.resources).map((resource) => ({
    resource,
    policy: String(resource.settings.DeletionPolicy ?? 'Delete'),
  }));
}

function everything(stack: StackRecord): readonly Leftover[] {
  const own = whole(stack);
  const known = new Set(own.map(({ resource }) => resource.physicalId));
  const left = (stack.operation?.leftovers ?? []).filter(({ resource }) => !known.has(resource.physicalId));
  return [...own, ...left];
}

function importers({ state }: Context, stack: StackRecord): Outcome {
  const exported = stack.outputs.flatMap(({ exportName }) => exportName ?? []);
  for (const name of exported) {
    const user = state.stacks.find(
      ({ id, status, imports }) => id !== stack.id && status !== 'DELETE_COMPLETE' && imports.includes(name),
    );
    if (user) return `Export ${name} cannot be deleted as it is in use by ${user.name}`;
  }
  return undefined;
}
