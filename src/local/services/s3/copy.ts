import { CopyObject$, type CopyObjectRequest } from '@aws-sdk/client-s3';
import { Objects } from '../../objects.ts';
import { type Operation, operation, ServiceError } from '../../wire/service.ts';
import { findBucket, noSuchKey } from './faults.ts';
import { checkKey } from './objects.ts';
import { encryptionHeaders, encryptionOf, headersOf, KEPT, keysOf, META, versionOf } from './stored-headers.ts';

/**
 * A copy of an object inside the account. There are no tags of objects here, so what becomes of them makes no difference.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export const copyOperation: Operation = operation(
  'CopyObject',
  CopyObject$,
  [
    'Bucket',
    'Key',
    'CopySource',
    'Metadata',
    'MetadataDirective',
    'TaggingDirective',
    'ExpectedBucketOwner',
    'ExpectedSourceBucketOwner',
    ...keysOf(KEPT),
  ],
  (input: CopyObjectRequest, { account }) => {
    const bucket = findBucket(account, input);
    const { Key = '', CopySource = '', MetadataDirective = 'COPY', ExpectedSourceBucketOwner } = input;
    checkKey(Key);
    const from = sourceOf(CopySource);
    findBucket(account, { Bucket: from.bucket, ExpectedBucketOwner: ExpectedSourceBucketOwner });
    const source = new Objects(account).get(from.bucket, from.key, from.versionId);
    if (source === undefined) throw noSuchKey();
    const isKept = MetadataDirective === 'COPY';
    if (isKept && from.bucket === bucket.id && from.key === Key && from.versionId === undefined)
      throw new ServiceError(
        'InvalidRequest',
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    // Of what is copied the metadata stays; how it is encrypted is the new place's business.
    const kept = Object.entries(source.headers).filter(
      ([name]) => name.startsWith(META) || !name.startsWith('x-amz-server-side-'),
    );
    const said = headersOf(input);
    const headers = { ...encryptionHeaders(account, bucket), ...(isKept ? Object.fromEntries(kept) : {}), ...said };
    const stored = new Objects(account).put(bucket.id, Key, source.body, headers);
    return {
      CopyObjectResult: { ETag: `"${stored.etag}"`, LastModified: new Date(stored.modified) },
      ...(source.versionId === 'null' ? {} : { CopySourceVersionId: source.versionId }),
      ...versionOf(stored),
      ...encryptionOf(stored),
    };
  },
);

function sourceOf(source: string): {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
} {
  const [, bucket = '', key = '', versionId] = /^\/?([^/]+)\/(.+?)(?:\?versionId=(.+))?$/.exec(source) ?? [];
  try {
    if (bucket !== '') return { bucket, key: decodeURIComponent(key), versionId };
  } catch {
    // What is below is said of it.
  }
  throw new ServiceError(
    'InvalidArgument',
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
  );
}
