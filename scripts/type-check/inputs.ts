import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Absolute paths of what a compiler has looked at. */
export interface Inputs {
  /** Sources, declarations of packages, and each `package.json` it asked. */
  readonly read: readonly string[];
  /** Where it looked for a `package.json`, and there was none. */
  readonly absent: readonly string[];
}

/**
 * What the compiler has looked at, as it says itself in what it keeps. Its own libraries are left out: they change with it.
 * @param output the folder of a part
 */
export function inputsOf(output: string): Inputs {
  const kept: unknown = JSON.parse(readFileSync(join(output, 'tsbuildinfo'), 'utf8'));
  const listed = (key: string) =>
    textsOf(kept, key)
      .filter((name) => name.includes('/'))
      .map((name) => resolve(output, name));
  return { read: [...listed('fileNames'), ...listed('packageJsons')], absent: listed('missingPackageJsons') };
}

/**
 * What decides beside them: which sources there are, and what is installed. A file that was not there when the compiler looked for it
 * may be there now, in the place of another.
 */
export function surroundingsOf(root: string): { readonly files: readonly string[]; readonly names: readonly string[] } {
  const settings: unknown = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const names = textsOf(settings, 'include').flatMap((folder) => sourcesBelow(join(root, folder)));
  const installed = [root, ...names.filter((name) => name.endsWith('node_modules')).map((name) => join(name, '..'))];
  return {
    names,
    files: [
      ...['tsconfig.json', 'package.json', 'package-lock.json'].map((file) => join(root, file)),
      ...['check-types.ts', 'inputs.ts', 'stamps.ts', 'systems.json', 'rest.json'].map((file) =>
        join(root, 'scripts', 'type-check', file),
      ),
      ...['keep.ts', 'stamps.cjs'].map((file) => join(root, 'scripts', 'lib', file)),
      ...installed.flatMap((folder) => ['', '.package-lock.json'].map((file) => join(folder, 'node_modules', file))),
    ],
  };
}

// Sorted, as two disks list the same in two orders.
function sourcesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => below(entry, join(folder, entry.name)));
}

function below(entry: Dirent, path: string): readonly string[] {
  if (entry.name === 'node_modules') return [path];
  if (entry.isDirectory()) return sourcesBelow(path);
  return /\.([cm]?[jt]sx?|json)$/.test(entry.name) || entry.isSymbolicLink() ? [path] : [];
}

function textsOf(value: unknown, key: string): readonly string[] {
  const found: unknown = Object.entries(value ?? {}).find(([name]) => name === key)?.[1];
  return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : [];
}
