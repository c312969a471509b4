import {
  CancelUpdateStack$,
  type CancelUpdateStackInput,
  ContinueUpdateRollback$,
  type ContinueUpdateRollbackInput,
  CreateStack$,
  type CreateStackInput,
  DeleteStack$,
  type DeleteStackInput,
  RollbackStack$,
  type RollbackStackInput,
  UpdateStack$,
  type UpdateStackInput,
  UpdateTerminationProtection$,
  type UpdateTerminationProtectionInput,
} from '@aws-sdk/client-cloudformation';
import { type Context, save } from '../../engine/context.ts';
import { setResourceStatus } from '../../engine/events.ts';
import { newStack } from '../../engine/new-stack.ts';
import { planChanges } from '../../engine/plan.ts';
import { invalid } from '../../engine/refusals.ts';
import { readPolicy } from '../../engine/stack-policy.ts';
import { findStack, isBusy, type StackRecord } from '../../engine/state.ts';
import { type Operation, operation, ServiceError } from '../../wire/service.ts';
import { dropChangeSets } from './change-sets.ts';
import { checkName, type Engines, requireStack } from './common.ts';
import { readTarget, requireUpdatable } from './targets.ts';

/** The operations that make, change and delete stacks. */
export function stackOperations(engines: Engines): readonly Operation[] {
  return [
    operation(
      'CreateStack',
      CreateStack$,
      [
        'StackName',
        'TemplateBody',
        'TemplateURL',
        'Parameters',
        'Capabilities',
        'Tags',
        'RoleARN',
        'NotificationARNs',
        'DisableRollback',
        'OnFailure',
        'StackPolicyBody',
        'ClientRequestToken',
        'EnableTerminationProtection',
        'RetainExceptOnCreate',
        'DisableValidation',
      ],
      (input: CreateStackInput, { account }) => {
        const engine = engines.of(account);
        const { context } = engine;
        const name = input.StackName ?? '';
        checkName(name, 'stackName');
        if (findStack(context.state, name)) {
          throw new ServiceError('AlreadyExistsException', `Stack [${name}] already exists`);
        }
        if (input.DisableRollback !== undefined && input.OnFailure !== undefined) {
          throw invalid('Either DisableRollback or OnFailure can be specified, not both.');
        }
        const target = readTarget(engine, name, input);
        if (input.StackPolicyBody !== undefined) readPolicy(input.StackPolicyBody);
        const stack = newStack(context, name, target);
        if (input.StackPolicyBody !== undefined) stack.policy = input.StackPolicyBody;
        stack.protected = input.EnableTerminationProtection ?? false;
        engine.begin(stack, 'create', 'CREATE_IN_PROGRESS', {
          onFailure: input.OnFailure ?? 'ROLLBACK',
          disableRollback: input.DisableRollback ?? input.OnFailure === 'DO_NOTHING',
          retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
          ...validationOf(input),
          ...tokenOf(input),
        });
        return { StackId: stack.id };
      },
    ),
    operation(
      'UpdateStack',
      UpdateStack$,
      [
        'StackName',
        'TemplateBody',
        'TemplateURL',
        'UsePreviousTemplate',
        'Parameters',
        'Capabilities',
        'Tags',
        'RoleARN',
        'NotificationARNs',
        'DisableRollback',
        'StackPolicyBody',
        'StackPolicyDuringUpdateBody',
        'ClientRequestToken',
        'RetainExceptOnCreate',
        'DisableValidation',
      ],
      (input: UpdateStackInput, { account }) => {
        const engine = engines.of(account);
        const { context } = engine;
        const stack = requireStack(engine, input.StackName, (name) => `Stack [${name}] does not exist`);
        requireUpdatable(stack);
        const target = readTarget(engine, stack.name, input, stack);
        const { isChange } = planChanges(context, stack, target, 'exact');
        if (input.StackPolicyBody !== undefined) {
          readPolicy(input.StackPolicyBody);
          stack.policy = input.StackPolicyBody;
        }
        if (!isChange) throw invalid('No updates are to be performed.');
        const during = input.StackPolicyDuringUpdateBody;
        if (during !== undefined) readPolicy(during);
        engine.begin(stack, 'update', 'UPDATE_IN_PROGRESS', {
          target,
          disableRollback: input.DisableRollback ?? false,
          retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
          ...(during === undefined ? {} : { policy: during }),
          ...validationOf(input),
          ...tokenOf(input),
        });
        return { StackId: stack.id };
      },
    ),
    operation(
      'DeleteStack',
      DeleteStack$,
      ['StackName', 'RetainResources', 'RoleARN', 'ClientRequestToken'],
      (input: DeleteStackInput, { account }) => {
        const engine = engines.of(account);
        const stack = findStack(engine.context.state, input.StackName ?? '');
        if (!stack || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return {};
        if (stack.protected) {
          throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
        }
        if (input.RetainResources?.length && stack.status !== 'DELETE_FAILED') {
          throw invalid(
            `Invalid operation on stack [${stack.id}]. Only a stack in DELETE_FAILED can be deleted with RetainResources.`,
          );
        }
        if (stack.status === 'CREATE_IN_PROGRESS' && stack.operation) {
          // What is under way ends first; then all of it goes.
          stack.operation.cancelled = true;
          stack.operation.onFailure = 'DELETE';
          save(engine.context);
          return {};
        }
        if (isBusy(stack.status) && stack.operation) {
          throw invalid(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
        }
        dropChangeSets(engine, stack);
        engine.begin(stack, 'delete', 'DELETE_IN_PROGRESS', {
          retain: [...(input.RetainResources ?? [])],
          ...tokenOf(input),
        });
        return {};
      },
    ),
    operation(
      'CancelUpdateStack',
      CancelUpdateStack$,
      ['StackName', 'ClientRequestToken'],
      ({ StackName }: CancelUpdateStackInput, { account }) => {
        const engine = engines.of(account);
        const stack = requireStack(engine, StackName);
        if (stack.status !== 'UPDATE_IN_PROGRESS' || !stack.operation) {
          throw invalid('CancelUpdateStack cannot be called from current stack status');
        }
        stack.operation.cancelled = true;
        save(engine.context);
        return {};
      },
    ),
    operation(
      'ContinueUpdateRollback',
      ContinueUpdateRollback$,
      ['StackName', 'RoleARN', 'ResourcesToSkip', 'ClientRequestToken'],
      ({ StackName, ResourcesToSkip = [] }: ContinueUpdateRollbackInput, { account }) => {
        const engine = engines.of(account);
        const stack = requireStack(engine, StackName);
        if (stack.status !== 'UPDATE_ROLLBACK_FAILED' || !stack.operation) {
          throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not continue rollback.`);
        }
        skip(engine.context, stack, ResourcesToSkip);
        engine.goOn(stack, 'UPDATE_ROLLBACK_IN_PROGRESS');
        return {};
      },
    ),
    operation(
      'RollbackStack',
      RollbackStack$,
      ['StackName', 'RoleARN', 'ClientRequestToken', 'RetainExceptOnCreate'],
      (input: RollbackStackInput, { account }) => {
        const engine = engines.of(account);
        const stack = requireStack(engine, input.StackName);
        if (stack.status === 'CREATE_FAILED') {
          engine.begin(stack, 'rollback', 'ROLLBACK_IN_PROGRESS', {
            phase: 'rollback',
            retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
            ...tokenOf(input),
          });
        } else if (stack.status === 'UPDATE_FAILED' && stack.operation) {
          stack.operation.phase = 'rollback';
          stack.operation.handled = [];
          stack.operation.leftovers = [];
          engine.goOn(stack, 'UPDATE_ROLLBACK_IN_PROGRESS');
        } else throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
        return { StackId: stack.id };
      },
    ),
    operation(
      'UpdateTerminationProtection',
      UpdateTerminationProtection$,
      ['StackName', 'EnableTerminationProtection'],
      ({ StackName, EnableTerminationProtection: on = false }: UpdateTerminationProtectionInput, { account }) => {
        const engine = engines.of(account);
        const stack = requireStack(engine, StackName);
        stack.protected = on;
        save(engine.context);
        return { StackId: stack.id };
      },
    ),
  ];
}

function tokenOf({ ClientRequestToken: token }: { readonly ClientRequestToken?: string | undefined }) {
  return token === undefined ? {} : { token };
}

function validationOf({ DisableValidation: isOff }: { readonly DisableValidation?: boolean | undefined }) {
  return isOff ? { disableValidation: true } : {};
}

// `NestedStackName.LogicalId` is of a stack somewhere below, by its name and not by its logical id.
function skip(context: Context, root: StackRecord, names: readonly string[]): void {
  const found = names.map((name) => {
    const [, nested, logicalId = ''] = /^(?:(.*)\.)?([^.]*)$/.exec(name) ?? [];
    const stack =
      nested === undefined
        ? root
        : context.state.stacks.find((each) => each.name === nested && (each.rootId ?? each.parentId) === root.id);
    const record = stack && Object.hasOwn(stack.resources, logicalId) ? stack.resources[logicalId] : undefined;
    if (!stack || !record) throw invalid(`Resource ${name} does not exist in stack ${root.name}`);
    if (record.status !== 'UPDATE_FAILED')
      throw invalid(`Resource ${name} cannot be skipped: it is ${record.status}, not UPDATE_FAILED`);
    return { stack, record };
  });
  for (const { stack, record } of found) {
    stack.operation?.retain.push(record.logicalId);
    setResourceStatus(context, stack, record, 'UPDATE_COMPLETE');
  }
}
