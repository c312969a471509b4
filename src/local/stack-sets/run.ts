import { concurrencyOf, toleranceOf } from './preferences.ts';
import type { ResultRecord, SetOperationRecord } from './state.ts';

/** How an operation is done in one account and region. */
export interface Steps {
  /** Told before the step of a place begins. */
  readonly begin: (result: ResultRecord) => void;
  /** @returns why it failed; undefined where it has not. */
  readonly run: (result: ResultRecord) => Promise<string | undefined>;
  /** Told what came of a place: it succeeded, failed, was cancelled or passed over. */
  readonly end: (result: ResultRecord) => void;
}

/** Why a place is not tried: too many others have failed, or somebody has stopped the operation. */
const CANCELLED = {
  tolerance: 'Cancelled since failure tolerance has exceeded',
  stopped: 'Cancelled since the operation was stopped by the user',
} as const;

/**
 * Carries an operation out: region by region, or all regions at once; in each in as many accounts at once as it may. What has come
 * to an end before a restart is not tried again. Where too many accounts of a region fail, the rest of it is cancelled, and so are
 * the regions after it.
 * @returns whether it has gone well enough.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
 */
export async function carryOut(operation: SetOperationRecord, steps: Steps): Promise<boolean> {
  const results = Object.values(operation.results);
  const byRegion = operation.regions.map((region) => results.filter((result) => result.region === region));
  if (operation.preferences.RegionConcurrencyType === 'PARALLEL') {
    const all = await Promise.all(byRegion.map((each) => inRegion(operation, each, steps)));
    return all.every(Boolean);
  }
  let isWell = true;
  for (const each of byRegion) {
    if (isWell) isWell = await inRegion(operation, each, steps);
    else cancel(each, CANCELLED.tolerance, steps);
  }
  return isWell;
}

async function inRegion(
  operation: SetOperationRecord,
  results: readonly ResultRecord[],
  steps: Steps,
): Promise<boolean> {
  const { preferences } = operation;
  const tolerance = toleranceOf(preferences, results.length);
  const waiting = results.filter(({ status }) => status === 'PENDING' || status === 'RUNNING');
  let failures = results.filter(({ status }) => status === 'FAILED').length;
  let atWork = 0;
  const isStopped = () => operation.status === 'STOPPING' || failures > tolerance;
  const work = async (result: ResultRecord) => {
    result.status = 'RUNNING';
    steps.begin(result);
    const reason = await steps.run(result);
    settle(result, reason === undefined ? 'SUCCEEDED' : 'FAILED', reason, steps);
    if (reason !== undefined) failures += 1;
  };
  return new Promise((resolve, reject) => {
    const goOn = () => {
      if (isStopped()) {
        const why = operation.status === 'STOPPING' ? CANCELLED.stopped : CANCELLED.tolerance;
        cancel(waiting.splice(0), why, steps);
      }
      while (atWork < concurrencyOf(preferences, results.length, failures)) {
        const result = waiting.shift();
        if (result === undefined) break;
        atWork += 1;
        work(result).then(() => {
          atWork -= 1;
          goOn();
        }, reject);
      }
      if (atWork === 0 && waiting.length === 0) resolve(failures <= tolerance);
    };
    goOn();
  });
}

function cancel(results: readonly ResultRecord[], reason: string, steps: Steps): void {
  for (const result of results)
    if (result.status === 'PENDING' || result.status === 'RUNNING') settle(result, 'CANCELLED', reason, steps);
}

function settle(result: ResultRecord, status: ResultRecord['status'], reason: string | undefined, steps: Steps): void {
  // A step may have said itself that there was nothing to do.
  if (result.status !== 'CANCELLED') result.status = status;
  if (reason !== undefined) result.reason = reason;
  steps.end(result);
}
