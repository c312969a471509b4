/** Which of the two target groups: their names are those of the templates, whatever runs in them. */
export type Side = 'blue' | 'green';

/** What happened in a rehearsal, in the order in which it did. `at` is milliseconds since it began. */
export type TimelineEntry = { readonly at: number } & (
  | {
      readonly kind: 'stage';
      readonly stage: string;
      readonly status: 'begun' | 'done' | 'failed';
      readonly text?: string;
    }
  | {
      readonly kind: 'deployment';
      readonly deploymentId: string;
      readonly status: 'Created' | 'InProgress' | 'Baking' | 'Ready' | 'Succeeded' | 'Failed' | 'Stopped';
      readonly error?: { readonly code: string; readonly message: string };
      /** Of a rollback: the deployment that it takes back. */
      readonly rollbackOf?: string;
    }
  | {
      readonly kind: 'lifecycle';
      readonly deploymentId: string;
      readonly event: string;
      readonly status: 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped' | 'Unknown';
      readonly message?: string;
    }
  /** The weights of a listener as they are from now on, in percent. */
  | {
      readonly kind: 'weights';
      readonly listener: 'production' | 'test';
      readonly blue: number;
      readonly green: number;
    }
  | {
      readonly kind: 'task';
      readonly side: Side;
      readonly task: string;
      readonly status: 'starting' | 'healthy' | 'unhealthy' | 'draining' | 'stopped' | 'crashed';
      readonly text?: string;
    }
  /** A line of a hook's log. */
  | { readonly kind: 'hook'; readonly event: string; readonly level: 'info' | 'warn' | 'error'; readonly text: string }
  /** What runs on a side from now on. */
  | {
      readonly kind: 'version';
      readonly side: Side /** `sha256:...`, or whatever tells versions apart. */;
      readonly image: string;
    }
  /** What users saw in the second that ended: answers and failures by the side that gave them, latencies in milliseconds. */
  | {
      readonly kind: 'traffic';
      readonly blue: SideTraffic;
      readonly green: SideTraffic;
      /** All that failed: those of both sides, and those that neither has answered. */
      readonly failed: number;
      /** The same by what came of them: `{ '503 of the load balancer': 2 }`. */
      readonly reasons?: Readonly<Record<string, number>>;
      /** What the sides answered by the weights that held for each request: more than one where they changed in this second. */
      readonly byWeights?: readonly WeightedTraffic[];
      /** Requests that were due and not sent: as many as may be were under way, or this machine was busy. None where it is not said. */
      readonly leftOut?: number;
    }
  | {
      readonly kind: 'alarm';
      readonly alarm: string;
      readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
      readonly reason: string;
    }
  | { readonly kind: 'log'; readonly source: string; readonly text: string }
  /** A fault that is played: what was asked for, when it strikes, and when it is over, where that is before the end. */
  | {
      readonly kind: 'fault';
      readonly fault: string;
      readonly status: 'asked' | 'strikes' | 'over';
      readonly text: string;
    }
  | { readonly kind: 'verdict'; readonly passed: boolean; readonly text: string; readonly checks: readonly Check[] }
);

/** What one side answered in a second. */
export interface SideTraffic {
  readonly requests: number;
  /** Answers of 500 and above, and none at all. */
  readonly failures: number;
  readonly p50: number;
  readonly p99: number;
}

/** What was answered while the production listener had these weights, in percent. */
export interface WeightedTraffic {
  readonly blue: number;
  readonly green: number;
  readonly requests: Readonly<Record<Side, number>>;
}

/** One thing that a rehearsal is held to. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  readonly text: string;
}

/** Where entries go as they happen: a terminal, a page, a file. */
export type Tell = (entry: TimelineEntry) => void;
