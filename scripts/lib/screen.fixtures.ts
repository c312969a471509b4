// Used by tests only: a terminal's screen, as far as these commands write on one. What it does not know it refuses.

/** What a terminal of some size shows, and what has scrolled out above. */
export interface Screen {
  /** Takes what is written, which may be cut anywhere. */
  write(text: string): void;
  /** Lines that are too wide for the new size are broken anew, as most terminals do. */
  resize(columns: number, rows: number): void;
  /** Everything, what has scrolled out first; a line that was broken is several. */
  lines(): readonly string[];
  /** Whether a line was broken because it was wider than the terminal. */
  isBroken(index: number): boolean;
}

const ESCAPE = '\x1b';

interface Row {
  letters: string[];
  /** Whether it goes on with the row before. */
  isRest: boolean;
}

const SEQUENCE = new RegExp(`^${ESCAPE}\\[([?\\d;]*)([A-Za-z])`);

/** An empty screen. */
export function makeScreen(columns: number, rows: number): Screen {
  let size = { columns, rows };
  let buffer: Row[] = [{ letters: [], isRest: false }];
  let cursor = { row: 0, column: 0 };
  let pending = '';

  const rowAt = (index: number): Row => {
    while (buffer.length <= index) buffer.push({ letters: [], isRest: false });
    return buffer[index] as Row;
  };
  const top = () => Math.max(0, buffer.length - size.rows);
  const put = (letter: string) => {
    if (cursor.column >= size.columns) {
      cursor = { row: cursor.row + 1, column: 0 };
      rowAt(cursor.row).isRest = true;
    }
    const { letters } = rowAt(cursor.row);
    while (letters.length < cursor.column) letters.push(' ');
    letters[cursor.column] = letter;
    cursor.column += 1;
  };
  const control = (parameters: string, kind: string) => {
    const count = Number(parameters || (kind === 'J' || kind === 'K' ? 0 : 1));
    if (kind === 'm' || (kind === 'l' && parameters.startsWith('?')) || (kind === 'h' && parameters.startsWith('?')))
      return;
    if (kind === 'A') cursor.row = Math.max(top(), cursor.row - count);
    else if (kind === 'C') cursor.column = Math.min(size.columns - 1, cursor.column + count);
    else if (kind === 'D') cursor.column = Math.max(0, cursor.column - count);
    else if (kind === 'G') cursor.column = count - 1;
    else if ((kind === 'J' || kind === 'K') && count === 0) {
      const row = rowAt(cursor.row);
      row.letters = row.letters.slice(0, cursor.column);
      if (kind === 'J') buffer = buffer.slice(0, cursor.row + 1);
    } else throw new Error(`the screen does not know ESC [ ${parameters} ${kind}`);
  };
  return {
    write: (text) => {
      pending += text;
      while (pending !== '') {
        const sequence = SEQUENCE.exec(pending);
        if (pending.startsWith(ESCAPE) && sequence === null) {
          if (pending.length < 12) return;
          throw new Error(`the screen does not know ${JSON.stringify(pending.slice(0, 12))}`);
        }
        if (sequence) {
          control(sequence[1] ?? '', sequence[2] ?? '');
          pending = pending.slice(sequence[0].length);
          continue;
        }
        const [letter = ''] = pending;
        pending = pending.slice(letter.length);
        if (letter === '\r') cursor.column = 0;
        else if (letter === '\n') {
          cursor.row += 1;
          rowAt(cursor.row);
        } else if (letter === '\b') cursor.column = Math.max(0, cursor.column - 1);
        else if (letter >= ' ') put(letter);
        else if (letter !== '\x07') throw new Error(`the screen does not know ${JSON.stringify(letter)}`);
      }
    },
    resize: (newColumns, newRows) => {
      const whole: { letters: string[]; at?: number }[] = [];
      for (const [index, { letters, isRest }] of buffer.entries()) {
        const line = isRest ? whole.at(-1) : undefined;
        const target = line ?? { letters: [] };
        if (line === undefined) whole.push(target);
        if (index === cursor.row) target.at = target.letters.length + cursor.column;
        target.letters.push(...letters);
      }
      size = { columns: newColumns, rows: newRows };
      buffer = [];
      for (const { letters, at } of whole) {
        const first = buffer.length;
        for (let start = 0; start === 0 || start < letters.length; start += newColumns)
          buffer.push({ letters: letters.slice(start, start + newColumns), isRest: start > 0 });
        if (at === undefined) continue;
        const row = Math.min(Math.floor(at / newColumns), buffer.length - 1 - first);
        cursor = { row: first + row, column: at - row * newColumns };
      }
    },
    lines: () => buffer.map(({ letters }) => letters.join('').trimEnd()),
    isBroken: (index) => buffer[index + 1]?.isRest ?? false,
  };
}
