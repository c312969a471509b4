// Used by tests only, and by whoever draws the page without a rehearsal: streams of deployments that never were.
import type { Side, SideTraffic, TimelineEntry } from '../timeline.ts';

/** How a made-up deployment ends. */
export type MadeUp = 'linear' | 'alarm' | 'hook-fails';

// An entry without its time.
type Untimed = TimelineEntry extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never;

const EVENTS = [
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'AllowTestTraffic',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AllowTraffic',
  'AfterAllowTraffic',
] as const;

const DEPLOYMENT = 'd-7Q2XK4M9P';
const ROLLBACK = 'd-R0LLB4CK1';
const VERSIONS = {
  blue: 'sha256:5b1c0e7d94a2f6c8',
  green: 'sha256:e04d8a31b7c95f20',
};
const ALARMS = [
  'blue-unhealthy-hosts',
  'blue-errors',
  'blue-latency',
  'green-unhealthy-hosts',
  'green-errors',
  'green-latency',
];
const DENIED = "expected 'Hi there' in the body, got 'Internal Server Error'";

/**
 * A linear deployment of ten steps, 300 requests a second, as a rehearsal would tell it: the same each time. `alarm` has green fail at 40 %
 * until an alarm takes traffic back; `hook-fails` has the hook say no before users see anything.
 */
export function madeUp(variant: MadeUp = 'linear'): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  const tell = (at: number, entry: Untimed) => entries.push({ at: Math.round(at), ...entry } as TimelineEntry);
  const both = { tell, variant };
  const shiftedAt = begin(both);
  const { weightAt, failsFrom, endsAt } =
    variant === 'linear'
      ? shift(both, shiftedAt)
      : variant === 'alarm'
        ? alarm(both, shiftedAt)
        : refused(both, shiftedAt);
  traffic(both, { from: 6_000, until: endsAt, weightAt, failsFrom });
  return entries
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => a.entry.at - b.entry.at || a.index - b.index)
    .map(({ entry }) => entry);
}

interface Telling {
  readonly tell: (at: number, entry: Untimed) => void;
  readonly variant: MadeUp;
}

interface Course {
  readonly weightAt: (at: number) => number;
  readonly failsFrom?: number | undefined;
  readonly endsAt: number;
}

const event = (
  name: string,
  status: 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped',
  message?: string,
): Untimed => ({
  kind: 'lifecycle',
  deploymentId: DEPLOYMENT,
  event: name,
  status,
  ...(message !== undefined && { message }),
});

function start({ tell }: Telling, side: Side, at: number): void {
  for (const number of [0, 1, 2]) {
    const task = `${side === 'blue' ? 'b41f' : '9c07'}${'1a7'[number]}`;
    tell(at + number * 40, { kind: 'task', side, task, status: 'starting', text: 'registered as 127.0.0.1' });
    tell(at + 1_900 + number * 130, { kind: 'task', side, task, status: 'healthy' });
  }
}

/** Everything until the hook; gives when it is asked. */
function begin(telling: Telling): number {
  const { tell } = telling;
  tell(0, {
    kind: 'stage',
    stage: 'deploy',
    status: 'begun',
    text: 'hello-server to a CloudFormation on this machine',
  });
  tell(300, { kind: 'log', source: 'deploy', text: 'creating hello-server: 80 resources in 9 nested stacks' });
  tell(2_700, { kind: 'log', source: 'deploy', text: 'CREATE_COMPLETE in 2s' });
  tell(2_750, { kind: 'stage', stage: 'deploy', status: 'done' });
  tell(2_800, { kind: 'stage', stage: 'first version', status: 'begun' });
  tell(2_810, { kind: 'version', side: 'blue', image: VERSIONS.blue });
  start(telling, 'blue', 2_850);
  tell(2_900, { kind: 'weights', listener: 'production', blue: 100, green: 0 });
  tell(2_900, { kind: 'weights', listener: 'test', blue: 100, green: 0 });
  for (const alarm of ALARMS)
    tell(3_000, {
      kind: 'alarm',
      alarm: `hello-server-${alarm}`,
      state: 'OK',
      reason: 'no datapoint was over the threshold',
    });
  tell(5_010, { kind: 'stage', stage: 'first version', status: 'done' });
  tell(6_200, { kind: 'stage', stage: 'build', status: 'begun' });
  tell(7_400, { kind: 'log', source: 'build', text: `pushed hello-server@${VERSIONS.green}` });
  tell(7_450, { kind: 'stage', stage: 'build', status: 'done' });
  tell(7_500, { kind: 'stage', stage: 'release', status: 'begun' });
  tell(7_510, { kind: 'version', side: 'green', image: VERSIONS.green });
  tell(7_600, { kind: 'deployment', deploymentId: DEPLOYMENT, status: 'Created' });
  for (const name of EVENTS) tell(7_600, event(name, 'Pending'));
  tell(7_700, { kind: 'deployment', deploymentId: DEPLOYMENT, status: 'InProgress' });
  tell(7_710, event('BeforeInstall', 'Succeeded'));
  tell(7_720, event('Install', 'InProgress'));
  tell(7_730, {
    kind: 'log',
    source: 'ecs',
    text: 'CreateTaskSet ecs-svc/8214409837192001842 of 3 tasks, task definition hello-server:2',
  });
  start(telling, 'green', 7_800);
  tell(10_100, event('Install', 'Succeeded'));
  tell(10_110, event('AfterInstall', 'Succeeded'));
  tell(10_120, event('AllowTestTraffic', 'InProgress'));
  tell(10_130, { kind: 'weights', listener: 'test', blue: 0, green: 100 });
  tell(10_160, event('AllowTestTraffic', 'Succeeded'));
  tell(10_170, event('AfterAllowTestTraffic', 'InProgress'));
  tell(10_200, {
    kind: 'hook',
    event: 'AfterAllowTestTraffic',
    level: 'info',
    text: 'probing http://127.0.0.1:41877/hello/test',
  });
  return 10_400;
}

