import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TealformError } from '../../dsl/error.ts';
import type { TimelineEntry } from '../timeline.ts';

const NAME = 'entries.jsonl';

/**
 * The entries of a rehearsal that was begun in a folder, as far as they were written; none where there is none. The last line of one that was
 * killed may be half a line, and does not count.
 * @throws TealformError `not-a-journal` where something else has that name.
 */
export function readJournal(folder: string): readonly TimelineEntry[] {
  const path = join(folder, NAME);
  const lines = readLines(path);
  return lines.slice(0, -1).map((line, index) => {
    try {
      return JSON.parse(line);
    } catch {
      throw new TealformError({
        code: 'not-a-journal',
        message: `line ${index + 1} of ${path} is no JSON: ${line.slice(0, 60)}`,
        hint: 'take the folder away, and begin anew',
      });
    }
  });
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [''];
    throw error;
  }
}

/** Keeps entries as they come, so that a rehearsal that is killed can be told to its end. */
export function openJournal(folder: string): (entry: TimelineEntry) => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, NAME);
  // Half a line that was left would spoil the next one.
  const lines = readLines(path);
  if (lines.at(-1) !== '') writeFileSync(path, lines.with(-1, '').join('\n'));
  return (entry) => appendFileSync(path, `${JSON.stringify(entry)}\n`);
}
