import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { keptTexts } from '../../../text/kept-texts.ts';
import type { Finding, Linter } from '../finding.ts';
import { looksBeside } from './looks-beside.ts';

/** Where the passes of earlier runs are kept, and which of them count. */
export interface LintCache {
  readonly folder: string;
  /** What the code that drives the linters is: a digest of it, so that no pass of other code counts. */
  readonly code: string;
  /** Lints everything, whatever is kept, and keeps what passes. */
  readonly all?: boolean | undefined;
}

/** A linter as it would run now. */
export interface KeptLinter {
  readonly linter: Linter;
  /**
   * All that decides what it finds in a template, but for the template: its program to the byte, its arguments, its
   * environment, the day. Undefined where that is not known: then nothing is kept.
   */
  readonly identity: string | undefined;
  /** Finds out once more what {@link identity} is. */
  readonly identify: () => Promise<string | undefined>;
  /** The name its findings show for a template, given its absolute path. */
  readonly show: (file: string) => string;
}

/** What is known of some templates before a linter has run. */
export interface Kept {
  /** What it noted on those that passed as they are now. */
  readonly notes: readonly Finding[];
  /** The templates it has to look at: the others, in the order they were given. */
  readonly changed: readonly string[];
  /**
   * Keeps those of the templates that passed: no errors, no warnings, and nothing that decides it has changed meanwhile.
   * @param findings all that the linter found in {@link changed}.
   */
  keep(findings: readonly Finding[]): Promise<void>;
}

/**
 * Finds out which templates a linter need not look at again: those of which bytes and name, and all
 * of {@link KeptLinter.identity}, are as they were when it found neither error nor warning in them.
 * @param files absolute paths.
 */
export function lookUp(files: readonly string[], linter: KeptLinter, cache: LintCache | undefined): Kept {
  const { identity } = linter;
  if (!cache || identity === undefined) return { notes: [], changed: files, keep: async () => {} };
  const { all = false } = cache;
  // Of its own, so that what it has not used can be told from what the other one uses.
  const texts = keptTexts(join(cache.folder, linter.linter), `what ${linter.linter} noted 1`);
  const before = new Map(files.map((file) => [file, snapshot(file)]));
  const keyOf = (file: string, text: Snapshot) =>
    JSON.stringify([identity, cache.code, file, linter.show(file), text.digest]);
  const found = new Map<string, readonly Finding[]>();
  for (const [file, text] of before) {
    if (all || text === undefined) continue;
    const notes = texts.read(keyOf(file, text));
    // It is what was written below, or it would not be read.
    if (notes !== undefined) found.set(file, JSON.parse(notes));
  }
  const changed = files.filter((file) => !found.has(file));
  return {
    notes: [...found.values()].flat(),
    changed,
    keep: async (findings) => {
      // A finding about no template in particular may be about each.
      const names = new Set(changed.map(linter.show));
      if (changed.length === 0 || !findings.every(({ file }) => names.has(file))) return;
      const after = await linter.identify();
      for (const file of changed) {
        const text = before.get(file);
        if (text === undefined) continue;
        const name = linter.show(file);
        const about = findings.filter((finding) => finding.file === name);
        const passed = about.every(({ severity }) => severity === 'info');
        // What was linted may be something else than what was read before, and is another template then.
        if (passed && after === identity && isSame(text, snapshot(file))) {
          texts.write(keyOf(file, text), JSON.stringify(about));
        } else if (!passed) texts.remove(keyOf(file, text));
      }
      const used = [...before].flatMap(([file, text]) => (text ? [keyOf(file, text)] : []));
      texts.prune(new Set(used));
    },
  };
}

interface Snapshot {
  readonly digest: string;
  /** Changes with each write, also with one that brings back what was there. */
  readonly written: string;
}

// Undefined for what cannot be read, and for what is judged by more than itself.
function snapshot(file: string): Snapshot | undefined {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    const bytes = readFileSync(file);
    if (looksBeside(bytes.toString('latin1'))) return undefined;
    return { digest: digest(bytes), written: [ino, size, mtimeNs, ctimeNs].join() };
  } catch {
    return undefined;
  }
}

function isSame(a: Snapshot, b: Snapshot | undefined): boolean {
  return a.digest === b?.digest && a.written === b.written;
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
