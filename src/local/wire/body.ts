import { createHash } from 'node:crypto';
import { type ChecksumName, checksum, isChecksum } from './checksum.ts';
import { ServiceError } from './service.ts';

/** A body freed of chunks, and the headers that came behind it. */
export interface PlainBody {
  readonly body: Uint8Array;
  /** By lower-case name: those of the request and those of the trailer. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How many chunks a body may come in; S3 wants all but the last to have 8 KB, which makes a tenth of this. */
const CHUNKS = 100_000;

type Headers = Readonly<Record<string, string>>;

/**
 * Takes the chunks of `aws-chunked` apart. Their signatures are not verified.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function unchunk(raw: Uint8Array, headers: Headers): PlainBody {
  if (!headers['x-amz-content-sha256']?.startsWith('STREAMING-')) return { body: raw, headers };
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const [, hex] = /^([0-9a-f]+)(?:;.*)?$/i.exec(bytes.toString('latin1', at, Math.max(at, lineEnd))) ?? [];
    if (hex === undefined) throw incomplete('a chunk does not begin with its length');
    const length = Number.parseInt(hex, 16);
    at = lineEnd + 2;
    if (length === 0) break;
    if (length > bytes.length || chunks.length === CHUNKS)
      throw incomplete('a chunk is too long, or there are too many');
    if (bytes.toString('latin1', at + length, at + length + 2) !== '\r\n') throw incomplete('a chunk is cut off');
    chunks.push(bytes.subarray(at, at + length));
    at += length + 2;
  }
  const body = Buffer.concat(chunks);
  const said = headers['x-amz-decoded-content-length'];
  if (said !== undefined && Number(said) !== body.length) throw incomplete(`it has ${body.length} bytes, not ${said}`);
  const coding = headers['content-encoding']?.split(',').map((each) => each.trim()) ?? [];
  const kept = coding.filter((each) => each !== 'aws-chunked').join(', ');
  const { 'content-encoding': _, ...others } = headers;
  const trailer = readTrailer(bytes.toString('latin1', at));
  const stranger = Object.keys(trailer).find((name) => !/^x-amz-(?:checksum-|trailer-signature$)/.test(name));
  if (stranger !== undefined) throw incomplete(`'${stranger}' is nothing that comes behind a body`);
  return { body, headers: { ...others, ...(kept && { 'content-encoding': kept }), ...trailer } };
}

function readTrailer(text: string): Headers {
  const lines = text.split('\r\n').map((line) => /^([\w-]+):\s*(.*?)\s*$/.exec(line));
  return Object.fromEntries(lines.flatMap((line) => (line?.[1] ? [[line[1].toLowerCase(), line[2] ?? '']] : [])));
}

function incomplete(why: string): ServiceError {
  return new ServiceError('IncompleteBody', `The body is not what its headers say: ${why}`);
}

/**
 * Compares a body with every checksum that was given for it.
 * @throws ServiceError `BadDigest` where one differs, and `NotImplemented` for a kind that the local cloud cannot work out.
 */
export function verifyBody({ body, headers }: PlainBody): void {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && createHash('md5').update(body).digest('base64') !== md5)
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  const sha256 = headers['x-amz-content-sha256'];
  if (
    sha256 !== undefined &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    createHash('sha256').update(body).digest('hex') !== sha256
  )
    throw new ServiceError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  for (const [name, given] of givenChecksums(headers))
    if (checksum(name, body) !== given)
      throw new ServiceError(
        'BadDigest',
        `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
      );
}

/** The checksums in headers, by what they are called: `[['crc32', 'DUoRhQ==']]`. */
export function givenChecksums(headers: Headers): readonly (readonly [ChecksumName, string])[] {
  return Object.entries(headers).flatMap(([header, value]) => {
    const [, name] = /^x-amz-checksum-(?!algorithm$|mode$|type$)(.+)$/.exec(header) ?? [];
    if (name === undefined) return [];
    if (!isChecksum(name))
      throw new ServiceError('NotImplemented', `the local cloud does not know the checksum ${name}`);
    return [[name, value] as const];
  });
}
