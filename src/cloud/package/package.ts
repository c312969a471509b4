import type { Problem } from '../../dsl/error.ts';
import { type SourceFile, zipSource } from '../../source/source-zip.ts';
import type { Clients } from '../clients.ts';
import type { StackParameters } from '../parameters.ts';
import { allTemplates, type Target, templateBucket, templatePrefix } from '../target.ts';
import { createBucket, hasBucket } from './bucket.ts';
import { finishBucket } from './finish-bucket.ts';
import { inParallel } from './in-parallel.ts';
import { type Upload, upload } from './upload.ts';

/** What was uploaded where. */
export interface Packaged {
  readonly bucket: string;
  readonly isNewBucket: boolean;
  /** Settings that the bucket lacked, since a run was killed when it had made it, and that it has now: `versioning`. */
  readonly mended: readonly string[];
  /** What it lacks still. */
  readonly warnings: readonly Problem[];
  /** Keys that were written. */
  readonly written: readonly string[];
  /** How many were there already. */
  readonly unchanged: number;
}

/** As many as a system has files, so that those that are there are looked at in the time of one. S3 would take more. */
const AT_ONCE = 16;

/**
 * Uploads a system's templates, unmodified, each under the name that pins it, and the archive that its source repository begins
 * with. What is there already is left alone.
 * @param source the workload's files; asked for only where the system has a repository of its own. Undefined: only templates, which
 * is all that a change set reads.
 */
export async function packageTarget(
  clients: Clients,
  target: Target,
  parameters: StackParameters,
  source: (() => readonly SourceFile[]) | undefined,
): Promise<Packaged> {
  const { environment } = target;
  const bucket = templateBucket(environment);
  const owned = { bucket, owner: environment.account };
  // Read before anything is made: what must not be in the archive is refused.
  const files = [...templateUploads(target), ...(await seedOf(target, parameters, source))];
  const isNewBucket = !(await hasBucket(clients, owned));
  if (isNewBucket) await createBucket(clients, owned, environment);
  const finished = isNewBucket ? { mended: [], warnings: [] } : await finishBucket(clients, owned, environment);
  const written = await inParallel(files, AT_ONCE, (file) => upload(clients, file));
  return {
    bucket,
    isNewBucket,
    ...finished,
    written: files.filter((_, index) => written[index]).map(({ key }) => key),
    unchanged: written.filter((isWritten) => !isWritten).length,
  };
}

/** A system's templates, each where CloudFormation looks for it. */
export function templateUploads({ environment, system, root }: Target): readonly Upload[] {
  const owned = { bucket: templateBucket(environment), owner: environment.account };
  return allTemplates(root).map(({ pinned, text }) => {
    const key = `${templatePrefix(system)}/${pinned}`;
    return { ...owned, key, body: new TextEncoder().encode(text), contentType: 'application/yaml' };
  });
}

async function seedOf(
  { environment }: Target,
  { SeedBucket: bucket, SeedKey: key }: StackParameters,
  source: (() => readonly SourceFile[]) | undefined,
): Promise<readonly Upload[]> {
  if (bucket === undefined || key === undefined || source === undefined) return [];
  const body = await zipSource(source());
  return [{ bucket, owner: environment.account, key, body, contentType: 'application/zip' }];
}
