import type { LegendEntry } from './drawing.ts';
import { MARGIN } from './place.ts';
import { number, textElement } from './svg.ts';
import { FONT_SIZE, LINE_HEIGHT, widthOf } from './text.ts';

const SAMPLE = 26;
const GAP = 18;

/** The entries of a legend on lines of this width, and how high they are together. */
export function drawLegend(
  entries: readonly LegendEntry[],
  width: number,
  top: number,
): { readonly lines: readonly string[]; readonly height: number } {
  const lines: string[] = [];
  let [x, y] = [MARGIN, top];
  for (const { look, text } of entries) {
    const sample = look === 'text' ? 0 : SAMPLE + 6;
    const needed = Math.ceil(sample + widthOf(text));
    if (x > MARGIN && x + needed > width - MARGIN) [x, y] = [MARGIN, y + LINE_HEIGHT + 3];
    if (sample > 0) lines.push(sampleOf(look, x, y));
    lines.push(textElement({ text, look: 'detail', x: x + sample, y: y + FONT_SIZE }));
    x += needed + GAP;
  }
  return { lines, height: entries.length > 0 ? y - top + LINE_HEIGHT + 3 : 0 };
}

function sampleOf(look: LegendEntry['look'], x: number, y: number): string {
  if (look === 'outside') {
    return `<rect class="outside" x="${number(x + 4)}" y="${number(y + 2)}" width="${SAMPLE - 6}" height="12" rx="3"/>`;
  }
  const kind = look === 'dashed' ? 'traffic dashed' : look;
  const marker = look === 'dashed' ? 'traffic' : look;
  return `<path class="${kind}" marker-end="url(#${marker})" d="M${number(x)},${number(y + 8.5)} h${SAMPLE}"/>`;
}
