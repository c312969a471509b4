import { createHash } from 'node:crypto';
import { HeadObjectCommand, type HeadObjectOutput, PutObjectCommand } from '@aws-sdk/client-s3';
import { TealformError } from '../../dsl/error.ts';
import { answered, explained } from '../call.ts';
import type { Clients } from '../clients.ts';
import { readFailure } from '../failure-facts.ts';
import type { OwnedBucket } from './bucket.ts';

/** A file that is to be in a bucket. */
export interface Upload extends OwnedBucket {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
}

/**
 * Puts a file into its place unless it is there already, byte for byte.
 * @returns whether it was written.
 * @throws TealformError `corrupted-upload` where what has arrived is not what was sent.
 */
export async function upload(clients: Clients, file: Upload): Promise<boolean> {
  const { s3, region } = clients;
  const { bucket, key, body, contentType } = file;
  const place = placeOf(file);
  const resource = `${bucket}/${key}`;
  const there = await look(clients, file);
  if (there && isSame(there, body)) return false;
  const checksum = createHash('sha256').update(body).digest('base64');
  const answer = await explained(
    s3.send(new PutObjectCommand({ ...place, Body: body, ContentType: contentType, ChecksumSHA256: checksum })),
    { action: 's3:PutObject', resource, region },
  );
  if (answer.ChecksumSHA256 !== undefined && answer.ChecksumSHA256 !== checksum) {
    throw new TealformError({
      code: 'corrupted-upload',
      message: `${resource} has the checksum ${answer.ChecksumSHA256}, not ${checksum}`,
      hint: 'run it again; if it stays so, look for a proxy that changes what passes',
    });
  }
  return true;
}

/** Whether something else lies in a file's place. Who may not look there cannot know, and is told no. */
export async function isReplaced(clients: Clients, file: Upload): Promise<boolean> {
  const there = await look(clients, file);
  return there !== undefined && !isSame(there, file.body);
}

function look({ s3, region }: Clients, file: Upload): Promise<HeadObjectOutput | undefined> {
  return answered(
    s3.send(new HeadObjectCommand({ ...placeOf(file), ChecksumMode: 'ENABLED' })),
    { action: 's3:GetObject', resource: `${file.bucket}/${file.key}`, region },
    // Who may not list the bucket is told 403 of what is not there. An answer to HEAD has no body, and so no code.
    (error) => [403, 404].includes(readFailure(error)?.status ?? 0) || ['NotFound', 'NoSuchKey'].includes(error.name),
  );
}

function placeOf({ bucket, owner, key }: Upload) {
  return { Bucket: bucket, Key: key, ExpectedBucketOwner: owner };
}

// Without a checksum (somebody else has uploaded it), the ETag is one where S3 encrypts with its own keys.
function isSame({ ContentLength, ChecksumSHA256, ETag }: HeadObjectOutput, body: Uint8Array): boolean {
  if (ContentLength !== body.byteLength) return false;
  if (ChecksumSHA256 !== undefined) return ChecksumSHA256 === createHash('sha256').update(body).digest('base64');
  return ETag?.replaceAll('"', '') === createHash('md5').update(body).digest('hex');
}
