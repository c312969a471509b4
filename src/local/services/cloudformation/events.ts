import {
  DescribeEvents$,
  type DescribeEventsInput,
  type DescribeEventsOutput,
  type OperationEvent,
  type ResourceStatus,
} from '@aws-sdk/client-cloudformation';
import { compact } from '../../../dsl/compact.ts';
import type { Engine } from '../../engine/begin.ts';
import { STACK_TYPE } from '../../engine/events.ts';
import { invalid } from '../../engine/refusals.ts';
import type {
  ChangeSetRecord,
  EventRecord,
  FailedValidation,
  StackRecord,
  ValidationRecord,
} from '../../engine/state.ts';
import { type Operation, operation } from '../../wire/service.ts';
import { type Engines, newestFirst, requireStack } from './common.ts';

/**
 * The operation that tells of operations: of stacks and of change sets that were made, each by its id.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html
 */
export function eventOperations(engines: Engines): readonly Operation[] {
  return [
    operation(
      'DescribeEvents',
      DescribeEvents$,
      ['StackName', 'ChangeSetName', 'OperationId', 'Filters', 'NextToken'],
      (input: DescribeEventsInput, { account }): DescribeEventsOutput => {
        const found = asked(engines.of(account), input).filter(
          (event) => !input.Filters?.FailedEvents || isFailure(event),
        );
        const { items, ...next } = newestFirst(found, input.NextToken);
        return { OperationEvents: items, ...next };
      },
    ),
  ];
}

function asked(engine: Engine, input: DescribeEventsInput): readonly OperationEvent[] {
  const { StackName, ChangeSetName: set, OperationId } = input;
  const { stacks, changeSets } = engine.context.state;
  const isName = set !== undefined && !set.startsWith('arn:');
  // A change set's name is one among those of its stack: alone it is as if nothing had been said.
  if (StackName === undefined && OperationId === undefined && (set === undefined || isName)) {
    throw invalid('One of ChangeSetName, OperationId or StackName must be specified');
  }
  const stack = StackName === undefined ? undefined : requireStack(engine, StackName);
  const made = changeSets.filter(({ stackId }) => stack === undefined || stackId === stack.id);
  const wanted = set === undefined ? made : made.filter(({ id, name }) => id === set || (isName && name === set));
  if (set !== undefined && wanted.length === 0) throw invalid(`ChangeSet [${set}] does not exist`);
  const of = stack === undefined ? stacks : [stack];
  const ofStacks = set === undefined ? of.flatMap(ofStack) : [];
  const all = [...ofStacks, ...wanted.flatMap(ofChangeSet)].sort(byTime);
  if (OperationId === undefined) return all;
  const own = all.filter((event) => event.OperationId === OperationId);
  if (own.length === 0) throw invalid(`Operation [${OperationId}] does not exist`);
  return own;
}

function byTime({ Timestamp: one }: OperationEvent, { Timestamp: other }: OperationEvent): number {
  return (one?.getTime() ?? 0) - (other?.getTime() ?? 0);
}

function isFailure({ EventType, OperationStatus }: OperationEvent): boolean {
  return EventType?.endsWith('_ERROR') || (EventType === 'STACK_EVENT' && OperationStatus === 'FAILED');
}

function ofStack(stack: StackRecord): readonly OperationEvent[] {
  const { failedValidations = [] } = stack;
  return [...stack.events.keys(), stack.events.length].flatMap((index) => [
    ...failedValidations.filter(({ after }) => after === index).flatMap((failed) => ofFailed(stack, failed)),
    ...ofEvents(stack, stack.events.slice(index, index + 1)),
  ]);
}

function ofEvents(stack: StackRecord, events: readonly EventRecord[]): readonly OperationEvent[] {
  return events.map((event) => {
    const isOwn = event.physicalId === stack.id && event.type === STACK_TYPE;
    return {
      EventId: event.id,
      StackId: stack.id,
      ...compact({
        OperationId: event.operationId,
        OperationType: event.operationType,
        ClientRequestToken: event.token,
      }),
      EventType: isOwn ? ('STACK_EVENT' as const) : eventType(event),
      ...(isOwn ? { OperationStatus: outcomeOf(event) } : {}),
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      Timestamp: new Date(event.at),
      // AWS sends REVIEW_IN_PROGRESS as well, which the SDK's list leaves out.
      ResourceStatus: event.status as ResourceStatus,
      ...compact({ ResourceStatusReason: event.reason, ResourceProperties: event.properties }),
    };
  });
}

// What was only cancelled has not failed by itself.
function eventType({ status, reason = '' }: EventRecord): 'PROGRESS_EVENT' | 'PROVISIONING_ERROR' {
  return status.endsWith('_FAILED') && !reason.endsWith('cancelled') ? 'PROVISIONING_ERROR' : 'PROGRESS_EVENT';
}

function outcomeOf({ status }: EventRecord): 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' {
  if (status.endsWith('_IN_PROGRESS')) return 'IN_PROGRESS';
  return status.endsWith('_FAILED') || status.includes('ROLLBACK') ? 'FAILED' : 'SUCCEEDED';
}

function ofFailed({ id: StackId }: StackRecord, failed: FailedValidation): readonly OperationEvent[] {
  const { operationId: OperationId, operationType: OperationType, at, found } = failed;
  const own = { StackId, OperationId, OperationType };
  return found.map((each, index) => ({ ...own, ...ofValidation(each, `${OperationId}-${index}`, at) }));
}

function ofChangeSet(changeSet: ChangeSetRecord): readonly OperationEvent[] {
  const { id, stackId: StackId, status, reason, validations = [], createdAt, completedAt } = changeSet;
  const own = {
    StackId,
    ...compact({ OperationId: changeSet.operationId }),
    OperationType: 'CREATE_CHANGESET' as const,
  };
  const whole = { ...own, EventType: 'STACK_EVENT' as const, StartTime: new Date(createdAt) };
  const begun: OperationEvent = {
    ...whole,
    EventId: `${id}-begun`,
    OperationStatus: 'IN_PROGRESS',
    Timestamp: new Date(createdAt),
  };
  if (completedAt === undefined) return [begun];
  const ended: OperationEvent = {
    ...whole,
    EventId: `${id}-ended`,
    OperationStatus: status === 'FAILED' ? 'FAILED' : 'SUCCEEDED',
    Timestamp: new Date(completedAt),
    EndTime: new Date(completedAt),
    ...compact({ ResourceStatusReason: reason }),
  };
  const found = validations.map((each, index) => ({ ...own, ...ofValidation(each, `${id}-${index}`, completedAt) }));
  return [begun, ...found, ended];
}

function ofValidation(found: ValidationRecord, EventId: string, at: string): OperationEvent {
  return {
    EventId,
    EventType: 'VALIDATION_ERROR',
    LogicalResourceId: found.logicalId,
    PhysicalResourceId: found.physicalId,
    ResourceType: found.type,
    Timestamp: new Date(at),
    ValidationFailureMode: found.mode,
    ValidationName: found.name,
    ValidationStatus: 'FAILED',
    ValidationStatusReason: found.reason,
    ValidationPath: found.path,
  };
}
