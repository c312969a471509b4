import { createHash } from 'node:crypto';
import { readFileSync, renameSync, type Stats, statSync, writeFileSync } from 'node:fs';

/** What a run leaves for the next: files, and what they were. */
export interface Record {
  readonly digest: string;
  readonly files: readonly string[];
}

/**
 * Changes when a file is written, replaced, made or taken away, whatever date it is given: nobody can set the date of its last change.
 * @param names what else is to be part of it
 */
export function digestOfStamps(files: readonly string[], names: readonly string[] = []): string {
  const digest = createHash('sha256').update(JSON.stringify(names));
  for (const file of files) digest.update(`\0${file}\0${stampOf(file)}`);
  return digest.digest('hex');
}

/**
 * Whether none of the files may have been written after `began` (milliseconds since 1970). A disk counts time in steps; what was
 * written in the step before is not told from what comes after.
 * @param wanted whether each must be there
 */
export function isSettled(files: readonly string[], began: number, wanted?: 'there'): boolean {
  return files.every((file) => {
    const { ctimeMs } = look(file) ?? {};
    if (ctimeMs === undefined) return wanted !== 'there';
    // Some count in whole seconds, or two.
    return ctimeMs < began - (Number.isInteger(ctimeMs / 1000) ? 2_000 : 50);
  });
}

export function readRecord(path: string): Record | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Written whole or not at all. */
export function writeRecord(path: string, record: Record): void {
  writeFileSync(`${path}.new`, JSON.stringify(record));
  renameSync(`${path}.new`, path);
}

function isRecord(value: unknown): value is Record {
  if (typeof value !== 'object' || value === null || !('digest' in value) || !('files' in value)) return false;
  const { digest, files } = value;
  return typeof digest === 'string' && Array.isArray(files) && files.every((file) => typeof file === 'string');
}

function stampOf(file: string): string {
  const found = look(file);
  return found === undefined ? '' : `${found.size} ${found.mtimeMs} ${found.ctimeMs} ${found.ino}`;
}

function look(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    // Below what is a file, there is none.
    return undefined;
  }
}
