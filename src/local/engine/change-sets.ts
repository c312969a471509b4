import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { newUuid } from '../resources/naming.ts';
import { ServiceError } from '../wire/service.ts';
import { type Context, save } from './context.ts';
import { VALIDATION_FAILED } from './early-validation.ts';
import { STACK_TYPE, setStackStatus } from './events.ts';
import { type Imports, requireImportOnly } from './imports.ts';
import { nestedName } from './nested.ts';
import { newStack } from './new-stack.ts';
import { type Foresight, type NestedPlan, type Plan, planChanges } from './plan.ts';
import { readTemplate } from './read-template.ts';
import { type ChangeSetRecord, findStack, type StackRecord, type Target } from './state.ts';

/** The reason of a change set that would change nothing. */
export const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** A change set of which nothing is worked out yet. */
export function newChangeSet(
  context: Context,
  stack: StackRecord,
  name: string,
  type: ChangeSetRecord['type'],
  target: Target,
  more: Partial<ChangeSetRecord>,
): ChangeSetRecord {
  const { account, state } = context;
  const changeSet: ChangeSetRecord = {
    id: account.arn('cloudformation', `changeSet/${name}/${newUuid(context.account)}`),
    name,
    stackId: stack.id,
    stackName: stack.name,
    type,
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    createdAt: account.now().toISOString(),
    operationId: newUuid(context.account),
    target,
    includeNested: false,
    changes: [],
    nested: {},
    ...more,
  };
  state.changeSets.push(changeSet);
  save(context);
  return changeSet;
}

/** Works out what a change set would do, with those of nested stacks where it has such. It is complete, or has failed, then. */
export function completeChangeSet(context: Context, changeSet: ChangeSetRecord, foresight: Foresight): void {
  const stack = findStack(context.state, changeSet.stackId);
  try {
    if (!stack) throw new ServiceError('ValidationError', `Stack [${changeSet.stackName}] does not exist`);
    const plan = planChanges(context, stack, changeSet.target, foresight, importsOf(changeSet));
    if (changeSet.type === 'IMPORT') {
      requireImportOnly(stack, readTemplate(changeSet.target.templateText), changeSet.toImport ?? {}, plan);
    }
    fill(context, changeSet, stack, plan);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    fail(context, changeSet, error.message);
  }
  save(context);
}

function importsOf({ importExisting, toImport }: ChangeSetRecord): Imports | undefined {
  if (toImport) return { kind: 'named', named: toImport };
  return importExisting ? { kind: 'existing' } : undefined;
}

function fill(context: Context, changeSet: ChangeSetRecord, stack: StackRecord, plan: Plan): void {
  if (!plan.isChange) {
    fail(context, changeSet, NO_CHANGES);
    return;
  }
  changeSet.imports = { ...plan.imports };
  if (!changeSet.disableValidation) changeSet.validations = [...plan.validations];
  const nested = new Map<string, ChangeSetRecord>();
  if (changeSet.includeNested) {
    for (const [id, planned] of plan.nested) nested.set(id, nestedChangeSet(context, changeSet, stack, id, planned));
  }
  changeSet.nested = Object.fromEntries([...nested].map(([id, { id: arn }]) => [id, arn]));
  changeSet.changes = plan.changes.map((change): ResourceChange => {
    const own = change.ResourceType === STACK_TYPE ? nested.get(String(change.LogicalResourceId)) : undefined;
    return own ? { ...change, PhysicalResourceId: own.stackId, ChangeSetId: own.id } : change;
  });
  const reason = failureOf(changeSet, [...nested.values()]);
  if (reason !== undefined) {
    fail(context, changeSet, reason);
    return;
  }
  changeSet.completedAt = context.account.now().toISOString();
  changeSet.status = 'CREATE_COMPLETE';
  changeSet.executionStatus = 'AVAILABLE';
}

function nestedChangeSet(
  context: Context,
  parent: ChangeSetRecord,
  stack: StackRecord,
  id: string,
  { target, stack: existing, plan }: NestedPlan,
): ChangeSetRecord {
  const child = existing ?? newStack(context, nestedName(context, stack, id), target, stack);
  if (!existing) setStackStatus(context, child, 'REVIEW_IN_PROGRESS', 'User Initiated');
  const name = `${parent.name.slice(0, 60)}-${child.name}`.slice(0, 128);
  const changeSet = newChangeSet(context, child, name, existing ? 'UPDATE' : 'CREATE', target, {
    includeNested: true,
    ...(parent.disableValidation ? { disableValidation: true } : {}),
    ...(parent.importExisting ? { importExisting: true } : {}),
    parentId: parent.id,
    rootId: parent.rootId ?? parent.id,
  });
  fill(context, changeSet, child, plan);
  return changeSet;
}

function failureOf({ validations = [] }: ChangeSetRecord, nested: readonly ChangeSetRecord[]): string | undefined {
  if (validations.some(({ mode }) => mode === 'FAIL')) return VALIDATION_FAILED;
  const failed = nested.filter(({ status }) => status === 'FAILED');
  if (failed.length === 0) return undefined;
  return failed.map(({ id }) => `Nested change set ${id} was not successfully created: Currently in FAILED.`).join(' ');
}

function fail({ account }: Context, changeSet: ChangeSetRecord, reason: string): void {
  changeSet.completedAt = account.now().toISOString();
  changeSet.status = 'FAILED';
  changeSet.executionStatus = 'UNAVAILABLE';
  changeSet.reason = reason;
}
