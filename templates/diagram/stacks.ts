import type { DrawnGroup } from '../../src/diagram/drawing.ts';
import type { BuiltStack } from '../../src/dsl/index.ts';
import { idsUsed } from '../../src/dsl/references.ts';
import type { Picture } from './picture.ts';
import { LANES, type Sketch } from './sketch.ts';

/** What the root asks for instead of a network of its own. */
const NETWORK_PARAMETER = 'VpcId';

/**
 * The stacks as groups, and a network that exists as one more. Of some no resource is drawn: thin lines lead from those to the stacks
 * that name them.
 */
export function drawStacks(sketch: Sketch, { root, stacks }: Picture): readonly DrawnGroup[] {
  const groups = stacks.map((stack) => groupOf(sketch, stack));
  const network: DrawnGroup = {
    id: NETWORK_PARAMETER,
    name: 'Network',
    note: NETWORK_PARAMETER,
    lane: LANES.release,
    look: 'outside',
  };
  const all = root.template.Parameters?.[NETWORK_PARAMETER] ? [...groups, network] : groups;
  for (const { id, lane } of all.filter((group) => !sketch.drawn.has(group.id))) {
    for (const user of usersOf(root, id)) sketch.edges.push({ from: id, to: user, kind: 'reference' });
    // At the end of its lane.
    const here = sketch.nodes.filter((node) => node.lane === lane);
    const beside = here.findLast(({ group }) => group === LAST_IN_LANE[lane]) ?? here[0];
    if (beside) sketch.hints.push([beside.id, id]);
  }
  return all;
}

/** The stack that ends a lane in the direction in which it is read, where there is one. */
const LAST_IN_LANE: Readonly<Record<number, string>> = { [LANES.release]: 'Hooks', [LANES.source]: 'Pipeline' };

// The stacks that are passed something of a stack, or of a parameter of the root.
function usersOf(root: BuiltStack, id: string): readonly string[] {
  const nested = [...root.nested].find(([, { stack }]) => stack.name === id)?.[0] ?? id;
  return [...root.nested.values()].flatMap(({ stack, passed }) =>
    Object.values(passed).some((value) => idsUsed(value).some(({ name }) => name === nested)) ? [stack.name] : [],
  );
}

function groupOf({ nodes, drawn }: Sketch, { name, template }: BuiltStack): DrawnGroup {
  const count = Object.keys(template.Resources).length;
  const left = count - (drawn.get(name) ?? 0);
  const lane = nodes.find(({ group }) => group === name)?.lane;
  const note = left > 0 ? `+${left}` : '';
  return {
    id: name,
    name,
    note: lane === undefined ? `${count} resources` : note,
    lane: lane ?? (name === 'Network' ? LANES.release : LANES.source),
    look: 'resource',
  };
}
