import { Graph, layout } from '@dagrejs/dagre';
import type { Box, SizedNode } from './boxes.ts';
import type { Lane } from './drawing.ts';

/** Between columns, where lines run. */
export const COLUMN_GAP = 36;

/** Between boxes of a column. */
const ROW_GAP = 16;

/**
 * Boxes of one lane in columns, as the library finds them: lines short and straight, boxes beside those they are linked with. Which
 * box of a column comes first is for the drawing to say, so that pictures of like systems are alike; and the library's own search for
 * an order is most of what it costs.
 * @param links which boxes come before which.
 * @param heights how much room to keep above and below each box, where it needs more than itself.
 */
export function layOutLane(
  { direction }: Lane,
  nodes: readonly SizedNode[],
  links: readonly (readonly [before: string, after: string])[],
  room: (node: SizedNode) => { readonly above: number; readonly below: number },
): ReadonlyMap<string, Box> {
  if (nodes.length === 0) return new Map();
  const sized = nodes.map((node) => {
    const { above, below } = room(node);
    return { id: node.id, width: node.width, height: above + node.height + below };
  });
  const found = placeOnce({ direction, sized, links });
  const centres = nodes.map((node, index) => ({ node, ...(found[index] ?? { x: 0, y: 0 }) }));
  return new Map(
    centres.map(({ node, x, y }) => {
      // Boxes of one group that stand below each other are as wide as the widest.
      const column = centres.filter((other) => other.x === x && other.node.group === node.group);
      const width = Math.max(...column.map((other) => other.node.width));
      const { above, below } = room(node);
      const top = y - (above + node.height + below) / 2 + above;
      return [node.id, { x: Math.round(x - width / 2), y: Math.round(top), width, height: node.height }];
    }),
  );
}

interface Boxes {
  readonly direction: Lane['direction'];
  readonly sized: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  readonly links: readonly (readonly [before: string, after: string])[];
}

type Centres = readonly { readonly x: number; readonly y: number }[];

/** Where the library has put the boxes of a lane, by what it was given, as JSON. */
export type KnownLanes = Readonly<Record<string, Centres>>;

// Of many systems most lanes are the same, and finding columns takes a tenth of all that is done for a system.
const placed = new Map<string, Centres>();

/** Takes what an earlier process had found, by the same code, for what this one would find. */
export function useKnownLanes(lanes: KnownLanes): void {
  for (const [key, centres] of Object.entries(lanes)) placed.set(key, centres);
}

/** All that has been found or taken, what was used last at the end. */
export function knownLanes(): KnownLanes {
  return Object.fromEntries(placed);
}

function placeOnce(boxes: Boxes): Centres {
  const key = JSON.stringify(boxes);
  const centres = placed.get(key) ?? place(boxes);
  // To the end of it: what was used last is kept longest.
  placed.delete(key);
  placed.set(key, centres);
  return centres;
}

function place({ direction, sized, links }: Boxes): Centres {
  const graph = new Graph();
  graph.setGraph({ rankdir: direction === 'right' ? 'LR' : 'RL', nodesep: ROW_GAP, ranksep: COLUMN_GAP });
  for (const { id, width, height } of sized) graph.setNode(id, { width, height });
  for (const [before, after] of links) graph.setEdge(before, after, {});
  const given = new Map(sized.map(({ id }, index) => [id, index]));
  layout(graph, { customOrder: (ranked: Ranked) => orderColumns(ranked, given) });
  return sized.map(({ id }) => ({ x: graph.node(id).x ?? 0, y: graph.node(id).y ?? 0 }));
}

interface Ranked {
  readonly nodes: () => readonly string[];
  readonly node: (id: string) => {
    rank?: number;
    order?: number;
    readonly edgeObj?: { readonly v: string; readonly w: string };
  };
}

// A line that passes a column has a place in it too: between those of its ends.
function orderColumns(graph: Ranked, given: ReadonlyMap<string, number>): void {
  const columns = new Map<number, { id: string; key: number }[]>();
  for (const id of graph.nodes()) {
    const { rank = 0, edgeObj } = graph.node(id);
    const key = edgeObj ? ((given.get(edgeObj.v) ?? 0) + (given.get(edgeObj.w) ?? 0)) / 2 : (given.get(id) ?? 0);
    columns.set(rank, [...(columns.get(rank) ?? []), { id, key }]);
  }
  for (const column of columns.values()) {
    column.sort((a, b) => a.key - b.key);
    for (const [order, { id }] of column.entries()) graph.node(id).order = order;
  }
}
