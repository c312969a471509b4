import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Folders whose files are written by programs or are not ours. */
const LEFT_OUT = ['.git', '.local', '.tools', 'app/dist', 'bench/cdk/cdk.out', 'bench/cdk/dist', 'output'];
const NOT_BY_HAND = /(^|\/)(package-lock|src\/aws\/spec|docs\/bench)\.json$/;

/** The files that are formatted, by their paths below a repository's folder: TypeScript, JavaScript, JSON. */
export function formattedFiles(root: string): readonly string[] {
  return [...filesIn(root, root)].sort();
}

function* filesIn(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const name = relative(root, path).replaceAll('\\', '/');
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !LEFT_OUT.includes(name)) yield* filesIn(root, path);
    } else if (/\.(ts|[cm]?js|json)$/.test(name) && entry.isFile() && !NOT_BY_HAND.test(name)) {
      yield name;
    }
  }
}
