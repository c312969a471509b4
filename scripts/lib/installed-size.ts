import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is installed, in megabytes of 1,048,576 bytes as `du -m` counts them. */
export interface InstalledSize {
  /** What `npm ci --omit=dev` installs. */
  readonly needed: number;
  readonly all: number;
}

/** File systems give space by blocks of this many bytes, to a small file and to a folder too. */
const BLOCK = 4_096;

/**
 * How much the packages of a lock file take in `node_modules`; those for other machines are not there and count nothing. What else lies in the
 * folder counts neither.
 * @param root the folder with `package-lock.json`
 */
export function installedSize(root: string): InstalledSize {
  const lock: { readonly packages: Readonly<Record<string, { readonly dev?: boolean }>> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );
  const sizes = Object.entries(lock.packages)
    .filter(([path]) => path !== '' && existsSync(join(root, path)))
    .map(([path, { dev = false }]) => ({ dev, bytes: spaceOf(join(root, path)) }));
  const sum = (counted: typeof sizes) => counted.reduce((all, { bytes }) => all + bytes, 0) / 1_048_576;
  return { needed: sum(sizes.filter(({ dev }) => !dev)), all: sum(sizes) };
}

// A package inside another is one of its own in the lock file.
function spaceOf(path: string): number {
  return readdirSync(path, { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.name === 'node_modules') return sum;
    const inside = join(path, entry.name);
    return sum + (entry.isDirectory() ? spaceOf(inside) : Math.ceil(lstatSync(inside).size / BLOCK) * BLOCK);
  }, BLOCK);
}
