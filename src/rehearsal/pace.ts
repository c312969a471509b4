/**
 * How fast time goes in a rehearsal. What AWS counts in minutes is over in seconds, all by the same factor, so that what is longer stays
 * longer; only real programs (the application, the hook) take the time that they take.
 */
export interface Pace {
  /** How much faster: 30 makes a minute two seconds. */
  readonly factor: number;
  /** What so many milliseconds at AWS take here. */
  readonly of: (milliseconds: number) => number;
}

/** A pace by its factor. */
export function paceOf(factor: number): Pace {
  return { factor, of: (milliseconds) => milliseconds / factor };
}
