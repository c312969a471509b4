import { createHash } from 'node:crypto';
import { isObject } from '../dsl/border.ts';
import type { Data, DataObject } from '../dsl/template.ts';
import type { Account } from './account.ts';
import { versioningOf } from './buckets.ts';
import { ServiceError } from './wire/service.ts';

/** All bodies together, in bytes: the state is one text, and JavaScript's have a limit. */
const ALL_BYTES = 256 * 1024 * 1024;

/** An object in a bucket. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
  /** MD5 of the body in hex, without quotes; of one of parts, that of theirs and their number. */
  readonly etag: string;
  /** When it was put, as an ISO time. */
  readonly modified: string;
  /** `x-amz-meta-...` and headers that are given back, such as `content-type`, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** `null` in a bucket that keeps no versions, as S3 has it. */
  readonly versionId: string;
}

/** One of the versions of a key, which may say that the object was deleted. */
export interface StoredVersion extends StoredObject {
  /** A delete marker: no object, and what was there before can still be asked for. */
  readonly isMarker: boolean;
  /** Whether it is what stands there now. */
  readonly isLatest: boolean;
}

/**
 * The objects in an account's buckets, with their versions where a bucket keeps them. Which buckets there are, resources of type
 * `AWS::S3::Bucket` say.
 */
export class Objects {
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  /**
   * Puts an object in its place, or in the place of the one with its key, which stays as an old version where those are kept.
   * @param etag other than the MD5 of the body, which an object that was put together of parts has.
   * @throws ServiceError `EntityTooLarge` where there is no more room.
   */
  put(
    bucket: string,
    key: string,
    body: Uint8Array,
    headers: Readonly<Record<string, string>> = {},
    etag = createHash('md5').update(body).digest('hex'),
  ): StoredObject {
    checkRoom(this.#account, body.byteLength);
    const modified = this.#account.now().toISOString();
    const versionId = this.#add(bucket, key, {
      body: Buffer.from(body).toString('base64'),
      etag,
      modified,
      headers: { ...headers },
    });
    return { bucket, key, body, etag, modified, headers, versionId };
  }

  /** The object of that key, or one of its versions. */
  get(bucket: string, key: string, versionId?: string): StoredObject | undefined {
    const versions = this.#versionsOf(bucket, key);
    const found = versions.find((each) => (versionId === undefined ? each.isLatest : each.versionId === versionId));
    return found?.isMarker ? undefined : found;
  }

  /** All objects of a bucket, by key. */
  list(bucket: string, prefix = ''): readonly StoredObject[] {
    return this.versions(bucket, prefix).filter(({ isLatest, isMarker }) => isLatest && !isMarker);
  }

  /** All versions and delete markers of a bucket, by key, newest first. A bucket with any of them cannot be deleted. */
  versions(bucket: string, prefix = ''): readonly StoredVersion[] {
    return Object.keys(this.#kept())
      .filter((each) => each.startsWith(nameOf(bucket, prefix)))
      .sort()
      .flatMap((each) => this.#versionsOf(bucket, each.slice(bucket.length + 1)));
  }

  /**
   * Takes an object away; nothing happens when it is not there. Where versions are kept a delete marker comes in front of them,
   * unless the version that is to go is named.
   * @returns the id of the delete marker, if one was made.
   */
  remove(bucket: string, key: string, versionId?: string): string | undefined {
    if (versionId === undefined && versioningOf(this.#account, bucket) !== undefined)
      return this.#add(bucket, key, { marker: true, modified: this.#account.now().toISOString() });
    this.#replace(
      bucket,
      key,
      this.#entries(bucket, key).filter((each) => versionId !== undefined && idOf(each) !== versionId),
    );
    return undefined;
  }

  #add(bucket: string, key: string, entry: DataObject): string {
    const isKept = versioningOf(this.#account, bucket) === 'Enabled';
    const versionId = isKept ? this.#account.newSuffix(32) : 'null';
    const before = this.#entries(bucket, key).filter((each) => isKept || idOf(each) !== 'null');
    this.#replace(bucket, key, [{ versionId, ...entry }, ...before]);
    return versionId;
  }

  #replace(bucket: string, key: string, entries: readonly DataObject[]): void {
    const { [nameOf(bucket, key)]: before, ...rest } = this.#kept();
    if (before === undefined && entries.length === 0) return;
    this.#account.keep('s3-objects', entries.length === 0 ? rest : { ...rest, [nameOf(bucket, key)]: entries });
  }

  #versionsOf(bucket: string, key: string): readonly StoredVersion[] {
    return this.#entries(bucket, key).map((entry, index) => read(bucket, key, entry, index === 0));
  }

  #entries(bucket: string, key: string): readonly DataObject[] {
    const entries: Data | undefined = this.#kept()[nameOf(bucket, key)];
    return Array.isArray(entries) ? entries.filter(isObject) : [];
  }

  #kept(): DataObject {
    return this.#account.kept('s3-objects');
  }
}

/**
 * Looks whether so many bytes more can be kept, beside objects and parts of uploads.
 * @throws ServiceError `EntityTooLarge`
 */
export function checkRoom(account: Account, bytes: number): void {
  if (sizeOf(account.kept('s3-objects')) + sizeOf(account.kept('s3-uploads')) + bytes <= ALL_BYTES) return;
  throw new ServiceError('EntityTooLarge', `the local cloud keeps ${ALL_BYTES / 1024 ** 2} MB of objects at most`);
}

// Bodies are the only long texts in it.
function sizeOf(data: Data): number {
  if (typeof data === 'string') return (data.length * 3) / 4;
  if (typeof data !== 'object' || data === null) return 0;
  return Object.values(data).reduce<number>((sum, each) => sum + sizeOf(each), 0);
}

function nameOf(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}

function idOf(entry: DataObject): string {
  return String(entry.versionId);
}

function read(bucket: string, key: string, entry: DataObject, isLatest: boolean): StoredVersion {
  const headers = isObject(entry.headers) ? entry.headers : {};
  return {
    bucket,
    key,
    body: Buffer.from(String(entry.body ?? ''), 'base64'),
    etag: String(entry.etag ?? ''),
    modified: String(entry.modified),
    headers: Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, String(value)])),
    versionId: idOf(entry),
    isMarker: entry.marker === true,
    isLatest,
  };
}
