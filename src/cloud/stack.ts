import {
  GetTemplateCommand,
  ListStackResourcesCommand,
  type Stack,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { TealformError } from '../dsl/error.ts';
import { explained } from './call.ts';
import type { Clients } from './clients.ts';
import { readStack } from './watch/stack-events.ts';

/** A stack, as it stands. */
export interface StackFacts {
  /** Its ARN. */
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Why the status is what it is; empty where nobody said. */
  readonly reason: string;
  /** When it was last created or updated. */
  readonly since: Date | undefined;
  /** Whether it is protected from being deleted. */
  readonly isProtected: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  /** Those of the stack itself, which it hands on. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What stacks are read with. */
export type StackClients = Pick<Clients, 'cloudFormation' | 'region'>;

/**
 * What may be done with a stack next:
 * - `absent`: it is not there; `reviewed`: only a change set was ever made for it. Both are created.
 * - `ready`: it is updated.
 * - `busy`: something is being done with it.
 * - `failed-creation`: its creation failed; it can only be deleted.
 * - `stuck`: going back from an update failed; that has to be continued.
 * - `lost`: none of these commands can mend it.
 */
export type StackState = 'absent' | 'reviewed' | 'ready' | 'busy' | 'failed-creation' | 'stuck' | 'lost';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes */
export function stateOf(stack: Pick<StackFacts, 'status'> | undefined): StackState {
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') return 'absent';
  const { status } = stack;
  if (status === 'REVIEW_IN_PROGRESS') return 'reviewed';
  if (status.endsWith('_IN_PROGRESS')) return 'busy';
  if (['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'].includes(status)) return 'failed-creation';
  if (status === 'UPDATE_ROLLBACK_FAILED') return 'stuck';
  const ready = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_FAILED'];
  return ready.includes(status) || /^IMPORT_(ROLLBACK_)?COMPLETE$/.test(status) ? 'ready' : 'lost';
}

/** A stack by name or ARN; undefined where there is none. */
export async function describeStack(clients: StackClients, name: string): Promise<StackFacts | undefined> {
  const stack = await readStack(clients, name);
  return stack && factsOf(stack, name);
}

/** The resources that a stack has now, all pages; what was deleted is left out. */
export async function listResources(
  { cloudFormation, region }: StackClients,
  stack: string,
): Promise<readonly StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await explained(
      cloudFormation.send(new ListStackResourcesCommand({ StackName: stack, ...(NextToken ? { NextToken } : {}) })),
      { action: 'cloudformation:ListStackResources', resource: stack, region },
    );
    found.push(...(page.StackResourceSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE');
}

/** The template of a stack, byte for byte as it was uploaded. */
export async function readDeployedTemplate(
  { cloudFormation, region }: StackClients,
  { id, name }: Pick<StackFacts, 'id' | 'name'>,
): Promise<string> {
  const command = new GetTemplateCommand({ StackName: id, TemplateStage: 'Original' });
  const { TemplateBody = '' } = await explained(cloudFormation.send(command), {
    action: 'cloudformation:GetTemplate',
    resource: name,
    region,
  });
  return TemplateBody;
}

function factsOf(stack: Stack, name: string): StackFacts {
  if (stack.StackId === undefined || stack.StackStatus === undefined) {
    throw new TealformError({
      code: 'not-an-answer',
      message: `CloudFormation tells of ${name} without its id or status`,
      hint: 'check AWS_ENDPOINT_URL_CLOUDFORMATION and AWS_ENDPOINT_URL, if set',
    });
  }
  const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  const parameters = (stack.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '' }) => [
    ParameterKey,
    ParameterValue,
  ]);
  return {
    id: stack.StackId,
    name: stack.StackName ?? name,
    status: stack.StackStatus,
    reason: stack.StackStatusReason ?? '',
    since: stack.LastUpdatedTime ?? stack.CreationTime,
    isProtected: stack.EnableTerminationProtection ?? false,
    outputs: Object.fromEntries(outputs),
    parameters: Object.fromEntries(parameters),
    tags: Object.fromEntries((stack.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
  };
}
