import { STACK } from '../generation/system-files.ts';
import type { ChangeTree, PlannedChange } from './changes.ts';

/** A change of a resource and the path of it. */
export interface PathChange extends PlannedChange {
  readonly path: string;
}

/** Changes as a tree of the stacks that they are in, in the order in which they are given. @param stackName of the root. */
export function treeOf(stackName: string, changes: readonly PathChange[], prefix = ''): ChangeTree {
  const here: PlannedChange[] = [];
  const below = new Map<string, PathChange[]>();
  const stacks = new Map<string, PathChange>();
  for (const change of changes) {
    const [first = '', ...rest] = change.path.slice(prefix.length).split('/');
    if (rest.length > 0) {
      const known = below.get(first);
      if (known) known.push(change);
      else below.set(first, [change]);
    } else if (!stacks.has(first)) stacks.set(first, change);
  }
  const done = new Set<string>();
  for (const change of changes) {
    const [first = '', ...rest] = change.path.slice(prefix.length).split('/');
    const inside = below.get(first);
    // What changes otherwise in another environment is there more than once; what is in it is told with the first.
    if (rest.length === 0 && (inside === undefined || stacks.get(first) !== change)) here.push(change);
    else if (inside !== undefined && !done.has(first)) {
      done.add(first);
      here.push({ ...(stacks.get(first) ?? nestedStack(first)), nested: treeOf(first, inside, `${prefix}${first}/`) });
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
