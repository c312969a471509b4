import { TealformError } from '../../dsl/error.ts';
import type { FleetContext } from './context.ts';
import {
  isUnderWay,
  listUnderWay,
  type Operation,
  type PlaceResult,
  stopOperation,
  watchOperation,
} from './operation.ts';

/** How an operation ended, as far as anybody watched. */
export type Ended =
  | { readonly kind: 'ended'; readonly operation: Operation; readonly results: readonly PlaceResult[] }
  | { readonly kind: 'left'; readonly operationId: string };

/**
 * Watches an operation to its end. The first Ctrl-C asks whether to stop it, any further one leaves it running; where nobody can be
 * asked, so does the first.
 */
export async function watchToEnd(context: FleetContext, id: string): Promise<Ended> {
  const { clients, clock, target, tell, pauses, onInterrupt, askToStop } = context;
  const set = target.file.stackSet;
  const leaving = new AbortController();
  let presses = 0;
  let failure: { readonly error: unknown } | undefined;
  const off = onInterrupt((signal) => {
    presses += 1;
    if (presses > 1 || askToStop === undefined || signal !== 'SIGINT') return leaving.abort();
    askToStop('stop the operation? What it has begun goes on to its end. Ctrl-C again leaves it running. [y/N] ')
      .then(async (isYes) => {
        if (isYes && presses === 1) await stopOperation(clients, set, id);
      })
      .catch((error: unknown) => {
        failure = { error };
        leaving.abort();
      });
  });
  try {
    const onChange = (result: PlaceResult) => tell({ kind: 'instance', operationId: id, ...result });
    const watched = await watchOperation(clients, set, id, { clock, onChange, leave: leaving.signal, pauses });
    if (failure !== undefined) throw failure.error;
    if (watched === undefined) return { kind: 'left', operationId: id };
    tell({ kind: 'operation-ended', ...watched });
    return { kind: 'ended', ...watched };
  } finally {
    off();
  }
}

/** Waits for what an earlier run, or somebody else, has begun. @returns undefined once nothing is under way. */
export async function watchOthers(context: FleetContext): Promise<Ended | undefined> {
  for (;;) {
    const [operation] = await listUnderWay(context.clients, context.target.file.stackSet);
    if (operation === undefined || !isUnderWay(operation)) return undefined;
    context.tell({ kind: 'attached', operation });
    const ended = await watchToEnd(context, operation.id);
    if (ended.kind === 'left') return ended;
  }
}

/** How often one that has to wait its turn is tried. */
const TRIES = 5;

/**
 * Begins an operation and watches it. Where another one is in the way, that is watched first.
 * @param begin is given the id that the operation is to have.
 */
export async function runOperation(
  context: FleetContext,
  id: string,
  begin: () => Promise<void>,
  onBegun: () => void,
): Promise<Ended> {
  for (let tries = 1; ; tries += 1) {
    try {
      await begin();
      break;
    } catch (error) {
      const isBusy = error instanceof TealformError && /OperationInProgress/.test(error.message);
      if (!isBusy || tries === TRIES) throw error;
      const other = await watchOthers(context);
      if (other !== undefined) return other;
      await context.clock.sleep(context.pauses[0]);
    }
  }
  onBegun();
  return watchToEnd(context, id);
}
