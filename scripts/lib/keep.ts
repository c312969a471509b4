import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file that later runs use if it is there: beside its place, and then renamed, so that none reads half of it. What cannot be
 * kept is made again; that is no failure.
 */
export function keepFile(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    forget(temporary);
  }
}

function forget(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What cannot be written to cannot be tidied up either.
  }
}

/** What {@link keepFile} has kept as JSON; nothing where that is not to be had. */
export function readKeptJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
