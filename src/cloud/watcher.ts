import type { Outcome } from './outcome.ts';

/** Who watches what happens to a stack, until it is over or until whoever watches leaves. */
export interface Watcher {
  /**
   * Looks where a stack's events end before something is done to it, and gives what then watches that. So this machine's clock is
   * never compared with AWS's.
   * @param stackName of the root; it need not be there yet.
   */
  begin(stackName: string): Promise<(stackId: string) => Promise<Outcome>>;
  /** Watches what is under way already. @param stackId the root's ARN: by its name a deleted stack is not found. */
  attach(stackId: string): Promise<Outcome>;
}
