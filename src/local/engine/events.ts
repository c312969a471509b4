import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import type { Template } from '../../dsl/template.ts';
import { newUuid } from '../resources/naming.ts';
import { type Context, save } from './context.ts';
import { masked } from './parameters.ts';
import type { EventRecord, ResourceRecord, StackRecord } from './state.ts';

/** The type that CloudFormation gives stacks in events, and nested stacks as resources. */
export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** What the API calls the kinds of operations. */
export const OPERATION_TYPES = {
  create: 'CREATE_STACK',
  update: 'UPDATE_STACK',
  delete: 'DELETE_STACK',
  rollback: 'ROLLBACK',
  import: 'UPDATE_STACK',
} as const;

/** Gives a stack a status, and tells of it. */
export function setStackStatus(context: Context, stack: StackRecord, status: StackStatus, reason?: string): void {
  stack.status = status;
  if (reason === undefined) delete stack.reason;
  else stack.reason = reason;
  tell(context, stack, {
    id: newUuid(context.account),
    logicalId: stack.name,
    physicalId: stack.id,
    type: STACK_TYPE,
    status,
    ...(reason === undefined ? {} : { reason }),
  });
}

/** Gives a resource a status, and tells of it. */
export function setResourceStatus(
  context: Context,
  stack: StackRecord,
  record: ResourceRecord,
  status: ResourceStatus,
  reason?: string,
  template?: Template,
): void {
  const { account } = context;
  record.status = status;
  record.at = account.now().toISOString();
  if (reason === undefined) delete record.reason;
  else record.reason = reason;
  tell(context, stack, {
    id: `${record.logicalId}-${status}-${record.at}-${newUuid(context.account).slice(0, 8)}`,
    logicalId: record.logicalId,
    physicalId: record.physicalId ?? '',
    type: record.type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(template ? { properties: masked(JSON.stringify(record.properties), template, stack.target) } : {}),
  });
}

function tell(context: Context, stack: StackRecord, event: Omit<EventRecord, 'at'>): void {
  const { operation } = stack;
  stack.events.push({
    ...event,
    ...(operation ? { operationId: operation.id, operationType: OPERATION_TYPES[operation.kind] } : {}),
    ...(operation?.token === undefined ? {} : { token: operation.token }),
    at: context.account.now().toISOString(),
  });
  save(context);
}
