import type { DrawnEdge, DrawnNode } from '../../src/diagram/drawing.ts';
import type { Found } from './picture.ts';

/** The rows of a drawing, from the top: what carries traffic, what releases, and what releases come from. */
export const LANES = { traffic: 0, release: 1, source: 2 } as const;

/** What is drawn of a system, part by part. */
export interface Sketch {
  readonly nodes: DrawnNode[];
  readonly edges: DrawnEdge[];
  readonly hints: (readonly [before: string, after: string])[];
  /** By box: how many resources of its stack it stands for. */
  readonly drawn: Map<string, number>;
}

/** A box for a resource in its stack, or for several that are alike. */
export function drawResources(
  sketch: Sketch,
  found: readonly Found[],
  lane: number,
  details: readonly string[],
  look: DrawnNode['look'] = 'resource',
): string | undefined {
  const [first] = found;
  if (!first) return undefined;
  const { name } = first.stack;
  sketch.nodes.push({ id: first.key, names: found.map(({ id }) => id), details, group: name, look, lane });
  sketch.drawn.set(name, (sketch.drawn.get(name) ?? 0) + found.length);
  return first.key;
}

/** A box for what the system does not make. */
export function drawOutside(sketch: Sketch, name: string, details: readonly string[], lane: number): string {
  const id = `outside/${name}`;
  if (!sketch.nodes.some((node) => node.id === id)) {
    sketch.nodes.push({ id, names: [name], details, look: 'outside', lane });
  }
  return id;
}

/** A line, if there is something at both ends. */
export function link(
  sketch: Sketch,
  from: string | undefined,
  to: string | undefined,
  edge: Omit<DrawnEdge, 'from' | 'to'>,
): void {
  const isDrawn = (id: string | undefined) => sketch.nodes.some((node) => node.id === id);
  if (from !== undefined && to !== undefined && isDrawn(from) && isDrawn(to)) sketch.edges.push({ from, to, ...edge });
}
