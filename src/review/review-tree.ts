import { specOf } from '../aws/spec.ts';
import type { Problem } from '../dsl/error.ts';
import type { Data } from '../dsl/template.ts';
import type { PathChange } from './compare/change-tree.ts';
import type { PlannedChange } from './compare/changes.ts';
import { compareResources } from './compare/compare.ts';
import type { TypeLookup } from './compare/replacement.ts';
import { findUnknownTypes } from './compare/unknown-types.ts';
import type { StackTemplate } from './generation/system-files.ts';
import { type ResolvedTree, resolveTree } from './resolve/resolve.ts';
import { objectIn, own } from './resolve/values.ts';
import { carriersIn } from './rules/carriers.ts';
import { guardExports } from './rules/exports.ts';
import { findLaterInstances } from './rules/later.ts';
import { findRenames, guardRenames, type Rename } from './rules/renames.ts';
import { guardTaken } from './rules/taken.ts';
import { findValueFaults } from './rules/values.ts';
import { type ActionsByColour, type JudgedChange, joinVerdicts, type Verdict, verdictOf } from './rules/verdict.ts';
import { splitPath, type TreeReview } from './rules/whole.ts';
import { judgeEach } from './rules.ts';
import { compareSecurity, type SecurityChange } from './security/security.ts';

/** What is found in a stack and what it nests, in one environment. */
export interface TreeFindings extends Verdict {
  readonly changes: readonly PathChange[];
  readonly security: readonly SecurityChange[];
  readonly renames: readonly Rename[];
}

/** What a tree is reviewed with. */
export interface TreeOptions {
  readonly prefix: string;
  /** Values of the environment in each generation. */
  readonly before: Readonly<Record<string, string>> | undefined;
  readonly after: Readonly<Record<string, string>> | undefined;
  readonly reserved: readonly string[];
  readonly imports?: ReadonlyMap<string, readonly string[]>;
  /** What is known of resource types: what `src/aws` knows, unless said. */
  readonly lookUp?: TypeLookup | undefined;
}

const COLOURS = ['blue', 'green'] as const;

/** Compares two generations of a tree of stacks, as one environment would have them, and judges what it finds. */
export function reviewTree(
  before: StackTemplate | undefined,
  after: StackTemplate | undefined,
  options: TreeOptions,
): TreeFindings {
  const wasFor = resolver(before, options.prefix, options.before ?? {});
  const isFor = resolver(after, options.prefix, withFormer(after, options.after ?? {}, before, options.before ?? {}));
  // Which colour serves is not for files to say, so a change must be right with either.
  const colours = [before, after].some(followsColour) ? COLOURS : (['blue'] as const);
  const actions = actionsOf(wasFor, isFor);
  const { lookUp = specOf } = options;
  const reviews = colours.map((colour): TreeReview => {
    const [was, is] = [wasFor(colour), isFor(colour)];
    const changes = compareResources(was.resources, is.resources, lookUp);
    const judged = [...changes].map(([path, change]) => judge(path, change));
    const { reserved, imports = new Map() } = options;
    const root = after ?? { name: '', template: {}, nested: {} };
    return { before: was, after: is, changes, judged, root, values: options.after, reserved, imports };
  });
  const found = reviews.map((review) => {
    const renames = findRenames(review.changes);
    const verdict = joinVerdicts([
      judgeEach(review.judged, { isBeside: options.prefix !== '', actions }),
      guardExports(review),
      guardRenames(review, renames),
      guardTaken(review),
      verdictOf('refused', after === undefined ? [] : findValueFaults(review)),
      verdictOf('noted', findLaterInstances(review.judged)),
      verdictOf('noted', findUnknownTypes(review.judged, lookUp)),
    ]);
    const changes = [...review.changes].map(([path, change]): PathChange => ({ path, ...change }));
    const told = (problems: readonly Problem[]) => problems.map((problem) => tellRename(problem, renames));
    return {
      refused: told(verdict.refused),
      warned: told(verdict.warned),
      noted: verdict.noted,
      renames,
      changes,
      security: compareSecurity(review.before.resources, review.after.resources),
    };
  });
  const all = <T>(of: (each: (typeof found)[number]) => readonly T[], keyOf: (each: T) => string = JSON.stringify) => [
    ...new Map(found.flatMap(of).map((each) => [keyOf(each), each])).values(),
  ];
  return {
    refused: all(({ refused }) => refused),
    warned: all(({ warned }) => warned),
    noted: all(({ noted }) => noted),
    renames: all(({ renames }) => renames),
    security: all(({ security }) => security),
    // The first that tells of a resource counts: with the other colour it is the same change of another value.
    changes: [
      ...found
        .flatMap(({ changes }) => changes)
        .reduce(firstOf, new Map<string, PathChange>())
        .values(),
    ],
  };
}

