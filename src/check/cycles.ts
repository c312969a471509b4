import type { BuiltStack } from '../dsl/built.ts';
import { formatPath } from '../dsl/data.ts';
import type { Problem } from '../dsl/error.ts';
import { namesUsed, usesOf } from '../dsl/references.ts';
import type { TemplateResource } from '../dsl/template.ts';
import { type Finding, problemOf } from './report.ts';

/**
 * No resource waits for itself by way of others. Nested stacks are resources of their parent, so circles between stacks are
 * found in the parent; conditions may not go round either.
 */
export function checkCycles(stack: BuiltStack): readonly Problem[] {
  const { Resources, Conditions = {} } = stack.template;
  const resources = new Map(Object.entries(Resources).map(([id, resource]) => [id, edgesOf(resource)]));
  const conditions = new Map(
    Object.entries(Conditions).map(([name, expression]) => [
      name,
      // A condition may be called what a parameter is called; only conditions wait here.
      namesUsed(expression, true)
        .filter(({ kind }) => kind === 'Condition')
        .map((use): Edge => ({ to: use.name, by: use.path })),
    ]),
  );
  return [
    ...findCycles(resources).map((cycle) =>
      problemOf(stack, 'Resources', cycle.first, cycleFinding(cycle, RESOURCES_HINT)),
    ),
    ...findCycles(conditions).map((cycle) =>
      problemOf(stack, 'Conditions', cycle.first, cycleFinding(cycle, CONDITIONS_HINT)),
    ),
  ];
}

interface Edge {
  readonly to: string;
  /** The property that refers: `['Properties', 'SecurityGroups', 0]`. */
  readonly by: readonly (string | number)[];
}

interface Cycle {
  readonly first: string;
  readonly edges: readonly Edge[];
}

function edgesOf(resource: TemplateResource): readonly Edge[] {
  const edges = [resource.DependsOn ?? []].flat().map((to): Edge => ({ to, by: ['DependsOn'] }));
  for (const { kind, name, path } of usesOf(resource).names)
    if (kind === 'Ref' || kind === 'GetAtt') edges.push({ to: name, by: path });
  return edges;
}

// Depth first; an edge back into the path walked so far closes a cycle. Each node is left for good, so each cycle's last edge
// is met once.
function findCycles(graph: ReadonlyMap<string, readonly Edge[]>): readonly Cycle[] {
  const cycles: Cycle[] = [];
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[], edges: readonly Edge[]): void => {
    const start = path.indexOf(node);
    if (start >= 0) {
      // One that waits for itself directly in DependsOn is reported as an unresolved reference.
      if (edges.length - start > 1 || edges.at(-1)?.by[0] !== 'DependsOn')
        cycles.push({ first: node, edges: edges.slice(start) });
      return;
    }
    if (done.has(node)) return;
    const next = new Map((graph.get(node) ?? []).map((edge) => [edge.to, edge]));
    for (const edge of next.values()) if (graph.has(edge.to)) walk(edge.to, [...path, node], [...edges, edge]);
    done.add(node);
  };
  for (const node of graph.keys()) walk(node, [], []);
  return cycles;
}

const RESOURCES_HINT =
  'take one of these references away; what two resources need of each other can be a third (a rule, an attachment)';
const CONDITIONS_HINT = 'take one of these references away; write out what it stands for';

function cycleFinding({ first, edges }: Cycle, hint: string): Finding {
  // A condition that is another one has no path to it.
  const steps = edges.map(({ to, by }) => `-(${formatPath(by) || 'Condition'})-> ${to}`);
  return {
    code: 'cycle',
    message: `waits for itself: ${[first, ...steps].join(' ')}`,
    hint,
    path: edges[0]?.by ?? [],
  };
}
