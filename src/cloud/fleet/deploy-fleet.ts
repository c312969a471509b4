import type { Problem } from '../../dsl/error.ts';
import { parseTemplate } from '../../dsl/yaml/parse.ts';
import type { ChangeTree } from '../../review/compare/changes.ts';
import { NOTHING, type Verdict } from '../../review/rules/verdict.ts';
import { compareResources } from '../compare-templates.ts';
import { guardChanges } from '../guard/guard.ts';
import { askFleet, type FleetContext, type FleetResult, refuseFleet } from './context.ts';
import { desireInstances, type FleetAccounts } from './desired.ts';
import { listenersIn } from './fleet-target.ts';
import { type ActualInstance, keyOf } from './instance.ts';
import { introduce } from './introduce.ts';
import { factsAt, type Members, readMembers, releasesIn } from './members.ts';
import { findAccounts } from './organisation.ts';
import { packageFleet } from './package-fleet.ts';
import { type FleetPlan, isNothing, planFleet } from './plan.ts';
import { checkFleet } from './preflight.ts';
import type { Purpose } from './progress.ts';
import { readerSetOf } from './reader-set.ts';
import { bringRoles, findPendingRoles } from './roles.ts';
import { runOperation, watchOthers } from './run-operation.ts';
import { compareSet, listInstances, readInstances, readStackSet } from './stack-set.ts';
import { createStackSet, newOperationId, updateStackSet, updateWholeSet } from './start-operation.ts';
import { problemsOf, runRemovals, runWaves } from './waves.ts';

/**
 * Brings a system's stack set to what was reviewed, and its stacks in every account and region, wave by wave. What is as it should be is
 * left alone, so that it can be run again after any end: it does what is left, and nothing where nothing is.
 * @throws TealformError for calls that fail.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
 */
export async function deployFleet(context: FleetContext): Promise<FleetResult> {
  const { clients, target, tell, planOnly } = context;
  const { file } = target;
  const { StackSetName: stackSet } = file.stackSet;
  const findings = await introduce(context);
  if (findings.length > 0) return refuseFleet(context, findings);
  const accounts = await findAccounts(clients, file);
  if (accounts.problems.length > 0) return refuseFleet(context, accounts.problems);
  const other = planOnly ? undefined : await watchOthers(context);
  if (other !== undefined) return leave(context, other);
  // Before anything is looked at: by these roles it is seen which colour serves.
  const hindered = await bringAllRoles(context, accounts);
  if (hindered !== undefined) return hindered;
  const standing = await look(context, accounts);
  const { plan, tree } = standing;
  tell({ kind: 'preflight', findings: standing.findings });
  const errors = standing.findings.filter(({ level }) => level === 'error');
  if (isNothing(plan) && plan.problems.length + errors.length === 0) {
    tell({ kind: 'nothing-to-change', stackSet, instances: plan.instances.length });
    return 'done';
  }
  tell({ kind: 'plan', plan, waves: file.waves.map(({ name }) => name), regions: file.regions, tree });
  const verdict = judge(context, standing);
  if (verdict.warned.length > 0) tell({ kind: 'warned', problems: verdict.warned });
  const problems = [...errors, ...plan.problems, ...verdict.refused];
  if (problems.length > 0) return refuseFleet(context, problems);
  if (planOnly) {
    tell({ kind: 'planned', stackSet });
    return 'done';
  }
  const declined = await agree(context, plan);
  if (declined.length > 0) return refuseFleet(context, declined);
  await upload(context, accounts);
  const stop = (await bringSet(context, plan)) ?? (await runWaves(context, plan)) ?? (await runRemovals(context, plan));
  if (stop !== undefined) return stop;
  tell({ kind: 'done', stackSet, counts: countPurposes(plan) });
  return 'done';
}

const DECLINED: readonly Problem[] = [{ code: 'declined', message: 'nothing has been changed: the answer was no' }];

/** How a fleet stands, and what is to be done with it. */
interface Standing {
  readonly plan: FleetPlan;
  /** What changes in a stack that takes the set's template. */
  readonly tree: ChangeTree | undefined;
  readonly members: Members;
  readonly findings: Awaited<ReturnType<typeof checkFleet>>;
}

