import { formatElapsed } from '../../text/text.ts';
import type { Side } from '../timeline.ts';
import { type Html, html, raw } from './html.ts';

/** A line of a plot. What is of blue is drawn through, what is of green is dashed: colour is not all that tells them apart. */
export interface Series {
  readonly side: Side;
  readonly name: string;
  /** Milliseconds and values, in the order of time. */
  readonly points: readonly Point[];
  /** Lines that join points, values that stay until the next point, or points alone. */
  readonly as: 'line' | 'steps' | 'points';
  /** Whether what is below the line is filled: what is a part of a whole, or counted. */
  readonly isFilled?: boolean;
  /** What it is now, in words. */
  readonly now?: string;
}

/** A time and a value. */
export type Point = readonly [at: number, value: number];

/** Something that happened at a time, for a line across. */
export interface Mark {
  readonly at: number;
  readonly text: string;
  readonly tone: 'note' | 'bad';
}

/** What is plotted. */
export interface Plot {
  /** Unique in its page. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
  readonly marks: readonly Mark[];
  /** From when to when, in milliseconds. */
  readonly range: readonly [from: number, to: number];
  /** The value at the upper edge; worked out unless said. */
  readonly top?: number;
  /** The least that the upper edge may be. */
  readonly least?: number;
}

/** The area in which lines are, and what is below it, in pixels. */
const HEIGHT = { above: 12, area: 120, below: 22 };

/** As many points of a line as there may be; more than a plot has pixels nobody sees. */
const MOST_POINTS = 500;

/**
 * A plot as SVG with its legend. It takes what width there is: what must not be stretched (texts, points) has places in percent, lines are
 * in a picture of their own that is stretched to the area.
 */
export function drawPlot(plot: Plot): Html {
  const { id, title, unit, series, marks } = plot;
  const scale = scaleOf(plot);
  const lines = series.filter(({ as }) => as !== 'points');
  const points = series.filter(({ as }) => as === 'points');
  return html`<figure class="plot" aria-labelledby="${id}-title">
<figcaption><h3 id="${id}-title">${title}</h3><ul class="legend">${series.map(legendOf)}</ul></figcaption>
<svg class="chart" width="100%" height="${HEIGHT.above + HEIGHT.area + HEIGHT.below}" role="img" aria-label="${describe(plot)}">
${gridOf(scale, unit)}${ticksOf(scale)}${marks.map((mark, index) => markOf(mark, marks[index - 1], scale))}
<svg x="0" y="${HEIGHT.above}" width="100%" height="${HEIGHT.area}" viewBox="0 0 1000 100" preserveAspectRatio="none" class="lines">
${lines.map((each) => lineOf(each, scale))}</svg>
${points.map((each) => pointsOf(each, scale))}</svg></figure>`;
}

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  /** In percent of the width. */
  readonly x: (at: number) => number;
  /** In pixels from above. */
  readonly y: (value: number) => number;
}

function scaleOf({ series, range: [from, to], top: said, least = 1 }: Plot): Scale {
  const top = said ?? niceTop(Math.max(least, ...series.flatMap(({ points }) => points.map(([, value]) => value))));
  const length = Math.max(1, to - from);
  return {
    from,
    to,
    top,
    x: (at) => round(clamp((at - from) / length) * 100),
    y: (value) => round(HEIGHT.above + (1 - clamp(value / top)) * HEIGHT.area),
  };
}

