import { type Change, DescribeChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { explained } from './call.ts';
import type { Clients } from './clients.ts';

/** A change set, all its pages together. */
export interface ChangeSetFacts {
  /** Its ARN. */
  readonly id: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly status: string;
  readonly reason: string;
  /** `AVAILABLE`, `EXECUTE_IN_PROGRESS` */
  readonly execution: string;
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
      const { ExecutionStatus: execution = '', ChangeSetId = id } = page;
      const names = { id: ChangeSetId, stackId: StackId, stackName: StackName };
      return { ...names, status: Status, reason: StatusReason, execution, changes };
    }
  }
}

/** A change set that failed, the root's or one of a stack nested in it. */
export interface FailedChangeSet {
  /** Its ARN. */
  readonly id: string;
  readonly stackName: string;
  /** Of its stack: by logical ids, from the root's name on. */
  readonly path: readonly string[];
  readonly reason: string;
  /** The nested ones that it failed for. */
  readonly inner: readonly FailedChangeSet[];
}

/**
 * A change set that failed, and every nested one that it failed for, the root first. A root's reason only says which nested change
 * sets failed, so each of those is asked in its turn.
 */
export async function failedChangeSets(
  clients: Clients,
  made: ChangeSetFacts,
  path: readonly string[] = [made.stackName],
): Promise<readonly FailedChangeSet[]> {
  const { id, stackName, reason } = made;
  const named = reason.match(/arn:[\w-]+:cloudformation:[^\s,]+:changeSet\/[^\s,]+/g) ?? [];
  const ids = new Set(named.map((each) => each.replace(/\.$/, '')));
  const below = await Promise.all(
    [...ids].map(async (each) => {
      const inner = await describeChangeSet(clients, each);
      if (inner.status !== 'FAILED') return [];
      return failedChangeSets(clients, { ...inner, id: each }, [...path, logicalIdOf(inner.stackName, stackName)]);
    }),
  );
  return [{ id, stackName, path, reason, inner: below.flatMap(([first]) => first ?? []) }, ...below.flat()];
}

/** What they say of it: the innermost reasons, each with the stacks that it is in. */
export function failureText([root]: readonly FailedChangeSet[]): string {
  if (root === undefined) return '';
  const said = root.inner.map((each) => {
    const text = failureText([each]);
    return text === '' ? '' : `${text} (in ${each.stackName})`;
  });
  return said.filter(Boolean).join('; ') || root.reason;
}

/** What a nested stack is in its parent, by the name that CloudFormation gives it: `<parent>-<logical id>-<suffix>`. */
export function logicalIdOf(stackName: string, parentName: string): string {
  const rest = stackName.startsWith(`${parentName}-`) ? stackName.slice(parentName.length + 1) : stackName;
  return rest.replace(/-[A-Z0-9]+$/, '');
}
