import { drawSvg } from '../src/diagram/draw.ts';
import type { Drawing, DrawnGroup, LegendEntry } from '../src/diagram/drawing.ts';
import type { BuiltStack } from '../src/dsl/index.ts';
import type { OutputFile } from '../src/synth/output-file.ts';
import { openPicture } from './diagram/picture.ts';
import { drawRelease } from './diagram/release.ts';
import type { Sketch } from './diagram/sketch.ts';
import { drawSource } from './diagram/source.ts';
import { drawStacks } from './diagram/stacks.ts';
import { drawTraffic, readRoutes } from './diagram/traffic.ts';

/** What a diagram is made from. */
export interface DiagramOptions {
  readonly name: string;
  readonly root: BuiltStack;
  /** The stacks of a tools account, where the pipeline is in one. */
  readonly tools: readonly BuiltStack[];
}

/** A system as a picture: its stacks, the resources that carry traffic, and the way of a release. */
export function diagramFile(options: DiagramOptions): OutputFile {
  return { path: 'diagram.svg', text: drawSvg(drawSystem(options)) };
}

/** What is drawn of a system. */
export function drawSystem({ name, root, tools }: DiagramOptions): Drawing {
  const picture = openPicture(root, tools);
  const sketch: Sketch = { nodes: [], edges: [], hints: [], drawn: new Map() };
  const routes = readRoutes(picture);
  drawTraffic(sketch, picture, routes);
  drawRelease(sketch, picture, routes);
  drawSource(sketch, picture, routes);
  const groups = drawStacks(sketch, picture);
  return {
    title: `${name}: its stacks, traffic and releases`,
    description: describe(sketch, groups),
    lanes: [
      { direction: 'right' },
      { direction: 'left' },
      tools.length > 0 ? { direction: 'right', frame: 'Tools account' } : { direction: 'right' },
    ],
    groups,
    nodes: sketch.nodes,
    edges: sketch.edges,
    hints: sketch.hints,
    legend: legendOf(sketch, groups),
  };
}

// For who cannot see it: what is in which stack, and what leads where.
function describe({ nodes, edges }: Sketch, groups: readonly DrawnGroup[]): string {
  const names = new Map(nodes.map((node) => [node.id, node.names.join(', ')]));
  const stacks = groups.map((group) => {
    const inside = nodes.filter((node) => node.group === group.id).flatMap((node) => node.names);
    return inside.length > 0 ? `${group.name} with ${inside.join(', ')}` : `${group.name}`;
  });
  const lines = (kind: string) =>
    edges
      .filter((edge) => edge.kind === kind)
      .map(({ from, to }) => `${names.get(from)} to ${names.get(to)}`)
      .join('; ');
  return `Stacks: ${stacks.join('; ')}. Traffic: ${lines('traffic')}. Release: ${lines('release')}.`;
}

function legendOf({ nodes, edges }: Sketch, groups: readonly DrawnGroup[]): readonly LegendEntry[] {
  const entries: readonly LegendEntry[] = [
    { look: 'traffic', text: 'traffic while blue is live' },
    { look: 'dashed', text: 'traffic to the next version; each release swaps the colours' },
    { look: 'release', text: 'release' },
    { look: 'reference', text: 'values that a stack takes' },
    { look: 'outside', text: 'not made by this system' },
    { look: 'text', text: '+3: further resources of a stack' },
  ];
  const isUsed = ({ look }: LegendEntry) =>
    look === 'outside'
      ? [...nodes, ...groups].some((it) => it.look === 'outside')
      : look !== 'reference' || edges.some(({ kind }) => kind === 'reference');
  return entries.filter(isUsed);
}
