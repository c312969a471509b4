import { createInterface } from 'node:readline';
import { systemClock } from '../../src/cloud/clock.ts';
import type { FollowEdge } from '../../src/cloud/watch/follow.ts';
import type { Interrupt } from '../../src/cloud/watch/interrupt.ts';
import { jsonPrinter } from '../../src/cloud/watch/printers/json.ts';
import { linesPrinter } from '../../src/cloud/watch/printers/lines.ts';
import type { Printer } from '../../src/cloud/watch/printers/printer.ts';
import { treePrinter } from '../../src/cloud/watch/printers/tree.ts';
import { TealformError } from '../../src/dsl/error.ts';
import { painter } from '../../src/text/text.ts';
import { onInterrupt as listenFor } from './interrupts.ts';

/** How output looks: for people, as a tree or as lines, or for programs. */
export const FORMATS = ['text', 'json'] as const;

export type Format = (typeof FORMATS)[number];

/** One of {@link FORMATS}. @throws TealformError `usage` for any other. */
export function formatOf(text: string): Format {
  const format = FORMATS.find((each) => each === text);
  if (format) return format;
  throw new TealformError({
    code: 'usage',
    message: `--format takes ${FORMATS.join(' or ')}, not ${JSON.stringify(text)}`,
  });
}

/** Whether somebody sits there who can be asked. Questions go where errors do: what is written may be for a program. */
export function canAsk(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY && !process.env.CI);
}

/** Whether what is written can be written over. */
export function canRewrite(): boolean {
  return Boolean(process.stdout.isTTY && process.env.TERM !== 'dumb' && !process.env.CI);
}

/** Whether colours are seen and wanted: `NO_COLOR` and `FORCE_COLOR` are heeded by Node. */
export function isColoured(): boolean {
  return process.env.FORCE_COLOR !== undefined || Boolean(process.stdout.isTTY && process.stdout.hasColors());
}

/** Paints for this terminal. */
export const paint = painter(isColoured());

/** Letters that a line may have here. */
export function lineWidth(): number {
  return process.stdout.columns ?? 120;
}

/** What prints events here: a tree on a terminal, lines otherwise, or JSON. */
export function openPrinter(format: Format): Printer {
  if (format === 'json') return jsonPrinter();
  if (!canRewrite()) return linesPrinter({ isColoured: isColoured() });
  const size = () => {
    lookAtSize();
    return { columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24 };
  };
  return treePrinter(size, { isColoured: isColoured() });
}

// Node learns of another size by a signal, which comes late where much is written at once: what stands there would be taken for fewer
// lines than it is. It has a function that looks, without a documented name; where it is gone, the signal has to do.
function lookAtSize(): void {
  const look: unknown = Reflect.get(process.stdout, '_refreshSize');
  if (typeof look === 'function') look.call(process.stdout);
}
/** An emulator is asked as often as it has something to tell; one that is not there now will not be there in a minute. */
const EMULATOR = { shortestPause: 100, patience: 5_000 };

/** Following, with this process's clock, terminal and signals. */
export function followEdge({ emulator = false }: { readonly emulator?: boolean | undefined }): FollowEdge {
  const listeners = new Set<(signal: Interrupt) => void>();
  const interrupt = (signal: Interrupt) => {
    for (const each of [...listeners]) each(signal);
  };
  return {
    clock: systemClock,
    write: (text) => {
      if (text !== '') process.stdout.write(text);
    },
    every: (milliseconds, call) => {
      const timer = setInterval(call, milliseconds);
      return () => clearInterval(timer);
    },
    onInterrupt: (call) => {
      listeners.add(call);
      const stop = listenFor(call);
      return () => {
        listeners.delete(call);
        stop();
      };
    },
    ask: canAsk() ? (question) => askYes(question, () => interrupt('SIGINT')) : undefined,
    ...(emulator ? EMULATOR : {}),
  };
}

/** Asks for a yes; everything else is a no, Ctrl-C and the end of input too. */
export async function askYes(question: string, onInterrupt?: () => void): Promise<boolean> {
  return /^y(?:es)?$/i.test(await askLine(question, onInterrupt));
}

/** Asks for a line; an empty one where the input ends, or somebody presses Ctrl-C. */
export function askLine(question: string, onInterrupt: () => void = () => {}): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  // Who ends is not kept by a question that is open.
  const stop = listenFor((_, pass) => {
    reader.close();
    pass();
  });
  return new Promise((resolve) => {
    let answer = '';
    let isOver = false;
    reader.once('close', () => {
      stop();
      // Where the input ends nobody has pressed Enter.
      if (!isOver) process.stderr.write('\n');
      resolve(answer.trim());
    });
    // Readline takes Ctrl-C for itself.
    reader.once('SIGINT', () => {
      reader.close();
      onInterrupt();
    });
    reader.question(question, (line) => {
      answer = line;
      isOver = true;
      reader.close();
    });
  });
}
