import { type Problem, TealformError } from '../../dsl/error.ts';
import { allChanges, type ChangeTree } from '../../review/compare/changes.ts';
import { deleteChangeSet, type Plan, planChanges } from '../change-set.ts';
import { explainValidations } from '../change-set-fault.ts';
import { packageTarget } from '../package/package.ts';
import { fillParameters } from '../parameters.ts';
import { describeStack, type StackFacts } from '../stack.ts';
import { tagChanges } from '../tag-changes.ts';
import { alignColour, isBehind } from './align-colour.ts';
import { findChangedTemplates } from './check-templates.ts';
import { askFor, type DeployContext, type DeployResult, refuse } from './context.ts';
import { discardNewStack } from './discard.ts';
import { executePlan, protectStacks, type Standing as Update } from './execute.ts';
import { guardPlan } from './guard-plan.ts';
import type { Hold } from './hold.ts';
import { readListeners } from './lost-colour.ts';
import { makeLinkedRoles } from './make-linked-roles.ts';
import { holdReleases } from './releases.ts';
import type { Standing } from './standing.ts';

/** How a change is made. */
export interface ChangeOptions {
  /** Whether what is there already of the names in the templates is taken into the stack. */
  readonly importing?: boolean;
}

/** Uploads, has the changes worked out, refuses what breaks a running system, asks, executes, watches. */
export async function change(
  context: DeployContext,
  hold: Hold,
  standing: Standing,
  options: ChangeOptions = {},
): Promise<DeployResult> {
  const { clients, target, tell, planOnly } = context;
  const { stack, colour } = standing;
  const { stackName } = target;
  const isNew = stack === undefined;
  const parameters = fillParameters(target, colour);
  tell({ kind: 'colour', colour, isFirst: isNew });
  // The archive is read when the repository is made.
  const source = planOnly ? undefined : context.source;
  const { warnings: problems, ...packaged } = await packageTarget(clients, target, parameters, source);
  tell({ kind: 'uploaded', ...packaged });
  if (problems.length > 0) tell({ kind: 'warned', problems });
  const plan = await planOrDiscard(context, { isNew, parameters, ...options });
  const discard = async () => {
    await deleteChangeSet(clients, stackName, plan.changeSetId);
    if (isNew) await discardNewStack(clients, stackName);
  };
  if (plan.kind === 'nothing-to-change') {
    // A run that was killed just before the end has set none.
    await Promise.all([discard(), stack && !planOnly ? protectStacks(context, stack.id) : undefined]);
    tell({ kind: 'nothing-to-change', stackName, before: [...context.steps] });
    return 'done';
  }
  const refused = await decide(context, standing, plan, options);
  if (refused.length > 0 || planOnly) {
    await discard();
    if (refused.length === 0 && stack && isBehind(stack, colour)) tell({ kind: 'aligning', colour, isPlanned: true });
    if (refused.length > 0) return refuse(context, refused);
    tell({ kind: 'planned', stackName });
    return 'done';
  }
  const changed = await findChangedTemplates(context, plan);
  if (changed.length > 0) {
    await discard();
    return refuse(context, changed);
  }
  await makeLinkedRoles(context);
  // Last of all: what it finds to be so is so when the change set is executed.
  const held = await holdReleases(context, hold, stack, colour);
  if (held.length > 0) {
    await discard();
    return refuse(context, held);
  }
  if (stack === undefined) return executePlan(context, plan, { stack, listeners: [], hold });
  const listeners = await readListeners(clients, stack.outputs);
  if (!isBehind(stack, colour)) return executePlan(context, plan, { stack, listeners, hold });
  // Executing another change set takes this one away.
  await discard();
  return changeAligned(context, { ...standing, stack, listeners, hold }, plan, options);
}

// A new stack is there once a change set was made for it, and must not be left behind where that failed.
async function planOrDiscard({ clients, clock, target }: DeployContext, options: Parameters<typeof planChanges>[3]) {
  try {
    return await planChanges(clients, clock, target, options);
  } catch (error) {
    if (options.isNew && error instanceof TealformError) await discardNewStack(clients, target.stackName);
    throw error;
  }
}

