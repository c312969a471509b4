import {
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { type About, answered, explained } from '../call.ts';
import type { Clients } from '../clients.ts';

/** What watching asks AWS with. */
export type WatchClients = Pick<Clients, 'cloudFormation' | 'region'>;

/**
 * Events of one stack that are not older than `since` and not known yet, newest first, as AWS gives them. Reads no page behind the
 * first that has an older or a known one.
 * @throws TealformError what the API says, explained.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html
 */
export async function readNewEvents(
  clients: WatchClients,
  stackId: string,
  since: Date,
  isKnown: (eventId: string) => boolean,
): Promise<readonly StackEvent[]> {
  const found: StackEvent[] = [];
  let token: string | undefined;
  do {
    const page = await readPage(clients, stackId, token);
    const events = page.StackEvents ?? [];
    const isOver = (event: StackEvent) =>
      (event.Timestamp?.getTime() ?? 0) < since.getTime() || isKnown(event.EventId ?? '');
    found.push(...events.filter((event) => !isOver(event)));
    token = events.some(isOver) ? undefined : page.NextToken;
  } while (token);
  return found;
}

/** Where the events of a stack end now: what comes later belongs to what is done next. */
export interface EventMark {
  /** By AWS's clock. */
  readonly since: Date;
  /** Ids of the events at that very time. */
  readonly seen: readonly string[];
}

/**
 * Marks where the events of a stack end, before something is done to it. This machine's clock is never compared with AWS's.
 * A stack that does not exist yet has no events.
 */
export async function markEvents(clients: WatchClients, stackName: string): Promise<EventMark> {
  const call = clients.cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackName }));
  const events = (await answered(call, about(clients, 'DescribeStackEvents', stackName), isMissing))?.StackEvents ?? [];
  const since = events[0]?.Timestamp ?? new Date(0);
  const now = events.filter(({ Timestamp }) => Timestamp?.getTime() === since.getTime());
  return { since, seen: now.flatMap(({ EventId }) => EventId ?? []) };
}

/**
 * When what is happening to a stack began, to attach to it. A rollback belongs to the operation that failed. Undefined where nothing
 * is going on, or the stack is not there. Reads no page further back than that.
 */
export async function findBeginning(clients: WatchClients, stackId: string): Promise<Date | undefined> {
  let beginning: Date | undefined;
  for await (const { StackId, PhysicalResourceId, ResourceStatus = '', Timestamp } of allEvents(clients, stackId)) {
    if (PhysicalResourceId !== StackId) continue;
    if (/_(?:COMPLETE|FAILED)$/.test(ResourceStatus)) return beginning;
    beginning = Timestamp;
    if (/^(?:CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(ResourceStatus)) return beginning;
  }
  return beginning;
}

// Newest first, page by page as they are taken.
async function* allEvents(clients: WatchClients, stackId: string): AsyncGenerator<StackEvent, void> {
  let token: string | undefined;
  do {
    const page = await readPage(clients, stackId, token);
    yield* page.StackEvents ?? [];
    token = page.NextToken;
  } while (token);
}

/**
 * What a stack is; undefined where there is none of that name. By its id, one that was deleted is still known for 90 days.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function readStack(clients: WatchClients, stackId: string): Promise<Stack | undefined> {
  const call = clients.cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
  return (await answered(call, about(clients, 'DescribeStacks', stackId), isMissing))?.Stacks?.[0];
}

/** Whether CloudFormation says that there is no such stack; it has no code of its own for that. */
export function isMissing(error: Error): boolean {
  return error.name === 'ValidationError' && /does not exist/.test(error.message);
}

function about({ region }: WatchClients, operation: string, resource: string): About {
  return { action: `cloudformation:${operation}`, resource, region };
}

function readPage(clients: WatchClients, stackId: string, token: string | undefined) {
  const command = new DescribeStackEventsCommand({ StackName: stackId, ...(token && { NextToken: token }) });
  return explained(clients.cloudFormation.send(command), about(clients, 'DescribeStackEvents', stackId));
}
