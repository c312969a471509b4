import { escapeText, number } from '../../src/diagram/svg.ts';
import { ratio, seconds, whole } from './numbers.ts';
import { curvePanel, legend, type Panel } from './plot-curves.ts';
import type { BenchReport, Measured } from './report.ts';

const WIDTH = 880;
// Room for the curves and what they are.
const LEAST_HEIGHT = 392;
const BARS = { x: 20, y: 64, width: 300 };
const BAR_STEP = 38;

/**
 * Draws a report: synth of one system as bars, and time and memory as systems become more. An SVG that asks for nothing, in ASCII, for light and dark
 * pages.
 */
export function plotBench(report: BenchReport): string {
  const panels: readonly Panel[] = [
    {
      x: 366,
      title: 'Time of synth by number of systems',
      valueOf: (point) => point.milliseconds,
      unit: (value) => `${value / 1_000} s`,
    },
    { x: 636, title: 'Its memory', valueOf: (point) => point.maxRssMiB, unit: (value) => `${whole(value)} MiB` },
  ];
  const lines = shownLines(report);
  const shown = report.synth.filter(({ id }) => id !== 'make');
  const height = Math.max(LEAST_HEIGHT, BARS.y + shown.length * BAR_STEP + 24);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeText(labelOf(report))}">`,
    `<style>${STYLE.join('')}</style>`,
    `<rect class="paper" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>`,
    ...bars(shown),
    ...(lines.length > 0 ? panels.flatMap((panel) => curvePanel(panel, lines)) : []),
    ...legend(
      lines,
      panels.map(({ x }) => x),
      342,
    ),
    `<text class="pale" x="${BARS.x}" y="${height - 14}">${escapeText(foot(report))}</text>`,
    '</svg>',
  ].join('\n')}\n`;
}

// What has been edited lies between what is kept and what is not; two lines of ours are enough to see.
function shownLines({ growth }: BenchReport): BenchReport['growth'] {
  const ours = growth.filter(({ who }) => who === 'ours');
  const shown = ours.length > 2 ? ours.filter((_, index) => index === 0 || index === ours.length - 1) : ours;
  return [...shown, ...growth.filter(({ who }) => who === 'peer')];
}

function bars(shown: readonly Measured[]): readonly string[] {
  const most = Math.max(...shown.map(({ milliseconds }) => milliseconds), 1);
  return [
    `<text class="title" x="${BARS.x}" y="34">Synth of one system, a cold process</text>`,
    ...shown.flatMap(({ who, what, milliseconds, ratio: times }, index) => {
      const y = BARS.y + index * BAR_STEP;
      const value = `${seconds(milliseconds)}${who === 'bare' ? '' : `, ${ratio(times)} x`}`;
      const width = Math.max(2, (milliseconds / most) * (BARS.width - 92));
      const name = who === 'peer' ? `CDK, ${what}` : who === 'ours' ? `Tealform, ${what}` : what;
      return [
        `<text class="name" x="${BARS.x}" y="${y}">${escapeText(name)}</text>`,
        `<rect class="${who}" x="${BARS.x}" y="${y + 5}" width="${number(width)}" height="11" rx="2"/>`,
        `<text class="value" x="${number(BARS.x + width + 6)}" y="${y + 15}">${escapeText(value)}</text>`,
      ];
    }),
  ];
}

function labelOf({ synth }: BenchReport): string {
  return `Synth of one system: ${synth
    .map(({ who, what, milliseconds }) => `${who === 'peer' ? 'CDK, ' : ''}${what} ${seconds(milliseconds)}`)
    .join('; ')}`;
}

function foot({ on }: BenchReport): string {
  const peer = on.peer === undefined ? '' : `; ${on.peer}`;
  return `make bench: medians of ${on.pairs} runs in turn, ${on.cores} cores, Node ${on.node}${peer}. x: times node -e 0`;
}

const LIGHT = {
  paper: '#ffffff',
  faint: '#d0d7de',
  ink: '#1f2328',
  pale: '#59636e',
  ours: '#0f8a80',
  peer: '#bc4c00',
  bare: '#8c959f',
};
const DARK: typeof LIGHT = {
  paper: '#0d1117',
  faint: '#3d444d',
  ink: '#f0f6fc',
  pale: '#9198a1',
  ours: '#2dd4bf',
  peer: '#f0883e',
  bare: '#656c76',
};

const variables = (colours: typeof LIGHT) =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');

const STYLE: readonly string[] = [
  `svg{${variables(LIGHT)}}`,
  `@media(prefers-color-scheme:dark){svg{${variables(DARK)}}}`,
  'text{font:12px -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;fill:var(--ink)}',
  'text.title{font-size:13px;font-weight:600}',
  'text.pale{font-size:11px;fill:var(--pale)}',
  'text.tick{font-size:11px;fill:var(--pale)}',
  'text.right{text-anchor:end}',
  'text.middle{text-anchor:middle}',
  '.paper{fill:var(--paper);stroke:var(--faint)}',
  '.grid{stroke:var(--faint);stroke-width:1;fill:none}',
  'rect.ours,circle.ours{fill:var(--ours)}',
  'rect.peer,circle.peer{fill:var(--peer)}',
  'rect.bare{fill:var(--bare)}',
  'path.ours{stroke:var(--ours);stroke-width:2;fill:none}',
  'path.peer{stroke:var(--peer);stroke-width:2;fill:none}',
  'path.dashed{stroke-dasharray:5 4}',
];
