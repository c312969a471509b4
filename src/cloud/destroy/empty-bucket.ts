import { DeleteObjectsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { TealformError } from '../../dsl/error.ts';
import { answered, explained } from '../call.ts';
import type { Clients } from '../clients.ts';

/**
 * Takes everything out of a bucket, all versions and delete markers. Nothing happens where the bucket is not there.
 * @returns how many were taken out.
 * @throws TealformError what S3 says, and `not-emptied` for objects that it keeps.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/empty-bucket.html
 */
export async function emptyBucket({ s3, region }: Pick<Clients, 's3' | 'region'>, bucket: string): Promise<number> {
  const about = (action: string) => ({ action: `s3:${action}`, resource: bucket, region });
  let count = 0;
  for (;;) {
    // Always from the beginning: what was listed is gone by the next look.
    const page = await answered(
      s3.send(new ListObjectVersionsCommand({ Bucket: bucket })),
      about('ListBucketVersions'),
      ['NoSuchBucket'],
    );
    const found = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])];
    const objects = found.map(({ Key, VersionId }) => ({ Key, ...(VersionId && { VersionId }) }));
    if (objects.length === 0) return count;
    // A call takes a thousand.
    for (let index = 0; index < objects.length; index += 1_000) {
      const some = objects.slice(index, index + 1_000);
      const { Errors = [] } = await explained(
        s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: some, Quiet: true } })),
        about('DeleteObjectVersion'),
      );
      const [error] = Errors;
      if (error) {
        throw new TealformError({
          code: 'not-emptied',
          message:
            `${Errors.length} objects of ${bucket} stay, the first ${error.Key}: ${error.Code} ${error.Message ?? ''}`.trim(),
          hint: 'grant s3:DeleteObjectVersion on it, or take away what locks them, and try again',
        });
      }
      count += some.length;
    }
  }
}
