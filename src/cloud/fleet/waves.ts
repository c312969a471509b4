import type { Problem } from '../../dsl/error.ts';
import type { FleetContext, FleetResult } from './context.ts';
import { type Group, groupInstances } from './groups.ts';
import { keyOf, overridesKey } from './instance.ts';
import { factsAt, readMembers, releasesIn } from './members.ts';
import type { PlaceResult } from './operation.ts';
import { type FleetPlan, type InstancePlan, recoloured } from './plan.ts';
import type { Purpose } from './progress.ts';
import { runOperation } from './run-operation.ts';
import { listInstances } from './stack-set.ts';
import {
  createInstances,
  deleteInstances,
  newOperationId,
  updateInstances,
  updateStackSet,
} from './start-operation.ts';

/** How often a service is looked at that has not all of its tasks, and how long between, in milliseconds. */
const LOOKS = 20;

/** Why it stopped, or undefined where everything went well. */
type Stop = FleetResult | undefined;

/**
 * Does what is planned for each wave in turn. After each it looks whether all went well there, and only then goes on; after one in which
 * there was nothing to do as well, since an earlier run may have ended before it looked.
 */
export async function runWaves(context: FleetContext, plan: FleetPlan): Promise<Stop> {
  const set = { isBrought: plan.set !== 'update' };
  const { waves } = context.target.file;
  const inWave = (number: number) => plan.instances.filter(({ wave }) => wave === number);
  const hasWork = (number: number) => inWave(number).some(({ action }) => action !== 'none');
  const last = waves.findLastIndex((_, number) => hasWork(number));
  for (const [number, { name }] of waves.slice(0, last + 1).entries()) {
    const instances = inWave(number).filter(({ action }) => action !== 'none');
    if (instances.length > 0) {
      context.tell({ kind: 'wave', number: number + 1, of: waves.length, name, instances: instances.length });
    }
    const ready = await readyOf(context, instances);
    if (ready === undefined) return 'failed';
    const stop = (await runWave(context, set, ready)) ?? (await passGate(context, name, inWave(number)));
    if (stop !== undefined) return stop;
  }
  return undefined;
}

/**
 * What is planned for the stacks of a wave, with the colours that serve now: hours may have passed since they were looked at.
 * @returns undefined where a release runs.
 */
async function readyOf(
  { clients, target, tell }: FleetContext,
  instances: readonly InstancePlan[],
): Promise<readonly InstancePlan[] | undefined> {
  const updated = instances.flatMap(({ action, actual }) => (action === 'update' && actual ? [actual] : []));
  const members = await readMembers(clients, target.file, updated);
  const problems = releasesIn(members, updated);
  if (problems.length === 0) return instances.map((each) => recoloured(each, factsAt(members, each)?.colour));
  tell({ kind: 'failed', problems });
  return undefined;
}

async function runWave(
  context: FleetContext,
  set: { isBrought: boolean },
  instances: readonly InstancePlan[],
): Promise<Stop> {
  const { clients, target } = context;
  const { regions } = target.file;
  const steps: readonly [Purpose, (instance: InstancePlan) => boolean, Begin][] = [
    [
      'align',
      ({ aligned }) => aligned !== undefined,
      (group, id) => updateInstances(clients, target, group, group.value.aligned, id),
    ],
    [
      'update',
      // What is given other values once the set has been brought takes the rest of it with them.
      ({ takesSet, hasNewOverrides }) => takesSet && !(set.isBrought && hasNewOverrides),
      async (group, id) => {
        if (set.isBrought) return updateInstances(clients, target, group, undefined, id);
        await updateStackSet(clients, target, group, id);
        set.isBrought = true;
      },
    ],
    [
      'override',
      ({ hasNewOverrides }) => hasNewOverrides,
      (group, id) => updateInstances(clients, target, group, group.value.overrides, id),
    ],
    [
      'create',
      ({ action }) => action === 'create',
      (group, id) => createInstances(clients, target, group, group.value.overrides, id),
    ],
  ];
  for (const [purpose, isFor, begin] of steps) {
    const groups = groupInstances(
      instances.filter(isFor),
      regions,
      (instance) => instance,
      (instance) => valueKey(purpose, instance),
    );
    const stop = await runGroups(context, purpose, groups, begin);
    if (stop !== undefined) return stop;
  }
  return undefined;
}

type Begin = (group: Group<InstancePlan>, id: string) => Promise<void>;

// What an operation of that kind hands over.
function valueKey(purpose: Purpose, { aligned, overrides }: InstancePlan): string {
  if (purpose === 'align') return overridesKey(aligned ?? {});
  return purpose === 'update' || purpose === 'remove' ? '' : overridesKey(overrides);
}

