import type { Outcome } from './outcome.ts';

/** Something that is watched and is not what was asked for, but comes before it. */
export interface Step {
  /** What is done, in words: `deleting what is left of hello-server`. */
  readonly title: string;
  /** The status that it is to come to, where that is a failure of other operations: `UPDATE_ROLLBACK_COMPLETE`. */
  readonly endsIn?: string;
}

/** Who watches what happens to a stack, until it is over or until whoever watches leaves. */
export interface Watcher {
  /**
   * Looks where a stack's events end before something is done to it, and gives what then watches that. So this machine's clock is
   * never compared with AWS's.
   * @param stackName of the root; it need not be there yet.
   * @param step unless it is what was asked for.
   */
  begin(stackName: string, step?: Step): Promise<(stackId: string) => Promise<Outcome>>;
  /** Watches what is under way already. @param stackId the root's ARN: by its name a deleted stack is not found. */
  attach(stackId: string, step?: Step): Promise<Outcome>;
}
