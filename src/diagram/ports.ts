import type { PlacedBox } from './content.ts';
import type { DrawnEdge } from './drawing.ts';
import { type Placed, TRACK } from './place.ts';

/** A point of a line. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** On which side of its box a line ends, and what is at its other end. */
export interface End {
  readonly box: PlacedBox;
  readonly side: 'left' | 'right' | 'top' | 'bottom';
  readonly other: PlacedBox;
}

/** A line with both ends. */
export interface Plan {
  readonly edge: DrawnEdge;
  readonly from: End;
  readonly to: End;
}

/** On which sides of its boxes a line ends. */
export function planEdge(edge: DrawnEdge, from: PlacedBox, to: PlacedBox, placed: Placed): Plan {
  const [start, end] = sidesOf(from, to, placed);
  return { edge, from: { box: from, side: start, other: to }, to: { box: to, side: end, other: from } };
}

function sidesOf(from: PlacedBox, to: PlacedBox, placed: Placed): readonly [End['side'], End['side']] {
  if (from.lane !== to.lane) return [sideAcross(from, to, placed), sideAcross(to, from, placed)];
  if (from.x + from.width < to.x) return ['right', 'left'];
  if (to.x + to.width < from.x) return ['left', 'right'];
  return from.y < to.y ? ['bottom', 'top'] : ['top', 'bottom'];
}

// Straight up or down where nothing of the column is in the way, or else by the gap beside it.
function sideAcross(box: PlacedBox, other: PlacedBox, { nodes }: Placed): End['side'] {
  const isUpper = box.lane < other.lane;
  const isBlocked = [...nodes.values()].some(
    (each) =>
      each.lane === box.lane &&
      each.x < box.x + box.width &&
      box.x < each.x + each.width &&
      (isUpper ? each.y >= box.y + box.height : each.y + each.height <= box.y),
  );
  if (!isBlocked) return isUpper ? 'bottom' : 'top';
  return middle(other) < middle(box) ? 'left' : 'right';
}

/** Where each line ends on the edge of its box: those on one side are spread over it, in the order of what they lead to. */
export function givePorts(plans: readonly Plan[], placed: Placed): ReadonlyMap<End, Point> {
  const ports = new Map<End, Point>();
  const sides = new Map<string, End[]>();
  for (const end of plans.flatMap(({ from, to }) => [from, to])) {
    const key = `${end.box.id} ${end.side}`;
    sides.set(key, [...(sides.get(key) ?? []), end]);
  }
  for (const ends of sides.values()) {
    const isUpright = ends[0]?.side === 'left' || ends[0]?.side === 'right';
    ends.sort((a, b) => (isUpright ? heightOf(a) - heightOf(b) : middle(a.other) - middle(b.other)));
    for (const [index, end] of ends.entries()) {
      const isGroup = placed.groups.has(end.box.id) && !isUpright;
      ports.set(end, isGroup ? cornerOf(end, index) : portOf(end, (index + 1) / (ends.length + 1)));
    }
  }
  return ports;
}

function middle({ x, width }: PlacedBox): number {
  return x + width / 2;
}

// Lines to the lane below end below those within the lane, whatever they lead to.
function heightOf({ box, other }: End): number {
  return other.y + other.height / 2 + (other.lane - box.lane) * 10_000;
}

// Near the corner of a group: in the middle are the lines of its boxes.
function cornerOf({ box, side, other }: End, index: number): Point {
  const inset = 12 + index * TRACK;
  const x = middle(other) < middle(box) ? box.x + inset : box.x + box.width - inset;
  return { x, y: side === 'top' ? box.y : box.y + box.height };
}

function portOf({ box, side }: End, share: number): Point {
  const x = Math.round(box.x + box.width * share);
  const y = Math.round(box.y + box.height * share);
  if (side === 'left') return { x: box.x, y };
  if (side === 'right') return { x: box.x + box.width, y };
  return side === 'top' ? { x, y: box.y } : { x, y: box.y + box.height };
}