async function runGroups(
  context: FleetContext,
  purpose: Purpose,
  groups: readonly Group<InstancePlan>[],
  begin: Begin,
): Promise<Stop> {
  for (const group of groups) {
    const { accounts, regions } = group;
    const id = newOperationId();
    const ended = await runOperation(
      context,
      id,
      () => begin(group, id),
      () => context.tell({ kind: 'operation', id, purpose, accounts, regions }),
    );
    if (ended.kind === 'left') {
      context.tell({ kind: 'left-running', operationId: ended.operationId });
      return 'left-running';
    }
    const { operation, results } = ended;
    const failed = results.filter(({ status }) => status === 'FAILED');
    if (operation.status === 'SUCCEEDED' && failed.length === 0) continue;
    context.tell({ kind: 'failed', problems: problemsOf(operation.status, operation.reason, results) });
    return 'failed';
  }
  return undefined;
}

/** What went wrong in an operation: first what failed by itself, then how many were not come to. */
export function problemsOf(
  status: string,
  reason: string | undefined,
  results: readonly PlaceResult[],
): readonly Problem[] {
  const failed = results.filter((result) => result.status === 'FAILED');
  const cancelled = results.filter((result) => result.status === 'CANCELLED');
  const problems = failed.map(
    ({ account, region, reason: why }): Problem => ({
      code: 'instance-failed',
      message: `${account}, ${region}: ${why ?? 'no reason was given'}`,
      hint: hintFor(why),
    }),
  );
  const all =
    problems.length > 0
      ? problems
      : [{ code: 'operation-failed', message: `the operation ${status}${reason ? `: ${reason}` : ''}` }];
  if (cancelled.length === 0) return all;
  const message = `${cancelled.length} stacks were not come to: the operation stopped before`;
  return [...all, { code: 'stopped', message, hint: 'mend what failed and run this again: it does only what is left' }];
}

function hintFor(reason: string | undefined): string | undefined {
  if (reason !== undefined && /should have .* role/i.test(reason))
    return 'the role is missing there, or does not trust the administrator: ARGS=--make-roles makes it where the organisation lets you in';
  return undefined;
}

/** Looks whether every stack of a wave is there and its service has its tasks. */
async function passGate(context: FleetContext, name: string, instances: readonly InstancePlan[]): Promise<Stop> {
  const { clients, clock, target, tell, pauses } = context;
  const keys = new Set(instances.map(keyOf));
  const summaries = (await listInstances(clients, target.file.stackSet))
    .map(({ Account: account = '', Region: region = '', StackId, Status = '', StatusReason }) => ({
      account,
      region,
      stackId: StackId,
      status: Status,
      reason: StatusReason,
    }))
    .filter((each) => keys.has(keyOf(each)));
  const there = new Set(summaries.map(keyOf));
  const missing = instances
    .filter((each) => !there.has(keyOf(each)))
    .map((each) => ({ ...each, status: 'not there', reason: undefined }));
  const behind = [...summaries.filter(({ status }) => status !== 'CURRENT'), ...missing];
  if (behind.length > 0) {
    const problems = behind.map(({ account, region, status, reason }) => ({
      code: 'gate',
      message: `${account}, ${region} is ${status} after wave ${name}${reason ? `: ${reason}` : ''}`,
      hint: 'mend it and run this again; no further wave has been begun',
    }));
    tell({ kind: 'failed', problems });
    return 'failed';
  }
  for (let look = 1; ; look += 1) {
    const members = await readMembers(clients, target.file, summaries);
    const ill = summaries.flatMap((place) => {
      const ailment = factsAt(members, place)?.ailment;
      return ailment === undefined ? [] : [{ ...place, ailment }];
    });
    if (ill.length === 0) {
      const unseen = summaries.filter((place) => factsAt(members, place) === undefined).length;
      tell({ kind: 'gate', wave: name, looked: summaries.length - unseen, unseen });
      return undefined;
    }
    if (look === LOOKS) {
      const problems = ill.map(({ account, region, ailment }) => ({
        code: 'gate',
        message: `${account}, ${region} is not healthy after wave ${name}: ${ailment}`,
        hint: 'look at the service there; no further wave has been begun',
      }));
      tell({ kind: 'failed', problems });
      return 'failed';
    }
    await clock.sleep(pauses[1]);
  }
}

/** Takes stacks out of the set that are no longer in the fleet. */
export async function runRemovals(context: FleetContext, plan: FleetPlan): Promise<Stop> {
  const { clients, target, retainsStacks } = context;
  const removed = plan.instances.filter(({ action }) => action === 'remove');
  const groups = groupInstances(
    removed,
    target.file.regions,
    (instance) => instance,
    () => '',
  );
  const stop = await runGroups(context, 'remove', groups, (group, id) =>
    deleteInstances(clients, target, group, retainsStacks, id),
  );
  if (stop !== undefined || removed.length === 0) return stop;
  const keys = new Set(removed.map(keyOf));
  const left = (await listInstances(clients, target.file.stackSet)).filter(({ Account = '', Region = '' }) =>
    keys.has(keyOf({ account: Account, region: Region })),
  );
  if (left.length === 0) return undefined;
  const problems = left.map(({ Account, Region, Status }) => ({
    code: 'not-removed',
    message: `${Account}, ${Region} is still ${Status} in the set, although its removal has succeeded`,
    hint: 'an account that has left its unit is not among those that are told by their unit: take it out of the set in the console of CloudFormation',
  }));
  context.tell({ kind: 'failed', problems });
  return 'failed';
}
