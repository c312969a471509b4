/** What must be put back whatever happens, also when the process is told to end. */
export class Cleanups {
  readonly #works = new Set<() => Promise<void>>();

  /** Remembers a work. @returns what does it now and forgets it; a second call does nothing. */
  add(work: () => Promise<void>): () => Promise<void> {
    this.#works.add(work);
    return async () => {
      if (this.#works.delete(work)) await work();
    };
  }

  /** Does all that has not been done. Never fails: each work tells itself what went wrong. */
  async run(): Promise<void> {
    const works = [...this.#works];
    this.#works.clear();
    await Promise.allSettled(works.map((work) => work()));
  }
}
