import { randomUUID } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runBundler } from './bundler.ts';

/**
 * Bundles what is loaded before a task's program into a folder.
 * @returns its path, for `node --require`.
 * @throws TealformError as {@link runBundler}
 */
export async function writePreload(root: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'preload.cjs');
  // Another rehearsal may be reading it.
  const own = `${file}.${randomUUID()}`;
  const source = join(root, 'src/rehearsal/tasks/preload.ts');
  await runBundler(root, root, [
    source,
    '--bundle',
    '--platform=node',
    '--target=node20',
    '--format=cjs',
    `--outfile=${own}`,
  ]);
  await rename(own, file);
  return file;
}
