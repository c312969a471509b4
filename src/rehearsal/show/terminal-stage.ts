import { type Block, rewrittenBlock } from '../../text/block.ts';
import { jsonLine } from '../../text/json-line.ts';
import { painter } from '../../text/text.ts';
import type { Tell, TimelineEntry } from '../timeline.ts';
import { modelOf, takeEntry } from './model.ts';
import { frameOf } from './terminal-frame.ts';
import { entryLines, recapOf, timed } from './terminal-lines.ts';

/** What a terminal is told a rehearsal with. */
export interface TerminalOptions {
  readonly write: (text: string) => void;
  /** Asked each time: people change it. */
  readonly columns: () => number;
  readonly rows?: () => number;
  /** Whether what was written can be written over. */
  readonly isRewriting: boolean;
  readonly isColoured?: boolean;
  /** `json`: every entry as a line for programs. */
  readonly format?: 'text' | 'json';
  /** What has been told before: of a rehearsal that is gone on with. */
  readonly before?: readonly TimelineEntry[];
  /** A clock of milliseconds, for the time between entries. */
  readonly now?: () => number;
  /** Calls again and again until what it gives is called. */
  readonly every?: (milliseconds: number, call: () => void) => () => void;
}

/** A rehearsal on a terminal. */
export interface TerminalStage {
  readonly tell: Tell;
  /** Takes the block away until something is told again, so that others can write. */
  readonly pause: () => void;
  /** Takes the block away and writes what there is to keep. */
  readonly close: () => void;
}

/** How often a block is written anew while nothing happens, in milliseconds. */
const TICK = 1_000;

/**
 * Tells a rehearsal while it goes on: a block that is rewritten in place with what matters above it, a line for each entry, or JSON
 * lines. Lines of the text are no wider than the terminal.
 */
export function terminalStage(options: TerminalOptions): TerminalStage {
  if (options.format === 'json')
    return { tell: (entry) => options.write(jsonLine(entry)), pause: () => {}, close: () => {} };
  return options.isRewriting ? rewriting(options) : lineByLine(options);
}

function lineByLine({ write, columns, isColoured = false, before = [] }: TerminalOptions): TerminalStage {
  const paint = painter(isColoured);
  const model = modelOf(before);
  const lineOf = entryLines();
  return {
    tell: (entry) => {
      takeEntry(model, entry);
      const line = lineOf(entry);
      if (line)
        write(
          timed(entry.at, line, columns(), paint)
            .map((each) => `${each}\n`)
            .join(''),
        );
    },
    pause: () => {},
    close: () =>
      write(
        recapOf(model, columns(), paint)
          .map((line) => `${line}\n`)
          .join(''),
      ),
  };
}

function rewriting(options: TerminalOptions): TerminalStage {
  const {
    write,
    columns,
    rows = () => 24,
    isColoured = false,
    now = () => performance.now(),
    every = interval,
    before = [],
  } = options;
  const paint = painter(isColoured);
  const size = () => ({ columns: columns(), rows: rows() });
  const block: Block = rewrittenBlock(size, paint);
  const model = modelOf(before);
  const lineOf = entryLines();
  let heard = now();
  const draw = (above: readonly string[]) =>
    write(block.draw(above, frameOf(model, model.at + now() - heard, size(), paint)));
  let isPaused = false;
  const stop = every(TICK, () => {
    if (!isPaused) draw([]);
  });
  return {
    tell: (entry) => {
      takeEntry(model, entry);
      heard = now();
      isPaused = false;
      const line = lineOf(entry);
      draw(line?.matters ? timed(entry.at, line, columns(), paint) : []);
    },
    pause: () => {
      isPaused = true;
      write(block.clear());
    },
    close: () => {
      stop();
      write(
        block.clear() +
          recapOf(model, columns(), paint)
            .map((line) => `${line}\n`)
            .join(''),
      );
    },
  };
}

function interval(milliseconds: number, call: () => void): () => void {
  const timer = setInterval(call, milliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
