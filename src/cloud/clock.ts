/** Time, as whoever watches has it. Passed in, so that tests have a time of their own. */
export interface Clock {
  now(): Date;
  /** Comes back after so many milliseconds, or as soon as the signal is given. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The system's. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal?.addEventListener('abort', end);
    }),
};

/**
 * Asks again and again until there is an answer, at first after a moment and then ever more slowly.
 * @param limit milliseconds after which it gives up, with undefined.
 */
export async function poll<T>(clock: Clock, ask: () => Promise<T | undefined>, limit: number): Promise<T | undefined> {
  const start = clock.now().getTime();
  for (let pause = 100; ; pause = Math.min(pause * 1.5, 5_000)) {
    const answer = await ask();
    if (answer !== undefined || clock.now().getTime() - start >= limit) return answer;
    await clock.sleep(pause);
  }
}
