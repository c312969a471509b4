import {
  DeleteObject$,
  type DeleteObjectRequest,
  DeleteObjects$,
  type DeleteObjectsRequest,
  GetObject$,
  type GetObjectRequest,
  HeadObject$,
  type HeadObjectRequest,
  PutObject$,
  type PutObjectRequest,
} from '@aws-sdk/client-s3';
import { Objects, type StoredObject } from '../../objects.ts';
import { type Call, type Operation, operation, ServiceError } from '../../wire/service.ts';
import { findBucket, noSuchKey, readableBucket } from './faults.ts';
import { cutRange } from './range.ts';
import {
  CHECKSUMS,
  encryptionHeaders,
  encryptionOf,
  headersOf,
  KEPT,
  keysOf,
  META,
  members,
  versionOf,
} from './stored-headers.ts';

/** Operations on objects. */
export const objectOperations: readonly Operation[] = [
  operation(
    'PutObject',
    PutObject$,
    ['Bucket', 'Key', 'Body', 'Metadata', 'IfNoneMatch', 'ExpectedBucketOwner', ...keysOf(KEPT), ...keysOf(CHECKSUMS)],
    // Over the wire a body is bytes; the SDK's type is of what it takes.
    (input: Omit<PutObjectRequest, 'Body'> & { readonly Body?: Uint8Array }, { account }) => {
      const bucket = findBucket(account, input);
      const { Key = '', Body = new Uint8Array(), IfNoneMatch } = input;
      checkKey(Key);
      const objects = new Objects(account);
      if (IfNoneMatch !== undefined) checkAbsent(objects, bucket.id, Key, IfNoneMatch);
      const headers = { ...encryptionHeaders(account, bucket), ...headersOf(input) };
      const stored = objects.put(bucket.id, Key, Body, headers);
      return { ETag: `"${stored.etag}"`, ...versionOf(stored), ...encryptionOf(stored), ...members(stored, CHECKSUMS) };
    },
  ),
  operation(
    'GetObject',
    GetObject$,
    ['Bucket', 'Key', 'VersionId', 'ChecksumMode', 'Range', 'IfMatch', 'ExpectedBucketOwner'],
    (input: GetObjectRequest, call) => {
      const stored = find(input, call);
      if (input.IfMatch !== undefined && input.IfMatch !== '*' && input.IfMatch.replace(/^"|"$/g, '') !== stored.etag)
        throw preconditionFailed();
      const range = input.Range === undefined ? undefined : cutRange(stored.body, input.Range);
      if (range === undefined) return { Body: stored.body, ...describe(stored, input) };
      // The checksum is of the whole.
      const { body, said } = range;
      return { ...describe(stored, {}), Body: body, ContentLength: body.byteLength, ContentRange: said };
    },
  ),
  operation(
    'HeadObject',
    HeadObject$,
    ['Bucket', 'Key', 'VersionId', 'ChecksumMode', 'ExpectedBucketOwner'],
    (input: HeadObjectRequest, call) => describe(find(input, call), input),
  ),
  operation(
    'DeleteObject',
    DeleteObject$,
    ['Bucket', 'Key', 'VersionId', 'ExpectedBucketOwner'],
    (input: DeleteObjectRequest, { account }) => {
      const { Key = '', VersionId } = input;
      checkVersionId(VersionId);
      const marker = new Objects(account).remove(findBucket(account, input).id, Key, VersionId);
      if (marker !== undefined) return { DeleteMarker: true, VersionId: marker };
      return VersionId === undefined ? {} : { VersionId };
    },
  ),
  operation(
    'DeleteObjects',
    DeleteObjects$,
    ['Bucket', 'Delete', 'ExpectedBucketOwner'],
    (input: DeleteObjectsRequest, { account }) => {
      const bucket = findBucket(account, input).id;
      const { Objects: named = [], Quiet } = input.Delete ?? {};
      if (named.length > 1000) throw new ServiceError('MalformedXML', 'a request names 1000 objects at most');
      const objects = new Objects(account);
      const Deleted = named.map(({ Key = '', VersionId, ...other }) => {
        const [unknown] = Object.keys(other);
        if (unknown)
          throw new ServiceError('NotImplemented', `the local cloud does not look at '${unknown}' of DeleteObjects`);
        checkVersionId(VersionId);
        const marker = objects.remove(bucket, Key, VersionId);
        return { Key, VersionId, ...(marker && { DeleteMarker: true, DeleteMarkerVersionId: marker }) };
      });
      return Quiet ? {} : { Deleted };
    },
  ),
];

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > 1024) throw new ServiceError('KeyTooLongError', 'Your key is too long');
}

/** An id as versions here have it: S3 refuses what cannot be one. */
function checkVersionId(versionId: string | undefined): void {
  if (versionId !== undefined && !/^(?:null|[A-Z0-9]{32})$/.test(versionId))
    throw new ServiceError('InvalidArgument', 'Invalid version id specified');
}

function find(input: GetObjectRequest | HeadObjectRequest, call: Call): StoredObject {
  const { Key: key = '', VersionId } = input;
  checkVersionId(VersionId);
  const action = VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  const { account, bucket } = readableBucket(call, input, { action, key });
  const stored = new Objects(account).get(bucket.id, key, VersionId);
  if (stored !== undefined) return stored;
  if (VersionId === undefined) throw noSuchKey();
  throw new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404);
}

function describe(stored: StoredObject, { ChecksumMode }: Pick<GetObjectRequest, 'ChecksumMode'>): object {
  const metadata = Object.entries(stored.headers).filter(([name]) => name.startsWith(META));
  return {
    AcceptRanges: 'bytes',
    ContentLength: stored.body.byteLength,
    ETag: `"${stored.etag}"`,
    LastModified: new Date(stored.modified),
    ...versionOf(stored),
    ContentType: 'binary/octet-stream',
    ...members(stored, KEPT),
    Metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice(META.length), value])),
    ...(ChecksumMode === 'ENABLED' ? members(stored, CHECKSUMS) : {}),
  };
}

/** @throws ServiceError `PreconditionFailed` where there is one already that must not be. */
export function checkAbsent(objects: Objects, bucket: string, key: string, ifNoneMatch: string): void {
  if (ifNoneMatch !== '*') throw new ServiceError('NotImplemented', "of If-None-Match the local cloud knows '*' only");
  if (objects.get(bucket, key) !== undefined) throw preconditionFailed();
}

function preconditionFailed(): ServiceError {
  return new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
}
