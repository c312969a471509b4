import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { type DeploymentRecord, putDeployment } from '../resources/deployments.ts';
import { advance, end, goBack } from './codedeploy-run.ts';
import { deny } from './refusals.ts';

/**
 * What a hook says of itself, or somebody in its place: a deployment goes on, or fails and traffic goes back.
 * @throws ServiceError in CodeDeploy's words
 */
export function report(
  account: Account,
  group: LocalResource,
  record: DeploymentRecord,
  { executionId, status }: { readonly executionId: string; readonly status: string },
): DeploymentRecord {
  const event = record.events.find((each) => each.executionId === executionId);
  if (!event) {
    const words =
      'Review the hooks section in your AppSpec file to ensure the lifecycle events and hooks functions are valid.';
    return deny('InvalidLifecycleEventHookExecutionIdException', `A lifecycle event hook is invalid. ${words}`);
  }
  if (event.status !== 'InProgress' && event.status !== 'Pending') {
    const words = 'An attempt to return the status of an already completed lifecycle event occurred.';
    deny('LifecycleEventAlreadyCompletedException', words);
  }
  if (status !== 'Succeeded' && status !== 'Failed') {
    const words = 'The result of a Lambda validation function that verifies a lifecycle event is invalid.';
    deny('InvalidLifecycleEventHookExecutionStatusException', `${words} It should return Succeeded or Failed.`);
  }
  if (account.player && record.progress) {
    account.player.report(record, event, status);
    return record;
  }
  const endTime = account.now().toISOString();
  const passed = status === 'Succeeded';
  const now = { ...event, endTime, status: passed ? 'Succeeded' : 'Failed' } as const;
  const events = record.events.map((each) => (each === event ? now : each));
  const told = putDeployment(account, { ...record, events });
  if (passed) return advance(account, group, told);
  goBack(account, group, told);
  return end(account, told, 'Failed', {
    code: 'HOOK_EXECUTION_FAILURE',
    message: `The hook function of ${event.name} reported Failed`,
  });
}
