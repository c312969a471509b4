import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TealformError } from '../dsl/error.ts';

/** What a rehearsal was begun with: enough to go on with it. */
export interface Setup {
  readonly system: string;
  /** How much faster than at AWS. */
  readonly speed: number;
  /** What users ask for. */
  readonly path: string;
  /** The fault that was asked for. */
  readonly fault?: string;
  /** The deployment configuration that was asked for; the one of the templates unless said. */
  readonly config?: string;
  /** When it began, as an ISO time. */
  readonly startedAt: string;
  /** Where its page was: one that is open there finds it again. */
  readonly port: number;
}

const NAME = 'setup.json';

/** Keeps it in the rehearsal's folder. */
export function keepSetup(folder: string, setup: Setup): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, NAME);
  writeFileSync(`${path}.new`, `${JSON.stringify({ formatVersion: 1, ...setup }, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/**
 * What a rehearsal was begun with.
 * @throws TealformError `not-a-rehearsal` where the folder has none that can be gone on with
 */
export function readSetup(folder: string): Setup {
  const path = join(folder, NAME);
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw refused(folder, error instanceof SyntaxError ? `${path} is no JSON` : `there is no ${path}`);
  }
  if (isSetup(read)) return read;
  throw refused(folder, `${path} is not what this version of Tealform writes`);
}

/** The folder of the rehearsal that was begun last, of those in a folder; undefined where there is none. */
export function newestIn(parent: string): string | undefined {
  const begun = foldersIn(parent).flatMap((folder) => {
    try {
      return [{ folder, at: readSetup(folder).startedAt }];
    } catch {
      return [];
    }
  });
  return begun.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0]?.folder;
}

function foldersIn(parent: string): readonly string[] {
  try {
    const entries = readdirSync(parent, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(parent, name));
  } catch {
    return [];
  }
}

function isSetup(read: unknown): read is Setup {
  if (typeof read !== 'object' || read === null) return false;
  const of = (name: string) => (read as Readonly<Record<string, unknown>>)[name];
  const isTyped = ['system', 'path', 'startedAt'].every((name) => typeof of(name) === 'string');
  const isOptional = ['fault', 'config'].every((name) => of(name) === undefined || typeof of(name) === 'string');
  const isNumbered = typeof of('speed') === 'number' && typeof of('port') === 'number';
  return of('formatVersion') === 1 && isTyped && isNumbered && isOptional;
}

function refused(folder: string, message: string): TealformError {
  return new TealformError({
    code: 'not-a-rehearsal',
    message: `${folder} cannot be gone on with: ${message}`,
    hint: 'give the folder of a rehearsal, .local/rehearsal/<time>, or begin a new one: make rehearse',
  });
}
