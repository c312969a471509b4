import { type Problem, TealformError } from '../../dsl/error.ts';
import type { Outcome } from '../outcome.ts';
import { describeStack, listResources, type StackFacts } from '../stack.ts';
import { commandWords } from '../target.ts';
import { STACK } from '../watch/event.ts';
import type { DeployContext } from './context.ts';

/**
 * Tells what is to be done with a stack that got stuck: going back from an update or a creation, or while it was deleted. Nothing where it
 * came to rest, or cannot be looked at.
 */
export async function advise(context: DeployContext, stackId: string, { stackStatus }: Outcome): Promise<void> {
  try {
    const problem = await adviceOn(context, stackId, stackStatus);
    if (problem !== undefined) context.tell({ kind: 'warned', problems: [problem] });
  } catch (error) {
    if (!(error instanceof TealformError)) throw error;
  }
}

async function adviceOn(context: DeployContext, stackId: string, status: string): Promise<Problem | undefined> {
  const { clients, target } = context;
  const { stackName } = target;
  const mended = 'mend what kept it from going';
  if (status === 'ROLLBACK_FAILED') {
    const message = `${stackName} never came to be, and what was made of it could not all be taken back`;
    return {
      code: 'stuck-creation',
      message,
      hint: `${mended}, then run this again: it deletes the rest and begins anew`,
    };
  }
  if (status === 'DELETE_FAILED') {
    const message = `not all of ${stackName} could be deleted`;
    return {
      code: 'stuck-deletion',
      message,
      hint: `${mended}, run make destroy ${commandWords(target)}, then this again`,
    };
  }
  if (status !== 'UPDATE_ROLLBACK_FAILED') return undefined;
  const root = await describeStack(clients, stackId);
  const stuck = root ? await findStuck(context, root) : [];
  const skipped = stuck.map(({ stack, logicalId }) =>
    stack.id === root?.id ? logicalId : `${stack.name}.${logicalId}`,
  );
  const skip =
    skipped.length === 0
      ? ''
      : `; or leave it as it is, and bring it and its template together by hand: aws cloudformation continue-update-rollback --stack-name ${stackName} --resources-to-skip ${skipped.join(' ')}`;
  const at = stuck.length === 0 ? '' : ` at ${stuck.map(({ logicalId }) => logicalId).join(', ')}`;
  return {
    code: 'stuck-rollback',
    message: `going back got stuck${at}: ${stackName} can neither be updated nor go on by itself`,
    hint: `mend what kept it from going back, then run this again: it goes on with that first${skip}`,
  };
}

interface Stuck {
  readonly stack: Pick<StackFacts, 'id' | 'name'>;
  readonly logicalId: string;
}

/** The resources that could not be brought back, in nested stacks as well. */
async function findStuck(context: DeployContext, stack: Pick<StackFacts, 'id' | 'name'>): Promise<readonly Stuck[]> {
  const failed = (await listResources(context.clients, stack.id)).filter(
    ({ ResourceStatus }) => ResourceStatus === 'UPDATE_FAILED',
  );
  const found = await Promise.all(
    failed.map(async ({ LogicalResourceId: logicalId = '', PhysicalResourceId: id, ResourceType }) => {
      if (ResourceType !== STACK || id === undefined) return [{ stack, logicalId }];
      return findStuck(context, { id, name: /:stack\/([^/]+)\//.exec(id)?.[1] ?? logicalId });
    }),
  );
  return found.flat();
}
