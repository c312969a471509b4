/** The lifecycle events that a hook can run at, in their order. */
export const LIFECYCLE_EVENTS = [
  'BeforeInstall',
  'AfterInstall',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
] as const;

/**
 * An event in a deployment at which a function of ours can run.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
 */
export type LifecycleEvent = (typeof LIFECYCLE_EVENTS)[number];

/** A request to the service, and what its answer must be. */
export interface ProbeOptions {
  /** Which listener it goes to: the test listener where there is one, unless said. */
  readonly listener?: 'test' | 'production';
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** With a slash first; a query may follow. */
  readonly path: string;
  /** Further headers of the request. They stand in the template: no secrets. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The host name that is asked for and, over TLS, that the certificate must be for; otherwise the system's host name. */
  readonly host?: string;
  /** The status the answer must have; 200 unless said. */
  readonly status?: number;
  /** Text that the answer's body must contain, or a pattern that must match it in what is left of the latency. */
  readonly body?: string | RegExp;
  /** The time the whole answer may take, in milliseconds; 2,000 unless said. */
  readonly maxLatencyMs?: number;
  /** How often it is tried at most; 5 times unless said. */
  readonly attempts?: number;
  /** How many attempts in a row must pass; 1 unless said. */
  readonly consecutiveSuccesses?: number;
  /** The pause between attempts, in milliseconds; 1,000 unless said. */
  readonly spacingMs?: number;
}

/** A probe with everything filled in but the listener and the host, which follow from the system. */
export interface ProbeChoice extends ProbeOptions {
  readonly kind: 'probe';
}

/** A request that must be answered as said for the deployment to go on. */
export function probe(options: ProbeOptions): ProbeChoice {
  return { kind: 'probe', ...options };
}

/** What runs at each event: one probe, or several one after the other. */
export type HookOptions = Readonly<Partial<Record<LifecycleEvent, ProbeChoice | readonly ProbeChoice[]>>>;