// What is to be done about something that only has another name is to give it the old one back.
function tellRename(problem: Problem, renames: readonly Rename[]): Problem {
  const path = [problem.stack, problem.logicalId].filter(Boolean).join('/');
  const rename = renames.find(({ from }) => from === path);
  if (rename === undefined) return problem;
  const { logicalId, stack = 'the root' } = splitPath(path);
  return {
    ...problem,
    hint: `it is the same as ${rename.to} now: keep it in ${stack} under the logical id ${logicalId}`,
  };
}

function firstOf(known: Map<string, PathChange>, change: PathChange): Map<string, PathChange> {
  return known.has(change.path) ? known : known.set(change.path, change);
}

function judge(path: string, change: PlannedChange): JudgedChange {
  const slash = path.lastIndexOf('/');
  return {
    stackName: slash < 0 ? '' : path.slice(0, slash),
    change,
    certain: change.causes.filter(({ isCertain }) => isCertain),
    uncertain: change.causes.filter(({ isCertain }) => !isCertain),
  };
}

function followsColour(file: StackTemplate | undefined): boolean {
  return file !== undefined && 'LiveColour' in objectIn(file.template, 'Parameters');
}

// That a parameter has no value is a fault of its own; what else there is to tell is told as if it had kept the one it had.
function withFormer(
  after: StackTemplate | undefined,
  values: Readonly<Record<string, string>>,
  before: StackTemplate | undefined,
  former: Readonly<Record<string, string>>,
): Readonly<Record<string, Data>> {
  const declared = objectIn(after?.template, 'Parameters');
  const known = objectIn(before?.template, 'Parameters');
  const missing = Object.keys(declared).filter(
    (name) => !Object.hasOwn(values, name) && own(objectIn(declared, name), 'Default') === undefined,
  );
  const kept = missing.flatMap((name) => {
    const value = (Object.hasOwn(former, name) ? former[name] : undefined) ?? own(objectIn(known, name), 'Default');
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...values };
}

const EMPTY: ResolvedTree = { resources: [], outputs: {}, exports: [], imports: [] };

type Resolver = (colour: 'blue' | 'green') => ResolvedTree;

function resolver(file: StackTemplate | undefined, prefix: string, values: Readonly<Record<string, Data>>): Resolver {
  const known = new Map<string, ResolvedTree>();
  return (colour) => {
    const before = known.get(colour);
    if (file === undefined || before !== undefined) return before ?? EMPTY;
    // A value that is fixed to one colour is a fault of its own; what the templates do is told as if it were right.
    const parameters: Readonly<Record<string, Data>> = { ...values, LiveColour: colour };
    const tree = resolveTree(file, { parameters, prefix });
    known.set(colour, tree);
    return tree;
  };
}

// Only of listeners that CodeDeploy moves traffic on, and of rules of those.
function actionsOf(before: Resolver, after: Resolver) {
  const carriers = new Set([before, after].flatMap((of) => carriersIn(of('blue'))));
  const find = (tree: ResolvedTree, path: string) => tree.resources.find((resource) => resource.path === path);
  const byColour = (of: Resolver, path: string): ActionsByColour => {
    const actions = (colour: 'blue' | 'green') => {
      const properties = find(of(colour), path)?.properties ?? {};
      return own(properties, 'DefaultActions') ?? own(properties, 'Actions');
    };
    return { blue: actions('blue'), green: actions('green') };
  };
  return ({ after: resource }: PlannedChange) => {
    if (resource === undefined || !carriers.has(resource.path)) return undefined;
    return { before: byColour(before, resource.path), after: byColour(after, resource.path) };
  };
}
