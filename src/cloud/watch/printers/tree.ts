import { type BlockLine, rewrittenBlock, type TerminalSize } from '../../../text/block.ts';
import { fit, formatElapsed, type Paint, painter, plain, styleOf, wrap } from '../../../text/text.ts';
import { STACK, type WatchEvent } from '../event.ts';
import { elapsedOf, type ResourceState, type WatchModel } from '../model.ts';
import { isCancelled } from '../root-cause.ts';
import type { Printer } from './printer.ts';
import { formatRecap } from './recap.ts';

/** How many of those that finished last are shown. */
const FINISHED = 5;

/**
 * For a terminal: a block that is rewritten in place, with what is in progress as a tree and what finished last. Failures stand above it
 * for good. At the end it takes itself away. No line is wider than the terminal, and the block is never higher.
 * @param size asked each time: people change it.
 */
export function treePrinter(size: () => TerminalSize, { isColoured = true } = {}): Printer {
  const paint = painter(isColoured);
  const block = rewrittenBlock(size, paint);
  const draw = (above: readonly string[], model: WatchModel, now: Date) =>
    block.draw(above, frameOf(model, now, size()));
  return {
    event: (event, model, now) => draw(failureOf(event, size().columns, paint), model, now),
    tick: (model, now) => draw([], model, now),
    note: (text, model, now) => draw(wrap(plain(text), size().columns, '  '), model, now),
    pause: block.clear,
    end: (recap, now) => block.clear() + formatRecap(recap, now, size().columns, paint),
  };
}

function failureOf({ path, type, status, reason }: WatchEvent, columns: number, paint: Paint): readonly string[] {
  if (!status.endsWith('_FAILED') || type === STACK || isCancelled(reason ?? '')) return [];
  const text = `${status} ${path.join('/')}: ${plain(reason ?? 'no reason was given')}`;
  return wrap(text, columns, '  ').map((line) => paint('red', line));
}

/** The block: a line on the whole, then what is in progress, then what finished last, as far as there is room. */
function frameOf(model: WatchModel, now: Date, { columns, rows }: TerminalSize): readonly BlockLine[] {
  // The line that the cursor stands on after the block belongs to it.
  const room = Math.max(1, rows - 1);
  const head = headOf(model, now, columns);
  const waiting = model.inProgress.filter(({ type }) => type !== STACK);
  const tree = treeOf(waiting, now, columns);
  const shown = shorten(tree, waiting.length, room - 1, columns);
  const free = Math.min(FINISHED, room - 1 - shown.length);
  const finished = model.finished
    .filter(({ type }) => type !== STACK)
    .slice(0, Math.max(0, free))
    .map((state) => finishedLine(state, now, columns));
  return [head, ...shown, ...finished].slice(0, room);
}

function headOf(model: WatchModel, now: Date, columns: number): BlockLine {
  const { root } = model;
  if (root === undefined) return { text: fit('waiting for the first event', columns), style: 'dim' };
  const { done, inProgress, failed } = model.counts;
  const counts = [`${done} done`, `${inProgress} in progress`, ...(failed > 0 ? [`${failed} failed`] : [])].join(', ');
  const time = formatElapsed(elapsedOf(root, now.getTime()));
  const name = root.path.join('/');
  // The colour says on a narrow terminal what the status would.
  const forms = [`${name}  ${root.status}  ${time}  ${counts}`, `${name}  ${time}  ${counts}`, `${time}  ${counts}`];
  const text = forms.find((form) => form.length <= columns) ?? fit(counts, columns);
  return { text, style: styleOf(root.status) };
}

interface TreeLine extends BlockLine {
  readonly isResource: boolean;
}

// Nested stacks are lines only where something in them is in progress.
function treeOf(waiting: readonly ResourceState[], now: Date, columns: number): readonly TreeLine[] {
  const lines: TreeLine[] = [];
  let before: readonly string[] = [];
  const byPlace = [...waiting].sort((a, b) => compare(a.path.join('/'), b.path.join('/')));
  for (const state of byPlace) {
    const stacks = state.path.slice(1, -1);
    for (const [depth, stack] of stacks.entries()) {
      const isThere = stacks.slice(0, depth + 1).every((name, index) => before[index] === name);
      if (!isThere) lines.push({ text: fit(`${'  '.repeat(depth + 1)}${stack}`, columns), isResource: false });
    }
    before = stacks;
    const time = formatElapsed(elapsedOf(state, now.getTime()));
    const name = `${'  '.repeat(stacks.length + 1)}${state.path.at(-1)}`;
    lines.push({ text: besideEachOther(name, state, time, columns), style: styleOf(state.status), isResource: true });
  }
  return lines;
}

function shorten(lines: readonly TreeLine[], waiting: number, room: number, columns: number): readonly BlockLine[] {
  if (lines.length <= room) return lines;
  const kept = lines.slice(0, Math.max(0, room - 1));
  const hidden = waiting - kept.filter(({ isResource }) => isResource).length;
  return room < 1 ? [] : [...kept, { text: fit(`  and ${hidden} more in progress`, columns), style: 'dim' }];
}

function finishedLine(state: ResourceState, now: Date, columns: number): BlockLine {
  const time = formatElapsed(elapsedOf(state, now.getTime()));
  const text = besideEachOther(`  ${state.path.slice(1).join('/')}`, state, time, columns);
  return { text, style: state.status.endsWith('_FAILED') ? 'red' : 'dim' };
}

/** Where there are fewer columns, every status is one word. */
const NARROW = 60;

// Name, status, time, and the type where there is room for it; where there is little, the name is cut. All lines have one style.
function besideEachOther(name: string, { status, type }: ResourceState, time: string, columns: number): string {
  const end = `  ${columns < NARROW ? inOneWord(status) : status}  ${time}`;
  const forms = [`${name}${end}  ${type}`, `${name}${end}`];
  const shortest = `${fit(name, Math.max(8, columns - end.length))}${end}`;
  return forms.find((form) => form.length <= columns) ?? fit(shortest, columns);
}

const VERBS: Readonly<Record<string, string>> = { CREATE: 'creat', UPDATE: 'updat', DELETE: 'delet' };

function inOneWord(status: string): string {
  if (status.endsWith('_FAILED')) return 'failed';
  const verb = VERBS[status.split('_')[0] ?? ''];
  if (verb === undefined || status.includes('ROLLBACK')) return status.includes('ROLLBACK') ? 'going back' : status;
  return status.endsWith('_COMPLETE') ? `${verb}ed` : `${verb}ing`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
