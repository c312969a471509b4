import { specOf } from '../../aws/spec.ts';
import type { Reference } from '../../check/permissions/resolve.ts';
import type { Data } from '../../dsl/template.ts';
import type { Moment } from '../interference.ts';
import type { LocalResource } from '../resource.ts';
import { mergeLive, ResourceFailure, type ResourceRequest } from '../resources/model.ts';
import type { Context } from './context.ts';
import { differences } from './differences.ts';
import { STACK_TYPE } from './events.ts';
import { stillAsImported } from './imports.ts';
import { propertyFault } from './read-template.ts';
import { type CloudFormationState, findStack, type ResourceRecord, type StackRecord } from './state.ts';

/** What a service answers to a resource: a reason why not, or undefined. */
export type Outcome = string | undefined;

/** What a reference to one of a stack's resources gives now. */
export function currentValue(
  context: Context,
  stack: StackRecord,
  { logicalId, attribute }: Pick<Reference, 'logicalId' | 'attribute'>,
): Data | undefined {
  const record = stack.resources[logicalId];
  if (record?.physicalId === undefined) return undefined;
  if (attribute === undefined) return record.physicalId;
  if (record.type === STACK_TYPE) {
    const child = findStack(context.state, record.physicalId);
    return child?.outputs.find(({ key }) => `Outputs.${key}` === attribute)?.value;
  }
  return context.account.find(record.type, record.physicalId)?.attributes[attribute];
}

/** What comes between a resource and a step of it that is about to be made: a reason why it fails, or undefined. */
export function interfere(
  { account, state }: Context,
  stack: StackRecord,
  { logicalId, type }: ResourceRecord,
  at: Moment,
  isStopped: () => boolean = () => false,
): Promise<Outcome> {
  return account.interference.step({ path: `${pathOf(state, stack)}/${logicalId}`, type, at, isStopped });
}

// By logical ids, from the root's name on.
function pathOf(state: CloudFormationState, stack: StackRecord): string {
  const parent = stack.parentId === undefined ? undefined : findStack(state, stack.parentId);
  const own = Object.values(parent?.resources ?? {}).find(({ physicalId }) => physicalId === stack.id);
  return parent && own ? `${pathOf(state, parent)}/${own.logicalId}` : stack.name;
}

/** Has the service make what the record says; its physical id is in the record then. */
export function makeResource(context: Context, stack: StackRecord, record: ResourceRecord, replaces?: string): Outcome {
  const { type, logicalId, properties } = record;
  const fault = propertyFault(logicalId, type, properties);
  if (fault !== undefined) return fault;
  const naming = specOf(type)?.ref;
  const given = naming?.path === undefined ? undefined : properties[naming.path];
  if (replaces !== undefined && naming?.kind === 'name' && given === replaces) {
    return `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${replaces} and update the stack again.`;
  }
  return answered(type, () => {
    const made = context.models(type).create(requestFor(context, stack, record));
    if (context.account.find(type, made.id)) throw new ResourceFailure('AlreadyExists', `${made.id} already exists`);
    record.physicalId = made.id;
    context.account.put({
      type,
      id: made.id,
      properties,
      attributes: made.attributes,
      ...(made.live && { live: made.live }),
      owner: { stackId: stack.id, logicalId },
    });
  });
}

/** Has the service change a resource from what it was said to be to what the record says. */
export function changeResource(
  context: Context,
  stack: StackRecord,
  record: ResourceRecord,
  before: ResourceRecord,
): Outcome {
  const { type, logicalId, properties, physicalId = '' } = record;
  const fault = propertyFault(logicalId, type, properties);
  if (fault !== undefined) return fault;
  const found = context.account.find(type, physicalId);
  if (!found) return `Resource of type '${type}' with identifier '${physicalId}' was not found.`;
  return answered(type, () => {
    // Templates are compared with templates, whatever has happened to the resource since.
    const known: LocalResource = { ...found, properties: before.properties };
    const made = context.models(type).update(known, requestFor(context, stack, record));
    if (made.id !== physicalId) context.account.remove(type, physicalId);
    record.physicalId = made.id;
    const now = context.account.find(type, physicalId) ?? found;
    const changed = differences(type, before.properties, properties).map(({ name }) => name);
    const live = mergeLive(stillAsImported(now.live, changed), made.live);
    context.account.put({ ...now, id: made.id, properties, attributes: made.attributes, live });
  });
}

/** Has the service take a resource away; what is no longer there is gone. */
export function unmakeResource(context: Context, { type, physicalId = '' }: ResourceRecord): Outcome {
  const found = context.account.find(type, physicalId);
  if (!found) return undefined;
  return answered(type, () => {
    context.models(type).remove(found, context.account);
    context.account.remove(type, physicalId);
  });
}

/** What stays when its stack goes belongs to no stack. */
export function disownResource(context: Context, { type, physicalId = '' }: ResourceRecord): void {
  const found = context.account.find(type, physicalId);
  if (!found) return;
  const { owner: _, ...rest } = found;
  context.account.put(rest);
}

function requestFor(context: Context, stack: StackRecord, record: ResourceRecord): ResourceRequest {
  const { type, logicalId, properties } = record;
  const { name: stackName, id: stackId, target } = stack;
  return { account: context.account, type, logicalId, stackName, stackId, roleArn: target.roleArn, properties };
}

function answered(type: string, work: () => void): Outcome {
  try {
    work();
    return undefined;
  } catch (error) {
    // A model of ours that goes wrong is no reason for the stack to hang: it fails, and says so.
    if (!(error instanceof ResourceFailure)) {
      return `Internal failure of the local cloud: ${error instanceof Error ? error.message : String(error)}`;
    }
    const service = type.split('::')[1] ?? type;
    return `Resource handler returned message: "${error.message} (Service: ${service})" (HandlerErrorCode: ${error.code})`;
  }
}
