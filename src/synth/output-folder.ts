import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { TealformError } from '../dsl/error.ts';
import { manifestPaths } from './manifest.ts';

/** What has to change on disk for `output/` to be what the systems give. Paths are relative to `output/`. */
export interface OutputChanges {
  readonly written: readonly { readonly path: string; readonly text: string; readonly isNew: boolean }[];
  /** Files an earlier run wrote that are no longer produced. Files that no manifest lists are never touched. */
  readonly removed: readonly string[];
  readonly unchanged: number;
}

/** What a system gives. A file without a text is known to be on disk as it is to be. */
export interface Produced {
  readonly system: string;
  readonly files: readonly { readonly path: string; readonly text?: string }[];
}

/**
 * Compares `output/` with what the systems give, one after the other. Reads only.
 * @param now what tells a file that a killed run left from one that another run is just writing.
 * @param only whether no others than these systems are looked at; files of others are not taken for left over then.
 */
export function compareOutput(folder: string, systems: Iterable<Produced>, now: Date, only = false): OutputChanges {
  const written: { path: string; text: string; isNew: boolean }[] = [];
  const produced = new Set<string>();
  const names = new Set<string>();
  for (const { system, files } of systems) {
    names.add(system);
    for (const { path: below, text } of files) {
      const path = `${system}/${below}`;
      produced.add(path);
      if (text === undefined) continue;
      const before = readIfThere(join(folder, path));
      if (before !== text) written.push({ path, text, isNew: before === undefined });
    }
  }
  const removed = listedFiles(folder, now, (system) => !only || names.has(system)).filter(
    (path) => !produced.has(path) && readIfThere(join(folder, path)) !== undefined,
  );
  return { written, removed, unchanged: produced.size - written.length };
}

/**
 * Makes the changes. Each file is written beside its place and renamed into it, so that a reader never sees half of one; a run that
 * is cut off leaves each file old or new, and its manifest old, so that the next run finishes the work.
 * @throws TealformError `output-not-written` where the disk does not take it.
 */
export function applyChanges(folder: string, { written, removed }: OutputChanges): void {
  const isManifest = ({ path }: { readonly path: string }) => path.endsWith('/manifest.json');
  const write = ({ path, text }: OutputChanges['written'][number]) =>
    attempt('write', path, () => replaceFile(join(folder, path), text));
  for (const file of written) if (!isManifest(file)) write(file);
  for (const path of removed) {
    attempt('remove', path, () => {
      rmSync(join(folder, path), { force: true });
      removeIfEmpty(dirname(join(folder, path)), folder);
    });
  }
  // The manifests last: they tell the next run which files this one may have written.
  for (const file of written) if (isManifest(file)) write(file);
}

function replaceFile(target: string, text: string): void {
  mkdirSync(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    // Not flushed to the disk: what a power failure takes is noticed by its digest, and made again.
    writeFileSync(temporary, text);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function attempt(what: string, path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const hint = 'see that output/ is a folder you may write to and that the disk has room, then run it again';
    throw new TealformError({
      code: 'output-not-written',
      message: `cannot ${what} output/${path}: ${error.message}`,
      hint,
    });
  }
}

/** Every file that a manifest below the folder lists, what killed runs left, and the manifests themselves. */
function listedFiles(folder: string, now: Date, isLookedAt: (system: string) => boolean): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  const systems = entries.filter((entry) => entry.isDirectory() && isLookedAt(entry.name));
  return systems.flatMap(({ name }) => {
    const manifest = readIfThere(join(folder, name, 'manifest.json'));
    if (manifest === undefined) return [];
    const leftovers = leftoversIn(join(folder, name), now);
    return [...manifestPaths(manifest), ...leftovers, 'manifest.json'].map((path) => `${name}/${path}`);
  });
}

const TEMPORARY = /\.\d+\.tmp$/;
const AN_HOUR = 3_600_000;

// What a run that was killed had not yet renamed. A young one may be a run's that is not over: taking it away would fail that run.
function leftoversIn(folder: string, now: Date): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => TEMPORARY.test(file));
  return files
    .filter((file) => {
      const written = statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs;
      return written !== undefined && now.getTime() - written > AN_HOUR;
    })
    .map((file) => file.split(sep).join('/'));
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

function removeIfEmpty(path: string, stop: string): void {
  if (path.length <= stop.length) return;
  try {
    rmdirSync(path);
  } catch (error) {
    // Not empty, or another run was here first.
    if (error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(String(error.code)))
      return;
    throw error;
  }
  removeIfEmpty(dirname(path), stop);
}
