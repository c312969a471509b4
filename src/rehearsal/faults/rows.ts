import { TealformError } from '../../dsl/error.ts';

/** What can be played that goes wrong. */
export type FaultName =
  | 'hook-fails'
  | 'hook-denied'
  | 'hook-hangs'
  | 'green-500'
  | 'green-slow'
  | 'green-never-healthy'
  | 'green-crashes-mid-shift'
  | 'blue-crashes'
  | 'stop-mid-shift';

/** How a rehearsal with a fault has to end: what it is held to, and what stands in docs/rehearsing.md. */
export interface FaultRow {
  /** What goes wrong, as a sentence. */
  readonly what: string;
  /** How much faster than at AWS everything waits, unless told. */
  readonly speed: number;
  /** Of the deployment, at its end. */
  readonly status: 'Failed' | 'Stopped';
  /** The code of its error. */
  readonly error: 'HOOK_EXECUTION_FAILURE' | 'TIMEOUT' | 'ALARM_ACTIVE' | 'MANUAL_STOP';
  /** The lifecycle event that fails. */
  readonly event: 'Install' | 'AfterAllowTestTraffic' | 'AllowTraffic';
  /** Of the deployment that takes it back. */
  readonly rollback: 'Succeeded';
  /** The task sets that are left: how many, and where the primary one is. */
  readonly taskSets: { readonly count: number; readonly primary: 'blue' };
  /** Of the listeners at the end, in percent. */
  readonly weights: { readonly production: Weights; readonly test: Weights };
  /** Whose answers fail, for users; `none` where no user notices. It begins with the fault, and it ends. */
  readonly fails: 'none' | 'green' | 'blue';
  /** What a hook's log says. */
  readonly hook?: string;
  /** The page of AWS that documents the end. */
  readonly page: string;
}

type Weights = { readonly blue: number; readonly green: number };

const GUIDE = 'https://docs.aws.amazon.com/codedeploy/latest/userguide';
const ECS = `${GUIDE}/troubleshooting-ecs.html`;

/** Traffic is back where it was, and so is what serves it: the group says that it rolls back for failures, stops and alarms. */
const BACK = {
  rollback: 'Succeeded',
  taskSets: { count: 1, primary: 'blue' },
  weights: { production: { blue: 100, green: 0 }, test: { blue: 100, green: 0 } },
} as const satisfies Partial<FaultRow>;

/** A minute is two seconds, as in a rehearsal without a fault. */
const USUAL = 30;

/**
 * A minute is six seconds. A hook's probes take seconds of this machine, and at AWS they are over long before an alarm has looked at two
 * minutes: with minutes of two seconds an alarm could be first.
 */
const SLOW = 10;

/** A minute is a second: the hour that a hook is waited for is one, and still longer than the 46 s that the function may take. */
const FAST = 60;

