import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts that one run leaves for the next: what they are of must be in their keys, to the last byte that decides them. */
export interface KeptTexts {
  /** The text that was written for this key. Undefined for everything else: no such file, one cut off, changed, or under another name. */
  read(key: string): string | undefined;
  /** Written whole or not at all, whoever else reads or writes. Where the disk does not take it, nothing is kept. */
  write(key: string, text: string): void;
  remove(key: string): void;
  /** Removes what is older than a week, whatever it is, but for the texts of these keys. */
  prune(used: ReadonlySet<string>, now?: number): void;
}

/** Long enough to come back to a branch. */
const KEPT_MS = 7 * 86_400_000;

/**
 * Texts in the files of a folder, which is made when the first is written and may be removed at any time.
 * @param format what they are, and in which form: others are not read.
 */
export function keptTexts(folder: string, format: string): KeptTexts {
  const pathOf = (key: string) => join(folder, digestOf(key));
  // The digest is over the key as well: a file that was copied to another name is none.
  const serialize = (key: string, text: string) => `${digestOf(JSON.stringify([format, key, text]))}\n${text}`;
  return {
    read: (key) => {
      const file = readText(pathOf(key));
      const text = file.slice(file.indexOf('\n') + 1);
      return file !== '' && file === serialize(key, text) ? text : undefined;
    },
    write: (key, text) => {
      const draft = join(folder, `${randomUUID()}.new`);
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(draft, serialize(key, text));
        renameSync(draft, pathOf(key));
      } catch {
        remove(draft);
      }
    },
    remove: (key) => remove(pathOf(key)),
    prune: (used, now = Date.now()) => {
      const names = new Set([...used].map(digestOf));
      for (const name of list(folder)) {
        const path = join(folder, name);
        const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
        if (now - written > KEPT_MS && !names.has(name)) remove(path);
      }
    },
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

// Whatever it is. What cannot be taken away does no harm: it is none of the texts.
function remove(path: string): void {
  try {
    rmSync(path, { force: true, recursive: true });
  } catch {
    // The next run tries again.
  }
}
