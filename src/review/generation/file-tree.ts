import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { TealformError } from '../../dsl/error.ts';

/** One generation of what was generated: files by paths, relative to what `output/` is. */
export interface FileTree {
  /** How messages name it: `output/`, `origin/main (1a2b3c4)`. */
  readonly label: string;
  /** The paths of all files, sorted; with `/` everywhere. */
  readonly paths: readonly string[];
  /** Of the folder of one system: its name is that of the folder, and says nothing. */
  readonly isOneSystem?: boolean;
  /** @throws what reading throws; only asked for paths that it has. */
  read(path: string): string;
}

/** The files of a folder. @throws TealformError `no-folder` where there is none. */
export function readFolder(folder: string, label: string): FileTree {
  let entries: readonly { readonly parentPath: string; readonly name: string; isFile(): boolean }[];
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const hint = 'name a folder as output/ is, or the folder of one system in it';
    throw new TealformError({ code: 'no-folder', message: `${label} cannot be read: ${String(error.code)}`, hint });
  }
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
    .sort();
  return { label, paths, read: (path) => readFileSync(join(folder, path), 'utf8') };
}

/** Several files as they are, without a disk. */
export function filesTree(label: string, files: Readonly<Record<string, string>>): FileTree {
  return { label, paths: Object.keys(files).sort(), read: (path) => files[path] ?? '' };
}

/** The folder of one system taken for a folder of systems that has this one, as `output/` is. */
export function asSystems(tree: FileTree, folder: string): FileTree {
  const isOne = tree.paths.some((path) => !path.includes('/') && /\.(ya?ml|template|json)$/.test(path));
  if (!isOne) return tree;
  const name = basename(folder);
  return {
    label: tree.label,
    isOneSystem: true,
    paths: tree.paths.map((path) => `${name}/${path}`),
    read: (path) => tree.read(path.slice(name.length + 1)),
  };
}
