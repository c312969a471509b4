import { stripVTControlCharacters, styleText } from 'node:util';

/** How something is painted. */
export type Style = 'green' | 'red' | 'yellow' | 'magenta' | 'dim' | 'bold' | 'cyan';

/** Paints a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Colours, if they are wanted: whether somebody can see them is for the caller to know. */
export function painter(isColoured: boolean): Paint {
  return (style, text) => (isColoured && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}

/** The colour of a status: red for what fails or goes back, green for what is done, yellow for what goes on. */
export function styleOf(status: string): Style {
  if (status.includes('FAILED') || status.includes('ROLLBACK')) return 'red';
  return status.endsWith('_COMPLETE') ? 'green' : 'yellow';
}

/** `9s`, `1m 05s`, `2h 00m` */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  return `${Math.floor(seconds / 3_600)}h ${two(Math.floor((seconds % 3_600) / 60))}m`;
}

/**
 * Text from AWS, on one line and of one cell a letter: a control character in it could rewrite what stands on a terminal, and the
 * width of what is not ASCII is the terminal's to say.
 */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/gu, '?')
    .trim();
}

/** At most so many letters; what is cut off is told by dots. */
export function fit(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 3 ? text.slice(0, Math.max(0, width)) : `${text.slice(0, width - 3)}...`;
}

/** A line and what of it goes on below, farther to the right. Blanks stay as they are where it is short enough. */
export function wrapBelow(text: string, indent: string, width: number): readonly string[] {
  if (indent.length + text.length <= width) return [indent + text];
  return wrap(text, Math.max(1, width - indent.length), '    ').map((line) => indent + line);
}

/** Lines of at most so many letters, broken at blanks where there are any; every line but the first is indented. */
export function wrap(text: string, width: number, indent = ''): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const room = () => Math.max(1, width - (lines.length > 0 ? indent.length : 0));
  const end = () => {
    lines.push(lines.length > 0 ? fit(indent, Math.max(0, width - 1)) + line : line);
    line = '';
  };
  for (const word of text.split(' ').filter(Boolean)) {
    if (line !== '' && line.length + 1 + word.length > room()) end();
    let rest = word;
    while (line === '' && rest.length > room()) {
      line = rest.slice(0, room());
      rest = rest.slice(line.length);
      end();
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  if (line !== '' || lines.length === 0) end();
  return lines;
}
