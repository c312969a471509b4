import type { Problem } from '../dsl/error.ts';
import { type InEnvironments, mergeEnvironments } from './compare/by-environment.ts';
import { type PathChange, treeOf } from './compare/change-tree.ts';
import type { ChangeTree } from './compare/changes.ts';
import { type FileChange, findFileChanges } from './compare/file-changes.ts';
import type { TypeLookup } from './compare/replacement.ts';
import { changedPlaces } from './generation/fleet-places.ts';
import type { StackTemplate, SystemFiles } from './generation/system-files.ts';
import { reviewTree, type TreeFindings } from './review-tree.ts';
import { findReleaseChanges } from './rules/later.ts';
import { findUnordered } from './rules/order.ts';
import type { Rename } from './rules/renames.ts';
import { findFaultsOf } from './rules/values.ts';
import type { Verdict } from './rules/verdict.ts';
import type { SecurityChange } from './security/security.ts';

/** What is told of one stack with what it nests: the system's own, or that of `deployer.yaml`. */
export interface TreePlan {
  /** `root`, `deployer`, `fleets/member` */
  readonly name: string;
  readonly tree: ChangeTree;
}

/** A problem, and the environments that it is in. */
export type Finding = InEnvironments<Problem>;

/** What a change of the generated files will do to a system. */
export interface SystemPlan {
  readonly system: string;
  readonly kind: 'unchanged' | 'changed' | 'new' | 'gone';
  /** Those that both generations have values for, and were looked at. A system without any is looked at once, with defaults. */
  readonly environments: readonly string[];
  readonly trees: readonly TreePlan[];
  /** AWS refuses it, or it breaks what runs. */
  readonly refused: readonly Finding[];
  /** It may do harm. */
  readonly warned: readonly Finding[];
  /** It is good to know. */
  readonly noted: readonly Finding[];
  readonly security: readonly InEnvironments<SecurityChange>[];
  readonly renames: readonly InEnvironments<Rename>[];
  readonly files: readonly FileChange[];
}

/** What a plan is made with. */
export interface PlanOptions {
  /** Parameters that whoever deploys fills in. */
  readonly reserved: readonly string[];
  /** Names that templates of any system import, with the systems that do. */
  readonly imports?: ReadonlyMap<string, readonly string[]>;
  /** What is known of resource types: what `src/aws` knows, unless said. */
  readonly lookUp?: TypeLookup | undefined;
}

/**
 * What it will do to deploy the one generation of a system where the other is deployed. Works from the files alone: what only an account
 * knows (whether a value was changed by hand, whether a name is free) it cannot see.
 * @param before undefined for a system that is new; @param after undefined for one that is gone.
 */
export function planSystem(
  before: SystemFiles | undefined,
  after: SystemFiles | undefined,
  options: PlanOptions,
): SystemPlan {
  if (after === undefined) return goneSystem(before?.system ?? '', before);
  const old: SystemFiles = before ?? { ...after, trees: [], flat: undefined, environments: {}, texts: new Map() };
  const files = findFileChanges(old, after);
  const nothing = {
    system: after.system,
    trees: [],
    refused: [],
    warned: [],
    noted: [],
    security: [],
    renames: [],
    files,
  };
  if (files.length === 0) return { ...nothing, kind: 'unchanged', environments: [] };
  const both = Object.keys(after.environments).filter((name) => Object.hasOwn(old.environments, name));
  const places = before === undefined ? {} : changedPlaces(before, after);
  const environments = before === undefined ? Object.keys(after.environments) : [...both, ...Object.keys(places)];
  const pairs = pairTrees(old.trees, after.trees);
  const reviews = pairs.map(({ name, was, is }, index) => {
    const isMain = index === 0;
    const found = new Map(
      (isMain && environments.length > 0 ? environments : ['']).map((environment) => [
        environment,
        reviewTree(was, is, {
          ...options,
          prefix: isMain ? '' : `${name}/`,
          before: places[environment]?.before ?? valuesIn(old, environment),
          after: isMain ? (places[environment]?.after ?? valuesIn(after, environment)) : undefined,
        }),
      ]),
    );
    return { name, ...mergeFindings(found) };
  });
  const verdict = (level: keyof Verdict) => reviews.flatMap((review) => review[level]);
  const isNew = before === undefined;
  const plan: SystemPlan = {
    ...nothing,
    kind: isNew ? 'new' : 'changed',
    environments,
    trees: reviews.flatMap(({ name, changes }) =>
      changes.length === 0 ? [] : [{ name, tree: treeOf(name, changes, name === pairs[0]?.name ? '' : `${name}/`) }],
    ),
    refused: [
      ...verdict('refused'),
      ...(isNew ? [] : faultsOfNewPlaces(old, after, options)),
      ...findUnordered(old, after),
    ],
    warned: verdict('warned'),
    noted: [
      ...verdict('noted'),
      ...(isNew ? [] : [...findReleaseChanges({ before: old, after }), ...placesChanged(old, after)]),
    ],
    // Everything that a new system may do is new.
    security: isNew ? [] : reviews.flatMap(({ security }) => security),
    renames: reviews.flatMap(({ renames }) => renames),
  };
  return saysNothing(plan) ? { ...nothing, kind: 'unchanged', environments: [], files: [] } : plan;
}

