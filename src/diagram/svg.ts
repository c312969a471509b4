import type { Box, PlacedText } from './boxes.ts';
import type { Point } from './ports.ts';
import type { Route } from './route.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML holds it, in ASCII only. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"]|[^ -~]/gu, (it) => ESCAPES[it] ?? `&#${it.codePointAt(0)};`);
}

/** A number as short as it is exact to a tenth. */
export function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A box. */
export function boxElement({ x, y, width, height }: Box, look: string, radius: number): string {
  return `<rect class="${look}" x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" rx="${radius}"/>`;
}

/** A line of text. */
export function textElement({ text, look, x, y }: PlacedText): string {
  return `<text class="${look}" x="${number(x)}" y="${number(y)}">${escapeText(text)}</text>`;
}

/** A line with an arrow. */
export function lineElement({ edge, points, shape }: Route): string {
  const path = shape === 'curve' ? curve(points) : corners(points);
  return `<path class="${edge.kind}${edge.isDashed ? ' dashed' : ''}" marker-end="url(#${edge.kind})" d="${path}"/>`;
}

function curve(points: readonly Point[]): string {
  const [start, end] = [points[0], points.at(-1)];
  if (!start || !end) return '';
  const isUpright = start.x === end.x;
  const [dx, dy] = isUpright ? [0, (end.y - start.y) / 2] : [(end.x - start.x) / 2, 0];
  return `M${at(start)} C${at({ x: start.x + dx, y: start.y + dy })} ${at({ x: end.x - dx, y: end.y - dy })} ${at(end)}`;
}

// Each corner is cut a little before and after, and rounded between.
function corners(points: readonly Point[]): string {
  const path = points.flatMap((point, index): readonly string[] => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before) return [`M${at(point)}`];
    if (!after) return [`L${at(point)}`];
    return [`L${at(toward(point, before))} Q${at(point)} ${at(toward(point, after))}`];
  });
  return path.join(' ');
}

function toward(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return from;
  const share = Math.min(7, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function at({ x, y }: Point): string {
  return `${number(x)},${number(y)}`;
}