async function look(context: FleetContext, accounts: FleetAccounts): Promise<Standing> {
  const { clients, target, makesRoles } = context;
  const { file, root } = target;
  const set = await readStackSet(clients, file.stackSet);
  const desired = desireInstances(file, accounts);
  const actual = set === undefined ? [] : await readInstances(clients, file.stackSet);
  const known = new Set(actual.map(keyOf));
  const newPlaces = desired.filter((instance) => !known.has(keyOf(instance)));
  const findings =
    newPlaces.length === 0 && set !== undefined ? [] : await checkFleet({ clients, file, newPlaces, makesRoles });
  const differences = set && compareSet(set, file, root);
  const input = {
    setChanges: differences && [...differences.ofInstances, ...differences.ofSet],
    isForInstances: (differences?.ofInstances.length ?? 0) > 0,
    desired,
    actual,
    regions: file.regions,
  };
  const first = planFleet({ ...input, colourOf: () => undefined });
  // Only where something is to be changed, it matters what serves.
  const updated = first.instances.flatMap(({ action, actual: found }) => (action === 'update' && found ? [found] : []));
  const members = await readMembers(clients, file, updated);
  const plan = planFleet({ ...input, colourOf: (place) => factsAt(members, place)?.colour });
  const tree = set?.TemplateBody === undefined ? undefined : treeOf(context, set.TemplateBody, plan);
  return { plan, tree, members, findings };
}

function treeOf({ target }: FleetContext, deployed: string, { instances }: FleetPlan): ChangeTree | undefined {
  const changed = new Set(instances.flatMap(({ because }) => because));
  const changes = compareResources(parseTemplate(deployed), target.root.template, changed);
  return changes.length === 0 ? undefined : { stackName: target.file.stackSet.StackSetName, changes };
}

/** What keeps the plan from being executed, and what only may. */
function judge({ target }: FleetContext, { plan, tree, members }: Standing): Verdict {
  const updated = plan.instances.filter(({ action }) => action === 'update');
  const released = releasesIn(members, updated);
  const unseen = updated.filter(
    (place) => factsAt(members, place) === undefined && place.actual?.stackId !== undefined,
  );
  const touched = listenersTouched(target.root, tree);
  const blind: readonly Problem[] =
    touched.length === 0 || unseen.length === 0
      ? []
      : [
          {
            code: 'colour-unseen',
            message: `${touched.join(' and ')} would be changed in ${unseen.length} stacks of which nobody can read the live colour: ${places(unseen)}`,
            hint: 'a listener that is written with the colour that does not serve sends users to an empty target group: give the fleet a reader and have its roles made (ARGS=--make-roles), or leave the listeners as they are',
          },
        ];
  const guarded: Verdict =
    tree === undefined || updated.length === 0
      ? NOTHING
      : guardChanges({
          tree,
          root: target.root,
          isLatestRunning: undefined,
          removedStacks: new Map(),
        });
  return { ...guarded, refused: [...guarded.refused, ...released, ...blind, ...tooEarly(target, plan)] };
}

/** Waves that would be made of the template that was reviewed before. */
function tooEarly({ file }: FleetContext['target'], { set, instances }: FleetPlan): readonly Problem[] {
  const taking = instances.flatMap(({ takesSet, wave }) => (takesSet && wave !== undefined ? [wave] : []));
  if (set !== 'update' || taking.length === 0) return [];
  const first = Math.min(...taking);
  const nameOf = (wave: number) => file.waves[wave]?.name ?? String(wave + 1);
  const early = new Set(
    instances.flatMap(({ action, wave = first }) => (action === 'create' && wave < first ? [wave] : [])),
  );
  return [...early].map((wave) => ({
    code: 'wave-of-new-stacks',
    message: `wave ${nameOf(wave)} has only new stacks, which would be made of the template that the set has now: it takes another with the first stack that is there already, in wave ${nameOf(first)}`,
    hint: `put an account that has its stack into wave ${nameOf(wave)}; or make the new stacks first, of what was reviewed before, and change it in a run of its own`,
  }));
}

function listenersTouched(root: FleetContext['target']['root'], tree: ChangeTree | undefined): readonly string[] {
  const listeners = listenersIn(root);
  const changed = (tree?.changes ?? []).filter(
    ({ action, logicalId }) => action === 'Modify' && listeners.includes(logicalId),
  );
  // In the nested form listeners are in a stack of their own.
  const nested = (tree?.changes ?? []).filter(({ type }) => type === 'AWS::CloudFormation::Stack');
  return [...changed, ...nested].map(({ logicalId }) => logicalId);
}

function places(instances: readonly Pick<ActualInstance, 'account' | 'region'>[]): string {
  const some = instances.slice(0, 5).map(({ account, region }) => `${account} ${region}`);
  return `${some.join(', ')}${instances.length > some.length ? ` and ${instances.length - some.length} more` : ''}`;
}

