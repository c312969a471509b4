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
  let asking: Promise<boolean> | undefined;
  const off = onInterrupt((signal) => {
    presses += 1;
    if (presses > 1 || askToStop === undefined || signal !== 'SIGINT') return leaving.abort();
    asking = askToStop(
      'stop the operation? What it has begun goes on to its end. Ctrl-C again leaves it running. [y/N] ',
    )
      .then(async (isYes) => {
        const isStop = isYes && presses === 1;
        if (isStop) await stopOperation(clients, set, id);
        return isStop;
      })
      .catch((error: unknown) => {
        failure = { error };
        leaving.abort();
        return false;
      });
  });
  try {
    const onChange = (result: PlaceResult) => tell({ kind: 'instance', operationId: id, ...result });
    const watched = await watchOperation(clients, set, id, { clock, onChange, leave: leaving.signal, pauses });
    const left = new Promise<false>((resolve) => {
      if (leaving.signal.aborted) resolve(false);
      else leaving.signal.addEventListener('abort', () => resolve(false), { once: true });
    });
    // Nothing more is begun before that is answered.
    const isStopped = await Promise.race([asking ?? false, left]);
    if (failure !== undefined) throw failure.error;
    if (isStopped && watched?.operation.status === 'SUCCEEDED') {
      throw new TealformError({
        code: 'stopped',
        message: `stopped, as you said: the operation ${id} had come to its end before, and nothing more was begun`,
        hint: 'run it again: it does what is left',
      });
    }
    if (watched === undefined || leaving.signal.aborted) return { kind: 'left', operationId: id };
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
