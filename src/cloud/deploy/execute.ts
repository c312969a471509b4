import { TealformError } from '../../dsl/error.ts';
import { executeChangeSet, type Plan } from '../change-set.ts';
import type { Outcome } from '../outcome.ts';
import { describeStack, type StackFacts } from '../stack.ts';
import { setStackPolicies } from '../stack-policies.ts';
import type { Step } from '../watcher.ts';
import { advise } from './advise.ts';
import type { DeployContext, DeployResult } from './context.ts';
import type { Hold } from './hold.ts';
import { findLostColour, type ListenerFacts } from './lost-colour.ts';
import { deletedMeanwhile } from './overtaken.ts';

/** What an update begins with. */
export interface Standing {
  /** The stack as it was before; undefined where it is created. */
  readonly stack: StackFacts | undefined;
  /** What its listeners did then. */
  readonly listeners: readonly ListenerFacts[];
  readonly hold: Hold;
}

/** Has the changes made, watches, protects what came of it, and lets releases in again before it says how it ended. */
export async function executePlan(
  context: DeployContext,
  plan: Plan & { readonly kind: 'changes' },
  standing: Standing,
): Promise<DeployResult> {
  const { clients, tell } = context;
  const { stack, hold } = standing;
  const { stackId } = plan;
  const outcome = await execute(context, plan, stack, hold);
  if (outcome.status !== 'succeeded') return endUnfinished(context, standing, stackId, outcome);
  await protectStacks(context, stackId);
  const changed = await describeStack(clients, stackId);
  await hold.release();
  tell({ kind: 'done', stackId, outputs: changed?.outputs ?? {} });
  return 'done';
}

/** Says how an update ended that did not succeed, and where users get to since, if that is elsewhere. */
export async function endUnfinished(
  context: DeployContext,
  { stack, listeners, hold }: Standing,
  stackId: string,
  outcome: Outcome,
): Promise<DeployResult> {
  const status = outcome.status === 'left-running' ? 'left-running' : 'failed';
  const isGone = outcome.stackStatus === 'DELETE_COMPLETE';
  // Looked at while no release moves traffic, told last: it is what is to be done first.
  const lost =
    status === 'failed' && stack !== undefined && !isGone
      ? await findLostColour(context, stack.outputs, listeners)
      : undefined;
  await hold.release();
  context.tell({ kind: status, stackId, outcome });
  if (status === 'failed') await advise(context, stackId, outcome);
  if (lost !== undefined) context.tell(lost);
  if (isGone) context.tell({ kind: 'warned', problems: [deletedMeanwhile(context.target.stackName)] });
  return status;
}

/** Executes a change set and watches what comes of it. Releases are not let in before that is over. */
export async function execute(
  { clients, target, tell, watcher }: DeployContext,
  { changeSetId, stackId }: { readonly changeSetId: string; readonly stackId: string },
  stack: StackFacts | undefined,
  hold: Hold,
  step?: Step,
): Promise<Outcome> {
  const watch = await watcher.begin(target.stackName, step);
  hold.begin(stack);
  try {
    await executeChangeSet(clients, target.stackName, changeSetId);
  } catch (error) {
    // What was refused has not begun; of anything else nobody knows.
    if (error instanceof TealformError && ['access-denied', 'refused'].includes(error.code)) hold.end();
    throw error;
  }
  tell({ kind: 'executing', stackId, isNew: stack === undefined });
  await hold.insist(stack);
  const outcome = await watch(stackId);
  if (outcome.status !== 'left-running') hold.end();
  // Whoever deleted it, what was to be done has not been.
  return outcome.stackStatus === 'DELETE_COMPLETE' ? { ...outcome, status: 'failed' } : outcome;
}

/** Sets the stack policies: after an update and not before, since what that may do is for the policies of then to say. */
export async function protectStacks({ clients, target, tell }: DeployContext, stackId: string): Promise<void> {
  const stacks = await setStackPolicies(clients, target, stackId);
  if (stacks.length > 0) tell({ kind: 'protected', stacks });
}
