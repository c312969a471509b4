import type { StackEvent } from '@aws-sdk/client-cloudformation';

/** Something that happened to a resource, in the root stack or one that it nests. */
export interface WatchEvent {
  readonly id: string;
  readonly time: Date;
  /** The stack that tells it. */
  readonly stackId: string;
  /** From the root on, by logical ids: `['hello-server', 'Service', 'LogGroup']`. The root alone is the root stack itself. */
  readonly path: readonly string[];
  /** Whether a stack says it of itself. Of a nested stack its parent says the same, a little earlier or later. */
  readonly ofItself: boolean;
  readonly type: string;
  /** Undefined while it is not known: at the first event of a creation. */
  readonly physicalId: string | undefined;
  /** `CREATE_IN_PROGRESS` */
  readonly status: string;
  readonly reason: string | undefined;
}

/** The type of nested stacks, and of what stacks say of themselves. */
export const STACK = 'AWS::CloudFormation::Stack';

/**
 * An event as the API gives it, with its place in the tree of stacks.
 * @param path of the stack that tells it.
 */
export function readEvent(event: StackEvent, path: readonly string[]): WatchEvent {
  const { StackId = '', PhysicalResourceId, LogicalResourceId = '', ResourceType = '' } = event;
  const ofItself = ResourceType === STACK && PhysicalResourceId === StackId;
  return {
    id: event.EventId ?? `${StackId} ${LogicalResourceId} ${event.ResourceStatus} ${event.Timestamp?.toISOString()}`,
    time: event.Timestamp ?? new Date(0),
    stackId: StackId,
    path: ofItself ? path : [...path, LogicalResourceId],
    ofItself,
    type: ResourceType,
    physicalId: PhysicalResourceId || undefined,
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason?.trim() || undefined,
  };
}

/** Whether nothing more follows of its own accord: `CREATE_COMPLETE`, `UPDATE_FAILED`, but no `..._CLEANUP_IN_PROGRESS`. */
export function isFinal(status: string): boolean {
  return /_(?:COMPLETE|FAILED|SKIPPED)$/.test(status);
}