/** The next of 1, 2, 4, 5, 10, 20, ... that is not less: half of it is as easy to read. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 5, 6, 8, 10].find((each) => each * power >= value - 1e-9) ?? 10;
  return step * power;
}

function gridOf({ top, y }: Scale, unit: string): Html {
  const line = (value: number) => {
    const text = `${Number(value.toPrecision(3))}${value === top && unit !== '' ? ` ${unit}` : ''}`;
    return html`<line class="grid" x1="0" x2="100%" y1="${y(value)}" y2="${y(value)}"/><text class="tick" x="0" y="${y(value) - 3}">${text}</text>`;
  };
  return html`<line class="axis" x1="0" x2="100%" y1="${y(0)}" y2="${y(0)}"/>${[top / 2, top].map(line)}`;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600].map((seconds) => seconds * 1_000);

function ticksOf({ from, to, x }: Scale): readonly Html[] {
  const step = STEPS.find((each) => (to - from) / each <= 6) ?? to - from;
  const ticks: Html[] = [];
  const y = HEIGHT.above + HEIGHT.area;
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const place = x(at);
    const anchor = place < 4 ? 'start' : place > 96 ? 'end' : 'middle';
    ticks.push(
      html`<line class="axis" x1="${place}%" x2="${place}%" y1="${y}" y2="${y + 4}"/><text class="tick" x="${place}%" y="${y + 17}" text-anchor="${anchor}">${formatElapsed(at)}</text>`,
    );
  }
  return ticks;
}

function markOf({ at, text, tone }: Mark, before: Mark | undefined, { x, to }: Scale): Html | undefined {
  if (at > to) return undefined;
  const place = x(at);
  // A text that would stand on the one before it is left out.
  const isFree = before === undefined || place - x(before.at) > 16;
  const anchor = place > 80 ? 'end' : 'start';
  return html`<line class="mark ${tone}" x1="${place}%" x2="${place}%" y1="${HEIGHT.above}" y2="${HEIGHT.above + HEIGHT.area}"/>${
    isFree &&
    html`<text class="tick ${tone}" x="${place}%" dx="${anchor === 'end' ? -4 : 4}" y="${HEIGHT.above + 11}" text-anchor="${anchor}">${text}</text>`
  }`;
}

function lineOf({ side, points, as, isFilled = true }: Series, { from, x, top }: Scale): readonly Html[] {
  const place = ([at, value]: Point) => ({ x: round(x(at) * 10), y: round((1 - clamp(value / top)) * 100) });
  return piecesOf(
    points.filter(([at]) => at >= from),
    as,
  ).map(([first, ...rest]) => {
    const start = place(first);
    const steps = rest.map((point) => {
      const { x, y } = place(point);
      return as === 'steps' ? `H${x}V${y}` : `L${x} ${y}`;
    });
    const path = `M${start.x} ${start.y}${steps.join('')}`;
    return html`${isFilled && html`<path class="area ${side}" d="${path}V100H${start.x}Z"/>`}<path class="line ${side}${as === 'steps' && raw(' whole')}" d="${path}"/>`;
  });
}

type Piece = readonly [Point, ...Point[]];

/** Without anything for so long a line ends, and another one begins: nobody knows what was in between. */
const GAP = 2_500;

function piecesOf(points: readonly Point[], as: Series['as']): readonly Piece[] {
  const pieces: [Point, ...Point[]][] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const piece = pieces.at(-1);
    if (piece === undefined || (as === 'line' && point[0] - before > GAP)) pieces.push([point]);
    else piece.push(point);
    before = point[0];
  }
  return pieces.map(([first, ...rest]) => [first, ...thin(rest)]);
}

function pointsOf({ side, points }: Series, { from, x, y }: Scale): readonly Html[] {
  return thin(points.filter(([at]) => at >= from)).map(
    ([at, value]) =>
      html`<svg class="point ${side}" x="${x(at)}%" y="${y(value)}" overflow="visible"><path d="${side === 'blue' ? 'M-3 0A3 3 0 1 0 3 0A3 3 0 1 0 -3 0Z' : 'M0 -4L4 0L0 4L-4 0Z'}"/></svg>`,
  );
}

/** Of a row of points the highest of each bucket, so that no peak is lost. */
function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  const size = Math.ceil(points.length / MOST_POINTS);
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += size) {
    const bucket = points.slice(start, start + size);
    kept.push(bucket.reduce((highest, point) => (point[1] > highest[1] ? point : highest)));
  }
  return kept;
}

function legendOf({ side, name, as, now }: Series): Html {
  const sample =
    as === 'points'
      ? html`<svg class="sample" width="22" height="10" aria-hidden="true"><svg class="point ${side}" x="11" y="5" overflow="visible"><path d="${side === 'blue' ? 'M-3 0A3 3 0 1 0 3 0A3 3 0 1 0 -3 0Z' : 'M0 -4L4 0L0 4L-4 0Z'}"/></svg></svg>`
      : html`<svg class="sample" width="22" height="10" aria-hidden="true"><path class="line ${side}${as === 'steps' && raw(' whole')}" d="M1 5H21"/></svg>`;
  return html`<li>${sample} ${name}${now !== undefined && html` <b>${now}</b>`}</li>`;
}

/** What is to be seen, for whoever does not see it. */
function describe({ title, unit, series, range: [from, to] }: Plot): string {
  const said = series.map(({ name, points }) => {
    const values = points.map(([, value]) => value);
    const last = values.at(-1);
    if (last === undefined) return `${name}: nothing yet`;
    return `${name}: from ${show(Math.min(...values))} to ${show(Math.max(...values))}, last ${show(last)}`;
  });
  return `${title}${unit === '' ? '' : ` (${unit})`}, ${formatElapsed(from)} to ${formatElapsed(to)}. ${said.join('. ')}.`;
}

function show(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function clamp(part: number): number {
  return Math.max(0, Math.min(1, part));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
