import { type Change, DescribeChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { explained } from './call.ts';
import type { Clients } from './clients.ts';

/** A change set, all its pages together. */
export interface ChangeSetFacts {
  readonly stackId: string;
  readonly stackName: string;
  readonly status: string;
  readonly reason: string;
  readonly changes: readonly Change[];
}

/** Reads a change set. @param stackName needed where `id` is a name and no ARN. */
export async function describeChangeSet(clients: Clients, id: string, stackName?: string): Promise<ChangeSetFacts> {
  const { cloudFormation, region } = clients;
  const changes: Change[] = [];
  let NextToken: string | undefined;
  for (;;) {
    const page = await explained(
      cloudFormation.send(
        new DescribeChangeSetCommand({
          ChangeSetName: id,
          ...(stackName === undefined ? {} : { StackName: stackName }),
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      ),
      { action: 'cloudformation:DescribeChangeSet', resource: id, region },
    );
    changes.push(...(page.Changes ?? []));
    NextToken = page.NextToken;
    if (!NextToken) {
      const { StackId = '', StackName = stackName ?? '', Status = 'CREATE_PENDING', StatusReason = '' } = page;
      return { stackId: StackId, stackName: StackName, status: Status, reason: StatusReason, changes };
    }
  }
}

/**
 * Why a change set failed. A root's reason only says which nested change set failed, so that one is asked in its turn.
 */
export async function failureReason(clients: Clients, reason: string): Promise<string> {
  const [nested] = /arn:[\w-]+:cloudformation:[^\s,]+:changeSet\/[^\s,]+/.exec(reason) ?? [];
  if (nested === undefined) return reason;
  const inner = await describeChangeSet(clients, nested.replace(/\.$/, ''));
  const innermost = inner.status === 'FAILED' ? await failureReason(clients, inner.reason) : '';
  return innermost === '' ? reason : `${innermost} (in ${inner.stackName})`;
}
