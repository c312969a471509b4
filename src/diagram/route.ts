import type { PlacedText } from './boxes.ts';
import type { DrawnEdge } from './drawing.ts';
import { COLUMN_GAP } from './lane.ts';
import { type Band, type Placed, TRACK } from './place.ts';
import { type End, givePorts, type Plan, type Point, planEdge } from './ports.ts';
import { FONT_SIZE, LINE_HEIGHT } from './text.ts';

/** A line: through these points with corners, or bent from the first to the last. */
export interface Route {
  readonly edge: DrawnEdge;
  readonly points: readonly Point[];
  readonly shape: 'corners' | 'curve';
  readonly label?: PlacedText;
}

/** How far the ends of a line may be moved to make it straight. */
const NEARLY = { within: 14, across: 24 };

/** The lines between boxes: bent within a lane, with corners from one lane to the next, each in a track of its own. */
export function routeEdges(edges: readonly DrawnEdge[], placed: Placed): readonly Route[] {
  const boxOf = (id: string) => placed.nodes.get(id) ?? placed.groups.get(id);
  const plans = edges.flatMap((edge): readonly Plan[] => {
    const [from, to] = [boxOf(edge.from), boxOf(edge.to)];
    return from && to ? [planEdge(edge, from, to, placed)] : [];
  });
  const ports = givePorts(plans, placed);
  const within = plans.filter(({ from, to }) => from.box.lane === to.box.lane);
  const across = placed.bands.flatMap((band, lane) => {
    const here = plans.filter(({ from, to }) => from.box.lane + to.box.lane === 2 * lane + 1);
    return routeAcross(here, ports, band);
  });
  return [...within.map((plan) => routeWithin(plan, ports)), ...across];
}

function routeWithin({ edge, from, to }: Plan, ports: ReadonlyMap<End, Point>): Route {
  const [start, end] = [ports.get(from) ?? from.box, ports.get(to) ?? to.box];
  const [low, high] = [Math.max(from.box.y, to.box.y), Math.min(bottomOf(from), bottomOf(to))];
  const isFlat = from.side === 'left' || from.side === 'right';
  const y = Math.round((start.y + end.y) / 2);
  const canBeStraight = isFlat && Math.abs(start.y - end.y) <= NEARLY.within && y > low + 4 && y < high - 4;
  const points = canBeStraight
    ? [
        { ...start, y },
        { ...end, y },
      ]
    : [start, end];
  return { edge, points, shape: 'curve' };
}

function bottomOf({ box }: End): number {
  return box.y + box.height;
}

interface Crossing {
  readonly plan: Plan;
  /** From the box of the upper lane down to the band, and from that of the lower lane up. */
  readonly upper: readonly Point[];
  readonly lower: readonly Point[];
}

function routeAcross(plans: readonly Plan[], ports: ReadonlyMap<End, Point>, band: Band): readonly Route[] {
  const crossings = untangle(
    plans.map((plan): Crossing => {
      const [up, down] = plan.from.box.lane < plan.to.box.lane ? [plan.from, plan.to] : [plan.to, plan.from];
      return straightened({ plan, upper: lead(up, ports), lower: lead(down, ports) }, down);
    }),
  );
  const first = band.top + LINE_HEIGHT;
  return crossings.map(({ plan: { edge, from, to }, upper, lower }, index): Route => {
    const y = first + (index + 1) * TRACK;
    const [above, below] = [xOf(upper), xOf(lower)];
    const bent =
      above === below
        ? []
        : [
            { x: above, y },
            { x: below, y },
          ];
    const points = [...upper, ...bent, ...lower.toReversed()];
    const label = edge.label && {
      label: { text: edge.label, look: 'label' as const, x: above + 6, y: band.top + FONT_SIZE + 1 },
    };
    return {
      edge,
      points: from.box.lane < to.box.lane ? points : points.toReversed(),
      shape: 'corners',
      ...(label || {}),
    };
  });
}

// Out of the side of a box into the gap beside its column; the line that leaves it lowest stays next to the box.
function lead(end: End, ports: ReadonlyMap<End, Point>): readonly Point[] {
  const port = ports.get(end) ?? end.box;
  if (end.side === 'top' || end.side === 'bottom') return [port];
  const beside = [...ports].filter(
    ([{ box, side, other }, { y }]) =>
      box.id === end.box.id && side === end.side && other.lane !== box.lane && y > port.y,
  );
  const away = COLUMN_GAP / 2 - 4 + beside.length * TRACK;
  return [port, { x: end.side === 'left' ? port.x - away : port.x + away, y: port.y }];
}

// A line that would only step aside leaves the lower box where it arrives at the upper one.
function straightened(crossing: Crossing, { box, side }: End): Crossing {
  const [above, below] = [xOf(crossing.upper), xOf(crossing.lower)];
  const isInside = above > box.x + 6 && above < box.x + box.width - 6;
  if (side !== 'top' || Math.abs(above - below) > NEARLY.across || !isInside) return crossing;
  return { ...crossing, lower: crossing.lower.map((point) => ({ ...point, x: above })) };
}

function xOf(points: readonly Point[]): number {
  return points.at(-1)?.x ?? 0;
}

/** The order of tracks, from the top, in which lines cross each other least: neighbours change places as long as that helps. */
function untangle(crossings: readonly Crossing[]): readonly Crossing[] {
  const order = [...crossings];
  for (let round = 0; round < order.length; round += 1) {
    for (let index = 0; index + 1 < order.length; index += 1) {
      const [first, second] = [order[index], order[index + 1]];
      if (first && second && tangle(second, first) < tangle(first, second)) {
        order[index] = second;
        order[index + 1] = first;
      }
    }
  }
  return order;
}

// How often two lines cross when the first has the upper track.
function tangle(first: Crossing, second: Crossing): number {
  const isWithin = (x: number, { upper, lower }: Crossing) =>
    x >= Math.min(xOf(upper), xOf(lower)) && x <= Math.max(xOf(upper), xOf(lower));
  return Number(isWithin(xOf(second.upper), first)) + Number(isWithin(xOf(first.lower), second));
}
