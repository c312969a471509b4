import { createHash } from 'node:crypto';
import type { OutputFile } from './output-file.ts';

/** What `manifest.json` says of each file. */
export interface ManifestEntry {
  readonly path: string;
  /** Of the file's bytes, in hex. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}

/** The manifest over these files, as JSON text: one file a line, sorted by path. */
export function writeManifest(files: readonly OutputFile[]): string {
  const entries = files
    .map(({ path, text }): ManifestEntry => ({ path, sha256: sha256(text), size: Buffer.byteLength(text) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return `{\n  "files": [\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]\n}\n`;
}

/** The paths a manifest lists; none when the text is not a manifest. */
export function manifestPaths(text: string): readonly string[] {
  return manifestEntries(text).map(({ path }) => path);
}

/** What a manifest lists, as far as it is well formed; nothing when the text is not a manifest. The digest may be missing, and is empty then. */
export function manifestEntries(text: string): readonly Pick<ManifestEntry, 'path' | 'sha256'>[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return [];
  }
  if (typeof manifest !== 'object' || manifest === null || !('files' in manifest)) return [];
  const files: unknown = manifest.files;
  if (!Array.isArray(files)) return [];
  return files.flatMap((file: unknown) => {
    if (typeof file !== 'object' || file === null || !('path' in file)) return [];
    const { path } = file;
    const digest = 'sha256' in file && typeof file.sha256 === 'string' ? file.sha256 : '';
    // Only paths below the folder: a manifest that was tampered with must not name others for removal.
    return typeof path === 'string' && /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(path) ? [{ path, sha256: digest }] : [];
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
