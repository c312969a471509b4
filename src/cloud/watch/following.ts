import type { Step, Watcher } from '../watcher.ts';
import { type FollowEdge, type Followed, follow } from './follow.ts';
import type { Printer } from './printers/printer.ts';
import { findBeginning, markEvents, type WatchClients } from './stack-events.ts';

/**
 * A watcher that follows. What it needs to know of the stack it is told; what it prints with is opened for each stack anew.
 * @param about what is done, in words, and how to come back.
 */
export function followingWatcher(
  clients: WatchClients,
  about: Pick<Followed, 'rootName' | 'title' | 'comeBack'>,
  openPrinter: () => Printer,
  edge: FollowEdge,
): Watcher {
  return {
    begin: async (stackName, step) => {
      const mark = await markEvents(clients, stackName);
      return (stackId) => follow(clients, { ...about, ...mark, stackId, ...titleOf(step) }, openPrinter(), edge);
    },
    attach: async (stackId, step) => {
      // Of a stack at rest only what comes now is of interest.
      const beginning = await findBeginning(clients, stackId);
      const mark = beginning ? { since: beginning } : await markEvents(clients, stackId);
      return follow(clients, { ...about, ...mark, stackId, ...titleOf(step) }, openPrinter(), edge);
    },
  };
}

function titleOf(step: Step | undefined): Partial<Followed> {
  return step === undefined ? {} : { title: step.title, step };
}
