import type { Clock } from '../clock.ts';
import type { Outcome } from '../outcome.ts';
import type { Step } from '../watcher.ts';
import { isFinal, type WatchEvent } from './event.ts';
import { watchStack } from './events.ts';
import { type Interrupt, interruption } from './interrupt.ts';
import { outcomeOf, WatchModel } from './model.ts';
import type { Printer, StackOutput } from './printers/printer.ts';
import { readStack, type WatchClients } from './stack-events.ts';

/** What is followed, and how it is spoken of. */
export interface Followed {
  readonly stackId: string;
  /** By AWS's clock: what `markEvents` or `findBeginning` gives. */
  readonly since: Date;
  /** Ids of events that belong to what was before. */
  readonly seen?: readonly string[];
  /** The root stack's name, which paths begin with. */
  readonly rootName: string;
  /** `deploying hello-server to dev` */
  readonly title: string;
  /** Where it is a step to what was asked for. The outputs are told with that. */
  readonly step?: Step;
  /** `make status ENV=dev` */
  readonly comeBack: string;
}

/** What following needs of the world. */
export interface FollowEdge {
  readonly clock: Clock;
  readonly write: (text: string) => void;
  /** Calls again and again until what it gives is called. */
  readonly every: (milliseconds: number, call: () => void) => () => void;
  /** Calls for each Ctrl-C and other signal until what it gives is called. */
  readonly onInterrupt: (call: (signal: Interrupt) => void) => () => void;
  /** Undefined where nobody can be asked. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
  /** Between two looks, in milliseconds: see `WatchOptions`. */
  readonly shortestPause?: number;
  /** How long AWS may be out of reach, in milliseconds: see `WatchOptions`. */
  readonly patience?: number;
}

/**
 * Follows what happens to a stack, prints it, deals with Ctrl-C, and says at the end how it went.
 * @throws TealformError what `watchStack` throws, and a cancellation that was refused.
 */
export async function follow(
  clients: WatchClients,
  followed: Followed,
  printer: Printer,
  edge: FollowEdge,
): Promise<Outcome> {
  const { stackId, rootName, seen = [], title, step, comeBack } = followed;
  const { clock, write } = edge;
  const model = new WatchModel();
  const leaving = new AbortController();
  // While somebody is asked something, nothing is written over the question.
  let held: WatchEvent[] | undefined;
  let isCancelled = false;
  let failure: { readonly error: unknown } | undefined;

  const show = (event: WatchEvent) => write(printer.event(event, model, clock.now()));
  const note = (text: string) => write(printer.note(text, model, clock.now()));
  const ask = async (question: string) => {
    held = [];
    write(printer.pause());
    try {
      return await (edge.ask?.(question) ?? false);
    } finally {
      const events = held;
      held = undefined;
      for (const event of events) show(event);
    }
  };
  const stopListening = edge.onInterrupt(
    interruption(clients, stackId, () => model.root?.status, {
      ask: edge.ask && ask,
      say: note,
      cancelled: () => {
        isCancelled = true;
      },
      leave: () => leaving.abort(),
      fail: (error) => {
        failure = { error };
        leaving.abort();
      },
    }),
  );
  const stopTicking = edge.every(1_000, () => {
    if (held === undefined) write(printer.tick(model, clock.now()));
  });
  const recap = (outcome: Outcome, outputs: readonly StackOutput[] = []) =>
    write(printer.end({ outcome, model, outputs, title, comeBack }, clock.now()));
  try {
    const events = watchStack(clients, stackId, followed.since, {
      clock,
      rootName,
      seen,
      signal: leaving.signal,
      ...(edge.shortestPause !== undefined && { shortestPause: edge.shortestPause }),
      ...(edge.patience !== undefined && { patience: edge.patience }),
      onTrouble: (trouble) => note(`${trouble.message.split('\n')[0]}; trying again`),
    });
    for await (const event of events) {
      model.take(event);
      if (held === undefined) show(event);
      else held.push(event);
      // Many come at once: between two of them signals are heard, such as Ctrl-C.
      await clock.sleep(0);
    }
  } catch (error) {
    // Nobody sees it any more; it goes on all the same.
    failure = { error };
  } finally {
    stopTicking();
    stopListening();
    write(printer.pause());
  }
  if (failure) {
    if (model.root && !isFinal(model.root.status)) recap(outcomeOf(model));
    throw failure.error;
  }
  const left = leaving.signal.aborted;
  const stack = left ? undefined : await readStack(clients, stackId);
  const reached = asMeant(outcomeOf(model, stack?.StackStatus), step);
  // A creation that was cancelled is deleted, which is no success of what was begun.
  const outcome: Outcome =
    isCancelled && reached.status !== 'left-running' && !/^(?:CREATE|UPDATE)_COMPLETE$/.test(reached.stackStatus)
      ? { ...reached, status: 'failed', isCancelled }
      : reached;
  // A stack that is gone still tells what it gave.
  const { Outputs = [] } = stack?.StackStatus === 'DELETE_COMPLETE' || step !== undefined ? {} : (stack ?? {});
  const outputs = Outputs.map(({ OutputKey = '', OutputValue = '', Description }) => ({
    name: OutputKey,
    value: OutputValue,
    description: Description,
  }));
  recap(outcome, outputs);
  return outcome;
}

// To have gone back is what was asked for where an update had got stuck in doing so.
function asMeant(outcome: Outcome, step: Step | undefined): Outcome {
  if (step?.endsIn !== outcome.stackStatus) return outcome;
  return { status: 'succeeded', stackStatus: outcome.stackStatus };
}
