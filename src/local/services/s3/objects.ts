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
import { isObject } from '../../../dsl/border.ts';
import type { Account } from '../../account.ts';
import { Objects, type StoredObject } from '../../objects.ts';
import type { LocalResource } from '../../resource.ts';
import { type Call, type Operation, operation, ServiceError } from '../../wire/service.ts';
import { findBucket, noSuchKey } from './faults.ts';
import { currentSetting } from './settings.ts';

/** What is kept of a request to put an object and given back with it, and the header that it is kept under. */
const KEPT = {
  ContentType: 'content-type',
  CacheControl: 'cache-control',
  ContentDisposition: 'content-disposition',
  ContentEncoding: 'content-encoding',
  ContentLanguage: 'content-language',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
} as const;

const CHECKSUMS = {
  ChecksumCRC32: 'x-amz-checksum-crc32',
  ChecksumCRC32C: 'x-amz-checksum-crc32c',
  ChecksumSHA1: 'x-amz-checksum-sha1',
  ChecksumSHA256: 'x-amz-checksum-sha256',
} as const;

const META = 'x-amz-meta-';

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
    ['Bucket', 'Key', 'VersionId', 'ChecksumMode', 'ExpectedBucketOwner'],
    (input: GetObjectRequest, call) => {
      const stored = find(input, call);
      return { Body: stored.body, ...describe(stored, input) };
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
        const marker = objects.remove(bucket, Key, VersionId);
        return { Key, VersionId, ...(marker && { DeleteMarker: true, DeleteMarkerVersionId: marker }) };
      });
      return Quiet ? {} : { Deleted };
    },
  ),
];

function find(input: GetObjectRequest | HeadObjectRequest, { account }: Call): StoredObject {
  const stored = new Objects(account).get(findBucket(account, input).id, input.Key ?? '', input.VersionId);
  if (stored !== undefined) return stored;
  if (input.VersionId === undefined) throw noSuchKey();
  throw new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404);
}

function describe(stored: StoredObject, { ChecksumMode }: GetObjectRequest | HeadObjectRequest): object {
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

function versionOf({ versionId }: StoredObject): object {
  return versionId === 'null' ? {} : { VersionId: versionId };
}

function encryptionOf(stored: StoredObject): object {
  const { ServerSideEncryption, SSEKMSKeyId } = KEPT;
  return members(stored, { ServerSideEncryption, SSEKMSKeyId });
}

function members({ headers }: StoredObject, names: Readonly<Record<string, string>>): Record<string, string> {
  const found = Object.entries(names).map(([member, header]) => [member, headers[header]] as const);
  return Object.fromEntries(found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

function headersOf(input: Omit<PutObjectRequest, 'Body'>): Record<string, string> {
  const kept = [...keysOf(KEPT), ...keysOf(CHECKSUMS)].map((member) => [
    { ...KEPT, ...CHECKSUMS }[member],
    input[member],
  ]);
  const meta = Object.entries(input.Metadata ?? {}).map(([name, value]) => [META + name, value]);
  return Object.fromEntries([...kept, ...meta].filter(([, value]) => value !== undefined));
}

// What a bucket says holds for objects that say nothing themselves.
function encryptionHeaders(account: Account, bucket: LocalResource): Record<string, string> {
  const said = currentSetting(account, bucket, 'encryption');
  const [rule] = isObject(said) && Array.isArray(said.Rules) ? said.Rules : [];
  const byDefault = isObject(rule) ? rule.ApplyServerSideEncryptionByDefault : undefined;
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID } = isObject(byDefault) ? byDefault : {};
  return {
    [KEPT.ServerSideEncryption]: String(SSEAlgorithm),
    ...(typeof KMSMasterKeyID === 'string' && { [KEPT.SSEKMSKeyId]: KMSMasterKeyID }),
  };
}

function checkAbsent(objects: Objects, bucket: string, key: string, ifNoneMatch: string): void {
  if (ifNoneMatch !== '*') throw new ServiceError('NotImplemented', "of If-None-Match the local cloud knows '*' only");
  if (objects.get(bucket, key) !== undefined)
    throw new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
}

function keysOf<T extends object>(of: T): (keyof T & string)[] {
  // The object is a literal here: it has the keys of its type and no others.
  return Object.keys(of) as (keyof T & string)[];
}
