import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A file of the workload. */
export interface SourceFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly body: Uint8Array;
  readonly isExecutable: boolean;
}

/**
 * An archive of the files that is the same, byte for byte, for the same files: sorted, without times of its own, and stored as they
 * are unless compressed, since how well a compressor does depends on its version.
 */
export async function zipSource(files: readonly SourceFile[], { compress = false } = {}): Promise<Uint8Array> {
  const zip = new ZipFile();
  // The format has no time zone, so that the writer takes local time: midnight here is midnight everywhere.
  const mtime = new Date(1980, 0, 1);
  for (const { path, body, isExecutable } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const mode = isExecutable ? 0o100755 : 0o100644;
    zip.addBuffer(Buffer.from(body), path, { mtime, mode, compress, forceDosTimestamp: true });
  }
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
}