function probes({ tell }: Telling, from: number): number {
  for (const number of [1, 2, 3])
    tell(from + number * 420, {
      kind: 'hook',
      event: 'AfterAllowTestTraffic',
      level: 'info',
      text: `probe ${number}: 200 in ${3 + number} ms, ${number} of 3 in a row`,
    });
  const at = from + 1_500;
  tell(at, { kind: 'hook', event: 'AfterAllowTestTraffic', level: 'info', text: 'reported Succeeded' });
  tell(at + 60, event('AfterAllowTestTraffic', 'Succeeded'));
  tell(at + 80, event('BeforeAllowTraffic', 'Succeeded'));
  tell(at + 100, event('AllowTraffic', 'InProgress'));
  return at + 150;
}

/** Steps of ten percent every two seconds, as far as that share. */
function steps({ tell }: Telling, from: number, last: number): Course['weightAt'] {
  for (let green = 10; green <= last; green += 10) {
    tell(from + (green / 10 - 1) * 2_000, { kind: 'weights', listener: 'production', blue: 100 - green, green });
    tell(from + (green / 10 - 1) * 2_000 + 5, {
      kind: 'log',
      source: 'codedeploy',
      text: `ModifyListener: blue ${100 - green}, green ${green}`,
    });
  }
  return (at) => (at < from ? 0 : Math.min(last, (Math.floor((at - from) / 2_000) + 1) * 10));
}

function shift(telling: Telling, from: number): Course {
  const { tell } = telling;
  const begun = probes(telling, from);
  const weightAt = steps(telling, begun, 100);
  const done = begun + 20_000;
  tell(done, event('AllowTraffic', 'Succeeded'));
  tell(done + 10, event('AfterAllowTraffic', 'Succeeded'));
  tell(done + 30, {
    kind: 'log',
    source: 'codedeploy',
    text: 'waiting 5 minutes (10 s here) before blue is terminated',
  });
  const gone = done + 10_000;
  for (const number of [0, 1, 2]) {
    const task = `b41f${'1a7'[number]}`;
    tell(gone + number * 20, { kind: 'task', side: 'blue', task, status: 'draining' });
    tell(gone + 1_000 + number * 40, { kind: 'task', side: 'blue', task, status: 'stopped', text: 'exit code 0' });
  }
  tell(gone + 1_300, { kind: 'deployment', deploymentId: DEPLOYMENT, status: 'Succeeded' });
  tell(gone + 1_310, { kind: 'stage', stage: 'release', status: 'done' });
  tell(gone + 2_400, {
    kind: 'verdict',
    passed: true,
    text: 'a new version was released without a failed request',
    checks: [
      { name: 'events in order', passed: true, text: '8 lifecycle events, as CodeDeploy documents them' },
      { name: 'no failed request', passed: true, text: '0 of at least 5000 requests failed' },
      { name: 'shares as weighted', passed: true, text: 'green was within 3 points of each weight' },
      { name: 'blue terminated', passed: true, text: '10.0 s after the shift, as the group says' },
    ],
  });
  return { weightAt, endsAt: gone + 2_300 };
}

