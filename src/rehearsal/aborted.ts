import { TealformError } from '../dsl/error.ts';

/**
 * Never comes to anything but an end: that of a signal.
 * @param hint how what was ended is gone on with
 * @throws TealformError `interrupted` once the signal is aborted
 */
export function whenAborted(signal: AbortSignal, hint: string): Promise<never> {
  return new Promise((_, reject) => {
    const end = () =>
      reject(new TealformError({ code: 'interrupted', message: 'it was ended before it was over', hint }));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
