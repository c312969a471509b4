import { compact } from '../../dsl/compact.ts';
import { TealformError } from '../../dsl/error.ts';
import type { DataObject, Template } from '../../dsl/template.ts';
import { ServiceError } from '../wire/service.ts';
import { type Context, isStopped, type Job, save } from './context.ts';
import { dependencies, workThrough } from './dependencies.ts';
import { differences, isSame, strongest } from './differences.ts';
import { withLookedUp } from './dynamic-references.ts';
import { OPERATION_INVALID, validateStack } from './early-validation.ts';
import { OPERATION_TYPES, STACK_TYPE, setResourceStatus } from './events.ts';
import { claimResource } from './imports.ts';
import { createNested, mustUpdateNested, updateNested } from './nested.ts';
import { leave } from './new-stack.ts';
import { computeOutputs } from './outputs.ts';
import { readTemplate } from './read-template.ts';
import { changeResource, currentValue, interfere, makeResource, type Outcome } from './resource-step.ts';
import { policyDenial } from './stack-policy.ts';
import type { ResourceRecord } from './state.ts';
import { resolvedTemplate } from './values.ts';

/**
 * Makes a stack's resources what its target says, each as soon as what it waits for is there. What is no longer wanted is left for
 * the cleanup.
 * @returns why it failed, or undefined.
 */
export async function goForward(context: Context, job: Job): Promise<Outcome> {
  const { stack, operation } = job;
  const template = readTemplate(stack.target.templateText);
  if (isInvalid(context, job, template)) return OPERATION_INVALID;
  const imports = new Set<string>();
  const resolved = resolvedTemplate(template, {
    account: context.account,
    state: context.state,
    stack,
    target: stack.target,
    resource: (reference) => currentValue(context, stack, reference),
    onImport: (name) => imports.add(name),
  });
  const wanted = resolved.resources.map(({ logicalId }) => logicalId);
  const graph = dependencies(template, wanted);
  const denied = leaveUnwanted(context, job, new Set(wanted));
  if (denied !== undefined) return denied;
  const work = async (logicalId: string): Promise<boolean> => {
    if (operation.handled.includes(logicalId)) return true;
    const failure = await step(context, job, template, logicalId, graph.get(logicalId) ?? [], () =>
      withLookedUp(resolved.properties(logicalId), context.account),
    );
    if (failure !== undefined) {
      job.failed.push(logicalId);
      return false;
    }
    operation.handled.push(logicalId);
    save(context);
    return true;
  };
  await workThrough(graph, context.parallel, work, () => isStopped(job));
  if (operation.cancelled) return 'User Initiated. ';
  if (job.failed.length > 0) return failureReason(job);
  if (isStopped(job)) {
    return operation.kind === 'create' ? 'Resource creation cancelled' : 'Resource update cancelled';
  }
  // What was done before a restart was not looked at again; what it imports is imported all the same.
  for (const logicalId of wanted) resolved.properties(logicalId);
  stack.imports = [...imports];
  return computeOutputs(context, stack, template, resolved);
}

// A change set was looked at when it was made.
function isInvalid(context: Context, { stack, operation }: Job, template: Template): boolean {
  const { id, kind, changeSetId, disableValidation, handled } = operation;
  if (changeSetId !== undefined || disableValidation || handled.length > 0) return false;
  const found = validateStack(context, stack, template);
  if (found.length === 0) return false;
  const operationType = OPERATION_TYPES[kind];
  const at = context.account.now().toISOString();
  const failed = { operationId: id, operationType, at, after: stack.events.length, found: [...found] };
  stack.failedValidations = [...(stack.failedValidations ?? []), failed];
  save(context);
  return true;
}

function failureReason({ stack, operation, failed }: Job): string {
  const verb = operation.kind === 'create' ? 'create' : 'update';
  const made = failed.filter((id) => stack.resources[id]?.status.startsWith('CREATE'));
  const imported = failed.filter((id) => stack.resources[id]?.status.startsWith('IMPORT'));
  const changed = failed.filter((id) => !made.includes(id) && !imported.includes(id));
  return [
    ...(imported.length > 0 ? [`The following resource(s) failed to import: [${imported.join(', ')}]. `] : []),
    ...(made.length > 0 ? [`The following resource(s) failed to create: [${made.join(', ')}]. `] : []),
    ...(changed.length > 0 ? [`The following resource(s) failed to ${verb}: [${changed.join(', ')}]. `] : []),
  ].join('');
}

