import type { DeploymentRecord } from '../local/resources/deployments.ts';
import type { KeptTaskSet } from '../local/resources/task-sets.ts';
import type { Seen } from './load/shares.ts';
import type { Check, TimelineEntry } from './timeline.ts';

/** What a verdict is made from. */
export interface Outcome {
  readonly deployment: DeploymentRecord | undefined;
  readonly totals: Seen;
  /** The task sets that are left. */
  readonly left: readonly KeptTaskSet[];
  readonly entries: readonly TimelineEntry[];
  /** How long the old version is to stay, in milliseconds of this machine; undefined where it stays for good. */
  readonly wait?: number | undefined;
}

/** How far a side's measured share may be from its weight, in points. */
const TOLERANCE = 3;

/** Below so many requests a share says nothing. */
const FEWEST = 100;

/** What a release that succeeds is held to: its events in order, no failed request, shares by weights, and the old version gone. */
export function checksOf({ deployment, totals, left, entries, wait }: Outcome): readonly Check[] {
  const events = deployment?.events ?? [];
  const notDone = events.filter(({ status }) => status !== 'Succeeded');
  const order = orderOf(entries, deployment?.id);
  const steps = totals.steps.filter(({ requests }) => requests.blue + requests.green >= FEWEST);
  const off = steps.filter(({ weights, greenShare }) => Math.abs(greenShare - weights.green) > TOLERANCE);
  const green = deployment?.green?.targetGroupArn;
  const isAlone = left.length === 1 && left[0]?.targetGroupArn === green;
  const said = Object.entries(totals.failures).map(([why, count]) => `${count} ${why}`);
  if (totals.leftOut > 0) said.push(`${totals.leftOut} more were due and not sent`);
  const short = totals.steps.length - steps.length;
  const divided = totals.steps.filter(({ weights }) => weights.blue > 0 && weights.green > 0);
  const stayed = stayedFor(entries, deployment?.id);
  const isKept = wait === undefined;
  return [
    {
      name: 'deployment',
      passed: deployment?.status === 'Succeeded',
      text: deployment === undefined ? 'none has begun' : `${deployment.id} is ${deployment.status}`,
    },
    {
      name: 'lifecycle',
      passed:
        events.length > 0 &&
        notDone.length === 0 &&
        isSorted(
          order,
          events.map(({ name }) => name),
        ),
      text:
        notDone.length === 0 ? order.join(', ') : notDone.map(({ name, status }) => `${name} is ${status}`).join(', '),
    },
    {
      name: 'failed requests',
      // Many that were not sent would hide what came of them.
      passed: totals.failed === 0 && totals.requests > 0 && totals.leftOut < totals.requests,
      text: `${totals.failed} of ${totals.requests}${said.length > 0 ? `: ${said.join(', ')}` : ''}`,
    },
    {
      name: 'shares',
      passed: off.length === 0 && steps.length > 0 && !divided.some((step) => !steps.includes(step)),
      text: [
        ...steps.map(({ weights, greenShare }) => `${greenShare.toFixed(1)} % of ${weights.green} %`),
        ...(short > 0 ? [`${short} steps were too short to measure: take a lower --speed`] : []),
      ].join(', '),
    },
    {
      name: 'old version gone',
      passed: isAlone,
      text: isAlone ? 'only the new task set is left' : `${left.length} task sets are left`,
    },
    ...(isKept
      ? []
      : [
          {
            name: 'old version stayed',
            passed: stayed !== undefined && stayed >= wait * PUNCTUAL,
            text:
              stayed === undefined
                ? 'nobody saw it go'
                : `${(stayed / 1_000).toFixed(1)} s after the shift, of ${(wait / 1_000).toFixed(1)} s`,
          },
        ]),
  ];
}

/** Clocks are looked at now and then: so much of a wait is all of it. */
const PUNCTUAL = 0.95;

// From the end of the shift until the first task was taken out.
function stayedFor(entries: readonly TimelineEntry[], id: string | undefined): number | undefined {
  const isBaking = (entry: TimelineEntry) =>
    entry.kind === 'deployment' && entry.deploymentId === id && entry.status === 'Baking';
  const from = entries.find(isBaking)?.at;
  if (from === undefined) return undefined;
  const gone = entries.find((entry) => entry.kind === 'task' && entry.status === 'draining' && entry.at >= from);
  return gone && gone.at - from;
}

/** The verdict in words. */
export function wordsOf(checks: readonly Check[]): string {
  const failed = checks.filter(({ passed }) => !passed).map(({ name }) => name);
  if (failed.length > 0) return `not as it should be: ${failed.join(', ')}`;
  return 'the release went through, and no user noticed';
}

// In which events have succeeded. What was told and not written down when a rehearsal was killed is told once more.
function orderOf(entries: readonly TimelineEntry[], id: string | undefined): readonly string[] {
  const told = entries.flatMap((entry) =>
    entry.kind === 'lifecycle' && entry.deploymentId === id && entry.status === 'Succeeded' ? [entry.event] : [],
  );
  return [...new Set(told)];
}

function isSorted(found: readonly string[], wanted: readonly string[]): boolean {
  return found.join() === wanted.join();
}
