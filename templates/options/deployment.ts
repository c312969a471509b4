/** How traffic moves from the old version to the new. */
export type TrafficOptions = AllAtOnce | Canary | Linear;

export interface AllAtOnce {
  readonly kind: 'all-at-once';
}

/** One step, then the rest. */
export interface Canary {
  readonly kind: 'canary';
  /** Share of the traffic that the new version gets first. */
  readonly percent: number;
  /** How long it stays at that. */
  readonly minutes: number;
}

/** Equal steps. */
export interface Linear {
  readonly kind: 'linear';
  /** Share of the traffic that moves with each step. */
  readonly percent: number;
  /** Time between steps. */
  readonly everyMinutes: number;
}

/** All traffic moves in one step. */
export function allAtOnce(): AllAtOnce {
  return { kind: 'all-at-once' };
}

/** A share of the traffic moves first, and the rest some minutes later. */
export function canary(options: Omit<Canary, 'kind'>): Canary {
  return { kind: 'canary', ...options };
}

/** Traffic moves in equal steps, with minutes between them. */
export function linear(options: Omit<Linear, 'kind'>): Linear {
  return { kind: 'linear', ...options };
}

/** What, seen in either colour, stops a deployment and sends traffic back. It is watched, and told of, at other times too. */
export interface RollbackOptions {
  /** Targets that fail their health checks. */
  readonly unhealthyHosts: boolean;
  /** Share of requests that targets answer with 5xx, in percent; `false` not to watch it. */
  readonly http5xxPercent: number | false;
  /** Time that the slowest hundredth of answers takes, in seconds; `false` not to watch it. */
  readonly latencyP99Seconds: number | false;
}

/** Whether a person must say that traffic may move, and how long the deployment waits for that. */
export interface ApprovalOptions {
  /** After these minutes without an answer the deployment is stopped. */
  readonly waitMinutes: number;
}
