import { type Problem, TealformError } from '../../dsl/error.ts';
import { type Colour, colourOutputs, readLiveColour } from '../colour.ts';
import { type Deployment, deploymentGroupOf, listDeployments, RUNNING } from '../deployments.ts';
import type { StackFacts } from '../stack.ts';
import { commandWords } from '../target.ts';
import type { DeployContext } from './context.ts';
import type { Hold } from './hold.ts';

/** Which colour serves, or why the stack is not touched now. A stack that is not there yet begins with blue. */
export async function readColour(
  { clients, target }: DeployContext,
  stack: StackFacts | undefined,
): Promise<Colour | readonly Problem[]> {
  if (stack === undefined) return 'blue';
  try {
    return await readLiveColour(clients, colourOutputs(stack.outputs, stack.name), commandWords(target));
  } catch (error) {
    if (error instanceof TealformError && error.code === 'no-colour') return error.problems;
    throw error;
  }
}

/** Why the stack is not touched now: a release of it is under way. */
export async function findRunningReleases(
  { clients, target }: DeployContext,
  stack: StackFacts | undefined,
): Promise<readonly Problem[]> {
  const group = deploymentGroupOf(stack?.outputs ?? {});
  if (group === undefined) return [];
  const problems: Problem[] = [];
  for await (const running of listDeployments(clients, group, RUNNING))
    problems.push(explainRunning(running, commandWords(target)));
  return problems;
}

function explainRunning({ id, status, since }: Deployment, words: string): Problem {
  return {
    code: 'release-under-way',
    message: `the deployment ${id} is ${status}${since ? ` since ${since.toISOString()}` : ''}: an update that edits a listener now could send users to the wrong colour`,
    hint: `wait for it (make status ${words}), or stop it: make stop ${words}, or aws deploy stop-deployment --deployment-id ${id}`,
  };
}

/**
 * Keeps releases from beginning, and then looks whether everything is still as the changes were worked out for: a person may have
 * thought about the question for an hour, and whoever releases past the pipeline does not go through the stage. Called right before
 * every change set is executed.
 * @returns why it is not.
 */
export async function holdReleases(
  context: DeployContext,
  hold: Hold,
  stack: StackFacts | undefined,
  planned: Colour,
): Promise<readonly Problem[]> {
  const transition = await hold.close(stack);
  const running = await findRunningReleases(context, stack);
  if (running.length > 0) return running;
  if (transition?.isReleasing) {
    const message = `a version has just got into ${transition.stage} of the pipeline ${transition.pipeline}`;
    return [
      {
        code: 'release-under-way',
        message,
        hint: `wait until it is out (make status ${commandWords(context.target)}), then run this again`,
      },
    ];
  }
  const colour = await readColour(context, stack);
  if (colour === planned) return [];
  if (typeof colour !== 'string') return colour;
  const message = `${colour} serves now, and the changes were worked out for ${planned}: a release has swapped the colours meanwhile`;
  return [{ code: 'colour-changed', message, hint: 'run it again: it reads the live colour anew' }];
}
