import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { TealformError } from '../../dsl/error.ts';
import { explained } from '../call.ts';
import type { Clients } from '../clients.ts';
import { listChangeSets } from '../list-change-sets.ts';
import { describeStack, stateOf } from '../stack.ts';

/**
 * Takes the shell away that a change set for a new stack has made. Where that is not allowed it stays: it holds nothing, and the next
 * deployment begins with it.
 */
export async function discardNewStack(clients: Clients, stackName: string): Promise<void> {
  const stack = await describeStack(clients, stackName);
  if (stack === undefined || stateOf(stack) !== 'reviewed') return;
  // Somebody else may be reviewing a change set of theirs for the same new stack.
  if ((await listChangeSets(clients, stackName)).some(({ Status }) => !Status?.startsWith('DELETE_'))) return;
  try {
    await explained(clients.cloudFormation.send(new DeleteStackCommand({ StackName: stack.id })), {
      action: 'cloudformation:DeleteStack',
      resource: stackName,
      region: clients.region,
    });
  } catch (error) {
    if (!(error instanceof TealformError) || !['access-denied', 'refused'].includes(error.code)) throw error;
  }
}
