import type { Paint, Style } from './text.ts';

/** How large a terminal is now, in letters and lines. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A line of a block. */
export interface BlockLine {
  readonly text: string;
  readonly style?: Style;
  /** The same text, painted in more than one way. */
  readonly painted?: string;
}

/** Lines at the bottom of a terminal that are written over each time. It is for the caller to write what it gives. */
export interface Block {
  /** Takes the block away, so that something else can be written. */
  clear(): string;
  /** The block anew, below lines that stay for good. */
  draw(above: readonly string[], lines: readonly BlockLine[]): string;
}

/**
 * An empty block.
 * @param size asked each time: people change it. Lines have to be no wider, and fewer than there are rows.
 */
export function rewrittenBlock(size: () => TerminalSize, paint: Paint): Block {
  // The widths of the lines that stand there now.
  let drawn: readonly number[] = [];

  const clear = (): string => {
    // What was drawn on a wider terminal has been broken into more lines.
    const rows = drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / size().columns)), 0);
    drawn = [];
    return rows === 0 ? '' : `\x1b[${rows}A\r\x1b[0J`;
  };
  return {
    clear,
    draw: (above, lines) => {
      const cleared = clear();
      drawn = lines.map(({ text }) => text.length);
      const shown = lines.map(({ text, style, painted }) => painted ?? (style ? paint(style, text) : text));
      return [cleared, ...[...above, ...shown].map((line) => `${line}\n`)].join('');
    },
  };
}