// Values can be written in another way, or say what the default said.
function saysNothing({ kind, trees, files, ...found }: SystemPlan): boolean {
  const { refused, warned, noted, security } = found;
  const isSilent = [trees, refused, warned, noted, security].every(({ length }) => length === 0);
  return kind === 'changed' && isSilent && files.every(({ effect }) => effect === 'values' || effect === 'none');
}

function valuesIn({ environments }: SystemFiles, name: string): Readonly<Record<string, string>> | undefined {
  return Object.hasOwn(environments, name) ? environments[name] : undefined;
}

function mergeFindings(found: ReadonlyMap<string, TreeFindings>) {
  const pick = <T extends object>(of: (findings: TreeFindings) => readonly T[], keyOf?: (each: T) => string) =>
    mergeEnvironments(new Map([...found].map(([environment, findings]) => [environment, of(findings)])), keyOf);
  return {
    changes: pick(({ changes }) => changes, signatureOf),
    refused: pick(({ refused }) => refused),
    warned: pick(({ warned }) => warned),
    noted: pick(({ noted }) => noted),
    security: pick(({ security }) => security),
    renames: pick(({ renames }) => renames),
  };
}

// What a resource is as a whole may differ between environments where its change is the same.
function signatureOf({ before: _before, after: _after, ...change }: PathChange): string {
  return JSON.stringify(change);
}

interface TreePair {
  readonly name: string;
  readonly was: StackTemplate | undefined;
  readonly is: StackTemplate | undefined;
}

// The system's own stacks are the first of each, also where they are called otherwise than before; the others go by name.
function pairTrees(before: readonly StackTemplate[], after: readonly StackTemplate[]): readonly TreePair[] {
  const find = (all: readonly StackTemplate[], name: string) => all.find((tree) => tree.name === name);
  const main = after[0] ?? before[0];
  if (main === undefined) return [];
  const [first] = before;
  const renamed = first !== undefined && find(after, first.name) === undefined ? first : undefined;
  const was = find(before, main.name) ?? renamed;
  const names = [...before.filter((tree) => tree !== was), ...after.slice(1)].map(({ name }) => name);
  return [
    { name: main.name, was, is: after[0] },
    ...[...new Set(names)].map((name) => ({ name, was: find(before, name), is: find(after, name) })),
  ];
}

// Where everything is made there is nothing to compare with, but what CloudFormation says to the values is known.
function faultsOfNewPlaces(before: SystemFiles, after: SystemFiles, { reserved }: PlanOptions): readonly Finding[] {
  const [root] = after.trees;
  if (root === undefined) return [];
  return placesOnlyIn(after, before).flatMap((name) =>
    findFaultsOf(valuesIn(after, name) ?? {}, root, reserved).map((problem) => ({ ...problem, environments: [name] })),
  );
}

function placesOnlyIn(one: SystemFiles, other: SystemFiles): readonly string[] {
  return Object.keys(one.environments).filter((name) => !Object.hasOwn(other.environments, name));
}

function placesChanged(before: SystemFiles, after: SystemFiles): readonly Problem[] {
  const [come, gone] = [placesOnlyIn(after, before), placesOnlyIn(before, after)];
  return [
    ...come.map((name) => ({
      code: 'new-place',
      message: `${name} is new: there everything is made, from these templates`,
    })),
    ...gone.map((name) => ({
      code: 'place-gone',
      message: `${name} has no values any more: its stacks stay as they are, and nobody deploys to them`,
      hint: 'if they are to go, take them down before this is merged: make destroy',
    })),
  ];
}

function goneSystem(system: string, before: SystemFiles | undefined): SystemPlan {
  const message = `${system} is generated no more: its stacks stay as they are, and nobody can deploy to them or release`;
  const hint = `if they are to go, take them down before this is merged: make destroy SYSTEM=${system}`;
  const files = [...(before?.texts.keys() ?? [])].map(
    (path): FileChange => ({ path, action: 'removed', effect: 'none' }),
  );
  return {
    system,
    kind: 'gone',
    environments: Object.keys(before?.environments ?? {}),
    trees: [],
    refused: [],
    warned: [{ code: 'system-gone', message, hint }],
    noted: [],
    security: [],
    renames: [],
    files,
  };
}
