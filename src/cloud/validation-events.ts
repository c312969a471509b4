import { DescribeEventsCommand, type OperationEvent } from '@aws-sdk/client-cloudformation';
import { type Problem, TealformError } from '../dsl/error.ts';
import { answered } from './call.ts';
import type { Clients } from './clients.ts';
import type { FailedChangeSet } from './describe-change-set.ts';

/** What early validation has found of one resource. */
export interface Validation {
  /** The stack that the resource would be in: by logical ids, from the root's name on. */
  readonly path: readonly string[];
  readonly logicalId: string;
  readonly type: string;
  /** `NAME_CONFLICT_VALIDATION`, `PROPERTY_VALIDATION`, `BUCKET_EMPTINESS_VALIDATION`, ... */
  readonly name: string;
  /** `WARN` lets the change set be executed. */
  readonly mode: 'FAIL' | 'WARN';
  readonly reason: string;
  /** In the template: `/Resources/Bucket/Properties/BucketName`. */
  readonly templatePath: string;
}

/** What was found, and what could not be read of it. */
export interface Validations {
  readonly found: readonly Validation[];
  /** Why not all of it is known; undefined where it is. */
  readonly unread: Problem | undefined;
}

// What endpoints answer with that do not know the operation, which is of November 2025.
const NOT_KNOWN = ['InvalidAction', 'UnknownOperationException', 'UnknownOperation', 'NotImplemented'];

/**
 * What early validation says of change sets. The change set's own reason names no resource, only these events do.
 * @param changeSets each by its ARN and the path of its stack; one call for each, and more where there are many findings.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 */
export async function readValidations(
  clients: Clients,
  changeSets: readonly Pick<FailedChangeSet, 'id' | 'path'>[],
): Promise<Validations> {
  const read = await Promise.all(changeSets.map((changeSet) => readOne(clients, changeSet)));
  // The root may tell once more what a nested one does; both say which stack it is in.
  const found = new Map(read.flatMap((each) => each.found).map(({ key, ...validation }) => [key, validation]));
  return { found: [...found.values()], unread: read.find(({ unread }) => unread !== undefined)?.unread };
}

interface Read {
  readonly found: readonly (Validation & { readonly key: string })[];
  readonly unread: Problem | undefined;
}

async function readOne(clients: Clients, { id, path }: Pick<FailedChangeSet, 'id' | 'path'>): Promise<Read> {
  try {
    const events = await listFailedEvents(clients, id, path[0] ?? id);
    const found = events
      .filter(({ EventType }) => EventType === 'VALIDATION_ERROR')
      .map((event) => ({ ...validationOf(event, path), key: keyOf(event) }));
    return { found, unread: undefined };
  } catch (error) {
    // What it adds to is not to be lost for it.
    if (!(error instanceof TealformError)) throw error;
    return { found: [], unread: error.code === 'access-denied' ? DENIED : unreadFor(error) };
  }
}

const DENIED: Problem = {
  code: 'validation-unread',
  message:
    'the right cloudformation:DescribeEvents is missing, and nothing else tells which resource early validation means',
  hint: "allow it on the system's stacks; deployer.yaml does: where its stack is older, update that",
};

function unreadFor({ problems: [problem], message }: TealformError): Problem {
  const why = problem?.message ?? message;
  return {
    code: 'validation-unread',
    message: `what early validation says could not be read: ${why}`,
    hint: problem?.hint,
  };
}

async function listFailedEvents({ cloudFormation, region }: Clients, id: string, resource: string) {
  const events: OperationEvent[] = [];
  let NextToken: string | undefined;
  do {
    const command = new DescribeEventsCommand({
      ChangeSetName: id,
      Filters: { FailedEvents: true },
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    const about = { action: 'cloudformation:DescribeEvents', resource, region };
    const page = await answered(cloudFormation.send(command), about, NOT_KNOWN);
    events.push(...(page?.OperationEvents ?? []));
    NextToken = page?.NextToken;
  } while (NextToken);
  return events;
}

function keyOf({ StackId, LogicalResourceId, ValidationName, ValidationPath, ValidationStatusReason }: OperationEvent) {
  return JSON.stringify([StackId, LogicalResourceId, ValidationName, ValidationPath, ValidationStatusReason]);
}

function validationOf(event: OperationEvent, path: readonly string[]): Validation {
  return {
    path,
    logicalId: event.LogicalResourceId ?? '',
    type: event.ResourceType ?? '',
    name: event.ValidationName ?? 'a validation',
    mode: event.ValidationFailureMode === 'WARN' ? 'WARN' : 'FAIL',
    reason: event.ValidationStatusReason ?? 'CloudFormation gives no reason',
    templatePath: event.ValidationPath ?? '',
  };
}
