import { escapeText, number } from '../../src/diagram/svg.ts';
import { whole } from './numbers.ts';
import type { GrowthLine } from './report.ts';

type Point = GrowthLine['points'][number];

/** Curves over the number of systems, both axes logarithmic: a straight line of slope one is what grows as the systems do. */
export interface Panel {
  /** The left edge, its numbers included. */
  readonly x: number;
  readonly title: string;
  readonly valueOf: (point: Point) => number;
  readonly unit: (value: number) => string;
}

const WIDTH = 230;
const [TOP, BOTTOM] = [64, 300];
const LEFT = 52;

/** One panel's elements. */
export function curvePanel(panel: Panel, lines: readonly GrowthLine[]): readonly string[] {
  const { x, title, valueOf, unit } = panel;
  const points = lines.flatMap((line) => line.points);
  const [left, right] = [x + LEFT, x + WIDTH - 10];
  const most = Math.max(...points.map(({ systems }) => systems), 10);
  const [low, high] = [floorPower(Math.min(...points.map(valueOf))), ceilPower(Math.max(...points.map(valueOf)))];
  const across = (systems: number) => left + (Math.log10(systems) / Math.log10(most)) * (right - left);
  const up = (value: number) =>
    BOTTOM - ((Math.log10(value) - Math.log10(low)) / Math.log10(high / low)) * (BOTTOM - TOP);
  return [
    `<text class="title" x="${x}" y="34">${escapeText(title)}</text>`,
    ...powers(low, high).flatMap((value) => [
      `<path class="grid" d="M${left},${number(up(value))} H${right}"/>`,
      `<text class="tick right" x="${left - 6}" y="${number(up(value) + 4)}">${escapeText(unit(value))}</text>`,
    ]),
    ...powers(1, most).map(
      (systems) =>
        `<text class="tick middle" x="${number(across(systems))}" y="${BOTTOM + 18}">${whole(systems)}</text>`,
    ),
    ...lines.flatMap((line, index) => {
      const path = line.points.map((point) => `${number(across(point.systems))},${number(up(valueOf(point)))}`);
      return [
        `<path class="${lookOf(lines, index)}" d="M${path.join(' L')}"/>`,
        ...line.points.map(
          (point) =>
            `<circle class="${line.who}" cx="${number(across(point.systems))}" cy="${number(up(valueOf(point)))}" r="2.5"/>`,
        ),
      ];
    }),
  ];
}

/** Which line is which, two in a row, below the panels. */
export function legend(lines: readonly GrowthLine[], columns: readonly number[], y: number): readonly string[] {
  return lines.flatMap(({ who, what }, index) => {
    const [x, down] = [columns[index % columns.length] ?? 0, y + Math.floor(index / columns.length) * 18];
    return [
      `<path class="${lookOf(lines, index)}" d="M${x},${down - 4} h26"/>`,
      `<text class="tick" x="${x + 33}" y="${down}">${escapeText(`${who === 'peer' ? 'CDK' : 'Tealform'}, ${what}`)}</text>`,
    ];
  });
}

// The first of each is drawn through, the second dashed.
function lookOf(lines: readonly GrowthLine[], index: number): string {
  const line = lines[index];
  return `${line?.who}${lines.findIndex(({ who }) => who === line?.who) === index ? '' : ' dashed'}`;
}

function powers(from: number, to: number): readonly number[] {
  const count = Math.round(Math.log10(to / from));
  return Array.from({ length: count + 1 }, (_, index) => from * 10 ** index);
}

function floorPower(value: number): number {
  return 10 ** Math.floor(Math.log10(Math.max(value, 1)));
}

function ceilPower(value: number): number {
  return 10 ** Math.ceil(Math.log10(Math.max(value, 10)));
}
