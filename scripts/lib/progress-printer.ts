import { stripVTControlCharacters } from 'node:util';
import { printProgress } from '../../src/cloud/print-progress.ts';
import type { Progress, Tell } from '../../src/cloud/progress.ts';
import { wrap } from '../../src/cloud/watch/printers/text.ts';
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
  if (format === 'json') return (progress: Progress) => print([JSON.stringify({ version: 1, ...progress })]);
  const options = { width: lineWidth(), paint, again, isRecapped: true, isPlan };
  return (progress: Progress) => print(printProgress(progress, options));
}

function print(lines: readonly string[]): void {
  for (const line of lines.flatMap(broken)) if (line !== '') process.stdout.write(`${line}\n`);
}

// A terminal breaks a line in the middle of a word. What is indented is a table, or to be copied whole.
function broken(text: string): readonly string[] {
  const { columns } = process.stdout;
  if (!process.stdout.isTTY || columns === undefined) return [text];
  return text.split('\n').flatMap((line) => {
    const isProse = line.length > columns && /^\S/.test(line) && line === stripVTControlCharacters(line);
    return isProse ? wrap(line, columns, '  ') : [line];
  });
}
