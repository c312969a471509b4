/** What made an operation on a stack fail: the first failure, not the ones that were cancelled because of it. */
export interface RootCause {
  readonly logicalId: string;
  /** `AWS::ECS::Service` */
  readonly type: string;
  /** In the words of the service that refused. */
  readonly reason: string;
  /** Name of the stack that the resource is in, the root's or a nested one's. */
  readonly stack: string;
}

/** How an operation on a stack ended, or that it goes on without anybody watching. */
export interface Outcome {
  readonly status: 'succeeded' | 'failed' | 'left-running';
  /** As CloudFormation names it: `UPDATE_COMPLETE`, `ROLLBACK_COMPLETE`. */
  readonly stackStatus: string;
  readonly rootCause?: RootCause;
  /** Whether whoever watched had it cancelled. */
  readonly isCancelled?: boolean;
}

/**
 * Watches an operation on a root stack until it is over, or until whoever watches leaves.
 * @param stackId the root's ARN.
 * @param since when the operation began; events before it belong to earlier ones.
 */
export type Watch = (stackId: string, since: Date) => Promise<Outcome>;
