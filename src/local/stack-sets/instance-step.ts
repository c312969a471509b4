import type { Account } from '../account.ts';
import type { Engine } from '../engine/begin.ts';
import { STACK_TYPE } from '../engine/events.ts';
import { newStack } from '../engine/new-stack.ts';
import { planChanges } from '../engine/plan.ts';
import { readTemplate } from '../engine/read-template.ts';
import { findStack, type StackRecord } from '../engine/state.ts';
import { readTarget, requireUpdatable } from '../services/cloudformation/targets.ts';
import { uuidOf } from '../services/uuid-of.ts';
import { ServiceError } from '../wire/service.ts';
import { enter, executionRoleOf } from './gate.ts';
import type { InstanceRecord, SetOperationRecord, StackSetRecord } from './state.ts';

/** What a step of an operation works with. */
export interface Surroundings {
  /** The account of the set. */
  readonly admin: Account;
  readonly engineOf: (account: Account) => Engine;
  readonly set: StackSetRecord;
  readonly operation: SetOperationRecord;
}

/** Stacks that failed when they were made: another one is made in their place. */
const UNMADE = new Set(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED']);
const DONE = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE']);

/**
 * Makes the stack of an instance, or changes it to what the set says; goes on with one that a restart has interrupted. The stack's
 * account is written down when it is done.
 * @returns why it failed, in AWS's words where they are known.
 */
export async function deployInstance(around: Surroundings, instance: InstanceRecord): Promise<string | undefined> {
  const { admin, set, engineOf } = around;
  const entrance = enter(admin, set, instance);
  if ('refusal' in entrance) return entrance.refusal;
  const nested = set.permissionModel === 'SERVICE_MANAGED' ? nestedStackIn(set) : undefined;
  if (nested !== undefined)
    return `ResourceLogicalId:${nested}, ResourceType:${STACK_TYPE}, ResourceStatusReason:Nested stacks are not supported in StackSets with service-managed permissions.`;
  const engine = engineOf(entrance.account);
  const outcome = await attempt(() => deploy(engine, around, instance));
  await entrance.account.written();
  return outcome;
}

/** Deletes the stack of an instance; keeps it where the operation says so. @returns why it failed. */
export async function removeInstance(around: Surroundings, instance: InstanceRecord): Promise<string | undefined> {
  const { admin, set, operation, engineOf } = around;
  if (operation.retain === true || instance.stackId === undefined) return undefined;
  const entrance = enter(admin, set, instance);
  if ('refusal' in entrance) return entrance.refusal;
  const engine = engineOf(entrance.account);
  const stack = findStack(engine.context.state, instance.stackId);
  const outcome = stack && (await remove(engine, stack));
  await entrance.account.written();
  return outcome;
}

async function deploy(engine: Engine, around: Surroundings, instance: InstanceRecord): Promise<string | undefined> {
  const { set, operation } = around;
  const name = stackName(set, operation, instance);
  const stack = await standing(engine, instance, name);
  if (stack?.name === name && stack.status !== 'CREATE_COMPLETE') return failureOf(stack);
  const input = inputFor(set, instance, engine.context.account);
  if (stack === undefined) {
    const made = newStack(engine.context, name, readTarget(engine, name, input));
    instance.stackId = made.id;
    engine.begin(made, 'create', 'CREATE_IN_PROGRESS', {});
    await engine.until(made);
    return DONE.has(made.status) ? undefined : failureOf(made);
  }
  instance.stackId = stack.id;
  requireUpdatable(stack);
  const target = readTarget(engine, stack.name, input, stack);
  if (!planChanges(engine.context, stack, target, 'exact').isChange) return undefined;
  engine.begin(stack, 'update', 'UPDATE_IN_PROGRESS', { target });
  await engine.until(stack);
  return DONE.has(stack.status) ? undefined : failureOf(stack);
}

/** The stack that an instance has when nothing is under way with it; one that could not be made goes. */
async function standing(engine: Engine, instance: InstanceRecord, name: string): Promise<StackRecord | undefined> {
  const { state } = engine.context;
  const stack =
    findStack(state, name) ?? (instance.stackId === undefined ? undefined : findStack(state, instance.stackId));
  if (stack === undefined) return undefined;
  await engine.until(stack);
  if (stack.status === 'DELETE_COMPLETE') return undefined;
  if (stack.name === name || !UNMADE.has(stack.status)) return stack;
  const failure = await remove(engine, stack);
  if (failure !== undefined) throw new ServiceError('ValidationError', failure);
  return undefined;
}

async function remove(engine: Engine, stack: StackRecord): Promise<string | undefined> {
  await engine.until(stack);
  if (stack.status === 'DELETE_COMPLETE') return undefined;
  if (stack.protected) return `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`;
  engine.begin(stack, 'delete', 'DELETE_IN_PROGRESS', {});
  await engine.until(stack);
  return stack.status.startsWith('DELETE_COMPLETE') ? undefined : failureOf(stack);
}

// The same at every try of the operation: one that was made before a restart is found again.
function stackName({ id, name }: StackSetRecord, operation: SetOperationRecord, instance: InstanceRecord): string {
  const uuid = uuidOf([id, operation.id, instance.account, instance.region].join('/'));
  return `StackSet-${name.slice(0, 82)}-${uuid}`;
}

function inputFor(set: StackSetRecord, { overrides }: InstanceRecord, account: Account) {
  const { definition } = set;
  const { templateText, parameters, capabilities, tags } = definition;
  const given = { ...parameters, ...overrides };
  return {
    templateText,
    RoleARN: executionRoleOf(set, account),
    Capabilities: capabilities,
    Tags: tags,
    Parameters: Object.entries(given).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  };
}

/** What failed first in the last operation of a stack. */
export function failureOf(stack: StackRecord): string {
  const last = stack.lastOperations[0]?.OperationId;
  const own = stack.events.filter(({ operationId }) => operationId === last);
  const event = own.find(
    ({ status, reason = '', physicalId }) =>
      status.endsWith('_FAILED') && physicalId !== stack.id && !/cancelled$/.test(reason),
  );
  if (event === undefined) return stack.reason ?? `Stack ${stack.id} is in ${stack.status}`;
  const { logicalId, type, reason = '' } = event;
  return `ResourceLogicalId:${logicalId}, ResourceType:${type}, ResourceStatusReason:${reason}.`;
}

function nestedStackIn({ definition }: StackSetRecord): string | undefined {
  const resources = Object.entries(readTemplate(definition.templateText).Resources);
  return resources.find(([, { Type }]) => Type === STACK_TYPE)?.[0];
}

async function attempt(work: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}
