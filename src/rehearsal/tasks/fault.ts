/**
 * What goes wrong in a task because somebody wants to see what comes of it. The code that is loaded before the task's program does it;
 * the program knows nothing of it.
 */
export type TaskFault =
  /** Answers so to everything but health checks. */
  | { readonly kind: 'answer'; readonly status: number }
  /** Lets every request but health checks wait. */
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** Answers health checks with 503. */
  | { readonly kind: 'unhealthy' }
  /** Ends, with exit code 1, so long after it was told. */
  | { readonly kind: 'crash'; readonly afterMilliseconds?: number };

/** What ELB's health checks call themselves. */
export const HEALTH_CHECKER = 'ELB-HealthChecker/2.0';

/** What a task's process is told at its start, as JSON in the variable {@link TOLD}. */
export interface TaskSettings {
  /** Whether an init process would be the container's first one, so that signals have their usual effect. */
  readonly init: boolean;
  readonly fault?: TaskFault;
}

/** The variable in which the process finds its settings. It is gone before the program starts. */
export const TOLD = 'REHEARSAL_TASK';

/** What a task's process says, a line of JSON each. */
export type TaskMessage =
  | { readonly said: 'started' }
  /** It listens: on the port that it asked for, which is that of its container, and on which of this machine. */
  | {
      readonly said: 'listening';
      readonly containerPort: number;
      readonly hostPort: number;
      readonly reachable: boolean;
    };
