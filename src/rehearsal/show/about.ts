/** What a rehearsal is of. */
export interface About {
  /** The system: `hello-server`. */
  readonly system: string;
  /** What is played, in a few words: `linear, 10 % every minute`. */
  readonly title: string;
  /** How much faster than at AWS: {@link Pace.factor}. */
  readonly pace: number;
  /** When it began. */
  readonly startedAt: Date;
  /** A fault that was asked for: `hook-fails`. */
  readonly fault?: string | undefined;
}

/** `30 times as fast as at AWS` */
export function paceInWords({ pace }: About): string {
  return pace === 1 ? 'as fast as at AWS' : `waits ${Number(pace.toFixed(1))} times as fast as at AWS`;
}
