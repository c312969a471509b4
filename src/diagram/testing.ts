// For tests only: what is drawn, read back from the text of an SVG.
import type { Box } from './boxes.ts';
import type { Point } from './ports.ts';

/** What stands in an SVG of ours. */
export interface ReadSvg {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly boxes: readonly (Box & { readonly look: string })[];
  readonly texts: readonly (Point & { readonly look: string; readonly text: string })[];
  /** Lines with an arrow, without those of the legend: the points they are drawn through, bent ones by their ends. */
  readonly lines: readonly { readonly look: string; readonly points: readonly Point[] }[];
}

/** Reads it. */
export function readSvg(svg: string): ReadSvg {
  const [, width, height] = /viewBox="0 0 (\S+) (\S+)"/.exec(svg) ?? [];
  const inside = (name: string) => readText(new RegExp(`<${name} [^>]*>([^<]*)<`).exec(svg)?.[1] ?? '');
  return {
    width: Number(width),
    height: Number(height),
    title: inside('title'),
    description: inside('desc'),
    boxes: [...svg.matchAll(/<rect class="(\S+)" x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"/g)].map(
      ([, look = '', x, y, w, h]) => ({ look, x: Number(x), y: Number(y), width: Number(w), height: Number(h) }),
    ),
    texts: [...svg.matchAll(/<text class="(\S+)" x="(\S+)" y="(\S+)">([^<]*)</g)].map(
      ([, look = '', x, y, text = '']) => ({ look, x: Number(x), y: Number(y), text: readText(text) }),
    ),
    lines: [...svg.matchAll(/<path class="([^"]+)" marker-end="\S+" d="([^"h]+)"/g)].map(
      ([, look = '', path = '']) => ({
        look,
        points: pointsOf(path),
      }),
    ),
  };
}

// Of a bend only its ends, and of a corner only the corner itself.
function pointsOf(path: string): readonly Point[] {
  const all = [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
  return path.includes('C') ? [all[0], all.at(-1)].flatMap((point) => point ?? []) : all;
}

function readText(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&amp;', '&');
}
