import {
  DescribeStackSetOperationCommand,
  ListStackSetOperationResultsCommand,
  ListStackSetOperationsCommand,
  StopStackSetOperationCommand,
} from '@aws-sdk/client-cloudformation';
import { answered, explained } from '../call.ts';
import type { Clock } from '../clock.ts';
import type { Place } from './instance.ts';
import { named, type SetClients, type SetName } from './stack-set.ts';

/** How an operation went, or goes, at one place. */
export interface PlaceResult extends Place {
  /** `PENDING`, `RUNNING`, `SUCCEEDED`, `FAILED`, `CANCELLED` */
  readonly status: string;
  readonly reason: string | undefined;
}

/** An operation of a stack set. */
export interface Operation {
  readonly id: string;
  /** `CREATE`, `UPDATE`, `DELETE`, `DETECT_DRIFT` */
  readonly action: string;
  /** `RUNNING`, `QUEUED`, `STOPPING`, `SUCCEEDED`, `FAILED`, `STOPPED` */
  readonly status: string;
  readonly reason: string | undefined;
  readonly since: Date | undefined;
}

/** Those in which something can still happen. */
const UNDER_WAY: readonly string[] = ['RUNNING', 'QUEUED', 'STOPPING'];

export function isUnderWay({ status }: Pick<Operation, 'status'>): boolean {
  return UNDER_WAY.includes(status);
}

/** The operations of a set that are not over, oldest first. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSetOperations.html */
export async function listUnderWay(clients: SetClients, set: SetName): Promise<readonly Operation[]> {
  const { cloudFormation, region } = clients;
  const page = await answered(
    // Newest first, and those that are not over are the newest.
    cloudFormation.send(new ListStackSetOperationsCommand({ ...named(set), MaxResults: 100 })),
    { action: 'cloudformation:ListStackSetOperations', resource: set.StackSetName, region },
    ['StackSetNotFoundException', 'StackSetNotFound'],
  );
  return (page?.Summaries ?? [])
    .map(({ OperationId: id = '', Action: action = '', Status: status = '', CreationTimestamp: since, ...rest }) => ({
      id,
      action,
      status,
      reason: rest.StatusReason,
      since,
    }))
    .filter(isUnderWay)
    .reverse();
}

/** An operation as it stands. */
export async function readOperation(
  { cloudFormation, region }: SetClients,
  set: SetName,
  id: string,
): Promise<Operation> {
  const { StackSetOperation: found } = await explained(
    cloudFormation.send(new DescribeStackSetOperationCommand({ ...named(set), OperationId: id })),
    { action: 'cloudformation:DescribeStackSetOperation', resource: `${set.StackSetName} ${id}`, region },
  );
  return {
    id,
    action: found?.Action ?? '',
    status: found?.Status ?? 'unknown',
    reason: found?.StatusReason,
    since: found?.CreationTimestamp,
  };
}

/** How an operation went at each place that it has come to. */
export async function listResults(
  { cloudFormation, region }: SetClients,
  set: SetName,
  id: string,
): Promise<readonly PlaceResult[]> {
  const found: PlaceResult[] = [];
  let NextToken: string | undefined;
  do {
    const page = await explained(
      cloudFormation.send(
        new ListStackSetOperationResultsCommand({
          ...named(set),
          OperationId: id,
          MaxResults: 100,
          ...(NextToken ? { NextToken } : {}),
        }),
      ),
      { action: 'cloudformation:ListStackSetOperationResults', resource: `${set.StackSetName} ${id}`, region },
    );
    for (const {
      Account: account = '',
      Region: place = '',
      Status: status = '',
      StatusReason: reason,
    } of page.Summaries ?? [])
      found.push({ account, region: place, status, reason });
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

/** Has an operation begin nothing more. What it has begun in accounts goes on to its end. */
export async function stopOperation({ cloudFormation, region }: SetClients, set: SetName, id: string): Promise<void> {
  await answered(
    cloudFormation.send(new StopStackSetOperationCommand({ ...named(set), OperationId: id })),
    { action: 'cloudformation:StopStackSetOperation', resource: `${set.StackSetName} ${id}`, region },
    // It has come to its end meanwhile.
    ['InvalidOperationException', 'InvalidOperation'],
  );
}

/** How an operation is watched. */
export interface WatchOptions {
  readonly clock: Clock;
  /** Told of every place whose status is another than before. */
  readonly onChange: (result: PlaceResult) => void;
  /** Ends watching; the operation goes on. */
  readonly leave: AbortSignal;
  /** Between two looks, in milliseconds: at first and at most. */
  readonly pauses: readonly [number, number];
}

/** Watches an operation until it is over; undefined where whoever watches leaves before. */
export async function watchOperation(
  clients: SetClients,
  set: SetName,
  id: string,
  { clock, onChange, leave, pauses: [shortest, longest] }: WatchOptions,
): Promise<{ readonly operation: Operation; readonly results: readonly PlaceResult[] } | undefined> {
  const seen = new Map<string, string>();
  for (let pause = shortest; ; pause = Math.min(pause * 1.3, longest)) {
    // In this order: when it is over, the results are all of them.
    const operation = await readOperation(clients, set, id);
    const results = await listResults(clients, set, id);
    for (const result of results) {
      const place = `${result.account}/${result.region}`;
      if (seen.get(place) === result.status) continue;
      seen.set(place, result.status);
      onChange(result);
      pause = shortest;
    }
    if (!isUnderWay(operation)) return { operation, results };
    if (leave.aborted) return undefined;
    await clock.sleep(pause, leave);
    if (leave.aborted) return undefined;
  }
}
