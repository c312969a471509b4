import { TealformError } from '../dsl/error.ts';
import type { Clients } from './clients.ts';
import { stopDeployment } from './release.ts';
import { describeStack, type StackFacts, stateOf } from './stack.ts';
import { openByHand, readTransition, type Transition } from './transition.ts';

/** The root stack of the system that is released. */
type Root = Pick<StackFacts, 'id' | 'name'>;

/**
 * Holds that a release may begin: the stack is at rest, and no run of `make deploy` keeps releases out. An update that edits a listener
 * while a release swaps the colours sends users to the one without tasks.
 * @throws TealformError `refused-by-guard`
 */
export async function checkReleasable(clients: Clients, { id, name }: Root): Promise<void> {
  const stack = await describeStack(clients, id);
  const state = stateOf(stack);
  if (stack === undefined || state !== 'ready') {
    const isBusy = state === 'busy';
    throw new TealformError({
      code: 'refused-by-guard',
      message: `the stack ${name} is ${stack?.status ?? 'gone'}: ${isBusy ? 'what is done with it could write a listener with the colour that a release leaves' : 'it must be at rest before anything is released'}`,
      hint: isBusy
        ? 'wait until that is over: make status; make deploy watches it'
        : 'run make deploy: it brings the stack to where it can be released to',
    });
  }
  const transition = await readHold(clients, stack);
  if (transition?.state !== 'ours') return;
  throw new TealformError({
    code: 'refused-by-guard',
    message: `make deploy keeps releases out of ${transition.pipeline}: it changes the stack now, or was ended while it did`,
    hint: `wait for it (make status); where none is at work the next make deploy lets them in, or ${openByHand(transition)}`,
  });
}

/**
 * Begins a release past the pipeline, and takes it back where an update has begun just then. Either of the two sees the other: an update
 * closes the way in before it looks for releases, and this looks at the way in once its release is there.
 * @param release has CodeDeploy begin it. @returns its id.
 * @throws TealformError `refused-by-guard`, and what `release` throws.
 */
export async function beginRelease(clients: Clients, root: Root, release: () => Promise<string>): Promise<string> {
  await checkReleasable(clients, root);
  const id = await release();
  try {
    await checkReleasable(clients, root);
  } catch (error) {
    // It is there, and who cannot look again knows nothing against it.
    if (!(error instanceof TealformError)) throw error;
    if (error.code !== 'refused-by-guard') return id;
    const isStopped = await tryToStop(clients, id);
    const [problem] = error.problems;
    const what = isStopped ? 'it is being stopped, and traffic goes back' : 'it could not be stopped';
    throw new TealformError({
      code: 'refused-by-guard',
      message: `an update has begun at the same time as ${id}, so ${what}: ${problem?.message}`,
      hint: isStopped ? problem?.hint : 'see where users get to, and where the tasks are: make status',
    });
  }
  return id;
}

// Whoever may not look at the pipeline has the stack's status to go by.
async function readHold(clients: Clients, { outputs }: StackFacts): Promise<Transition | undefined> {
  const { PipelineName: pipeline } = outputs;
  if (pipeline === undefined) return undefined;
  try {
    return await readTransition(clients, pipeline);
  } catch (error) {
    if (error instanceof TealformError && error.code === 'access-denied') return undefined;
    throw error;
  }
}

async function tryToStop(clients: Clients, id: string): Promise<boolean> {
  try {
    await stopDeployment(clients, id);
    return true;
  } catch (error) {
    if (error instanceof TealformError) return false;
    throw error;
  }
}