// Nothing is deleted before all the rest has succeeded.
function leaveUnwanted(context: Context, { stack, operation }: Job, wanted: ReadonlySet<string>): Outcome {
  const gone = Object.values(stack.resources).filter(({ logicalId }) => !wanted.has(logicalId));
  for (const record of gone) {
    if (operation.leftovers.some(({ resource }) => resource.logicalId === record.logicalId)) continue;
    const denial = policyDenial(operation.policy, 'Update:Delete', record.logicalId, record.type);
    if (denial !== undefined) {
      setResourceStatus(context, stack, record, 'UPDATE_FAILED', denial);
      operation.before[record.logicalId] ??= { ...record, status: 'UPDATE_COMPLETE' };
      return `The following resource(s) failed to update: [${record.logicalId}]. `;
    }
    leave(operation, record, String(record.settings.DeletionPolicy ?? 'Delete'));
  }
  return undefined;
}

async function step(
  context: Context,
  job: Job,
  template: Template,
  logicalId: string,
  dependsOn: string[],
  resolve: () => DataObject,
): Promise<Outcome> {
  const { stack, operation } = job;
  const existing = stack.resources[logicalId];
  const before = operation.before[logicalId] === undefined ? existing : (operation.before[logicalId] ?? undefined);
  const {
    Type: type,
    Properties: _,
    DependsOn: __,
    Condition: ___,
    ...settings
  } = template.Resources[logicalId] ?? { Type: '' };
  const fresh = (properties: DataObject): ResourceRecord => ({
    logicalId,
    type,
    status: 'CREATE_IN_PROGRESS',
    at: context.account.now().toISOString(),
    properties,
    settings: compact(settings),
    dependsOn,
    settled: false,
  });
  const properties = resolving(resolve);
  if (typeof properties === 'string') {
    const record = existing ?? fresh({});
    if (!existing) stack.resources[logicalId] = record;
    operation.before[logicalId] ??= before ? { ...before } : null;
    setResourceStatus(context, stack, record, before ? 'UPDATE_FAILED' : 'CREATE_FAILED', properties);
    return properties;
  }
  if (!before?.physicalId) {
    operation.before[logicalId] ??= null;
    // One that was begun before a restart goes on with the id it has.
    const record = existing?.physicalId === undefined ? fresh(properties) : existing;
    stack.resources[logicalId] = record;
    return create(context, job, template, record);
  }
  if (existing?.physicalId !== undefined && existing.physicalId !== before.physicalId) {
    // Replaced before a restart.
    leave(operation, before, String(settings.UpdateReplacePolicy ?? 'Delete'));
    setResourceStatus(context, stack, existing, 'UPDATE_COMPLETE');
    return undefined;
  }
  const record: ResourceRecord = { ...before, ...fresh(properties), settled: before.settled };
  return update(context, job, template, before, record);
}

function resolving(resolve: () => DataObject): DataObject | string {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    if (!(error instanceof TealformError)) throw error;
    return `Template error: ${error.problems[0]?.message}`;
  }
}

async function create(context: Context, job: Job, template: Template, record: ResourceRecord): Promise<Outcome> {
  const { stack, operation } = job;
  const existing = operation.imports?.[record.logicalId];
  if (existing !== undefined) return takeIn(context, job, template, record, existing);
  const fail = (reason: string): string => {
    setResourceStatus(context, stack, record, 'CREATE_FAILED', reason);
    return reason;
  };
  if (record.type === STACK_TYPE) {
    const failure = await createNested(context, job, record, template);
    if (failure !== undefined) return fail(failure);
  } else {
    if (record.physicalId === undefined) {
      setResourceStatus(context, stack, record, 'CREATE_IN_PROGRESS', undefined, template);
      await context.wait();
      const fault = await interfere(context, stack, record, 'create', () => isStopped(job));
      if (isStopped(job)) return fail('Resource creation cancelled');
      const failure = fault ?? makeResource(context, stack, record);
      if (failure !== undefined) return fail(failure);
      setResourceStatus(context, stack, record, 'CREATE_IN_PROGRESS', 'Resource creation Initiated', template);
    }
    await context.wait();
    if (isStopped(job)) return fail('Resource creation cancelled');
  }
  setResourceStatus(context, stack, record, 'CREATE_COMPLETE');
  return undefined;
}

