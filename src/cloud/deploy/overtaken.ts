import { type Problem, TealformError } from '../../dsl/error.ts';
import { describeStack, stateOf } from '../stack.ts';
import type { DeployContext } from './context.ts';

// A change set that another run has taken away, or that has become void because another one was executed.
const VOID = /was refused: (?:ChangeSetNotFound|InvalidChangeSetStatus)/;

/**
 * Why CloudFormation has refused something, where the reason is that somebody else is at work with the same stack: another run of this
 * command, or one that takes the stack down. Nothing of this run has been changed then: what CloudFormation has begun it does not refuse.
 * @throws what it was given, where that is not the reason.
 */
export async function explainOvertaking(
  { clients, target }: DeployContext,
  error: unknown,
): Promise<readonly Problem[]> {
  if (!(error instanceof TealformError) || error.code !== 'refused') throw error;
  const { stackName } = target;
  // What went wrong first is told, not that one cannot look.
  const stack = await describeStack(clients, stackName).catch(() => {
    throw error;
  });
  const isBusy = stack !== undefined && stateOf(stack) === 'busy';
  const refusal = error.problems[0]?.message ?? '';
  if (!isBusy && !VOID.test(refusal)) throw error;
  const who = isBusy ? `the stack is ${stack.status} now` : 'this run had its change set taken away';
  return [
    {
      code: 'overtaken',
      message: `somebody else is at work with ${stackName}: ${who} (${refusal})`,
      hint: 'run it again: it watches what is under way to its end, and works the changes out anew',
    },
  ];
}

/** What is to be said where the stack is gone by the time that its update is over. */
export function deletedMeanwhile(stackName: string): Problem {
  return {
    code: 'overtaken',
    message: `somebody else has deleted ${stackName} while this run deployed it`,
    hint: 'find out who; make deploy creates it anew',
  };
}