/** The faults that can be asked for, each with its end. */
export const FAULTS: Readonly<Record<FaultName, FaultRow>> = {
  'hook-fails': {
    what: 'the hook wants a text that no version answers, and reports `Failed`, though the new version is well',
    speed: USUAL,
    status: 'Failed',
    error: 'HOOK_EXECUTION_FAILURE',
    event: 'AfterAllowTestTraffic',
    ...BACK,
    fails: 'none',
    hook: 'the body does not contain',
    page: `${ECS}#troubleshooting-ecs-lifecycle`,
  },
  'hook-denied': {
    what: "the hook's role may not report, as in the walk-through: `codedeploy:PutLifecycleEventHookExecutionStatus` is taken out of its policy",
    speed: FAST,
    status: 'Failed',
    error: 'TIMEOUT',
    event: 'AfterAllowTestTraffic',
    ...BACK,
    fails: 'none',
    hook: 'AccessDeniedException',
    page: `${ECS}#troubleshooting-ecs-timeout-callback`,
  },
  'hook-hangs': {
    what: 'the hook does nothing until its time is up, and never reports',
    speed: FAST,
    status: 'Failed',
    error: 'TIMEOUT',
    event: 'AfterAllowTestTraffic',
    ...BACK,
    fails: 'none',
    hook: 'Task timed out',
    page: `${ECS}#troubleshooting-ecs-timeout-callback`,
  },
  'green-500': {
    what: 'the new version answers 500 to all but health checks',
    speed: SLOW,
    status: 'Failed',
    // The template's hook probes three times within seconds; the alarm of the same template takes two minutes.
    error: 'HOOK_EXECUTION_FAILURE',
    event: 'AfterAllowTestTraffic',
    ...BACK,
    fails: 'none',
    hook: 'status is 500',
    page: `${ECS}#troubleshooting-ecs-lifecycle`,
  },
  'green-slow': {
    what: 'the new version takes 4 s for every answer but those to health checks',
    speed: SLOW,
    status: 'Failed',
    // The probe's maxLatencyMs is 2000: three attempts are over in eight seconds, before the alarm has looked at two minutes.
    error: 'HOOK_EXECUTION_FAILURE',
    event: 'AfterAllowTestTraffic',
    ...BACK,
    fails: 'none',
    hook: 'no complete answer within 2000 ms',
    page: `${ECS}#troubleshooting-ecs-lifecycle`,
  },
  'green-never-healthy': {
    what: 'the new version answers its health checks with 503',
    speed: USUAL,
    // The alarm on unhealthy hosts of green takes some minutes; without one it were Failed with TIMEOUT, after an hour.
    status: 'Stopped',
    error: 'ALARM_ACTIVE',
    event: 'Install',
    ...BACK,
    fails: 'none',
    page: `${GUIDE}/monitoring-create-alarms.html`,
  },
  'green-crashes-mid-shift': {
    what: 'from 30 % on, the tasks of the new version crash, and those that are started for them do as well',
    speed: USUAL,
    // Until two of three minutes are bad users of green get 502 and 503.
    status: 'Stopped',
    error: 'ALARM_ACTIVE',
    event: 'AllowTraffic',
    ...BACK,
    fails: 'green',
    page: `${GUIDE}/monitoring-create-alarms.html`,
  },
  'blue-crashes': {
    what: 'from 30 % on, the tasks of the old version crash again and again, until the release is stopped',
    speed: USUAL,
    // The group lists alarms of both colours and of the load balancer: they do not ask whose fault it is, and what goes back goes to blue.
    status: 'Stopped',
    error: 'ALARM_ACTIVE',
    event: 'AllowTraffic',
    ...BACK,
    fails: 'blue',
    page: `${GUIDE}/monitoring-create-alarms.html`,
  },
  'stop-mid-shift': {
    what: 'somebody runs `make stop` when green has 30 %',
    speed: USUAL,
    status: 'Stopped',
    error: 'MANUAL_STOP',
    event: 'AllowTraffic',
    ...BACK,
    fails: 'none',
    page: `${GUIDE}/deployments-stop.html`,
  },
};

/** How a rehearsal ends that is killed and gone on with: as if nothing had been. Nothing goes wrong in the account. */
export const KILLED = {
  what: 'the rehearsal itself is killed by `kill -9` while both versions serve, and gone on with by another process',
  speed: USUAL,
  status: 'Succeeded',
  taskSets: { count: 1, primary: 'green' },
  weights: { production: { blue: 0, green: 100 }, test: { blue: 0, green: 100 } },
  page: `${GUIDE}/deployment-steps-ecs.html`,
} as const;

/** Their names, in the order in which they are told. */
export const FAULT_NAMES: readonly FaultName[] = Object.keys(FAULTS).filter(isFaultName);

/** The fault of that name. @throws TealformError `usage` where there is none, with the list of those that there are */
export function faultNamed(name: string): FaultName {
  if (isFaultName(name)) return name;
  throw new TealformError({
    code: 'usage',
    message: `there is no fault ${JSON.stringify(name)}`,
    hint: `take one of these: ${FAULT_NAMES.join(', ')}`,
  });
}

/** Whether there is a fault of that name. */
export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}
