import { createHash } from 'node:crypto';
import { isObject } from '../dsl/border.ts';
import type { DataObject } from '../dsl/template.ts';
import type { Account } from './account.ts';
import { checkRoom } from './objects.ts';

/** An upload in parts that has not come to its end. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  /** What the object is to have, as {@link Objects.put} takes it. */
  readonly headers: Readonly<Record<string, string>>;
  /** `CRC32`, where its parts are to have one. */
  readonly checksum: string | undefined;
  /** By number, in order. */
  readonly parts: readonly Part[];
}

/** A part of an upload. */
export interface Part {
  readonly number: number;
  readonly body: Uint8Array;
  /** MD5 of the body in hex. */
  readonly etag: string;
  readonly modified: string;
}

const KEPT = 's3-uploads';

/** Begins an upload. @returns its id. */
export function beginUpload(account: Account, upload: Omit<Upload, 'id' | 'parts'>): string {
  const id = account.newSuffix(40);
  const { bucket, key, headers, checksum } = upload;
  const data = { bucket, key, headers: { ...headers }, ...(checksum === undefined ? {} : { checksum }), parts: {} };
  account.keep(KEPT, { ...account.kept(KEPT), [id]: data });
  return id;
}

/** The upload of that id and for that object. */
export function findUpload(account: Account, id: string, bucket: string, key: string): Upload | undefined {
  const all = account.kept(KEPT);
  const data = Object.hasOwn(all, id) ? all[id] : undefined;
  if (!isObject(data) || data.bucket !== bucket || data.key !== key) return undefined;
  const parts = Object.entries(isObject(data.parts) ? data.parts : {}).flatMap(([number, part]) =>
    isObject(part) ? [readPart(Number(number), part)] : [],
  );
  const headers = Object.entries(isObject(data.headers) ? data.headers : {});
  return {
    id,
    bucket,
    key,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    checksum: typeof data.checksum === 'string' ? data.checksum : undefined,
    parts: parts.sort((a, b) => a.number - b.number),
  };
}

/** Adds a part, or puts it in the place of the one with its number. @throws ServiceError where there is no more room. */
export function addPart(account: Account, { id }: Upload, number: number, body: Uint8Array): Part {
  checkRoom(account, body.byteLength);
  const etag = createHash('md5').update(body).digest('hex');
  const modified = account.now().toISOString();
  const all = account.kept(KEPT);
  const upload = all[id];
  if (isObject(upload)) {
    const part = { body: Buffer.from(body).toString('base64'), etag, modified };
    const parts = { ...(isObject(upload.parts) ? upload.parts : {}), [number]: part };
    account.keep(KEPT, { ...all, [id]: { ...upload, parts } });
  }
  return { number, body, etag, modified };
}

/** Takes an upload away, whatever came of it. */
export function endUpload(account: Account, { id }: Upload): void {
  const { [id]: _, ...rest } = account.kept(KEPT);
  account.keep(KEPT, rest);
}

function readPart(number: number, { body, etag, modified }: DataObject): Part {
  return { number, body: Buffer.from(String(body), 'base64'), etag: String(etag), modified: String(modified) };
}

/** Takes all uploads of a bucket away. */
export function endUploadsOf(account: Account, bucket: string): void {
  const all = Object.entries(account.kept(KEPT));
  const others = all.filter(([, upload]) => !(isObject(upload) && upload.bucket === bucket));
  if (others.length < all.length) account.keep(KEPT, Object.fromEntries(others));
}
