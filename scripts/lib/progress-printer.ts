import { printProgress } from '../../src/cloud/print-progress.ts';
import type { Progress, Tell } from '../../src/cloud/progress.ts';
import { jsonLine } from '../../src/text/json-line.ts';
import { type Format, lineWidth, paint } from './terminal.ts';

/** What a deployment's lines depend on. */
export interface ProgressPrinterOptions {
  readonly format: Format;
  /** What brings somebody back to what goes on by itself. */
  readonly again: string;
  /** Whether it is a plan, which is told in full. */
  readonly isPlan: boolean;
}

/** Prints what a deployment tells: lines for people, or one JSON object a line. How it went at the end, the watcher says. */
export function progressPrinter({ format, again, isPlan }: ProgressPrinterOptions): Tell {
  if (format === 'json') return (progress: Progress) => void process.stdout.write(jsonLine(progress));
  // A log is searched by line, and may be as wide as it likes.
  const width = process.stdout.isTTY ? lineWidth() : Number.POSITIVE_INFINITY;
  const options = { width, paint, again, isRecapped: true, isPlan };
  return (progress: Progress) => print(printProgress(progress, options));
}

function print(lines: readonly string[]): void {
  for (const line of lines) if (line !== '') process.stdout.write(`${line}\n`);
}
