import { type Problem, TealformError, throwIfAny } from '../dsl/error.ts';
import type { FileTree } from './generation/file-tree.ts';
import { readSystem, type SystemFiles, systemsOf, type Templates } from './generation/system-files.ts';
import { type PlanOptions, planSystem, type SystemPlan } from './plan.ts';
import { resolveTree } from './resolve/resolve.ts';

/** Which systems are looked at, and with what. */
export interface PlanFilesOptions extends Pick<PlanOptions, 'reserved' | 'lookUp'> {
  /** Only this one; all of both generations unless said. */
  readonly system?: string | undefined;
  /** What was parsed before, and where to put what is. */
  readonly templates?: Templates | undefined;
}

/** Two generations, and what getting from one to the other does to each system. */
export interface Plan {
  /** What is compared: `output/`, `origin/main (1a2b3c4)`. */
  readonly after: string;
  readonly before: string;
  readonly systems: readonly SystemPlan[];
}

/**
 * Compares two generations of generated files.
 * @throws TealformError `unknown-system`, `no-system`, `unreadable` with everything that cannot be read.
 */
export function planFiles(before: FileTree, after: FileTree, options: PlanFilesOptions): Plan {
  const { reserved, lookUp } = options;
  const names = namesIn(before, after, options.system);
  const problems: Problem[] = [];
  const templates: Templates = options.templates ?? new Map();
  const read = (tree: FileTree, name: string) =>
    systemsOf(tree).includes(name) ? readSystem(tree, name, templates, problems) : undefined;
  const pairs = names.map(([was, is]) => {
    const texts = was === is ? sameTexts(before, after, is) : undefined;
    // What does not change needs no reading.
    if (texts === undefined) return [read(before, was), read(after, is)] as const;
    const unread: SystemFiles = { system: is, trees: [], flat: undefined, environments: {}, texts };
    return [unread, unread] as const;
  });
  throwIfAny(problems);
  const imports = pairs.some(([was, is]) => was !== is) ? importsIn(before, templates) : undefined;
  throwIfAny(problems);
  return {
    before: before.label,
    after: after.label,
    systems: pairs.map(([was, is]) => planSystem(was, is, { reserved, lookUp, ...(imports && { imports }) })),
  };
}

// By name; but the folder of one system is compared with the one that there is or that is asked for, whatever the folder is called.
function namesIn(
  before: FileTree,
  after: FileTree,
  wanted: string | undefined,
): readonly (readonly [string, string])[] {
  const [old, now] = [systemsOf(before), systemsOf(after)];
  const all = [...new Set([...old, ...now])].sort();
  if (wanted !== undefined && !all.includes(wanted)) {
    const hint = `there are: ${all.join(', ') || 'none'}`;
    const message = `neither ${after.label} nor ${before.label} has a system ${JSON.stringify(wanted)}`;
    throw new TealformError({ code: 'unknown-system', message, hint });
  }
  if (all.length === 0) {
    const message = `neither ${after.label} nor ${before.label} has templates`;
    throw new TealformError({ code: 'no-system', message, hint: 'run make synth, or name folders that have some' });
  }
  if (before.isOneSystem || after.isOneSystem) {
    const [was, is] = [onlyOf(before, old, wanted), onlyOf(after, now, wanted)];
    if (was !== undefined && is !== undefined) return [[was, is]];
  }
  return all.filter((name) => wanted === undefined || name === wanted).map((name) => [name, name]);
}

function onlyOf({ isOneSystem }: FileTree, names: readonly string[], wanted: string | undefined): string | undefined {
  if (!isOneSystem && wanted !== undefined) return names.find((name) => name === wanted);
  return names.length === 1 ? names[0] : undefined;
}

// The texts of a system that is the same in both.
function sameTexts(before: FileTree, after: FileTree, name: string): SystemFiles['texts'] | undefined {
  const [old, now] = [before, after].map(({ paths }) => paths.filter((path) => path.startsWith(`${name}/`)));
  if (old === undefined || now === undefined || old.length === 0 || old.join('\n') !== now.join('\n')) return undefined;
  const texts = new Map<string, string>();
  for (const path of now) {
    const text = after.read(path);
    if (before.read(path) !== text) return undefined;
    texts.set(path.slice(name.length + 1), text);
  }
  return texts;
}

// Who imports what, as it was deployed. Most systems import nothing, and are not resolved for it.
function importsIn(before: FileTree, templates: Templates): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const name of systemsOf(before)) {
    const paths = before.paths.filter((path) => path.startsWith(`${name}/`) && !path.endsWith('/flat.yaml'));
    if (!paths.some((path) => before.read(path).includes('ImportValue'))) continue;
    const { trees, environments }: SystemFiles = readSystem(before, name, templates, []);
    for (const values of [{}, ...Object.values(environments)]) {
      for (const each of trees.flatMap((tree) => resolveAll(tree, values))) {
        found.set(each, [...new Set([...(found.get(each) ?? []), name])]);
      }
    }
  }
  return found;
}

function resolveAll(tree: SystemFiles['trees'][number], parameters: Readonly<Record<string, string>>) {
  return resolveTree(tree, { parameters }).imports;
}
