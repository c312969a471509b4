import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { TealformError } from '../dsl/error.ts';
import { explained } from './call.ts';
import type { Clients } from './clients.ts';
import { emptyBucket } from './destroy/empty-bucket.ts';
import type { DestructionPlan } from './destroy/plan.ts';
import { describeStack, type StackFacts } from './stack.ts';
import { type EventMark, markEvents } from './watch/stack-events.ts';

/**
 * Holds that a stack can be deleted now.
 * @throws TealformError `refused-by-guard` where it is protected, or something else is being done with it.
 */
export function checkDestruction({ name, status, isProtected }: StackFacts): void {
  if (isProtected) {
    throw new TealformError({
      code: 'refused-by-guard',
      message: `${name} is protected from being deleted`,
      hint: `if it shall go all the same: aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name}`,
    });
  }
  if (status.endsWith('_IN_PROGRESS') && status !== 'DELETE_IN_PROGRESS' && status !== 'REVIEW_IN_PROGRESS') {
    throw new TealformError({
      code: 'refused-by-guard',
      message: `${name} is ${status}`,
      hint: 'wait until that is over: make status',
    });
  }
}

/** What was done before the deletion began, and where its events begin. */
export interface BegunDestruction {
  readonly mark: EventMark;
  /** How many objects were taken out of which bucket. */
  readonly emptied: Readonly<Record<string, number>>;
}

/**
 * Empties the buckets that go and has CloudFormation delete the root stack, and with it those it nests. Comes back as soon as that has
 * begun.
 * @throws TealformError what AWS says.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */
export async function beginDestruction(
  clients: Pick<Clients, 'cloudFormation' | 's3' | 'region'>,
  { root, buckets }: DestructionPlan,
): Promise<BegunDestruction> {
  const { cloudFormation, region } = clients;
  // A person may have thought about it: what is under way now, or protected, would keep its stack and lose what is in its buckets.
  const now = await describeStack({ cloudFormation, region }, root.id);
  if (now !== undefined) checkDestruction(now);
  const emptied: Record<string, number> = {};
  for (const { id } of buckets) emptied[id] = await emptyBucket(clients, id);
  const mark = await markEvents(clients, root.id);
  await explained(cloudFormation.send(new DeleteStackCommand({ StackName: root.id })), {
    action: 'cloudformation:DeleteStack',
    resource: root.name,
    region,
  });
  return { mark, emptied };
}
