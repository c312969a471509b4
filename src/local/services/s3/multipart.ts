import { createHash } from 'node:crypto';
import {
  AbortMultipartUpload$,
  type AbortMultipartUploadRequest,
  CompleteMultipartUpload$,
  type CompleteMultipartUploadRequest,
  CreateMultipartUpload$,
  type CreateMultipartUploadRequest,
  ListParts$,
  type ListPartsRequest,
  UploadPart$,
  type UploadPartRequest,
} from '@aws-sdk/client-s3';
import type { Account } from '../../account.ts';
import { Objects } from '../../objects.ts';
import { addPart, beginUpload, endUpload, findUpload, type Part, type Upload } from '../../uploads.ts';
import { type ChecksumName, checksum, isChecksum } from '../../wire/checksum.ts';
import { type Operation, operation, ServiceError } from '../../wire/service.ts';
import { findBucket } from './faults.ts';
import { checkAbsent, checkKey } from './objects.ts';
import {
  CHECKSUMS,
  encryptionHeaders,
  encryptionOf,
  headersOf,
  KEPT,
  keysOf,
  members,
  versionOf,
} from './stored-headers.ts';

/** Any part but the last has at least this many bytes. */
const LEAST = 5 * 1024 * 1024;

/**
 * Uploads in parts, which clients make of what is large: the AWS CLI of anything above 8 MB.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 */
export const multipartOperations: readonly Operation[] = [
  operation(
    'CreateMultipartUpload',
    CreateMultipartUpload$,
    ['Bucket', 'Key', 'Metadata', 'ChecksumAlgorithm', 'ChecksumType', 'ExpectedBucketOwner', ...keysOf(KEPT)],
    (input: CreateMultipartUploadRequest, { account }) => {
      const bucket = findBucket(account, input);
      const { Key = '', ChecksumAlgorithm: algorithm, ChecksumType: type = 'COMPOSITE' } = input;
      checkKey(Key);
      if (algorithm !== undefined && !isChecksum(algorithm.toLowerCase()))
        throw new ServiceError('NotImplemented', `the local cloud does not know the checksum ${algorithm}`);
      if (type !== 'COMPOSITE')
        throw new ServiceError('NotImplemented', `of ChecksumType the local cloud knows COMPOSITE only, not ${type}`);
      const headers = { ...encryptionHeaders(account, bucket), ...headersOf(input) };
      const UploadId = beginUpload(account, { bucket: bucket.id, key: Key, headers, checksum: algorithm });
      const said = algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm, ChecksumType: type };
      return { Bucket: bucket.id, Key, UploadId, ...said, ...encryptionOf({ headers }) };
    },
  ),
  operation(
    'UploadPart',
    UploadPart$,
    ['Bucket', 'Key', 'UploadId', 'PartNumber', 'Body', 'ExpectedBucketOwner', ...keysOf(CHECKSUMS)],
    // Over the wire a body is bytes; the SDK's type is of what it takes.
    (input: Omit<UploadPartRequest, 'Body'> & { readonly Body?: Uint8Array }, { account }) => {
      const upload = requireUpload(account, input);
      const { PartNumber: number = 0, Body = new Uint8Array() } = input;
      if (!Number.isInteger(number) || number < 1 || number > 10_000)
        throw new ServiceError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
      const { etag } = addPart(account, upload, number, Body);
      const given = keysOf(CHECKSUMS).map((member) => [member, input[member]]);
      return { ETag: `"${etag}"`, ...encryptionOf(upload), ...Object.fromEntries(given.filter(([, sum]) => sum)) };
    },
  ),
  operation(
    'CompleteMultipartUpload',
    CompleteMultipartUpload$,
    ['Bucket', 'Key', 'UploadId', 'MultipartUpload', 'MpuObjectSize', 'IfNoneMatch', 'ExpectedBucketOwner'],
    (input: CompleteMultipartUploadRequest, call) => {
      const { account } = call;
      const upload = requireUpload(account, input);
      const { bucket, key } = upload;
      const objects = new Objects(account);
      if (input.IfNoneMatch !== undefined) checkAbsent(objects, bucket, key, input.IfNoneMatch);
      const parts = chosenParts(upload, input);
      const body = Buffer.concat(parts.map((part) => part.body));
      if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== body.length)
        throw new ServiceError('InvalidRequest', `The parts have ${body.length} bytes, not ${input.MpuObjectSize}`);
      const sums = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
      const etag = `${createHash('md5').update(sums).digest('hex')}-${parts.length}`;
      endUpload(account, upload);
      const stored = objects.put(bucket, key, body, { ...upload.headers, ...composite(upload, parts) }, etag);
      return {
        Location: `${call.endpoint}/${bucket}/${encodeURIComponent(key)}`,
        Bucket: bucket,
        Key: key,
        ETag: `"${etag}"`,
        ...versionOf(stored),
        ...encryptionOf(stored),
        ...members(stored, CHECKSUMS),
        ...(upload.checksum === undefined ? {} : { ChecksumType: 'COMPOSITE' as const }),
      };
    },
  ),
  operation(
    'AbortMultipartUpload',
    AbortMultipartUpload$,
    ['Bucket', 'Key', 'UploadId', 'ExpectedBucketOwner'],
    (input: AbortMultipartUploadRequest, { account }) => {
      endUpload(account, requireUpload(account, input));
      return {};
    },
  ),
  operation(
    'ListParts',
    ListParts$,
    ['Bucket', 'Key', 'UploadId', 'MaxParts', 'PartNumberMarker', 'ExpectedBucketOwner'],
    (input: ListPartsRequest, { account }) => {
      const upload = requireUpload(account, input);
      const { MaxParts = 1000, PartNumberMarker = '0' } = input;
      const after = upload.parts.filter(({ number }) => number > Number(PartNumberMarker));
      const shown = after.slice(0, Math.min(Math.max(0, MaxParts), 1000));
      const Parts = shown.map(({ number, etag, body, modified }) => ({
        PartNumber: number,
        ETag: `"${etag}"`,
        Size: body.byteLength,
        LastModified: new Date(modified),
      }));
      const isCut = shown.length > 0 && shown.length < after.length;
      const { bucket, key, id } = upload;
      return {
        ...{ Bucket: bucket, Key: key, UploadId: id, MaxParts, PartNumberMarker, IsTruncated: isCut },
        ...(isCut && { NextPartNumberMarker: String(shown.at(-1)?.number) }),
        ...(Parts.length > 0 && { Parts }),
      };
    },
  ),
];