// What was there before stays whatever becomes of the operation, so it counts as settled.
async function takeIn(
  context: Context,
  job: Job,
  template: Template,
  record: ResourceRecord,
  id: string,
): Promise<Outcome> {
  const { stack } = job;
  setResourceStatus(context, stack, record, 'IMPORT_IN_PROGRESS', 'Resource import started.', template);
  await context.wait();
  const failure = isStopped(job)
    ? 'Resource import cancelled'
    : record.physicalId === undefined
      ? claimResource(context, stack, record, id)
      : undefined;
  if (failure !== undefined) {
    setResourceStatus(context, stack, record, 'IMPORT_FAILED', failure);
    return failure;
  }
  record.settled = true;
  setResourceStatus(context, stack, record, 'IMPORT_COMPLETE', 'Resource import completed.', template);
  const tags = 'Apply stack-level tags to imported resource if applicable.';
  setResourceStatus(context, stack, record, 'UPDATE_IN_PROGRESS', tags, template);
  await context.wait();
  setResourceStatus(context, stack, record, 'UPDATE_COMPLETE');
  return undefined;
}

async function update(
  context: Context,
  job: Job,
  template: Template,
  before: ResourceRecord,
  record: ResourceRecord,
): Promise<Outcome> {
  const { stack, operation } = job;
  const { logicalId, type } = record;
  const changes = differences(type, before.properties, record.properties);
  const isNested = type === STACK_TYPE;
  if (changes.length === 0 && !(isNested && mustUpdateNested(context, job, record))) {
    const hasOthers = !isSame(before.settings, record.settings) || before.dependsOn.join() !== record.dependsOn.join();
    if (hasOthers) {
      operation.before[logicalId] ??= { ...before };
      stack.resources[logicalId] = { ...record, status: before.status, at: before.at };
    }
    return undefined;
  }
  const replaces = !isNested && strongest(changes.map(({ replacement }) => replacement)) === 'yes';
  operation.before[logicalId] ??= { ...before };
  stack.resources[logicalId] = record;
  const fail = (reason: string): string => {
    setResourceStatus(context, stack, record, 'UPDATE_FAILED', reason);
    return reason;
  };
  const denial = policyDenial(operation.policy, replaces ? 'Update:Replace' : 'Update:Modify', logicalId, type);
  if (denial !== undefined) {
    stack.resources[logicalId] = record;
    record.properties = before.properties;
    return fail(denial);
  }
  const reason = replaces
    ? 'Requested update requires the creation of a new physical resource; hence creating one.'
    : undefined;
  setResourceStatus(context, stack, record, 'UPDATE_IN_PROGRESS', reason, template);
  if (isNested) {
    const failure = await updateNested(context, job, record);
    if (failure !== undefined) return fail(failure);
  } else {
    await context.wait();
    const fault = await interfere(context, stack, record, 'update', () => isStopped(job));
    if (isStopped(job)) return fail('Resource update cancelled');
    const { physicalId: old } = before;
    if (replaces) delete record.physicalId;
    const failure =
      fault ?? (replaces ? makeResource(context, stack, record, old) : changeResource(context, stack, record, before));
    if (failure !== undefined) {
      if (replaces && old !== undefined) record.physicalId = old;
      record.properties = before.properties;
      return fail(failure);
    }
    if (replaces) {
      leave(operation, before, String(record.settings.UpdateReplacePolicy ?? 'Delete'));
      setResourceStatus(context, stack, record, 'UPDATE_IN_PROGRESS', 'Resource creation Initiated', template);
    }
    await context.wait();
    if (isStopped(job)) return fail('Resource update cancelled');
  }
  setResourceStatus(context, stack, record, 'UPDATE_COMPLETE');
  return undefined;
}
