import type { ChangeTree, PlannedChange } from './changes.ts';
import { STACK } from './generation/system-files.ts';

/** A change of a resource and the path of it. */
export interface PathChange extends PlannedChange {
  readonly path: string;
}

/** Changes as a tree of the stacks that they are in, in the order in which they are given. @param stackName of the root. */
export function treeOf(stackName: string, changes: readonly PathChange[], prefix = ''): ChangeTree {
  const here: PlannedChange[] = [];
  const below = new Map<string, PathChange[]>();
  const stacks = new Set<string>();
  for (const change of changes) {
    const [first = '', ...rest] = change.path.slice(prefix.length).split('/');
    if (rest.length > 0) below.set(first, [...(below.get(first) ?? []), change]);
    if (rest.length === 0 && change.type === STACK) stacks.add(first);
  }
  const done = new Set<string>();
  for (const change of changes) {
    const [first = '', ...rest] = change.path.slice(prefix.length).split('/');
    const inside = below.get(first);
    if (rest.length === 0 && inside === undefined) here.push(change);
    else if (inside !== undefined && !done.has(first)) {
      done.add(first);
      const own = changes.find(({ path }) => path === `${prefix}${first}`);
      here.push({ ...(own ?? nestedStack(first)), nested: treeOf(first, inside, `${prefix}${first}/`) });
    }
  }
  return { stackName, changes: here };
}

function nestedStack(logicalId: string): PlannedChange {
  return {
    action: 'Modify',
    logicalId,
    type: STACK,
    physicalId: undefined,
    replacement: 'no',
    policy: undefined,
    causes: [],
    nested: undefined,
  };
}
