import type { IncomingMessage, ServerOptions } from 'node:http';
import type { WireRequest } from './wire/message.ts';
import { ServiceError } from './wire/service.ts';

const MB = 1024 * 1024;

/** The largest body of a request that puts an object or a part of one. */
export const OBJECT_BYTES = 64 * MB;

/** The largest of any other: 200 parameters of 4 KB and a template, each byte of them percent-encoded, fit into it. */
export const CALL_BYTES = 4 * MB;

/** How much longer than allowed a body may be and is still read to its end, so that its sender hears why it is refused. */
const PATIENCE = 4;

/** How long a client may take, in milliseconds. */
export interface Timeouts {
  /** To send the headers. */
  readonly headers: number;
  /** To send all of a request. */
  readonly request: number;
  /** How often it is looked after. */
  readonly lookEvery: number;
}

const TIMEOUTS: Timeouts = { headers: 10_000, request: 120_000, lookEvery: 5_000 };

/** What a server of the local cloud is made with: nobody holds a connection by sending slowly, and headers are bounded. */
export function serverOptions({ headers, request, lookEvery } = TIMEOUTS): ServerOptions {
  return {
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: lookEvery,
    maxHeaderSize: 16 * 1024,
  };
}

/** A request, and why it is not answered, if it is not. */
export interface Received {
  readonly request: WireRequest;
  readonly refusal: ServiceError | undefined;
}

/** Reads a request to its end, no more of it than is allowed, and looks whether it comes from where it may. */
export async function receive(incoming: IncomingMessage): Promise<Received> {
  const head = { ...readHead(incoming), body: new Uint8Array() };
  const refusal = refuseSender(incoming) ?? refuseAddress(head);
  const body = await readBody(incoming, refusal === undefined ? limitOf(head) : 0);
  if (body === undefined) return { request: head, refusal: refusal ?? tooLarge(head) };
  return { request: { ...head, body }, refusal };
}

function readHead({ method = 'GET', url = '/', headers }: IncomingMessage): Omit<WireRequest, 'body'> {
  const [path = '/', ...query] = url.split('?');
  const flat = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]);
  const given = Object.fromEntries(flat.filter((entry): entry is [string, string] => entry[1] !== undefined));
  return { method, path, query: new URLSearchParams(query.join('?')), headers: given };
}

/**
 * Whoever is on this machine may ask, but no page that a browser there shows: neither one whose name has been made to mean this
 * machine (DNS rebinding), nor one that just sends requests here.
 */
function refuseSender({ headers, headersDistinct }: IncomingMessage): ServiceError | undefined {
  const denied = (message: string) => new ServiceError('AccessDenied', message, 403);
  const { host = '', origin } = headers;
  if (!isForThisMachine({ headers, headersDistinct }))
    return denied(`the local cloud is asked at 127.0.0.1, not at '${host.slice(0, 80)}'`);
  if (origin !== undefined) return denied(`the local cloud answers no web page: the request is from '${origin}'`);
  const site = headers['sec-fetch-site'] ?? 'none';
  return site === 'none' ? undefined : denied(`the local cloud answers no web page: the request is '${String(site)}'`);
}

/** Whether a request is for this machine by a name that nobody can give to another one: what keeps DNS rebinding out. */
export function isForThisMachine({
  headers: { host = '' },
  headersDistinct,
}: Pick<IncomingMessage, 'headers' | 'headersDistinct'>): boolean {
  return /^(?:127\.0\.0\.1|localhost)(?::\d{1,5})?$/i.test(host) && headersDistinct.host?.length === 1;
}

function refuseAddress({ path, query }: WireRequest): ServiceError | undefined {
  if (path.startsWith('/') && isDecodable(path) && query.size <= 1_000) return undefined;
  return new ServiceError('InvalidURI', "Couldn't parse the specified URI.");
}

function isDecodable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

/** Undefined where it is longer than that; what is too much is not kept. */
async function readBody(incoming: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
    if (length > PATIENCE * OBJECT_BYTES) throw new Error('the request does not end');
  }
  return length <= limit ? Buffer.concat(chunks) : undefined;
}

// An object has a key, which stands behind the bucket's name in the path; everything else is asked for at the root or a bucket.
function limitOf({ method, path }: WireRequest): number {
  return hasKey(path) && method === 'PUT' ? OBJECT_BYTES : CALL_BYTES;
}

function hasKey(path: string): boolean {
  return /^\/[^/]+\/./.test(path);
}

/**
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @see https://docs.aws.amazon.com/launchwizard/latest/APIReference/CommonErrors.html
 */
function tooLarge(request: WireRequest): ServiceError {
  const limit = limitOf(request);
  const atMost = `the local cloud takes ${limit / MB} MB at most`;
  if (limit === OBJECT_BYTES)
    return new ServiceError('EntityTooLarge', `Your proposed upload exceeds the maximum allowed size: ${atMost}`);
  if (request.path !== '/') return new ServiceError('MaxMessageLengthExceeded', `Your request was too big: ${atMost}`);
  return new ServiceError('RequestEntityTooLargeException', `The request entity is too large: ${atMost}`, 413);
}
