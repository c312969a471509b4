import { Capability, ChangeSetType } from '@aws-sdk/client-cloudformation';
import { changeSetName, deleteChangeSet, makeChangeSet } from '../change-set.ts';
import { faultError, faultOf } from '../change-set-fault.ts';
import type { Colour } from '../colour.ts';
import type { StackFacts } from '../stack.ts';
import { readStack } from '../watch/stack-events.ts';
import { type DeployContext, type DeployResult, refuse } from './context.ts';
import { endUnfinished, execute, type Standing } from './execute.ts';
import { holdReleases } from './releases.ts';

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
  const made = await makeChangeSet(clients, context.clock, await changeSetInput(context, stack, colour));
  const fault = await faultOf(clients, made);
  if (made.status === 'FAILED') await deleteChangeSet(clients, target.stackName, made.id);
  if (made.status === 'FAILED' && fault === undefined) return undefined;
  if (fault !== undefined) throw faultError(target, `bring LiveColour of ${target.stackName} to ${colour}`, fault);
  const held = await holdReleases(context, hold, stack, colour);
  if (held.length > 0) {
    await deleteChangeSet(clients, target.stackName, made.id);
    return refuse(context, held);
  }
  const step = { title: `bringing LiveColour of ${target.stackName} to ${colour}` };
  const outcome = await execute(context, { changeSetId: made.id, stackId: stack.id }, stack, hold, step);
  if (outcome.status !== 'succeeded') return endUnfinished(context, standing, stack.id, outcome);
  context.steps.push(`LiveColour has been brought to ${colour}`);
  return undefined;
}

async function changeSetInput({ clients, clock, target }: DeployContext, stack: StackFacts, colour: Colour) {
  const { environment, stackName, system } = target;
  const { account, partition, region, serviceRole } = environment;
  const role = serviceRole?.(system, region);
  const deployed = await readStack(clients, stack.id);
  return {
    StackName: stackName,
    ChangeSetName: changeSetName(clock, '-colour'),
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
}
