import type { Account } from '../../local/account.ts';
import { Objects } from '../../local/objects.ts';
import type { LocalResource } from '../../local/resource.ts';
import { objectOf, textOf } from '../../local/resources/read.ts';
import { ServiceError } from '../../local/wire/service.ts';
import { type SourceFile, zipSource } from '../../source/source-zip.ts';
import { ActionFailure, type Artifact } from './action.ts';
import type { WorkingRole } from './role.ts';

/** Where a pipeline keeps its artifacts. */
export interface ArtifactStore {
  readonly bucket: string;
  /** The ARN of the key that they are encrypted with; undefined for AWS's own. */
  readonly keyArn: string | undefined;
}

/** The store that a pipeline's template names. */
export function storeOf(account: Account, { properties }: LocalResource): ArtifactStore {
  const store = objectOf(properties, 'ArtifactStore');
  const key = textOf(objectOf(store, 'EncryptionKey'), 'Id');
  const isName = key !== undefined && !key.startsWith('arn:');
  const keyArn = isName ? account.arn('kms', key.startsWith('alias/') ? key : `key/${key}`) : key;
  return { bucket: textOf(store, 'Location') ?? '', keyArn };
}

/**
 * Puts the archive of an artifact where the others are, under a key of the form that CodePipeline gives.
 * @param role who puts it: it must be allowed to, and to use the key.
 * @throws ActionFailure
 */
export async function putArtifact(
  account: Account,
  pipeline: LocalResource,
  role: WorkingRole,
  name: string,
  files: readonly SourceFile[],
): Promise<Artifact> {
  const { bucket, keyArn } = storeOf(account, pipeline);
  // Cut as CodePipeline is seen to cut them.
  const key = `${pipeline.id.slice(0, 20)}/${name.slice(0, 10)}/${account.newSuffix(7)}`;
  role.must('s3:PutObject', objectArn(account, bucket, key));
  if (keyArn !== undefined) role.must('kms:GenerateDataKey', keyArn);
  const archive = await zipSource(files, { compress: true });
  try {
    new Objects(account).put(bucket, key, archive, { 'content-type': 'application/zip' });
  } catch (error) {
    if (error instanceof ServiceError) throw new ActionFailure('JobFailed', `${error.code}: ${error.message}`);
    throw error;
  }
  return { name, files, bucket, key, size: archive.byteLength };
}

/** Holds that a role may read an artifact. @throws ActionFailure */
export function mustRead(
  account: Account,
  { keyArn }: ArtifactStore,
  role: WorkingRole,
  { bucket, key }: Artifact,
): void {
  role.must('s3:GetObject', objectArn(account, bucket, key));
  if (keyArn !== undefined) role.must('kms:Decrypt', keyArn);
}

function objectArn({ whereabouts }: Account, bucket: string, key: string): string {
  return `arn:${whereabouts.partition}:s3:::${bucket}/${key}`;
}
