import {
  CreateChangeSet$,
  type CreateChangeSetInput,
  DeleteChangeSet$,
  type DeleteChangeSetInput,
  DescribeChangeSet$,
  type DescribeChangeSetInput,
  type DescribeChangeSetOutput,
  ExecuteChangeSet$,
  type ExecuteChangeSetInput,
  ListChangeSets$,
  type ListChangeSetsInput,
  type ListChangeSetsOutput,
  type ResourceChange,
  type ResourceChangeDetail,
} from '@aws-sdk/client-cloudformation';
import type { Engine } from '../../engine/begin.ts';
import { completeChangeSet, newChangeSet } from '../../engine/change-sets.ts';
import { save } from '../../engine/context.ts';
import { setStackStatus } from '../../engine/events.ts';
import { readImports } from '../../engine/imports.ts';
import { newStack } from '../../engine/new-stack.ts';
import { shownParameters } from '../../engine/parameters.ts';
import { readTemplate } from '../../engine/read-template.ts';
import { invalid } from '../../engine/refusals.ts';
import { type ChangeSetRecord, findStack, type StackRecord } from '../../engine/state.ts';
import { type Operation, operation, ServiceError } from '../../wire/service.ts';
import { checkName, type Engines, page, requireStack } from './common.ts';
import { readTarget, requireUpdatable } from './targets.ts';

/** The operations on change sets. */
export function changeSetOperations(engines: Engines): readonly Operation[] {
  return [
    operation(
      'CreateChangeSet',
      CreateChangeSet$,
      [
        'StackName',
        'ChangeSetName',
        'ChangeSetType',
        'TemplateBody',
        'TemplateURL',
        'UsePreviousTemplate',
        'Parameters',
        'Capabilities',
        'Tags',
        'RoleARN',
        'NotificationARNs',
        'Description',
        'ClientToken',
        'IncludeNestedStacks',
        'OnStackFailure',
        'DisableValidation',
        'ImportExistingResources',
        'ResourcesToImport',
      ],
      (input: CreateChangeSetInput, { account }) => {
        const engine = engines.of(account);
        const record = create(engine, input);
        engine.later(async () => {
          await engine.context.wait();
          completeChangeSet(engine.context, record, engines.foresight);
        });
        return { Id: record.id, StackId: record.stackId };
      },
    ),
    operation(
      'DescribeChangeSet',
      DescribeChangeSet$,
      ['ChangeSetName', 'StackName', 'NextToken', 'IncludePropertyValues'],
      (input: DescribeChangeSetInput, { account }): DescribeChangeSetOutput => {
        const engine = engines.of(account);
        return described(requireChangeSet(engine, input), input);
      },
    ),
    operation(
      'ListChangeSets',
      ListChangeSets$,
      ['StackName', 'NextToken'],
      ({ StackName, NextToken }: ListChangeSetsInput, { account }): ListChangeSetsOutput => {
        const engine = engines.of(account);
        const stack = requireStack(engine, StackName, (name) => `Stack [${name}] does not exist`);
        const own = engine.context.state.changeSets.filter(({ stackId }) => stackId === stack.id);
        const { items, ...next } = page(own, NextToken);
        return { Summaries: items.map(summary), ...next };
      },
    ),
    operation(
      'DeleteChangeSet',
      DeleteChangeSet$,
      ['ChangeSetName', 'StackName'],
      (input: DeleteChangeSetInput, { account }) => {
        const engine = engines.of(account);
        const found = findChangeSet(engine, input);
        // One that is not there is deleted already; the stack must be named, though.
        if (!found) return {};
        if (found.executionStatus === 'EXECUTE_IN_PROGRESS') {
          throw new ServiceError(
            'InvalidChangeSetStatus',
            `ChangeSet [${found.id}] cannot be deleted in its current status of [${found.status}]`,
          );
        }
        drop(engine, found);
        save(engine.context);
        return {};
      },
    ),
    operation(
      'ExecuteChangeSet',
      ExecuteChangeSet$,
      ['ChangeSetName', 'StackName', 'ClientRequestToken', 'DisableRollback', 'RetainExceptOnCreate'],
      (input: ExecuteChangeSetInput, { account }) => {
        const engine = engines.of(account);
        execute(engine, requireChangeSet(engine, input), input);
        return {};
      },
    ),
  ];
}

