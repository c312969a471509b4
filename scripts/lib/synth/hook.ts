import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleHook } from '../../../lambda/bundle.ts';
import { madeByBundler } from '../bundles.mjs';
import { ROOT } from '../root.ts';
import { digestOf } from '../stamps.mjs';

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
  return { digest, code: () => readKept(digest) ?? bundle(digest) };
}

function bundle(digest: string): string {
  const code = bundleHook();
  // An edit in between may be in it, or not.
  if (digestOfSource() === digest) keep({ digest, code });
  return code;
}

function digestOfSource(): string {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
  const digests = files.sort().map((file) => `${file} ${digestOf(readFileSync(join(FOLDER, file)))}`);
  return digestOf([madeByBundler(ROOT, []), ...digests].join('\n'));
}

interface Kept {
  readonly digest: string;
  readonly code: string;
}

function readKept(digest: string): string | undefined {
  try {
    const kept: Kept = JSON.parse(readFileSync(FILE, 'utf8'));
    return kept.digest === digest ? kept.code : undefined;
  } catch {
    return undefined;
  }
}

function keep(kept: Kept): void {
  const temporary = `${FILE}.${process.pid}.tmp`;
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(temporary, JSON.stringify(kept));
  renameSync(temporary, FILE);
}