/** From the error to the end, everything on blue again. */
function goBack({ tell }: Telling, at: number, error: { code: string; message: string }, passed: string): number {
  tell(at, { kind: 'deployment', deploymentId: DEPLOYMENT, status: 'Failed', error });
  tell(at + 100, { kind: 'deployment', deploymentId: ROLLBACK, status: 'Created', rollbackOf: DEPLOYMENT });
  tell(at + 110, { kind: 'deployment', deploymentId: ROLLBACK, status: 'InProgress' });
  tell(at + 120, { kind: 'lifecycle', deploymentId: ROLLBACK, event: 'AllowTraffic', status: 'InProgress' });
  tell(at + 150, { kind: 'weights', listener: 'production', blue: 100, green: 0 });
  tell(at + 155, { kind: 'weights', listener: 'test', blue: 100, green: 0 });
  tell(at + 160, { kind: 'log', source: 'codedeploy', text: 'ModifyListener: blue 100, green 0' });
  tell(at + 300, { kind: 'lifecycle', deploymentId: ROLLBACK, event: 'AllowTraffic', status: 'Succeeded' });
  for (const number of [0, 1, 2]) {
    const task = `9c07${'1a7'[number]}`;
    tell(at + 400 + number * 20, { kind: 'task', side: 'green', task, status: 'draining' });
    tell(at + 1_400 + number * 40, { kind: 'task', side: 'green', task, status: 'stopped', text: 'exit code 0' });
  }
  tell(at + 1_600, { kind: 'deployment', deploymentId: ROLLBACK, status: 'Succeeded' });
  tell(at + 1_650, { kind: 'stage', stage: 'release', status: 'failed', text: error.code });
  tell(at + 4_000, {
    kind: 'verdict',
    passed: false,
    text: passed,
    checks: [
      { name: 'deployment succeeded', passed: false, text: `it ended as Failed: ${error.code}` },
      {
        name: 'no failed request',
        passed: error.code !== 'ALARM_ACTIVE',
        text: error.code === 'ALARM_ACTIVE' ? 'requests failed on green' : '0 requests failed',
      },
      { name: 'traffic is back on blue', passed: true, text: 'the production listener says blue 100, green 0' },
    ],
  });
  return at + 3_900;
}

function alarm(telling: Telling, from: number): Course {
  const { tell } = telling;
  const begun = probes(telling, from);
  const stepped = steps(telling, begun, 50);
  const failsFrom = begun + 6_500;
  const rings = begun + 9_800;
  tell(failsFrom + 400, {
    kind: 'log',
    source: 'green',
    text: 'Error: connect ECONNREFUSED 127.0.0.1:5432 <the database>',
  });
  tell(rings, {
    kind: 'alarm',
    alarm: 'hello-server-green-errors',
    state: 'ALARM',
    reason: 'Threshold Crossed: 2 datapoints [6.1, 6.4] were greater than the threshold (1.0)',
  });
  const at = rings + 100;
  tell(at - 50, event('AllowTraffic', 'Failed', 'stopped by an alarm'));
  tell(at - 40, event('AfterAllowTraffic', 'Skipped'));
  const error = {
    code: 'ALARM_ACTIVE',
    message:
      'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped.',
  };
  const endsAt = goBack(telling, at, error, 'green failed users until an alarm took traffic back to blue');
  return { weightAt: (now) => (now > at + 150 ? 0 : stepped(now)), failsFrom, endsAt };
}

function refused(telling: Telling, from: number): Course {
  const { tell } = telling;
  for (const number of [1, 2, 3, 4])
    tell(from + number * 500, {
      kind: 'hook',
      event: 'AfterAllowTestTraffic',
      level: number < 4 ? 'warn' : 'error',
      text: `probe ${number}: 500 in 4 ms: ${DENIED}`,
    });
  const at = from + 2_300;
  tell(at, { kind: 'hook', event: 'AfterAllowTestTraffic', level: 'error', text: 'reported Failed' });
  tell(at + 40, event('AfterAllowTestTraffic', 'Failed', 'the hook reported Failed'));
  for (const name of ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic']) tell(at + 50, event(name, 'Skipped'));
  const error = {
    code: 'HOOK_EXECUTION_FAILURE',
    message: 'The deployment failed because a lifecycle event hook reported that its validation failed.',
  };
  return { weightAt: () => 0, endsAt: goBack(telling, at + 80, error, 'the hook kept the version from users') };
}

function traffic(
  { tell }: Telling,
  {
    from,
    until,
    weightAt,
    failsFrom = Number.POSITIVE_INFINITY,
  }: { from: number; until: number } & Omit<Course, 'endsAt'>,
): void {
  const random = randomFrom(7);
  for (let at = from; at <= until; at += 1_000) {
    const all = 292 + Math.floor(random() * 16);
    // A second has two halves, which may be of two steps.
    const weight = (weightAt(at - 750) + weightAt(at - 250)) / 2;
    const wobble = weight === 0 || weight === 100 ? 0 : (random() - 0.5) * 12;
    const green = Math.max(0, Math.min(all, Math.round((all * weight) / 100 + wobble)));
    const failures = at > failsFrom ? Math.round(green * (0.05 + random() * 0.03)) : 0;
    const latency = (requests: number, base: number): Pick<SideTraffic, 'p50' | 'p99'> => ({
      p50: requests === 0 ? 0 : round(base + random() * 0.7),
      p99: requests === 0 ? 0 : round(base * 3 + random() * 4),
    });
    tell(at, {
      kind: 'traffic',
      blue: { requests: all - green, failures: 0, ...latency(all - green, 2.6) },
      green: { requests: green, failures, ...latency(green, at > failsFrom ? 7.5 : 3.1) },
      failed: failures,
      ...(failures > 0 && { reasons: { '500 of green': failures } }),
    });
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

// The same numbers each time: those of a linear congruential generator.
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
