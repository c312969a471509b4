import { newUuid } from '../resources/naming.ts';
import type { Context } from './context.ts';
import type { OperationRecord, ResourceRecord, StackRecord, Target } from './state.ts';

/** A stack with nothing in it yet, added to the others. */
export function newStack(context: Context, name: string, target: Target, parent?: StackRecord): StackRecord {
  const { account, state } = context;
  const stack: StackRecord = {
    id: account.arn('cloudformation', `stack/${name}/${newUuid(context.account)}`),
    name,
    status: 'REVIEW_IN_PROGRESS',
    createdAt: account.now().toISOString(),
    target,
    outputs: [],
    resources: {},
    events: [],
    imports: [],
    protected: false,
    disableRollback: false,
    lastOperations: [],
    ...(parent ? { parentId: parent.id, rootId: parent.rootId ?? parent.id } : {}),
  };
  state.stacks.push(stack);
  return stack;
}

/** An operation that has not begun. */
export function newOperation(kind: OperationRecord['kind'], id: string): OperationRecord {
  return {
    id,
    kind,
    phase: 'forward',
    before: {},
    handled: [],
    leftovers: [],
    nestedChangeSets: {},
    disableRollback: false,
    onFailure: 'ROLLBACK',
    retainExceptOnCreate: false,
    cancelled: false,
    retain: [],
  };
}

/** An update of a stack that has not begun, with what a rollback goes back to. */
export function updateOperation(stack: StackRecord, id: string): OperationRecord {
  return {
    ...newOperation('update', id),
    previous: stack.target,
    previousOutputs: stack.outputs,
    previousImports: stack.imports,
    ...(stack.policy === undefined ? {} : { policy: stack.policy }),
  };
}

/** Leaves something for the cleanup; what is left there already is not left twice. */
export function leave(operation: OperationRecord, resource: ResourceRecord, policy: string): void {
  const { logicalId, physicalId } = resource;
  const isLeft = operation.leftovers.some(
    (each) => each.resource.logicalId === logicalId && each.resource.physicalId === physicalId,
  );
  if (!isLeft) operation.leftovers.push({ resource: { ...resource }, policy });
}
