import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { text as readStream } from 'node:stream/consumers';
import { git, splitZ } from './git.ts';
import { ROOT } from './root.ts';

/** What `output/` is made from, and itself. A commit that stages nothing of it has nothing to bring up to date. */
export const MADE_FROM = [
  'templates',
  'src',
  'lambda',
  'app',
  'scripts',
  'output',
  'package.json',
  'package-lock.json',
];

/** Something else in the index than there was; `blob` is undefined where it is gone. */
export interface StagedChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly blob: string | undefined;
}

/** Whether anything is staged that `output/` is made from. */
export function isAnythingStaged(): boolean {
  return git(['diff', '--cached', '--name-only', '--no-renames', '--no-ext-diff', '-z', '--', ...MADE_FROM]) !== '';
}

const PREFIX = 'tealform-pre-commit.';

/** Makes an empty folder beside the index, after taking away what runs that were killed have left there. */
export function makeFolder(): string {
  const gitFolder = resolve(ROOT, git(['rev-parse', '--git-dir']).trim());
  for (const name of readdirSync(gitFolder)) {
    const owner = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : Number.NaN;
    if (!Number.isNaN(owner) && !isRunning(owner))
      rmSync(join(gitFolder, name), { recursive: true, force: true, maxRetries: 3 });
  }
  const folder = join(gitFolder, `${PREFIX}${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}

/** Takes such a folder away. What a child of a killed run still writes into it is for the next run. */
export function takeAway(folder: string): void {
  for (let attempt = 1; attempt <= 5 && existsSync(folder); attempt += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** What came of `make synth` in the folder: what it says where it failed. */
export type Synth = { readonly failed: string | undefined };

/** Writes what is staged into the folder, and runs `make synth` there. @param onStart is handed what ends it. */
export async function synthStaged(folder: string, onStart: (kill: () => void) => void): Promise<Synth> {
  git(['checkout-index', '--all', '--ignore-skip-worktree-bits', `--prefix=${folder}${sep}`]);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  // What git has set is about the repository, and nothing of it about that folder.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const child = spawn(process.execPath, ['scripts/run.cjs', 'synth'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onStart(() => child.kill('SIGKILL'));
  const said = readStream(child.stderr);
  const [status] = await once(child, 'close');
  return { failed: status === 0 ? undefined : (await said).trim() };
}

/** What `output/` in the folder has that the index has not, and the other way round. Its files are in git's store after that. */
export function compareWithIndex(folder: string): readonly StagedChange[] {
  const staged = stagedFiles();
  const files = filesIn(folder);
  const blobs = new Map(
    zip(
      files,
      hashes(
        files.map((file) => join(folder, file)),
        true,
      ),
    ),
  );
  return [...new Set([...staged.keys(), ...files])]
    .sort()
    .map((path) => ({ path, before: staged.get(path), blob: blobs.get(path) }))
    .filter(({ before, blob }) => before !== blob);
}

function stagedFiles(env: Readonly<Record<string, string>> = {}): Map<string, string> {
  const entries = splitZ(git(['ls-files', '--stage', '-z', '--', 'output'], { env }));
  return new Map(
    entries.map((entry) => {
      const [, blob = '', , path = ''] = /^\d+ (\w+) (\d)\t([\s\S]*)$/.exec(entry) ?? [];
      return [path, blob];
    }),
  );
}

function filesIn(folder: string): readonly string[] {
  const output = join(folder, 'output');
  if (!existsSync(output)) return [];
  return readdirSync(output, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    );
}

// They are ASCII with line feeds: no filter would change them.
function hashes(paths: readonly string[], isStored: boolean): readonly string[] {
  if (paths.length === 0) return [];
  const input = paths.map((path) => `${path}\n`).join('');
  const out = git(['hash-object', ...(isStored ? ['-w'] : []), '--no-filters', '--stdin-paths'], { input });
  return out.trim().split('\n');
}

function zip(names: readonly string[], values: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name, index) => [name, values[index] ?? '']);
}

/**
 * Brings the changes into the index that is committed. For `git commit PATH` that is one for this commit only, and the one that
 * stays lies beside it already: it gets them too, unless something else is staged there for that file.
 */
export function stage(changes: readonly StagedChange[]): void {
  updateIndex(changes);
  const { GIT_INDEX_FILE: index = '' } = process.env;
  const lasting = resolve(ROOT, dirname(index), 'index.lock');
  if (!/next-index-\d+\.lock$/.test(index) || !existsSync(lasting)) return;
  const env = { GIT_INDEX_FILE: lasting };
  const there = stagedFiles(env);
  const same = changes.filter(({ path, before }) => there.get(path) === before);
  if (same.length > 0) updateIndex(same, env);
}

function updateIndex(changes: readonly StagedChange[], env: Readonly<Record<string, string>> = {}): void {
  const input = changes.map(({ path, before, blob }) =>
    blob === undefined ? `0 ${'0'.repeat(before?.length ?? 40)}\t${path}\0` : `100644 ${blob}\t${path}\0`,
  );
  git(['update-index', '-z', '--index-info'], { input: input.join(''), env });
}

/**
 * Brings the files along that lie in the working tree as they were staged before.
 * @returns the paths of those that do not, which are left as they are.
 */
export function bringAlong(folder: string, changes: readonly StagedChange[]): readonly string[] {
  const there = changes.map(({ path }) => path).filter((path) => existsSync(join(ROOT, path)));
  const now = new Map(
    zip(
      there,
      hashes(
        there.map((path) => join(ROOT, path)),
        false,
      ),
    ),
  );
  const [edited, untouched] = [
    changes.filter(({ path, before, blob }) => now.get(path) !== before && now.get(path) !== blob),
    changes.filter(({ path, before, blob }) => now.get(path) === before && before !== blob),
  ];
  for (const { path, blob } of untouched) {
    const target = join(ROOT, path);
    if (blob === undefined) remove(target);
    else replace(target, readFileSync(join(folder, path)));
  }
  return edited.map(({ path }) => path);
}

function replace(target: string, content: Buffer): void {
  mkdirSync(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, target);
}

function remove(target: string): void {
  rmSync(target, { force: true });
  for (let folder = dirname(target); folder !== join(ROOT, 'output'); folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      // Something else lies there.
      return;
    }
  }
}