interface UploadInput {
  readonly Bucket?: string | undefined;
  readonly Key?: string | undefined;
  readonly UploadId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

function requireUpload(account: Account, input: UploadInput): Upload {
  const { Key = '', UploadId = '' } = input;
  const found = findUpload(account, UploadId, findBucket(account, input).id, Key);
  if (found !== undefined) return found;
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
  throw new ServiceError('NoSuchUpload', message, 404);
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
function chosenParts(upload: Upload, { MultipartUpload }: CompleteMultipartUploadRequest): readonly Part[] {
  const named = MultipartUpload?.Parts ?? [];
  if (named.length === 0) throw new ServiceError('MalformedXML', 'You must specify at least one part');
  const numbers = named.map(({ PartNumber = 0 }) => PartNumber);
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0)))
    throw new ServiceError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  return named.map(({ PartNumber, ETag = '', ...sums }, index) => {
    const part = upload.parts.find(({ number }) => number === PartNumber);
    if (part === undefined || part.etag !== ETag.replace(/^"|"$/g, '') || !hasSums(part, sums))
      throw new ServiceError(
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    if (index < named.length - 1 && part.body.byteLength < LEAST)
      throw new ServiceError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    return part;
  });
}

function hasSums({ body }: Part, sums: object): boolean {
  return Object.entries(sums).every(([member, sum]) => {
    const name = member.replace('Checksum', '').toLowerCase();
    if (!isChecksum(name))
      throw new ServiceError('NotImplemented', `the local cloud does not look at '${member}' of a part`);
    return sum === undefined || checksum(name, body) === sum;
  });
}

/** The checksum of the parts' checksums, and how many there are: what S3 calls composite. */
function composite(upload: Upload, parts: readonly Part[]): Readonly<Record<string, string>> {
  const name = upload.checksum?.toLowerCase() ?? '';
  if (!isChecksum(name)) return {};
  const whole = Buffer.concat(parts.map(({ body }) => Buffer.from(checksum(name, body), 'base64')));
  return { [`x-amz-checksum-${name satisfies ChecksumName}`]: `${checksum(name, whole)}-${parts.length}` };
}
