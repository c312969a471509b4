import { keepFile, readKeptJson } from '../lib/keep.ts';
import { digestOf, grainOf, lookAt, stampOf } from '../lib/stamps.cjs';

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
  return digestOf([JSON.stringify(names), ...files.flatMap((file) => [file, stampOf(file, 0)])].join('\0'));
}

/**
 * Whether none of the files may have been written after `began` (milliseconds since 1970).
 * @param wanted whether each must be there
 */
export function isSettled(files: readonly string[], began: number, wanted?: 'there'): boolean {
  return files.every((file) => {
    const { ctimeMs } = lookAt(file) ?? {};
    return ctimeMs === undefined ? wanted !== 'there' : ctimeMs < began - grainOf(ctimeMs);
  });
}

export function readRecord(path: string): Record | undefined {
  const read = readKeptJson<unknown>(path);
  return isRecord(read) ? read : undefined;
}

export function writeRecord(path: string, record: Record): void {
  keepFile(path, JSON.stringify(record));
}

function isRecord(value: unknown): value is Record {
  if (typeof value !== 'object' || value === null || !('digest' in value) || !('files' in value)) return false;
  const { digest, files } = value;
  return typeof digest === 'string' && Array.isArray(files) && files.every((file) => typeof file === 'string');
}
