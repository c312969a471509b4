import { CancelUpdateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { explained } from '../call.ts';
import type { WatchClients } from './stack-events.ts';

/** What a process is told to end by: Ctrl-C, whoever ends jobs, a terminal that is gone. */
export type Interrupt = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** How to deal with somebody who presses Ctrl-C. */
export interface InterruptEdge {
  /** Asks, and gives whether the answer was yes; undefined where nobody can be asked. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
  readonly say: (text: string) => void;
  /** It is being cancelled, because somebody said so. */
  readonly cancelled: () => void;
  /** Ends watching. What is watched goes on. */
  readonly leave: () => void;
  /** Something went wrong on the way: told, and thrown when watching ends. */
  readonly fail: (error: unknown) => void;
}

/**
 * What Ctrl-C does while a stack is watched: the first asks whether to cancel what is going on, any further one leaves it running. Where
 * nobody can be asked the first leaves it running, and so does every other signal: a job that is ended must not undo what it began.
 * @param statusOf the root stack's, as far as it is known.
 */
export function interruption(
  clients: WatchClients,
  stackId: string,
  statusOf: () => string | undefined,
  edge: InterruptEdge,
): (signal: Interrupt) => void {
  let presses = 0;
  return (signal) => {
    presses += 1;
    if (signal !== 'SIGINT' || presses > 1 || edge.ask === undefined) return edge.leave();
    const way = wayToCancel(statusOf());
    if (way === undefined) {
      return edge.say(`this cannot be cancelled (${statusOf() ?? 'it has not begun'}); Ctrl-C again leaves it running`);
    }
    edge
      .ask(`${way.question} Ctrl-C again leaves it running. [y/N] `)
      .then(async (isYes) => {
        if (presses > 1) return;
        // The status may have changed while somebody thought.
        const now = isYes ? wayToCancel(statusOf()) : undefined;
        if (!isYes) return edge.say('going on; Ctrl-C leaves it running');
        if (now === undefined) return edge.say(`too late: it is ${statusOf()}`);
        await now.cancel(clients, stackId);
        edge.cancelled();
        edge.say(now.said);
      })
      .catch(edge.fail);
  };
}

interface WayToCancel {
  readonly question: string;
  readonly said: string;
  cancel(clients: WatchClients, stackId: string): Promise<unknown>;
}

/**
 * How what a stack does can be cancelled: an update is rolled back, a creation can only be deleted. Undefined for what nothing can stop.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html
 */
export function wayToCancel(status: string | undefined): WayToCancel | undefined {
  if (status === 'UPDATE_IN_PROGRESS') {
    return {
      question: 'cancel the update and go back to what was there before?',
      said: 'cancelling: the stack goes back to what was there before',
      cancel: ({ cloudFormation, region }, stackId) =>
        explained(cloudFormation.send(new CancelUpdateStackCommand({ StackName: stackId })), {
          action: 'cloudformation:CancelUpdateStack',
          resource: stackId,
          region,
        }),
    };
  }
  if (status === 'CREATE_IN_PROGRESS') {
    return {
      question: 'cancel the creation, and delete what has been made so far?',
      said: 'cancelling: the stack is being deleted',
      cancel: ({ cloudFormation, region }, stackId) =>
        explained(cloudFormation.send(new DeleteStackCommand({ StackName: stackId })), {
          action: 'cloudformation:DeleteStack',
          resource: stackId,
          region,
        }),
    };
  }
  return undefined;
}
