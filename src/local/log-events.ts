/** A line of a log. */
export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly stream: string;
  readonly message: string;
  /** Counts up over all that is kept. */
  readonly id: number;
}

/** How many lines of a log group are kept. */
const MOST = 10_000;

/** What was written to log groups by what runs here. It is gone with the process. */
export class LogEvents {
  readonly #groups = new Map<string, LogEvent[]>();
  #count = 0;

  /** Puts a line. */
  put(group: string, event: Omit<LogEvent, 'id'>): void {
    const all = this.#groups.get(group) ?? [];
    this.#groups.set(group, all);
    all.push({ ...event, id: this.#count });
    this.#count += 1;
    if (all.length > MOST) all.shift();
  }

  /** The lines of a group, oldest first. */
  of(group: string): readonly LogEvent[] {
    return this.#groups.get(group) ?? [];
  }
}
