import type { Problem } from '../../dsl/error.ts';
import type { Colour } from '../colour.ts';
import type { StackParameters } from '../parameters.ts';
import {
  type ActualInstance,
  type DesiredInstance,
  FIRST_COLOUR,
  hasSameOverrides,
  keyOf,
  LIVE_COLOUR,
  type Place,
} from './instance.ts';

/** What is done with one instance. */
export interface InstancePlan extends Place {
  /** The wave that it is deployed in; removals are in none. */
  readonly wave: number | undefined;
  readonly action: 'create' | 'update' | 'none' | 'remove';
  /** Why, in words: `template`, `DesiredCount`, `was left FAILED: ...`. */
  readonly because: readonly string[];
  /** Whether the set's own template and parameters have to be brought to it. */
  readonly takesSet: boolean;
  /** The values it is to have of its own, its colour among them where it is another than the template's. */
  readonly overrides: StackParameters;
  /** Whether these are others than it has. */
  readonly hasNewOverrides: boolean;
  /** The values that keep its users where they are while it is updated; undefined where it has them. */
  readonly aligned: StackParameters | undefined;
  readonly actual: ActualInstance | undefined;
}

/** What a run does with a fleet's stack set. */
export interface FleetPlan {
  readonly set: 'create' | 'update' | 'none';
  /** What of the set changes, in words. */
  readonly setChanges: readonly string[];
  readonly instances: readonly InstancePlan[];
  /** What keeps it from being done. */
  readonly problems: readonly Problem[];
}

/** What a plan is made from. */
export interface PlanInput {
  /** What of the set is another than it should be, in words; undefined where there is no set yet. */
  readonly setChanges: readonly string[] | undefined;
  /** Those of it that every instance has to take: the template and parameters, and not what only the set has. */
  readonly isForInstances: boolean;
  readonly desired: readonly DesiredInstance[];
  readonly actual: readonly ActualInstance[];
  /** The regions in their order. */
  readonly regions: readonly string[];
  /** Which colour serves at a place; undefined where nobody can tell. */
  readonly colourOf: (place: Place) => Colour | undefined;
}

/**
 * Works out what has to be done with every instance. An instance that is as it should be is left alone, whatever colour it is live on;
 * one that is updated is told the colour that serves there first.
 */
export function planFleet(input: PlanInput): FleetPlan {
  const { setChanges, isForInstances, desired, actual, colourOf } = input;
  const known = new Map(actual.map((instance) => [keyOf(instance), instance]));
  const wanted = new Set(desired.map(keyOf));
  const kept = desired.map((instance): InstancePlan => {
    const found = known.get(keyOf(instance));
    if (found === undefined) return creationOf(instance);
    return updateOf(instance, found, isForInstances ? (setChanges ?? []) : [], colourOf(instance));
  });
  const removed = actual.filter((instance) => !wanted.has(keyOf(instance))).map(removalOf);
  return {
    set: setChanges === undefined ? 'create' : setChanges.length > 0 ? 'update' : 'none',
    setChanges: setChanges ?? [],
    instances: [...kept, ...removed],
    problems: actual.filter(({ status }) => status === 'INOPERABLE').map(inoperable),
  };
}

/** Whether nothing is to be done. */
export function isNothing({ set, instances }: FleetPlan): boolean {
  return set === 'none' && instances.every(({ action }) => action === 'none');
}

function creationOf({ account, region, wave, overrides }: DesiredInstance): InstancePlan {
  return {
    account,
    region,
    wave,
    action: 'create',
    because: [],
    takesSet: false,
    overrides,
    hasNewOverrides: false,
    aligned: undefined,
    actual: undefined,
  };
}

function updateOf(
  { account, region, wave, overrides }: DesiredInstance,
  actual: ActualInstance,
  setChanges: readonly string[],
  colour: Colour | undefined,
): InstancePlan {
  const unfinished = unfinishedBusiness(actual);
  const hasNewOverrides = !hasSameOverrides(overrides, actual.overrides);
  const takesSet = setChanges.length > 0 || unfinished !== undefined;
  const isUpdated = takesSet || hasNewOverrides;
  const planned: InstancePlan = {
    account,
    region,
    wave,
    action: isUpdated ? 'update' : 'none',
    because: [
      ...setChanges,
      ...(hasNewOverrides ? changedNames(actual.overrides, overrides) : []),
      ...(unfinished === undefined ? [] : [unfinished]),
    ],
    takesSet,
    overrides: withColour(overrides, actual.overrides[LIVE_COLOUR]),
    hasNewOverrides,
    aligned: undefined,
    actual,
  };
  return recoloured(planned, colour);
}

/** What is planned for a stack in which that colour serves, which may be another one than when it was planned. */
export function recoloured(planned: InstancePlan, colour: Colour | undefined): InstancePlan {
  const { action, actual, overrides } = planned;
  if (action !== 'update' || actual === undefined || colour === undefined) return planned;
  const told = actual.overrides[LIVE_COLOUR];
  const isBehind = (told ?? FIRST_COLOUR) !== colour;
  return {
    ...planned,
    overrides: withColour(overrides, isBehind ? colour : told),
    aligned: isBehind ? { ...actual.overrides, [LIVE_COLOUR]: colour } : undefined,
  };
}

function withColour({ [LIVE_COLOUR]: _, ...others }: StackParameters, colour: string | undefined): StackParameters {
  return colour === undefined ? others : { ...others, [LIVE_COLOUR]: colour };
}

function removalOf(actual: ActualInstance): InstancePlan {
  const { account, region, overrides } = actual;
  return {
    account,
    region,
    wave: undefined,
    action: 'remove',
    because: ['no longer in the fleet'],
    takesSet: false,
    overrides,
    hasNewOverrides: false,
    aligned: undefined,
    actual,
  };
}

// What an earlier operation has left undone.
function unfinishedBusiness({ status, lastResult, reason }: ActualInstance): string | undefined {
  if (status === 'CURRENT' && (lastResult === undefined || lastResult === 'SUCCEEDED')) return undefined;
  const how = lastResult === undefined || lastResult === 'SUCCEEDED' ? status : `${status}, ${lastResult}`;
  return `was left ${how}${reason ? `: ${reason}` : ''}`;
}

function changedNames(before: StackParameters, after: StackParameters): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => name !== LIVE_COLOUR && before[name] !== after[name]);
}

function inoperable({ account, region, reason }: ActualInstance): Problem {
  return {
    code: 'inoperable',
    message: `the stack in ${account}, ${region} cannot be worked on${reason ? `: ${reason}` : ''}`,
    hint: 'a deletion failed there: take the instance out of the set with --retain-stacks (aws cloudformation delete-stack-instances), remove its stack by hand, then run this again',
  };
}