/** Takes all change sets of a stack away, and the stacks that they would have nested in it. */
export function dropChangeSets(engine: Engine, stack: StackRecord): void {
  for (const changeSet of engine.context.state.changeSets.filter(({ stackId }) => stackId === stack.id)) {
    drop(engine, changeSet);
  }
}

function create(engine: Engine, input: CreateChangeSetInput): ChangeSetRecord {
  const { context } = engine;
  const { StackName: stackName = '', ChangeSetName: name = '', ChangeSetType: type = 'UPDATE' } = input;
  checkName(name, 'changeSetName');
  requireImportable(input);
  const existing = findStack(context.state, stackName);
  if (type === 'UPDATE') {
    if (!existing) throw invalid(`Stack [${stackName}] does not exist`);
    requireUpdatable(existing);
  } else if (type === 'IMPORT' && existing && existing.status !== 'REVIEW_IN_PROGRESS') {
    requireUpdatable(existing);
  } else {
    checkName(existing?.name ?? stackName, 'stackName');
    if (existing && existing.status !== 'REVIEW_IN_PROGRESS') {
      throw invalid(`Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`);
    }
  }
  if (existing && context.state.changeSets.some((each) => each.stackId === existing.id && each.name === name)) {
    throw new ServiceError('AlreadyExistsException', `ChangeSet [${name}] already exists`);
  }
  const target = readTarget(engine, stackName, input, existing);
  const toImport = input.ResourcesToImport && readImports(readTemplate(target.templateText), input.ResourcesToImport);
  const stack = existing ?? newStack(context, stackName, target);
  if (!existing) setStackStatus(context, stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
  return newChangeSet(context, stack, name, type, target, {
    includeNested: input.IncludeNestedStacks ?? false,
    ...(input.DisableValidation ? { disableValidation: true } : {}),
    ...(input.ImportExistingResources ? { importExisting: true } : {}),
    ...(toImport ? { toImport } : {}),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.OnStackFailure === undefined ? {} : { onStackFailure: input.OnStackFailure }),
  });
}

function requireImportable(input: CreateChangeSetInput): void {
  const isImport = input.ChangeSetType === 'IMPORT';
  if (isImport && input.IncludeNestedStacks) {
    throw invalid('IncludeNestedStacks is not supported for changeSet type: IMPORT.');
  }
  if (isImport && input.ImportExistingResources) {
    throw invalid('ImportExistingResources is not supported for changeSet type: IMPORT.');
  }
  if (isImport !== (input.ResourcesToImport !== undefined)) {
    throw invalid('ResourcesToImport must be specified for ChangeSetType IMPORT, and for no other.');
  }
}

