import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.ts';

/**
 * A digest of the code below some folders, and of single files, without tests: what has been kept by other code is then another
 * code's. Paths are relative to the repository.
 */
export function codeOf(paths: readonly string[]): string {
  const digest = createHash('sha256');
  for (const file of paths.flatMap(filesOf)) digest.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
  return digest.digest('hex');
}

function filesOf(path: string): readonly string[] {
  if (statSync(join(ROOT, path)).isFile()) return [path];
  return readdirSync(join(ROOT, path), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixtures)\.ts$/.test(file))
    .sort()
    .map((file) => join(path, file));
}
