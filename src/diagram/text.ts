/** Height of letters, in the units of the drawing. One size for all: what is less important is paler. */
export const FONT_SIZE = 13;

/** From one line of text to the next. */
export const LINE_HEIGHT = 17;

/**
 * Widths in parts of the height: of each character the widest in DejaVu Sans and Liberation Sans, and so no less than in what
 * Windows, macOS and phones have.
 */
const WIDTHS: readonly (readonly [width: number, characters: string])[] = [
  [0.28, "'ijl"],
  [0.34, 'I ,./:;\\|'],
  [0.42, 'f-()[]t!r'],
  [0.5, '"*J`'],
  [0.56, 'szc?L_'],
  [0.62, 'kvxyFTaeo'],
  [0.65, '0123456789$bdghnpqu{}'],
  [0.7, 'EKPSYABVXZ'],
  [0.79, 'CRUNH&DGOQ'],
  [0.87, 'w#+<=>^~M'],
  [1.02, 'mW%@'],
];

const BY_CHARACTER = new Map(
  WIDTHS.flatMap(([width, characters]) => [...characters].map((character) => [character, width])),
);

/** How wide a text is at most, in the units of the drawing, whatever common font it is set in. Bold text is wider by a seventh. */
export function widthOf(text: string, weight: 'regular' | 'bold' = 'regular'): number {
  let width = 0;
  for (const character of text) width += BY_CHARACTER.get(character) ?? 1.02;
  return width * FONT_SIZE * (weight === 'bold' ? 1.15 : 1);
}

/** Texts set one after the other, with commas, on lines that are no wider than this; one that is wider by itself is cut short. */
export function wrapTexts(texts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const [index, text] of texts.entries()) {
    const piece = shorten(index < texts.length - 1 ? `${text},` : text, width);
    const longer = `${lines.at(-1)} ${piece}`;
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}

/** A text that is no wider than this, with dots for what does not fit. */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let end = text.length;
  while (end > 0 && widthOf(`${text.slice(0, end)}...`) > width) end -= 1;
  return `${text.slice(0, end)}...`;
}
