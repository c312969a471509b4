import { type Problem, TealformError } from '../../dsl/error.ts';
import type { Clients } from '../clients.ts';
import type { DeployEnvironment } from '../target.ts';
import type { OwnedBucket } from './bucket.ts';
import { bucketSettings } from './bucket-settings.ts';

/** What came of a bucket that was looked at. */
export interface FinishedBucket {
  /** Settings that it lacked, and has now. */
  readonly mended: readonly string[];
  readonly warnings: readonly Problem[];
}

/**
 * Gives a bucket that is there what it lacks, since a run was killed when it had just made it. Versioning is set last, so that one question
 * tells whether anything can be missing. What somebody has set otherwise stays. A bucket whose name the environment gives may be
 * somebody's own, and is only warned of. Who may not look, as CI's role, is told nothing: an administrator's run makes the bucket.
 */
export async function finishBucket(
  clients: Clients,
  owned: OwnedBucket,
  environment: DeployEnvironment,
): Promise<FinishedBucket> {
  const settings = bucketSettings(clients, owned, environment);
  const isFinished = await settings.at(-1)?.isSet().catch(orUndefined);
  if (isFinished ?? true) return { mended: [], warnings: [] };
  const mended: string[] = [];
  const problem = { code: 'unfinished-bucket', message: `the bucket ${owned.bucket} is not versioned` };
  if (environment.templateBucket !== undefined) {
    const hint = 'set what it lacks; or, where a run that was killed has made it, delete it and run this again';
    return { mended, warnings: [{ ...problem, hint }] };
  }
  try {
    for (const { name, isSet, put } of settings) {
      if (await isSet()) continue;
      await put();
      mended.push(name);
    }
    return { mended, warnings: [] };
  } catch (error) {
    if (!(error instanceof TealformError)) throw error;
    const message = `${problem.message}, perhaps since a run was killed when it had made it, and this one may not give it what it lacks: ${error.problems[0]?.message}`;
    const hint = 'run make deploy with ARGS=--plan as an administrator';
    return { mended, warnings: [{ ...problem, message, hint }] };
  }
}

function orUndefined(error: unknown): undefined {
  if (!(error instanceof TealformError)) throw error;
}