/** Brings the stack's own LiveColour to what serves, then makes the changes that were agreed to. */
async function changeAligned(
  context: DeployContext,
  standing: Standing & Update & { readonly stack: StackFacts },
  agreed: Plan & { readonly kind: 'changes' },
  options: ChangeOptions,
): Promise<DeployResult> {
  const { clients, clock, target, tell } = context;
  const { colour, findings } = standing;
  const ended = await alignColour(context, standing, colour);
  if (ended !== undefined) return ended;
  const stack = await describeStack(clients, standing.stack.id);
  const parameters = fillParameters(target, colour);
  const plan = await planChanges(clients, clock, target, { isNew: false, parameters, ...options });
  const { stackName } = target;
  if (plan.kind === 'nothing-to-change') {
    await deleteChangeSet(clients, stackName, plan.changeSetId);
    await protectStacks(context, standing.stack.id);
    tell({ kind: 'nothing-to-change', stackName, before: [...context.steps] });
    return 'done';
  }
  const { refused } = await guardPlan(context, plan.tree, findings);
  const problems = [
    ...refused,
    ...findUnseen(agreed, plan),
    ...(await findChangedTemplates(context, plan)),
    ...(await holdReleases(context, standing.hold, stack, colour)),
  ];
  if (problems.length === 0) return executePlan(context, plan, { ...standing, stack });
  await deleteChangeSet(clients, stackName, plan.changeSetId);
  return refuse(context, problems);
}

/** What would change now and was not shown before. */
function findUnseen(
  agreed: { readonly tree: ChangeTree },
  { tree }: { readonly tree: ChangeTree },
): readonly Problem[] {
  const list = (of: ChangeTree) =>
    allChanges(of).map(({ stackName, change }) => `${change.action} ${stackName}/${change.logicalId}`);
  const shown = new Set(list(agreed.tree));
  const unseen = list(tree).filter((each) => !shown.has(each));
  if (unseen.length === 0) return [];
  const message = `other changes would be made than were shown: ${unseen.join(', ')}`;
  return [{ code: 'plan-changed', message, hint: 'run it again and look at them' }];
}

/** Shows a plan, has the guard look at it, and asks. @returns why it is not executed. */
async function decide(
  context: DeployContext,
  { stack, findings }: Standing,
  { tree, blindFor, warnings }: Plan & { readonly kind: 'changes' },
  { importing = false }: ChangeOptions,
): Promise<readonly Problem[]> {
  const { target, tell, planOnly } = context;
  const isNew = stack === undefined;
  const tags = stack ? tagChanges(stack.tags, target.environment.tags) : [];
  tell({ kind: 'changes', isNew, tree, tags });
  const verdict = await guardPlan(context, tree, findings);
  const warned = [
    ...(blindFor === undefined ? [] : [explainBlindness(blindFor)]),
    ...explainValidations(target, warnings.found),
    ...(warnings.unread === undefined ? [] : [warnings.unread]),
    ...verdict.warned,
  ];
  if (warned.length > 0) tell({ kind: 'warned', problems: warned });
  if (verdict.refused.length > 0 || planOnly) return verdict.refused;
  const { name, account, region } = target.environment;
  const verb = isNew ? 'Create' : 'Change';
  const what = importing ? `Adopt what is listed, and ${verb.toLowerCase()}` : verb;
  const text = `${what} ${target.stackName} in ${name} (${account}, ${region}) like this?`;
  if (await askFor(context, { about: 'execute', text })) return [];
  const nothing = context.steps.length === 0 ? 'nothing' : 'nothing else';
  const message = [`${nothing} has been changed: the answer was no`, ...context.steps].join('; ');
  return [{ code: 'declined', message }];
}

function explainBlindness(reason: string): Problem {
  return {
    code: 'nested-unseen',
    message: `CloudFormation does not look into nested stacks here: ${reason}`,
    hint: 'what changes in them is worked out from deployed templates and parameters; what one nested stack gives another is taken to stay',
  };
}
