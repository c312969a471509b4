import { ContinueUpdateRollbackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { answered, explained, isEcho } from '../call.ts';
import type { Outcome } from '../outcome.ts';
import { describeStack, type StackFacts, type StackState, stateOf } from '../stack.ts';
import { commandWords } from '../target.ts';
import { advise } from './advise.ts';
import { askFor, type DeployContext, type DeployResult, refuse } from './context.ts';
import type { Hold } from './hold.ts';
import { findLostColour, readListenersNow } from './lost-colour.ts';

/** A stack that can be created or updated, or how the deployment ends here. */
export type Settled =
  | { readonly kind: 'settled'; readonly stack: StackFacts | undefined; readonly state: StackState }
  | { readonly kind: 'ended'; readonly result: DeployResult };

/**
 * Brings the root stack to where it can be created or updated: waits for what is under way, takes away what failed to be created,
 * goes on with a way back that got stuck. Each of the last two is asked about.
 * @param found the stack as it has just been seen.
 */
export async function settleStack(context: DeployContext, hold: Hold, found: StackFacts | undefined): Promise<Settled> {
  const { clients, target } = context;
  for (let stack = found; ; stack = await describeStack(clients, target.stackName)) {
    const state = stateOf(stack);
    if (stack === undefined || state === 'absent' || state === 'reviewed' || state === 'ready') {
      return { kind: 'settled', stack, state };
    }
    const result = await (context.planOnly ? refuseToPlan(context, stack) : mend(context, hold, stack, state));
    if (result !== 'again') return { kind: 'ended', result };
  }
}

type Mended = DeployResult | 'again';

async function mend(context: DeployContext, hold: Hold, stack: StackFacts, state: StackState): Promise<Mended> {
  switch (state) {
    case 'busy':
      return attach(context, hold, stack);
    case 'failed-creation':
      return deleteAndRetry(context, stack);
    case 'stuck':
      return continueRollback(context, stack);
    default:
      return refuse(context, {
        code: 'lost-stack',
        message: `the stack ${stack.name} is ${stack.status}${stack.reason ? ` ("${stack.reason}")` : ''}`,
        hint: `look at its events in the console; delete it (make destroy ${commandWords(context.target)}), then run this again`,
      });
  }
}

/**
 * Watches what is under way. Where users got to when it began nobody knows any more, so where they get to after a failure is held
 * against where they get to now.
 */
async function attach(context: DeployContext, hold: Hold, stack: StackFacts): Promise<Mended> {
  const { tell, watcher } = context;
  tell({ kind: 'attached', stackId: stack.id, status: stack.status });
  const before = await readListenersNow(context, stack.outputs);
  const outcome = await watcher.attach(stack.id, { title: `what was under way with ${stack.name}` });
  if (outcome.status !== 'failed') return tellEnd(context, stack, outcome);
  // Looked at while no release moves traffic, told last: it is what is to be done first.
  const lost = await findLostColour(context, stack.outputs, before);
  await hold.release();
  const ended = tellEnd(context, stack, outcome);
  if (lost !== undefined) tell(lost);
  return ended;
}

async function deleteAndRetry(context: DeployContext, stack: StackFacts): Promise<Mended> {
  const { clients, watcher } = context;
  const text = `The stack ${stack.name} is ${stack.status}: it never came to be, and can only be deleted. Delete it and begin again?`;
  if (!(await askFor(context, { about: 'delete-and-retry', text }))) {
    const hint = `run it again and say yes, or delete it by hand: aws cloudformation delete-stack --stack-name ${stack.name}`;
    return refuse(context, { code: 'failed-creation', message: `the stack ${stack.name} is ${stack.status}`, hint });
  }
  const watch = await watcher.begin(stack.name, { title: `deleting what there is of ${stack.name}` });
  await explained(clients.cloudFormation.send(new DeleteStackCommand({ StackName: stack.id })), {
    action: 'cloudformation:DeleteStack',
    resource: stack.name,
    region: clients.region,
  });
  return tellEnd(context, stack, await watch(stack.id), 'what there was of it has been deleted');
}

async function continueRollback(context: DeployContext, stack: StackFacts): Promise<Mended> {
  const { clients, target, watcher } = context;
  const text = `The stack ${stack.name} is ${stack.status}: going back from an update failed. Try to go on with it?`;
  if (!(await askFor(context, { about: 'continue-rollback', text }))) {
    const hint = 'run it again and say yes, once what kept it from going back is mended';
    return refuse(context, { code: 'stuck-rollback', message: `the stack ${stack.name} is ${stack.status}`, hint });
  }
  const { account, partition, region, serviceRole } = target.environment;
  const role = serviceRole?.(target.system, region);
  const RoleARN = role === undefined ? {} : { RoleARN: `arn:${partition}:iam::${account}:role/${role}` };
  const endsIn = 'UPDATE_ROLLBACK_COMPLETE';
  const watch = await watcher.begin(stack.name, { title: `going on with the way back of ${stack.name}`, endsIn });
  // Where an attempt whose answer was lost has begun it, the stack is in another state, for which there is no code of its own.
  await answered(
    clients.cloudFormation.send(new ContinueUpdateRollbackCommand({ StackName: stack.name, ...RoleARN })),
    { action: 'cloudformation:ContinueUpdateRollback', resource: stack.name, region },
    isEcho('ValidationError'),
  );
  const outcome = await watch(stack.id);
  // What is a failure of an update is what was asked for here: the stack is as it was, and can be updated.
  const status = outcome.stackStatus === endsIn ? 'succeeded' : outcome.status;
  return tellEnd(context, stack, { ...outcome, status }, 'it has gone back from an update that failed');
}

async function tellEnd(context: DeployContext, { id }: StackFacts, outcome: Outcome, done?: string): Promise<Mended> {
  const { tell } = context;
  if (outcome.status === 'left-running') {
    tell({ kind: 'left-running', stackId: id, outcome });
    return 'left-running';
  }
  if (outcome.status === 'succeeded') {
    if (done !== undefined) context.steps.push(done);
    return 'again';
  }
  tell({ kind: 'failed', stackId: id, outcome });
  await advise(context, id, outcome);
  return 'failed';
}

function refuseToPlan(context: DeployContext, stack: StackFacts): DeployResult {
  return refuse(context, {
    code: 'no-plan',
    message: `the stack ${stack.name} is ${stack.status}, so its changes cannot be worked out`,
    hint: `run it without --plan, which brings the stack to where it can be changed: make deploy ${commandWords(context.target)}`,
  });
}
