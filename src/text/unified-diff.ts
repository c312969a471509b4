/**
 * What differs between two texts, by lines, in the form of `diff -u`; empty where nothing does. For texts that are mostly alike: what is
 * between the first and the last line that differ is compared line by line.
 * @param most lines that it may have; more are counted instead.
 */
export function unifiedDiff(before: string, after: string, names: readonly [string, string], most = 40): string {
  if (before === after) return '';
  const old = before.split('\n');
  const young = after.split('\n');
  let start = 0;
  while (start < old.length && start < young.length && old[start] === young[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, young.length) - start && old.at(-1 - end) === young.at(-1 - end)) end += 1;
  const edits = compareLines(old.slice(start, old.length - end), young.slice(start, young.length - end));
  const all: readonly Edit[] = [...old.slice(0, start).map(same), ...edits, ...old.slice(old.length - end).map(same)];
  const lines = hunksOf(all).flat();
  const more = lines.length - most;
  const shown = more > 0 ? [...lines.slice(0, most), `... and ${more} more lines`] : lines;
  return [`--- ${names[0]}`, `+++ ${names[1]}`, ...shown].join('\n');
}

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

function same(line: string): Edit {
  return { sign: ' ', line };
}

/** Above so many comparisons all that differs is told as one piece: a table of them would not fit into memory. */
const LARGE = 4_000_000;

// The longest common lines stay.
function compareLines(old: readonly string[], young: readonly string[]): readonly Edit[] {
  const removed = (line: string): Edit => ({ sign: '-', line });
  const added = (line: string): Edit => ({ sign: '+', line });
  if (old.length * young.length > LARGE) return [...old.map(removed), ...young.map(added)];
  const width = young.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => common[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = young.length - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        old[row] === young[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const edits: Edit[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < young.length) {
    const [left, right] = [old[row], young[column]];
    if (left !== undefined && left === right) {
      edits.push(same(left));
      row += 1;
      column += 1;
    } else if (right === undefined || (left !== undefined && at(row + 1, column) >= at(row, column + 1))) {
      edits.push(removed(left ?? ''));
      row += 1;
    } else {
      edits.push(added(right));
      column += 1;
    }
  }
  return edits;
}

/** Lines around each difference that are shown. */
const CONTEXT = 2;

function hunksOf(edits: readonly Edit[]): readonly (readonly string[])[] {
  const hunks: string[][] = [];
  let [oldLine, youngLine, shownTo] = [1, 1, -1];
  const numbers = edits.map(({ sign }) => {
    const here = [oldLine, youngLine] as const;
    if (sign !== '+') oldLine += 1;
    if (sign !== '-') youngLine += 1;
    return here;
  });
  const isShown = (index: number) =>
    edits.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' ');
  for (const [index, { sign, line }] of edits.entries()) {
    if (!isShown(index)) continue;
    if (index !== shownTo + 1 || hunks.length === 0) {
      const last = edits.findIndex((_, later) => later > index && !isShown(later));
      const part = edits.slice(index, last < 0 ? edits.length : last);
      const count = (other: '-' | '+') => part.filter((edit) => edit.sign !== other).length;
      const [from, to] = numbers[index] ?? [1, 1];
      hunks.push([`@@ -${from},${count('+')} +${to},${count('-')} @@`]);
    }
    hunks.at(-1)?.push(`${sign}${line}`);
    shownTo = index;
  }
  return hunks;
}
