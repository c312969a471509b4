import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { type Log, messageOf } from './log.ts';

//! Five attempts of 2.5 seconds and the pauses of the SDK, 15 seconds at most, fit into the time kept for reporting.
const TIMEOUTS = { connectionTimeout: 1_500, requestTimeout: 2_500, socketTimeout: 2_500, throwOnRequestTimeout: true };
const codeDeploy = new CodeDeployClient({ maxAttempts: 5, requestHandler: TIMEOUTS });

/** What CodeDeploy is told, by the names that its API has for it. */
export interface Report {
  readonly deploymentId: string;
  readonly lifecycleEventHookExecutionId: string;
  readonly status: 'Succeeded' | 'Failed';
}

/** Tells CodeDeploy how the hook ended. Throws when it cannot be told: the deployment then waits for up to an hour. */
//! A hook that does not report holds the deployment for an hour. So if this fails, the invocation fails visibly.
export async function report(result: Report, log: Log): Promise<void> {
  try {
    await codeDeploy.send(new PutLifecycleEventHookExecutionStatusCommand(result));
    log('info', `reported ${result.status}`);
  } catch (error) {
    const { name } = error as Error;
    //! A second invocation finds that the first has reported.
    if (name === 'LifecycleEventAlreadyCompletedException') return log('warn', 'the hook had been reported before');
    const needs = 'codedeploy:PutLifecycleEventHookExecutionStatus on the deployment group';
    log('error', `${result.status} could not be reported`, { error: name, reason: messageOf(error), needs });
    throw error;
  }
}
