import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject, Template } from '../../dsl/template.ts';
import { newUuid } from '../resources/naming.ts';
import { ServiceError } from '../wire/service.ts';
import { requireCapabilities } from './capabilities.ts';
import { type Context, isStopped, type Job, jobOf, save } from './context.ts';
import { setResourceStatus, setStackStatus } from './events.ts';
import { fetchTemplate } from './fetch-template.ts';
import { goForward } from './forward.ts';
import { newOperation, newStack, updateOperation } from './new-stack.ts';
import { readParameters } from './parameters.ts';
import { readTemplate } from './read-template.ts';
import type { Outcome } from './resource-step.ts';
import { rollBackUpdate } from './rollback.ts';
import { findStack, type ResourceRecord, type StackRecord, type Target } from './state.ts';

/** What a nested stack is to be, by the properties of the resource that it is in its parent. */
export function nestedTarget(
  context: Context,
  properties: DataObject,
  parent: Target,
  previous: Target | undefined,
): Target {
  const templateText = fetchTemplate(context.account, String(properties.TemplateURL), parent.roleArn);
  const template = readTemplate(templateText);
  requireCapabilities(template, parent.capabilities);
  const given = Object.entries(isObject(properties.Parameters) ? properties.Parameters : {}).map(([name, value]) => ({
    ParameterKey: name,
    ParameterValue: passed(value),
  }));
  const read = readParameters(template, given, previous?.parameters, context.account);
  const own = (Array.isArray(properties.Tags) ? properties.Tags : []).filter(isObject);
  const tags = own.map(({ Key, Value }) => ({ Key: String(Key), Value: String(Value) }));
  return {
    templateText,
    ...read,
    capabilities: parent.capabilities,
    tags: [...parent.tags.filter(({ Key }) => !tags.some((tag) => tag.Key === Key)), ...tags],
    notificationArns: parent.notificationArns,
    ...(parent.roleArn === undefined ? {} : { roleArn: parent.roleArn }),
  };
}

/** Makes the stack that a resource of its parent is. */
export async function createNested(
  context: Context,
  job: Job,
  record: ResourceRecord,
  template: Template,
): Promise<Outcome> {
  const { stack, operation } = job;
  if (record.physicalId === undefined) {
    setResourceStatus(context, stack, record, 'CREATE_IN_PROGRESS', undefined, template);
    await context.wait();
    if (isStopped(job)) return 'Resource creation cancelled';
    const target = attempt(() => nestedTarget(context, record.properties, stack.target, undefined));
    if (typeof target === 'string') return target;
    const changeSet = context.state.changeSets.find(({ id }) => id === operation.nestedChangeSets[record.logicalId]);
    const planned = changeSet && findStack(context.state, changeSet.stackId);
    const child = planned ?? newStack(context, nestedName(context, stack, record.logicalId), target, stack);
    child.target = target;
    child.operation = { ...newOperation('create', newUuid(context.account)), ...inherited(job) };
    if (changeSet) {
      child.operation.nestedChangeSets = { ...changeSet.nested };
      child.operation.imports = { ...changeSet.imports };
      child.operation.changeSetId = changeSet.id;
      child.changeSetId = changeSet.id;
      changeSet.executionStatus = 'EXECUTE_COMPLETE';
    }
    record.physicalId = child.id;
    setResourceStatus(context, stack, record, 'CREATE_IN_PROGRESS', 'Resource creation Initiated', template);
    setStackStatus(context, child, 'CREATE_IN_PROGRESS', 'User Initiated');
  }
  const child = findStack(context.state, record.physicalId);
  if (!child) return `Stack with id ${record.physicalId} does not exist`;
  if (child.operation) {
    const failure = await goForward(context, jobOf(child, job));
    if (failure !== undefined) {
      setStackStatus(context, child, 'CREATE_FAILED', failure);
      delete child.operation;
      // It did not fail itself where something beside it has.
      if (isStopped(job)) return 'Resource creation cancelled';
      return `Embedded stack ${child.id} was not successfully created: ${failure}`;
    }
    setStackStatus(context, child, 'CREATE_COMPLETE');
    delete child.operation;
    save(context);
  }
  return undefined;
}

/** Whether a nested stack has something to do although the parent passes it the same as before: its template is another. */
export function mustUpdateNested(context: Context, job: Job, record: ResourceRecord): boolean {
  const child = findStack(context.state, record.physicalId ?? '');
  const target = attempt(() => nestedTarget(context, record.properties, job.stack.target, child?.target));
  if (!child || typeof target === 'string') return true;
  return (
    target.templateText !== child.target.templateText || job.operation.nestedChangeSets[record.logicalId] !== undefined
  );
}

/** Changes the stack that a resource of its parent is. What it leaves behind goes with what its parent does. */
export async function updateNested(context: Context, job: Job, record: ResourceRecord): Promise<Outcome> {
  const child = findStack(context.state, record.physicalId ?? '');
  if (!child) return `Stack with id ${record.physicalId} does not exist`;
  if (child.operation === undefined) {
    const target = attempt(() => nestedTarget(context, record.properties, job.stack.target, child.target));
    if (typeof target === 'string') return target;
    const changeSet = context.state.changeSets.find(
      ({ id }) => id === job.operation.nestedChangeSets[record.logicalId],
    );
    child.operation = { ...updateOperation(child, newUuid(context.account)), ...inherited(job) };
    if (changeSet) {
      child.operation.nestedChangeSets = { ...changeSet.nested };
      child.operation.imports = { ...changeSet.imports };
      child.operation.changeSetId = changeSet.id;
      child.changeSetId = changeSet.id;
      changeSet.executionStatus = 'EXECUTE_COMPLETE';
    }
    child.target = target;
    child.updatedAt = context.account.now().toISOString();
    setStackStatus(context, child, 'UPDATE_IN_PROGRESS', 'User Initiated');
  }
  if (child.operation.phase === 'cleanup') return undefined;
  const childJob = jobOf(child, job);
  const failure = child.operation.phase === 'forward' ? await goForward(context, childJob) : child.reason;
  if (failure === undefined) {
    child.operation.phase = 'cleanup';
    setStackStatus(context, child, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    return undefined;
  }
  if (child.operation.disableRollback) {
    setStackStatus(context, child, 'UPDATE_FAILED', failure);
    delete child.operation;
    return `Embedded stack ${child.id} was not successfully updated. Currently in UPDATE_FAILED with reason: ${failure}`;
  }
  const isElsewhere = isStopped(job);
  await rollBackUpdate(context, childJob, failure);
  if (isElsewhere) return 'Resource update cancelled';
  return `Embedded stack ${child.id} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: ${failure}`;
}

/** The name of a nested stack: `<parent>-<logicalId>-<suffix>`. */
export function nestedName({ account }: Context, parent: StackRecord, logicalId: string): string {
  return `${parent.name.slice(0, 100)}-${logicalId}`.slice(0, 114).concat(`-${account.newSuffix(12)}`);
}

// What is said of the parent's operation holds for those of the stacks nested in it.
function inherited({ operation }: Job) {
  return {
    ...(operation.token === undefined ? {} : { token: operation.token }),
    ...(operation.disableValidation ? { disableValidation: true } : {}),
    disableRollback: operation.disableRollback,
    retainExceptOnCreate: operation.retainExceptOnCreate,
  };
}

function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}

// Only texts cross the border of a stack.
function passed(value: Data): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
