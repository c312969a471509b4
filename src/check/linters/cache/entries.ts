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
 * The entry of this key, or undefined: where there is none, and where what is there is not to the byte what {@link writeEntry}
 * wrote for this key, linter and file.
 */
export function readEntry(folder: string, key: string, { linter, file }: Omit<Entry, 'notes'>): Entry | undefined {
  const text = readText(pathOf(folder, key));
  const notes = notesIn(text);
  if (notes === undefined) return undefined;
  // Nothing but what was written has its digest, so the notes are findings.
  const entry = { linter, file, notes };
  return text === serialize(key, entry) ? entry : undefined;
}

/** Writes an entry whole or not at all, whoever else writes or reads. Where the disk does not take it, there is none. */
export function writeEntry(folder: string, key: string, entry: Entry): void {
  const draft = join(folder, `${randomUUID()}.new`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, serialize(key, entry));
    renameSync(draft, pathOf(folder, key));
  } catch {
    remove(draft);
  }
}

/** Takes an entry away, if there is one. */
export function removeEntry(folder: string, key: string): void {
  remove(pathOf(folder, key));
}

/** Removes what is older than a week, whatever it is, but for the entries of these keys. */
export function prune(folder: string, used: ReadonlySet<string>, now = Date.now()): void {
  for (const name of list(folder)) {
    const path = join(folder, name);
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - written > KEPT_MS && !used.has(name.replace(/\.json$/, ''))) remove(path);
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

// The digest is over the key as well: an entry that was copied to another name is none.
function serialize(key: string, { linter, file, notes }: Entry): string {
  const content = { format: FORMAT, linter, file, notes };
  const sum = createHash('sha256')
    .update(JSON.stringify([key, content]))
    .digest('hex');
  return `${JSON.stringify({ ...content, sum })}\n`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function notesIn(text: string): readonly Finding[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'notes' in value && Array.isArray(value.notes)
      ? value.notes
      : undefined;
  } catch {
    return undefined;
  }
}

// Whatever it is. What cannot be taken away does no harm either.
function remove(path: string): void {
  try {
    rmSync(path, { force: true, recursive: true });
  } catch {
    // The next run tries again.
  }
}
