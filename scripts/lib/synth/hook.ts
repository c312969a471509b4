import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleHook } from '../../../lambda/bundle.ts';
import { madeByBundler } from '../bundler.cjs';
import { keepFile, readKeptJson } from '../keep.ts';
import { ROOT } from '../root.ts';
import { digestOf } from '../stamps.cjs';

/** The lifecycle hook's code as templates have it. */
export interface Hook {
  /** Of all that it is made of. */
  readonly digest: string;
  /** Bundled only where it has changed since it was kept. */
  readonly code: () => string;
}

const FOLDER = join(ROOT, 'lambda');
const FILE = join(ROOT, '.tools', 'hook.json');

/** The hook as it is now. */
export function readHook(): Hook {
  const digest = digestOfSource();
  return { digest, code: () => kept(digest) ?? bundle(digest) };
}

function kept(digest: string): string | undefined {
  const found = readKeptJson<Kept>(FILE);
  return found?.digest === digest ? found.code : undefined;
}

function bundle(digest: string): string {
  const code = bundleHook();
  // An edit in between may be in it, or not.
  if (digestOfSource() === digest) keepFile(FILE, JSON.stringify({ digest, code } satisfies Kept));
  return code;
}

function digestOfSource(): string {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const digests = files.sort().map((file) => `${file} ${digestOf(readFileSync(join(FOLDER, file)))}`);
  return digestOf([madeByBundler(ROOT, []), ...digests].join('\n'));
}

interface Kept {
  readonly digest: string;
  readonly code: string;
}
