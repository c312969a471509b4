import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Linter } from '../finding.ts';

/** What a linter had to say of a template that passed: informational notes, or nothing. */
export interface Entry {
  readonly linter: Linter;
  /** The name the notes show for the template. */
  readonly file: string;
  readonly notes: readonly Finding[];
}

/** Changes when older entries are not to be read any more. */
const FORMAT = 'tealform lint 1';

/** An entry that no run has used stays for a week: long enough to come back to a branch. */
const KEPT_MS = 7 * 86_400_000;

/**
 * The entry of this key, or undefined: where there is none, and where what is there was not written by {@link writeEntry} for
 * this key, linter and file, or was changed since.
 */
export function readEntry(folder: string, key: string, { linter, file }: Omit<Entry, 'notes'>): Entry | undefined {
  const stored = parse(readText(pathOf(folder, key)));
  if (stored?.format !== FORMAT || !Array.isArray(stored.notes)) return undefined;
  if (stored.sum !== sumOf({ key, linter, file, notes: stored.notes })) return undefined;
  // The sum says that they are what was written: the notes of this linter on this file.
  return { linter, file, notes: stored.notes };
}

/** Writes an entry whole or not at all, whoever else writes or reads. Where the disk does not take it, there is none. */
export function writeEntry(folder: string, key: string, { linter, file, notes }: Entry): void {
  const text = JSON.stringify({ format: FORMAT, linter, file, notes, sum: sumOf({ key, linter, file, notes }) });
  const draft = join(folder, `${randomUUID()}.new`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, `${text}\n`);
    renameSync(draft, pathOf(folder, key));
  } catch {
    rmSync(draft, { force: true });
  }
}

/** Takes an entry away, if there is one. */
export function removeEntry(folder: string, key: string): void {
  rmSync(pathOf(folder, key), { force: true, recursive: true });
}

/** Removes what is older than a week, whatever it is, but for the entries of these keys. */
export function prune(folder: string, used: ReadonlySet<string>, now = Date.now()): void {
  for (const name of list(folder)) {
    const path = join(folder, name);
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - written > KEPT_MS && !used.has(name.replace(/\.json$/, '')))
      rmSync(path, { force: true, recursive: true });
  }
}

const pathOf = (folder: string, key: string) => join(folder, `${key}.json`);

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

// Over the key as well: an entry that was copied to another name is none.
function sumOf(content: Entry & { readonly key: string }): string {
  const { key, linter, file, notes } = content;
  return createHash('sha256')
    .update(JSON.stringify([FORMAT, key, linter, file, notes]))
    .digest('hex');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
