import {
  ListObjects$,
  type ListObjectsRequest,
  ListObjectsV2$,
  type ListObjectsV2Request,
  ListObjectVersions$,
  type ListObjectVersionsRequest,
} from '@aws-sdk/client-s3';
import { Objects, type StoredObject } from '../../objects.ts';
import { type Operation, operation, ServiceError } from '../../wire/service.ts';
import { readableBucket } from './faults.ts';

/** Operations that list what is in a bucket, page by page. */
export const listingOperations: readonly Operation[] = [
  operation(
    'ListObjectsV2',
    ListObjectsV2$,
    [
      'Bucket',
      'Prefix',
      'Delimiter',
      'MaxKeys',
      'StartAfter',
      'ContinuationToken',
      'EncodingType',
      'ExpectedBucketOwner',
    ],
    (input: ListObjectsV2Request, call) => {
      const { Prefix = '', Delimiter = '', StartAfter, ContinuationToken } = input;
      const { account, bucket: found } = readableBucket(call, input, listing('s3:ListBucket', Prefix));
      const bucket = found.id;
      const after = ContinuationToken === undefined ? StartAfter : decodeToken(ContinuationToken);
      const all = new Objects(account).list(bucket, Prefix).filter(({ key }) => after === undefined || key > after);
      const { page, last, encode, size } = cut(group(all, Prefix, Delimiter, after), input);
      const Contents = page.flatMap(({ items: [object] }) => (object ? [describe(object, encode)] : []));
      return {
        Name: bucket,
        ...echo({ Prefix, Delimiter, StartAfter, ContinuationToken }, encode),
        ...(input.EncodingType && { EncodingType: input.EncodingType }),
        MaxKeys: size,
        KeyCount: page.length,
        IsTruncated: last !== undefined,
        ...(last && { NextContinuationToken: encodeToken(last.until) }),
        ...(Contents.length > 0 && { Contents }),
        ...prefixesOf(page, encode),
      };
    },
  ),
  operation(
    'ListObjects',
    ListObjects$,
    ['Bucket', 'Prefix', 'Delimiter', 'MaxKeys', 'Marker', 'EncodingType', 'ExpectedBucketOwner'],
    (input: ListObjectsRequest, call) => {
      const { Prefix = '', Delimiter = '', Marker } = input;
      const { account, bucket: found } = readableBucket(call, input, listing('s3:ListBucket', Prefix));
      const bucket = found.id;
      const all = new Objects(account).list(bucket, Prefix).filter(({ key }) => Marker === undefined || key > Marker);
      const { page, last, encode, size } = cut(group(all, Prefix, Delimiter, Marker), input);
      const Contents = page.flatMap(({ items: [object] }) => (object ? [describe(object, encode)] : []));
      return {
        Name: bucket,
        ...echo({ Prefix, Delimiter, Marker }, encode),
        ...(input.EncodingType && { EncodingType: input.EncodingType }),
        MaxKeys: size,
        IsTruncated: last !== undefined,
        // Without a delimiter the last key of the page is the next marker.
        ...(last && Delimiter !== '' && { NextMarker: encode(last.prefix ?? last.until) }),
        ...(Contents.length > 0 && { Contents }),
        ...prefixesOf(page, encode),
      };
    },
  ),
  operation(
    'ListObjectVersions',
    ListObjectVersions$,
    ['Bucket', 'Prefix', 'Delimiter', 'MaxKeys', 'KeyMarker', 'VersionIdMarker', 'EncodingType', 'ExpectedBucketOwner'],
    (input: ListObjectVersionsRequest, call) => {
      const { Prefix = '', Delimiter = '', KeyMarker, VersionIdMarker } = input;
      const { account, bucket: found } = readableBucket(call, input, listing('s3:ListBucketVersions', Prefix));
      const bucket = found.id;
      const every = new Objects(account).versions(bucket, Prefix);
      // After the version that the marker names, or after all of the key.
      const marked = every.findIndex(({ key, versionId }) => key === KeyMarker && versionId === VersionIdMarker);
      const all =
        marked >= 0 ? every.slice(marked + 1) : every.filter(({ key }) => KeyMarker === undefined || key > KeyMarker);
      const { page, last, encode, size } = cut(group(all, Prefix, Delimiter, KeyMarker), input);
      const entries = page.flatMap(({ items: [version] }) => version ?? []);
      const shown = (isMarker: boolean) =>
        entries
          .filter((each) => each.isMarker === isMarker)
          .map((each) => {
            const { ETag, Size, StorageClass, ...common } = describe(each, encode);
            const object = isMarker ? {} : { ETag, Size, StorageClass };
            return { ...common, ...object, VersionId: each.versionId, IsLatest: each.isLatest };
          });
      const lastVersion = last?.items[0]?.versionId;
      return {
        Name: bucket,
        ...echo({ Prefix, Delimiter, KeyMarker, VersionIdMarker }, encode),
        ...(input.EncodingType && { EncodingType: input.EncodingType }),
        MaxKeys: size,
        IsTruncated: last !== undefined,
        ...(last && { NextKeyMarker: encode(last.until), ...(lastVersion && { NextVersionIdMarker: lastVersion }) }),
        ...(shown(false).length > 0 && { Versions: shown(false) }),
        ...(shown(true).length > 0 && { DeleteMarkers: shown(true) }),
        ...prefixesOf(page, encode),
      };
    },
  ),
];

