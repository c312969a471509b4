import {
  type Box,
  boundsOf,
  headOf,
  headWidth,
  moved,
  overlaps,
  PADDING,
  type PlacedText,
  type SizedNode,
  sizeBareGroup,
  sizeNode,
} from './boxes.ts';
import type { Drawing, DrawnGroup } from './drawing.ts';
import { layOutLane } from './lane.ts';
import { FONT_SIZE, LINE_HEIGHT } from './text.ts';

/** A box with its text. */
export interface PlacedBox extends Box {
  readonly id: string;
  readonly lane: number;
  readonly texts: readonly PlacedText[];
}

/** Everything of a lane, around a corner of its own. */
export interface Content {
  readonly nodes: readonly PlacedBox[];
  readonly groups: readonly PlacedBox[];
  readonly width: number;
  readonly height: number;
}

/** The boxes of a lane in their columns, and their groups around them. */
export function contentOf(drawing: Drawing, index: number): Content {
  const lane = drawing.lanes[index] ?? { direction: 'right' };
  const groups = drawing.groups.filter((group) => group.lane === index);
  const own = drawing.nodes.filter((node) => node.lane === index);
  const bare = groups.filter(({ id }) => !own.some(({ group }) => group === id));
  const nodes = [...widened(own.map(sizeNode), groups), ...bare.map(sizeBareGroup)];
  const links = linksOf(drawing, new Set(nodes.map(({ id }) => id)));
  const tight = layOutLane(lane, nodes, links, () => ({ above: 0, below: 0 }));
  const framed = groups.filter((group) => !bare.includes(group));
  const content = arrange(nodes, framed, tight);
  if (!isCrowded(content, nodes)) return content;
  // Groups below each other in a column need room for their heads and edges.
  const roomFor = (node: SizedNode) => {
    const group = framed.find(({ id }) => id === node.group);
    if (!group) return { above: 0, below: 0 };
    const column = nodes.filter((other) => other.group === node.group && isSameColumn(tight, node, other));
    return {
      above: column[0] === node ? headHeight(group, Math.max(...column.map(({ width }) => width))) : 0,
      below: column.at(-1) === node ? PADDING : 0,
    };
  };
  return arrange(nodes, framed, layOutLane(lane, nodes, links, roomFor));
}

function isSameColumn(boxes: ReadonlyMap<string, Box>, one: SizedNode, other: SizedNode): boolean {
  const [a, b] = [boxes.get(one.id), boxes.get(other.id)];
  return a !== undefined && b !== undefined && a.x === b.x;
}

function headHeight(group: DrawnGroup, width: number): number {
  return (headOf(group, width)[1]?.x === 0 ? 2 : 1) * LINE_HEIGHT + PADDING;
}

function linksOf({ edges, hints }: Drawing, ids: ReadonlySet<string>): readonly (readonly [string, string])[] {
  const drawn = edges
    .filter(({ order }) => order !== 'free')
    .map(({ from, to, order }) => (order === 'backward' ? ([to, from] as const) : ([from, to] as const)));
  return [...drawn, ...hints].filter(([from, to]) => ids.has(from) && ids.has(to));
}

// The columns of a group are no narrower than its head.
function widened(nodes: readonly SizedNode[], groups: readonly DrawnGroup[]): readonly SizedNode[] {
  return nodes.map((node) => {
    const group = groups.find(({ id }) => id === node.group);
    return group ? { ...node, width: Math.max(node.width, headWidth(group)) } : node;
  });
}

function arrange(nodes: readonly SizedNode[], groups: readonly DrawnGroup[], boxes: ReadonlyMap<string, Box>): Content {
  const written = nodes.flatMap((node) => {
    const box = boxes.get(node.id);
    return box ? [{ ...box, id: node.id, lane: node.lane, texts: textsIn(node, box) }] : [];
  });
  const framed = groups.map((group) =>
    around(
      group,
      written.filter((_, index) => nodes[index]?.group === group.id),
    ),
  );
  const bounds = boundsOf([...written, ...framed]);
  const isBare = (id: string) => nodes.some((node) => node.id === id && node.lines[0]?.look === 'group');
  const atCorner = (box: PlacedBox) => moved(box, -bounds.x, -bounds.y);
  return {
    nodes: written.filter(({ id }) => !isBare(id)).map(atCorner),
    groups: [...framed, ...written.filter(({ id }) => isBare(id))].map(atCorner),
    width: bounds.width,
    height: bounds.height,
  };
}

function textsIn({ lines }: SizedNode, { x, y }: Box): readonly PlacedText[] {
  return lines.map((line, index) => ({
    ...line,
    x: x + PADDING,
    y: y + PADDING / 2 + index * LINE_HEIGHT + FONT_SIZE,
  }));
}

function around(group: DrawnGroup, boxes: readonly Box[]): PlacedBox {
  const inside = boundsOf(boxes);
  const head = headOf(group, inside.width);
  const above = headHeight(group, inside.width);
  const [x, y] = [inside.x - PADDING, inside.y - above];
  return {
    id: group.id,
    lane: group.lane,
    ...{ x, y, width: inside.width + 2 * PADDING, height: above + inside.height + PADDING },
    texts: head.map((text, index) => ({
      ...text,
      x: inside.x + text.x,
      y: y + PADDING / 2 + FONT_SIZE + (text.x === 0 ? index * LINE_HEIGHT : 0),
    })),
  };
}

// Whether a group covers another, or a box that is not in it.
function isCrowded({ nodes, groups }: Content, sized: readonly SizedNode[]): boolean {
  return groups.some((group, index) => {
    const strangers = nodes.filter(({ id }) => sized.find((node) => node.id === id)?.group !== group.id);
    return [...groups.slice(index + 1), ...strangers].some((other) => overlaps(group, other));
  });
}
