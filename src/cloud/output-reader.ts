import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder `output/`, as far as it is read. Paths are relative to it. */
export interface OutputReader {
  /** The systems that have a folder. */
  systems(): readonly string[];
  /** A file's bytes as text; undefined where there is none. */
  read(path: string): string | undefined;
}

/** Reads `output/` from disk. */
export function readOutput(folder: string): OutputReader {
  return {
    systems: () =>
      ifThere(() => readdirSync(folder, { withFileTypes: true }))
        ?.filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort() ?? [],
    read: (path) => ifThere(() => readFileSync(join(folder, path), 'utf8')),
  };
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    throw error;
  }
}