function listing(action: string, prefix: string) {
  return { action, context: { 's3:prefix': prefix } };
}

/** What stands in a listing: an object, or all that share a prefix up to the delimiter. */
interface Entry<T> {
  readonly prefix?: string;
  readonly items: readonly T[];
  /** The last key that the entry stands for. */
  readonly until: string;
}

function group<T extends StoredObject>(
  all: readonly T[],
  prefix: string,
  delimiter: string,
  after: string | undefined,
): readonly Entry<T>[] {
  const entries = new Map<string, Entry<T>>();
  all.forEach((item, index) => {
    const end = delimiter === '' ? -1 : item.key.indexOf(delimiter, prefix.length);
    const common = end < 0 ? undefined : item.key.slice(0, end + delimiter.length);
    if (common === undefined) entries.set(`object ${index}`, { items: [item], until: item.key });
    else if (common !== after) entries.set(`prefix ${common}`, { prefix: common, items: [], until: item.key });
  });
  return [...entries.values()];
}

interface PageInput {
  readonly MaxKeys?: number | undefined;
  readonly EncodingType?: string | undefined;
}

function cut<T>(entries: readonly Entry<T>[], { MaxKeys = 1000, EncodingType }: PageInput) {
  if (MaxKeys < 0) throw new ServiceError('InvalidArgument', 'max-keys must not be negative');
  if (EncodingType !== undefined && EncodingType !== 'url')
    throw new ServiceError('InvalidArgument', 'Invalid Encoding Method specified in Request');
  const size = Math.min(MaxKeys, 1000);
  const page = entries.slice(0, size);
  const encode = (text: string) => (EncodingType === 'url' ? encodeURIComponent(text).replace(/%2F/g, '/') : text);
  return { page, size, encode, last: size > 0 && entries.length > size ? page.at(-1) : undefined };
}

type Encode = (text: string) => string;

function describe({ key, etag, body, modified }: StoredObject, encode: Encode) {
  return {
    Key: encode(key),
    LastModified: new Date(modified),
    ETag: `"${etag}"`,
    Size: body.byteLength,
    StorageClass: 'STANDARD',
  };
}

function echo(given: Readonly<Record<string, string | undefined>>, encode: Encode): object {
  const said = Object.entries(given).filter((entry): entry is [string, string] => !!entry[1]);
  return {
    Prefix: '',
    ...Object.fromEntries(said.map(([name, value]) => [name, isText(name) ? encode(value) : value])),
  };
}

function isText(name: string): boolean {
  return name !== 'ContinuationToken' && name !== 'VersionIdMarker';
}

function prefixesOf(page: readonly Entry<unknown>[], encode: Encode): object {
  const found = page.flatMap(({ prefix }) => (prefix === undefined ? [] : [{ Prefix: encode(prefix) }]));
  return found.length > 0 ? { CommonPrefixes: found } : {};
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function decodeToken(token: string): string {
  return Buffer.from(token, 'base64url').toString();
}
