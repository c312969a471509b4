import { Capability, ChangeSetType, CreateChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { TealformError } from '../../dsl/error.ts';
import { explained } from '../call.ts';
import { deleteChangeSet } from '../change-set.ts';
import { poll } from '../clock.ts';
import type { Colour } from '../colour.ts';
import { describeChangeSet, failureReason } from '../describe-change-set.ts';
import type { StackFacts } from '../stack.ts';
import { readStack } from '../watch/stack-events.ts';
import type { DeployContext, DeployResult } from './context.ts';
import { endUnfinished, execute, type Standing } from './execute.ts';

/**
 * Whether the stack was last updated while the other colour served. Going back from a failed update would bring the listeners to
 * that one, where no tasks are.
 */
export function isBehind({ parameters }: StackFacts, colour: Colour): boolean {
  return parameters.LiveColour !== undefined && parameters.LiveColour !== colour;
}

/**
 * Brings LiveColour of the stack to the colour that serves, and nothing else: the template, the other parameters and the tags stay.
 * The listeners forward like that already, so users notice nothing.
 * @returns how the deployment ends here; undefined where it goes on.
 */
export async function alignColour(
  context: DeployContext,
  standing: Standing & { readonly stack: StackFacts },
  colour: Colour,
): Promise<DeployResult | undefined> {
  const { clients, target, tell } = context;
  const { stack, hold } = standing;
  tell({ kind: 'aligning', colour, isPlanned: false });
  const changeSetId = await createChangeSet(context, stack, colour);
  const made = await poll(
    context.clock,
    async () => {
      const answer = await describeChangeSet(clients, changeSetId, target.stackName);
      return answer.status === 'CREATE_COMPLETE' || answer.status === 'FAILED' ? answer : undefined;
    },
    HALF_AN_HOUR,
  );
  if (made?.status !== 'CREATE_COMPLETE') {
    await deleteChangeSet(clients, target.stackName, changeSetId);
    if (made !== undefined && /didn't contain changes|no updates are to be performed/i.test(made.reason))
      return undefined;
    const reason =
      made === undefined ? 'it was not worked out in half an hour' : await failureReason(clients, made.reason);
    throw new TealformError({
      code: 'change-set-failed',
      message: `CloudFormation cannot bring LiveColour of ${target.stackName} to ${colour}: ${reason || 'it gives no reason'}`,
      hint: 'nothing has been changed; look at the stack in the console, then run this again',
    });
  }
  const outcome = await execute(context, { changeSetId, stackId: stack.id }, stack, hold);
  return outcome.status === 'succeeded' ? undefined : endUnfinished(context, standing, stack.id, outcome);
}

const HALF_AN_HOUR = 30 * 60_000;

async function createChangeSet(
  { clients, clock, target }: DeployContext,
  stack: StackFacts,
  colour: Colour,
): Promise<string> {
  const { environment, stackName, system } = target;
  const { account, partition, region, serviceRole } = environment;
  const role = serviceRole?.(system, region);
  const deployed = await readStack(clients, stack.id);
  const time = clock
    .now()
    .toISOString()
    .replace(/[^0-9]/g, '');
  // By its beginning a later run knows it for one of these commands.
  const name = `tealform-${time}-colour`;
  const input = {
    StackName: stackName,
    ChangeSetName: name,
    ChangeSetType: ChangeSetType.UPDATE,
    Description: `LiveColour of ${system} to ${colour}`,
    UsePreviousTemplate: true,
    Capabilities: [...new Set([Capability.CAPABILITY_NAMED_IAM, ...(deployed?.Capabilities ?? [])])],
    Parameters: (deployed?.Parameters ?? []).map(({ ParameterKey }) =>
      ParameterKey === 'LiveColour'
        ? { ParameterKey, ParameterValue: colour }
        : { ParameterKey, UsePreviousValue: true },
    ),
    // Those that it has: other ones would change every resource.
    Tags: deployed?.Tags ?? [],
    ...(role === undefined ? {} : { RoleARN: `arn:${partition}:iam::${account}:role/${role}` }),
  };
  const { Id = name } = await explained(clients.cloudFormation.send(new CreateChangeSetCommand(input)), {
    action: 'cloudformation:CreateChangeSet',
    resource: stackName,
    region: clients.region,
  });
  return Id;
}
