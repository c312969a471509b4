import type { PutObjectRequest } from '@aws-sdk/client-s3';
import { isObject } from '../../../dsl/border.ts';
import type { Account } from '../../account.ts';
import type { StoredObject } from '../../objects.ts';
import type { LocalResource } from '../../resource.ts';
import { currentSetting } from './settings.ts';

/** What is kept of a request to put an object and given back with it, and the header that it is kept under. */
export const KEPT = {
  ContentType: 'content-type',
  CacheControl: 'cache-control',
  ContentDisposition: 'content-disposition',
  ContentEncoding: 'content-encoding',
  ContentLanguage: 'content-language',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
} as const;

/** The checksums of an object, and the header that each is kept under. */
export const CHECKSUMS = {
  ChecksumCRC32: 'x-amz-checksum-crc32',
  ChecksumCRC32C: 'x-amz-checksum-crc32c',
  ChecksumSHA1: 'x-amz-checksum-sha1',
  ChecksumSHA256: 'x-amz-checksum-sha256',
} as const;

/** What names of metadata begin with. */
export const META = 'x-amz-meta-';

/** The version of an object, as answers have it where a bucket keeps them. */
export function versionOf({ versionId }: StoredObject): object {
  return versionId === 'null' ? {} : { VersionId: versionId };
}

/** What it is encrypted with. */
export function encryptionOf(stored: Pick<StoredObject, 'headers'>): object {
  const { ServerSideEncryption, SSEKMSKeyId } = KEPT;
  return members(stored, { ServerSideEncryption, SSEKMSKeyId });
}

/** What is kept under those headers, by the member of an answer. */
export function members(
  { headers }: Pick<StoredObject, 'headers'>,
  names: Readonly<Record<string, string>>,
): Record<string, string> {
  const found = Object.entries(names).map(([member, header]) => [member, headers[header]] as const);
  return Object.fromEntries(found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

/** What a request says of an object, as it is kept. */
export function headersOf(input: Partial<Omit<PutObjectRequest, 'Body'>>): Record<string, string> {
  const kept = [...keysOf(KEPT), ...keysOf(CHECKSUMS)].map((member) => [
    { ...KEPT, ...CHECKSUMS }[member],
    input[member],
  ]);
  const meta = Object.entries(input.Metadata ?? {}).map(([name, value]) => [META + name, value]);
  return Object.fromEntries([...kept, ...meta].filter(([, value]) => value !== undefined));
}

/** What a bucket says of encryption: it holds for objects that say nothing themselves. */
export function encryptionHeaders(account: Account, bucket: LocalResource): Record<string, string> {
  const said = currentSetting(account, bucket, 'encryption');
  const [rule] = isObject(said) && Array.isArray(said.Rules) ? said.Rules : [];
  const byDefault = isObject(rule) ? rule.ApplyServerSideEncryptionByDefault : undefined;
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID } = isObject(byDefault) ? byDefault : {};
  return {
    [KEPT.ServerSideEncryption]: String(SSEAlgorithm),
    ...(typeof KMSMasterKeyID === 'string' && { [KEPT.SSEKMSKeyId]: KMSMasterKeyID }),
  };
}

/** The names of an object's members; of a literal, which has no others. */
export function keysOf<T extends object>(of: T): (keyof T & string)[] {
  // The object is a literal here: it has the keys of its type and no others.
  return Object.keys(of) as (keyof T & string)[];
}
