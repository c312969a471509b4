import type { DrawnGroup, DrawnNode } from './drawing.ts';
import { LINE_HEIGHT, shorten, widthOf, wrapTexts } from './text.ts';

/** A rectangle; `x` and `y` are its upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line of text and where it begins, at the foot of its letters. */
export interface PlacedText {
  readonly text: string;
  readonly look: 'name' | 'detail' | 'group' | 'label';
  readonly x: number;
  readonly y: number;
}

/** Between the edge of a box and its text. */
export const PADDING = 8;

/** The widest line of names, which wrap, and of details, which do not. */
const WIDEST = { names: 205, detail: 260 };

/** A box, or a group without any, and what is written in it, before it has a place. */
export interface SizedNode {
  readonly id: string;
  readonly lane: number;
  /** The group around it. */
  readonly group: string | undefined;
  readonly lines: readonly Pick<PlacedText, 'text' | 'look'>[];
  readonly width: number;
  readonly height: number;
}

/** How large a box must be for its text. */
export function sizeNode({ id, lane, group, names, details }: DrawnNode): SizedNode {
  const lines = [
    ...wrapTexts(names, WIDEST.names).map((text) => ({ text, look: 'name' as const })),
    ...details.map((text) => ({ text: shorten(text, WIDEST.detail), look: 'detail' as const })),
  ];
  return { id, lane, group, lines, ...sizeOf(lines) };
}

/** How large a group without boxes must be. */
export function sizeBareGroup({ id, lane, name, note }: DrawnGroup): SizedNode {
  const lines = [
    { text: name, look: 'group' as const },
    { text: note, look: 'detail' as const },
  ];
  return { id, lane, group: undefined, lines, ...sizeOf(lines) };
}

function sizeOf(lines: SizedNode['lines']): Pick<SizedNode, 'width' | 'height'> {
  const widest = Math.max(...lines.map(({ text, look }) => widthOf(text, look === 'group' ? 'bold' : 'regular')));
  return { width: Math.ceil(widest) + 2 * PADDING, height: lines.length * LINE_HEIGHT + PADDING };
}

/** The lines of a group's head: its name and note, side by side where they fit into this width. */
export function headOf({ name, note }: DrawnGroup, width: number): readonly Omit<PlacedText, 'y'>[] {
  if (note === '') return [{ text: name, look: 'group', x: 0 }];
  const start = Math.ceil(widthOf(name, 'bold')) + PADDING;
  const isOneLine = start + widthOf(note) <= width;
  return [
    { text: name, look: 'group', x: 0 },
    { text: note, look: 'detail', x: isOneLine ? start : 0 },
  ];
}

/** How wide a group must be inside for its head on two lines. */
export function headWidth({ name, note }: DrawnGroup): number {
  return Math.ceil(Math.max(widthOf(name, 'bold'), widthOf(note)));
}

/** A box moved, with its text. */
export function moved<T extends Box & { readonly texts: readonly PlacedText[] }>(box: T, x: number, y: number): T {
  const texts = box.texts.map((text) => ({ ...text, x: text.x + x, y: text.y + y }));
  return { ...box, x: box.x + x, y: box.y + y, texts };
}

/** The smallest box around others; of no size around none. */
export function boundsOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** Whether two boxes have a point in common. */
export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
