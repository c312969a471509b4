// Used by tests only: which packages the code names, and which of it a command can come to.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What one file names: packages, and files by their paths. */
export interface Imports {
  readonly packages: readonly string[];
  readonly files: readonly string[];
}

/** Reads what a TypeScript or JavaScript file imports: statically, by `import()` and `require`, in types and by `resolve`. */
export function readImports(file: string): Imports {
  const text = withoutComments(readFileSync(file, 'utf8'));
  const named = [
    ...text.matchAll(
      /(?:^(?:import|export|\})[^'"\n]* from |^import |\bimport\(|\brequire\(|\bresolve\()'([^'\n]+)'/gm,
    ),
  ].map(([, specifier = '']) => specifier);
  const files = named.filter((each) => each.startsWith('.')).map((each) => resolve(dirname(file), each));
  return {
    packages: [...new Set(named.filter((each) => /^(@[a-z\d-]+\/)?[a-z][a-z\d.-]*(\/|$)/.test(each)).map(packageOf))],
    files: files.filter((path) => /\.(ts|[cm]js)$/.test(path) && existsSync(path)),
  };
}

/** The packages that files name, and those that they import do, each with one file that names it. */
export function reachedPackages(entries: readonly string[]): ReadonlyMap<string, string> {
  const seen = new Set(entries);
  const reached = new Map<string, string>();
  // A set is iterated with what is added meanwhile.
  for (const file of seen) {
    const { packages, files } = readImports(file);
    for (const name of packages) if (!reached.has(name)) reached.set(name, file);
    for (const each of files) seen.add(each);
  }
  return reached;
}

/** What the recipes of a Makefile run from `node_modules/.bin`, or hand to Node by `--import`. */
export function packagesOfMakefile(root: string): readonly string[] {
  const text = readFileSync(join(root, 'Makefile'), 'utf8');
  const run = [...text.matchAll(/\$\(bin\)\/([a-z-]+)|--import ([a-z-]+)/g)];
  return [...new Set(run.map(([, program, loader]) => (program === 'tsc' ? 'typescript' : (program ?? loader ?? ''))))];
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, '').replace(/\/\*\*[\s\S]*?\*\//g, '');
}
