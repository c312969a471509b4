import type { Moment } from '../interference.ts';

/** Of all that fits a rule, which times it fires; each time, unless said. What is said must all be so. */
export interface Times {
  /** Every n-th: 3 is the third, the sixth, ... */
  readonly every?: number;
  /** The n-th only. */
  readonly nth?: number;
  /** The n-th and all after it. */
  readonly from?: number;
  /** Between 0 and 1; the same seed gives the same times. */
  readonly probability?: number;
  /** 1 unless said. */
  readonly seed?: number;
  /** How often it fires at most. */
  readonly times?: number;
}

/** A fault of calls. */
export interface CallRule extends Times {
  readonly fault: 'throttle' | 'error' | 'drop' | 'delay' | 'expire-credentials' | 'crash';
  /** Which calls, as `service:Operation` with `*` for anything: `cloudformation:Describe*`; all unless said. */
  readonly call?: string;
  /** Of `drop` and `crash`: before the work is done, or after it, when only the answer is lost; `after` unless said. */
  readonly when?: 'before' | 'after';
  /** Of `error`: 500 unless said. */
  readonly status?: 500 | 503;
  /** Of `delay`. */
  readonly milliseconds?: number;
  /** Of `expire-credentials`: which access keys, with `*` for anything; all unless said. */
  readonly accessKeyId?: string;
}

/** A fault of resources. */
export interface ResourceRule extends Times {
  readonly fault: 'fail' | 'slow' | 'hang' | 'crash';
  /** Which ones, by logical ids from the root stack's name on: `hello-server/Service/*`; `**` crosses the borders of stacks. */
  readonly resource: string;
  /** Any unless said. */
  readonly at?: Moment;
  /** Of `fail`: what the service says. */
  readonly reason?: string;
  /** Of `fail`: the `HandlerErrorCode`; `GeneralServiceException` unless said. */
  readonly code?: string;
  /** Of `slow`. */
  readonly milliseconds?: number;
}

/** One fault. */
export type Rule = CallRule | ResourceRule;

/** A bucket whose name somebody else has taken. */
export interface ForeignBucket {
  /** With `*` for anything. */
  readonly bucket: string;
  /** Where it is; in the local cloud's own region unless said. */
  readonly region?: string;
}

/** Everything that is to go wrong: `.local/faults.json`. */
export interface FaultDocument {
  readonly rules?: readonly Rule[];
  /** How far the cloud's clock is ahead of this machine's, in seconds; negative where it is behind. */
  readonly clockSkewSeconds?: number;
  /** How long each of the two steps of a resource takes, in milliseconds; 25 unless said. */
  readonly stepMilliseconds?: number;
  readonly foreignBuckets?: readonly ForeignBucket[];
}
