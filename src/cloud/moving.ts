import type { FinalizeHandler } from '@smithy/types';

/** An endpoint that may go away and come back elsewhere: a local cloud that another command has in its own process. */
export interface MovingEndpoint {
  /** Where it is now: `http://127.0.0.1:4567`. */
  readonly url: () => string;
  /** Finds where it is since it was not there any more; the same address where it is still there. */
  readonly find: (gone: string) => Promise<string>;
}

/** What a connection ends with where nobody is there, or not any more. */
const GONE = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'];

/** Has a client follow an endpoint that moves: a call that found nobody is made once more where it is then. */
export function following({ url, find }: MovingEndpoint) {
  return <I extends object, O extends object>(next: FinalizeHandler<I, O>): FinalizeHandler<I, O> =>
    async (args) => {
      const asked = url();
      direct(args.request, asked);
      try {
        return await next(args);
      } catch (error) {
        if (!isGone(error)) throw error;
        const found = await find(asked);
        if (found === asked) throw error;
        direct(args.request, found);
        return await next(args);
      }
    };
}

function direct(request: unknown, url: string): void {
  if (typeof request !== 'object' || request === null || !('hostname' in request && 'port' in request)) return;
  const { hostname, port } = new URL(url);
  Object.assign(request, { hostname, port: Number(port) });
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && GONE.includes(String(error.code));
}