/** Asks for what is to be done, and once more for what is taken away. */
async function agree(context: FleetContext, plan: FleetPlan): Promise<readonly Problem[]> {
  const { file } = context.target;
  const { StackSetName } = file.stackSet;
  const { account, region } = file.administrator;
  const changed = plan.instances.filter(({ action }) => action === 'create' || action === 'update').length;
  const text = `Bring ${StackSetName} (${account}, ${region}) and ${changed} of its stacks to what was reviewed?`;
  if ((changed > 0 || plan.set !== 'none') && !(await askFleet(context, { about: 'execute', text }))) return DECLINED;
  const removed = plan.instances.filter(({ action }) => action === 'remove');
  if (removed.length === 0) return [];
  const what = context.retainsStacks ? 'Let go of' : 'DELETE';
  const question = `${what} ${removed.length} stacks that are no longer in the fleet: ${places(removed)}?`;
  return (await askFleet(context, { about: 'remove', text: question })) ? [] : DECLINED;
}

/** Makes the roles that the fleet works with, where that is wanted. @returns why it goes no further. */
async function bringAllRoles(context: FleetContext, { waves }: FleetAccounts): Promise<FleetResult | undefined> {
  const { clients, clock, target, tell, planOnly, makesRoles } = context;
  if (!makesRoles) return undefined;
  const { stackSet } = target.file;
  const set = await readStackSet(clients, stackSet);
  const listed = set === undefined ? [] : await listInstances(clients, stackSet);
  const accounts = waves.flat();
  // A stack that is to be taken away is let in once more.
  const leaving = [...new Set(listed.map(({ Account = '' }) => Account))].filter((each) => !accounts.includes(each));
  const pending = await findPendingRoles(clients, clock, target, accounts, leaving);
  if (pending.length > 0) {
    const stacks = pending.map(({ stackName, account }) => `${stackName} in ${account}`);
    tell({ kind: 'roles', stacks, isPlanned: planOnly });
    if (!planOnly) {
      const text = `Make or change ${pending.length} stacks of roles?`;
      if (!(await askFleet(context, { about: 'roles', text }))) return refuseFleet(context, DECLINED);
      await bringRoles(pending);
    }
  }
  const readers = readerSetOf(target);
  if (readers === undefined) return undefined;
  const result = await deployFleet({ ...context, target: readers, makesRoles: false });
  return result === 'done' ? undefined : result;
}

async function upload(context: FleetContext, { waves }: FleetAccounts): Promise<void> {
  const { clients, target, source, tell } = context;
  const packages = await packageFleet(clients, target, waves.flat(), source);
  for (const uploaded of packages) tell({ kind: 'uploaded', ...uploaded });
}

/** Makes the set, or changes of it what no stack has to take. Where stacks have to, it is changed with the first of them. */
async function bringSet(context: FleetContext, plan: FleetPlan): Promise<FleetResult | undefined> {
  const { clients, target, tell } = context;
  const { StackSetName: stackSet } = target.file.stackSet;
  if (plan.set === 'create') {
    await createStackSet(clients, target);
    tell({ kind: 'set', stackSet, action: 'created' });
    return undefined;
  }
  if (plan.set === 'none' || plan.instances.some(({ takesSet }) => takesSet)) return undefined;
  // Auto-deployment is not taken together with accounts: all of them are gone through then, and are as they should be already.
  const isWhole = plan.setChanges.includes('auto-deployment');
  const [one] = isWhole ? [] : plan.instances.filter(({ actual }) => actual !== undefined);
  const id = newOperationId();
  const reach = one && { accounts: [one.account], regions: [one.region] };
  const ended = await runOperation(
    context,
    id,
    () => (reach ? updateStackSet(clients, target, reach, id) : updateWholeSet(clients, target, id)),
    () =>
      tell({
        kind: 'operation',
        id,
        purpose: 'update',
        accounts: reach?.accounts ?? [],
        regions: reach?.regions ?? [],
      }),
  );
  if (ended.kind === 'left') return leave(context, ended);
  if (ended.operation.status === 'SUCCEEDED') {
    tell({ kind: 'set', stackSet, action: 'updated' });
    return undefined;
  }
  tell({ kind: 'failed', problems: problemsOf(ended.operation.status, ended.operation.reason, ended.results) });
  return 'failed';
}

function leave(
  { tell }: FleetContext,
  ended: { readonly kind: string; readonly operationId?: string },
): 'left-running' {
  tell({ kind: 'left-running', operationId: ended.operationId ?? '' });
  return 'left-running';
}

function countPurposes({ instances }: FleetPlan): Readonly<Record<Purpose, number>> {
  const count = (isIt: (instance: FleetPlan['instances'][number]) => boolean) => instances.filter(isIt).length;
  return {
    align: count(({ aligned }) => aligned !== undefined),
    update: count(({ takesSet }) => takesSet),
    override: count(({ hasNewOverrides }) => hasNewOverrides),
    create: count(({ action }) => action === 'create'),
    remove: count(({ action }) => action === 'remove'),
  };
}
