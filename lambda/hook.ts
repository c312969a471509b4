import { readConfiguration } from './configuration.ts';
import { type Log, messageOf } from './log.ts';
import { REPORT_RESERVE_MS } from './probe.ts';
import { report } from './report.ts';
import { runProbes } from './run-probes.ts';

/** What CodeDeploy sends. It does not say which lifecycle event it is. */
export interface HookEvent {
  readonly DeploymentId?: string;
  readonly LifecycleEventHookExecutionId?: string;
  /** What the template's schedule sends instead. */
  readonly KeepAwake?: boolean;
}

/** What the hook needs of Lambda's context. */
export interface HookContext {
  /** Milliseconds until Lambda ends the invocation. */
  getRemainingTimeInMillis(): number;
}

/** What the hook reported; CodeDeploy does not read this, a person who invokes the function does. */
export interface HookResult {
  readonly status: 'Succeeded' | 'Failed';
  readonly reason?: string | undefined;
}

/** Runs the probes and reports to CodeDeploy; at the schedule's call does nothing. Throws when there is nobody to report to, or when it cannot be reported. */
//! What Lambda calls. Every outcome is reported, also bad configuration and errors that nobody thought of.
export async function handler(event: HookEvent, context: HookContext): Promise<HookResult | undefined> {
  //! A schedule calls so: Lambda would take the network from a function that nobody calls for 14 days.
  if (event?.KeepAwake) return undefined;
  const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } = event ?? {};
  if (!deploymentId || !lifecycleEventHookExecutionId)
    throw new Error('the event needs DeploymentId and LifecycleEventHookExecutionId, as CodeDeploy sends them');
  const ids = { deploymentId, lifecycleEventHookExecutionId, event: process.env.LIFECYCLE_EVENT };
  //! Lambda makes one JSON object of each line, with this as its message.
  const log: Log = (level, what, more) => console[level]({ what, ...ids, ...more });
  let result: HookResult = { status: 'Succeeded' };
  try {
    await runProbes(readConfiguration(process.env), () => context.getRemainingTimeInMillis() - REPORT_RESERVE_MS, log);
  } catch (error) {
    result = { status: 'Failed', reason: messageOf(error) };
    log('error', 'validation failed', result);
  }
  await report({ deploymentId, lifecycleEventHookExecutionId, status: result.status }, log);
  return result;
}
