import { type Box, moved, PADDING } from './boxes.ts';
import { type Content, contentOf, type PlacedBox } from './content.ts';
import type { Drawing } from './drawing.ts';
import { FONT_SIZE, LINE_HEIGHT, widthOf } from './text.ts';

/** Around the whole drawing. */
export const MARGIN = 14;

/** Between two lines that run beside each other. */
export const TRACK = 9;

/** Where lines run from one lane to the next. */
export interface Band {
  readonly top: number;
  readonly bottom: number;
}

/** Where everything but the lines stands. */
export interface Placed {
  readonly width: number;
  /** Below the last lane. */
  readonly bottom: number;
  readonly nodes: ReadonlyMap<string, PlacedBox>;
  readonly groups: ReadonlyMap<string, PlacedBox>;
  /** Frames around lanes. */
  readonly frames: readonly PlacedBox[];
  /** For each lane but the last, the band below it. */
  readonly bands: readonly Band[];
}

/** Boxes and groups, lane by lane from the top; a lane stands below what its lines lead to, as far as there is room. */
export function placeBoxes(drawing: Drawing): Placed {
  const contents = drawing.lanes.map((_, index) => contentOf(drawing, index));
  const width = Math.max(...contents.map((content) => content.width)) + 2 * MARGIN;
  const nodes = new Map<string, PlacedBox>();
  const groups = new Map<string, PlacedBox>();
  const frames: PlacedBox[] = [];
  const bands: Band[] = [];
  let top = MARGIN;
  for (const [index, content] of contents.entries()) {
    const frame = drawing.lanes[index]?.frame;
    if (frame !== undefined) top += LINE_HEIGHT + PADDING;
    const x = shiftOf(drawing, content, new Map([...groups, ...nodes]), width);
    for (const box of content.nodes) nodes.set(box.id, moved(box, x, top));
    for (const box of content.groups) groups.set(box.id, moved(box, x, top));
    const bottom = top + content.height;
    if (frame !== undefined) frames.push(frameOf(frame, index, { ...content, x, y: top }));
    top = bottom;
    if (index < contents.length - 1) {
      const band = { top: bottom, bottom: bottom + LINE_HEIGHT + (countBelow(drawing, index) + 2) * TRACK };
      bands.push(band);
      top = band.bottom;
    }
  }
  return { width, bottom: top + (frames.length > 0 ? PADDING : 0), nodes, groups, frames, bands };
}

// The widest lane fills the width; others move to where their lines lead.
function shiftOf({ edges }: Drawing, content: Content, placed: ReadonlyMap<string, PlacedBox>, total: number): number {
  const own = new Map(content.nodes.map((box) => [box.id, box]));
  const distances = edges.flatMap(({ from, to }) => {
    const here = own.get(from) ?? own.get(to);
    const there = placed.get(from) ?? placed.get(to);
    return here && there ? [there.x + there.width / 2 - here.x - here.width / 2] : [];
  });
  const wanted = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length);
  return Math.round(Math.min(Math.max(MARGIN, wanted), total - MARGIN - content.width));
}

// How many lines cross the band below a lane.
function countBelow({ nodes, groups, edges }: Drawing, lane: number): number {
  const lanes = new Map([...groups, ...nodes].map((it) => [it.id, it.lane]));
  return edges.filter(({ from, to }) => {
    const ends = [lanes.get(from), lanes.get(to)];
    return ends.includes(lane) && ends.includes(lane + 1);
  }).length;
}

function frameOf(name: string, lane: number, { x, y, width, height }: Box): PlacedBox {
  const [left, top] = [x - PADDING, y - LINE_HEIGHT - PADDING];
  return {
    id: name,
    lane,
    ...{ x: left, y: top, width: Math.max(width, Math.ceil(widthOf(name, 'bold'))) + 2 * PADDING },
    height: height + LINE_HEIGHT + 2 * PADDING,
    texts: [{ text: name, look: 'group', x: left + PADDING, y: top + PADDING / 2 + FONT_SIZE }],
  };
}