function execute(engine: Engine, changeSet: ChangeSetRecord, input: ExecuteChangeSetInput): void {
  const { state } = engine.context;
  const refuse = (status: string) =>
    new ServiceError(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${status}]`,
    );
  if (changeSet.status !== 'CREATE_COMPLETE') throw refuse(changeSet.status);
  if (changeSet.executionStatus !== 'AVAILABLE') throw refuse(changeSet.executionStatus);
  if (changeSet.parentId !== undefined) {
    throw invalid('ChangeSet of a nested stack cannot be executed: execute that of the root stack instead.');
  }
  if (changeSet.onStackFailure !== undefined && input.DisableRollback !== undefined) {
    throw invalid('DisableRollback cannot be specified: the change set has OnStackFailure.');
  }
  const stack = requireStack(engine, changeSet.stackId);
  if (changeSet.type === 'UPDATE' || stack.status !== 'REVIEW_IN_PROGRESS') requireUpdatable(stack);
  const onFailure = changeSet.onStackFailure ?? 'ROLLBACK';
  const options = {
    target: changeSet.target,
    changeSetId: changeSet.id,
    nestedChangeSets: { ...changeSet.nested },
    imports: { ...changeSet.imports },
    onFailure,
    disableRollback: input.DisableRollback ?? onFailure === 'DO_NOTHING',
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
    ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
  };
  changeSet.executionStatus = 'EXECUTE_IN_PROGRESS';
  stack.changeSetId = changeSet.id;
  for (const other of state.changeSets) {
    if (other.stackId === stack.id && other.id !== changeSet.id && other.executionStatus === 'AVAILABLE') {
      other.executionStatus = 'OBSOLETE';
    }
  }
  if (changeSet.type === 'IMPORT') engine.begin(stack, 'import', 'IMPORT_IN_PROGRESS', options);
  else if (changeSet.type === 'CREATE') engine.begin(stack, 'create', 'CREATE_IN_PROGRESS', options);
  else engine.begin(stack, 'update', 'UPDATE_IN_PROGRESS', options);
}

function findChangeSet(
  engine: Engine,
  { ChangeSetName: name = '', StackName }: { ChangeSetName?: string | undefined; StackName?: string | undefined },
): ChangeSetRecord | undefined {
  const { changeSets } = engine.context.state;
  if (name.startsWith('arn:')) return changeSets.find(({ id }) => id === name);
  if (StackName === undefined)
    throw invalid('StackName must be specified if ChangeSetName is not specified as an ARN.');
  const stack = requireStack(engine, StackName, (stackName) => `Stack [${stackName}] does not exist`);
  return changeSets.find((each) => each.stackId === stack.id && each.name === name);
}

function requireChangeSet(
  engine: Engine,
  input: { ChangeSetName?: string | undefined; StackName?: string | undefined },
): ChangeSetRecord {
  const found = findChangeSet(engine, input);
  if (found) return found;
  throw new ServiceError('ChangeSetNotFound', `ChangeSet [${input.ChangeSetName}] does not exist`, 404);
}

function drop(engine: Engine, changeSet: ChangeSetRecord): void {
  const { context } = engine;
  const { state } = context;
  state.changeSets = state.changeSets.filter(({ id }) => id !== changeSet.id);
  for (const id of Object.values(changeSet.nested)) {
    const nested = state.changeSets.find((each) => each.id === id);
    if (!nested) continue;
    drop(engine, nested);
    const stack = findStack(state, nested.stackId);
    if (stack?.status !== 'REVIEW_IN_PROGRESS') continue;
    stack.deletedAt = context.account.now().toISOString();
    setStackStatus(context, stack, 'DELETE_COMPLETE');
  }
}

function described(changeSet: ChangeSetRecord, input: DescribeChangeSetInput): DescribeChangeSetOutput {
  const { target } = changeSet;
  const { items, ...next } = page(changeSet.changes, input.NextToken);
  const changes = input.IncludePropertyValues ? items : items.map(withoutValues);
  return {
    ...summary(changeSet),
    Parameters: shownParameters(readTemplate(target.templateText), target),
    NotificationARNs: target.notificationArns,
    RollbackConfiguration: {},
    Capabilities: target.capabilities,
    Tags: target.tags,
    Changes: changes.map((change) => ({ Type: 'Resource', ResourceChange: change })),
    ...(changeSet.onStackFailure === undefined ? {} : { OnStackFailure: changeSet.onStackFailure }),
    ...next,
  };
}

function summary(changeSet: ChangeSetRecord) {
  return {
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    Status: changeSet.status,
    ExecutionStatus: changeSet.executionStatus,
    ...(changeSet.reason === undefined ? {} : { StatusReason: changeSet.reason }),
    CreationTime: new Date(changeSet.createdAt),
    ...(changeSet.description === undefined ? {} : { Description: changeSet.description }),
    IncludeNestedStacks: changeSet.includeNested,
    ...(changeSet.importExisting ? { ImportExistingResources: true } : {}),
    ...(changeSet.parentId === undefined ? {} : { ParentChangeSetId: changeSet.parentId }),
    ...(changeSet.rootId === undefined ? {} : { RootChangeSetId: changeSet.rootId }),
  };
}

// Values are given only when they are asked for.
function withoutValues(change: ResourceChange): ResourceChange {
  const { BeforeContext: _, AfterContext: __, Details = [], ...rest } = change;
  const details = Details.map((detail): ResourceChangeDetail => {
    const { BeforeValue, AfterValue, Path, AttributeChangeType, ...target } = detail.Target ?? {};
    return { ...detail, Target: target };
  });
  return { ...rest, Details: details };
}
