import type { Drawing } from './drawing.ts';
import { drawLegend } from './legend.ts';
import { MARGIN, placeBoxes } from './place.ts';
import { routeEdges } from './route.ts';
import { STYLE } from './style.ts';
import { boxElement, escapeText, lineElement, number, textElement } from './svg.ts';

/**
 * A drawing as an SVG that stands alone: no script, no font, nothing fetched. It scales with the width it is shown at, and follows the
 * page from light to dark. The same drawing gives the same bytes.
 */
export function drawSvg(drawing: Drawing): string {
  const placed = placeBoxes(drawing);
  const routes = routeEdges(drawing.edges, placed);
  const looks = new Map([...drawing.groups, ...drawing.nodes].map(({ id, look }) => [id, look] as const));
  const legend = drawLegend(drawing.legend, placed.width, placed.bottom + MARGIN);
  const { width } = placed;
  const height = placed.bottom + (legend.height > 0 ? MARGIN + legend.height : 0) + MARGIN - 3;
  const [nodes, groups] = [[...placed.nodes.values()], [...placed.groups.values()]];
  const references = routes.filter(({ edge }) => edge.kind === 'reference');
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${number(height)}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escapeText(drawing.title)}</title>`,
    `<desc id="description">${escapeText(drawing.description)}</desc>`,
    '<style>',
    ...STYLE,
    '</style>',
    '<defs>',
    ...['traffic', 'release', 'reference'].map(markerElement),
    '</defs>',
    boxElement({ x: 0.5, y: 0.5, width: width - 1, height: height - 1 }, 'paper', 8),
    ...placed.frames.map((box) => boxElement(box, 'frame', 8)),
    ...groups.map((box) => boxElement(box, `group-${looks.get(box.id)}`, 6)),
    ...references.map(lineElement),
    ...routes.filter((route) => !references.includes(route)).map(lineElement),
    '<g class="over">',
    ...[...placed.frames, ...groups].flatMap(({ texts }) => texts.map(textElement)),
    '</g>',
    ...routes.flatMap(({ label }) => (label ? [textElement(label)] : [])),
    ...nodes.flatMap((box) => [boxElement(box, looks.get(box.id) ?? '', 4), ...box.texts.map(textElement)]),
    ...legend.lines,
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function markerElement(kind: string): string {
  return `<marker id="${kind}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0 L8,4 L0,8 Z"/></marker>`;
}
