// Only tests use this: bytes that are nearly a request, and what an endpoint answers to them over a bare socket.
import { connect } from 'node:net';
import fc from 'fast-check';
import type { Request } from './requests.ts';

/** Bytes to send. */
export interface Shot {
  readonly bytes: Buffer;
  /** Whether it is HTTP, whatever it asks for: then there has to be an answer. */
  readonly isHttp: boolean;
}

/** A request as it is, one with something wrong in what it asks for, or one whose bytes are spoilt. */
export function arbitraryShot(requests: fc.Arbitrary<Request>): fc.Arbitrary<Shot> {
  const whole = requests.map((request): Shot => ({ bytes: toBytes(request), isHttp: true }));
  return fc.oneof(
    { weight: 4, arbitrary: whole },
    { weight: 3, arbitrary: fc.tuple(requests, arbitraryTwist).map(([request, twist]) => twist(request)) },
    { weight: 2, arbitrary: spoilt(whole) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => garbage(Buffer.from(bytes))) },
  );
}

/** The bytes of a request. @param head other than `method target HTTP/1.1` */
export function toBytes({ method, target, headers, body }: Request, head = `${method} ${target} HTTP/1.1`): Buffer {
  const length = body.length > 0 || method === 'POST' || method === 'PUT' ? [['content-length', `${body.length}`]] : [];
  const lines = [['host', '127.0.0.1'], ['connection', 'close'], ...headers, ...length].map(([n, v]) => `${n}: ${v}`);
  return Buffer.concat([Buffer.from(`${[head, ...lines].join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

const http = (request: Request): Shot => ({ bytes: toBytes(request), isHttp: true });
const garbage = (bytes: Buffer): Shot => ({ bytes, isHttp: false });
const withHeader =
  (name: string, value: string) =>
  (request: Request): Shot =>
    http({ ...request, headers: [...request.headers.filter(([each]) => each !== name), [name, value]] });
const withBody = (body: string) => (request: Request) => http({ ...request, body: Buffer.from(body) });
const deep = (open: string, close: string) => open.repeat(20_000) + close.repeat(20_000);

/** What clients that are broken or mean do to a request. */
const TWISTS: readonly ((request: Request) => Shot)[] = [
  ...['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'PROPFIND'].map(
    (method) => (request: Request) => http({ ...request, method }),
  ),
  ...[
    '/',
    '/..',
    '/bucket/../../../etc/passwd',
    '/bucket/%',
    '/%00',
    '//',
    '/_local-cloud/x',
    '/?Action=%FF',
    '/b/k?%',
  ].map((target) => (request: Request) => http({ ...request, target })),
  (request) => http({ ...request, target: `${request.target}?${'a=1&'.repeat(2_000)}` }),
  (request) => ({ bytes: toBytes(request, `${request.method} ${request.target} HTTP/1.0`), isHttp: true }),
  (request) => ({
    bytes: toBytes(request, `${request.method} http://127.0.0.1${request.target} HTTP/1.1`),
    isHttp: true,
  }),
  (request) => ({ bytes: Buffer.concat([toBytes(request), toBytes(request)]), isHttp: true }),
  withHeader('content-length', '99999999999999999999'),
  (request) => garbage(withHeader('transfer-encoding', 'chunked')(request).bytes),
  withHeader('expect', '100-continue'),
  withHeader('expect', 'miracle'),
  withHeader('upgrade', 'websocket'),
  withHeader('origin', 'https://example.com'),
  withHeader('authorization', 'AWS4-HMAC-SHA256 Credential=////aws4_request'),
  withHeader('authorization', `AWS4-${'A'.repeat(5_000)}`),
  withHeader('x-amz-target', '__proto__.constructor'),
  withHeader('x-amz-target', `${'a.'.repeat(2_000)}`),
  withHeader('content-type', 'text/html; charset=\u00ff'),
  withHeader('content-md5', '!'),
  withHeader('x-amz-content-sha256', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'),
  withHeader('x-amz-decoded-content-length', '-1'),
  withHeader('x-amz-checksum-crc32', '\u00e9'),
  withHeader('x-amz-meta-__proto__', 'x'),
  withHeader('__proto__', 'x'),
  withBody(''),
  withBody(deep('[', ']')),
  withBody(`{"a":${deep('{"a":', '}')}`),
  withBody('{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}'),
  withBody(`"${'\\"'.repeat(20_000)}`),
  withBody(deep('<a>', '</a>')),
  withBody(`<${'a'.repeat(100_000)}`),
  withBody('<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'),
  withBody('<a><!--'.repeat(10_000)),
  withBody(`Action=CreateStack&Version=2010-05-15&${'a.'.repeat(30_000)}=1`),
  withBody(`Action=CreateStack&Version=2010-05-15&${'Tags.member.1.Key=1&'.repeat(20_000)}`),
  withBody('Action=CreateStack&Version=2010-05-15&__proto__.x=1&Tags.member.99999999999999999999.Key=%ZZ%00%FF'),
];

const arbitraryTwist = fc.constantFrom(...TWISTS);

/** Bytes of which some are changed, missing, doubled, or more than there were. */
function spoilt(shots: fc.Arbitrary<Shot>): fc.Arbitrary<Shot> {
  const place = fc.nat(4_000);
  const kind = fc.constantFrom('flip', 'cut', 'drop', 'double', 'insert');
  return fc
    .tuple(shots, kind, place, place, fc.uint8Array({ minLength: 1, maxLength: 8 }))
    .map(([{ bytes }, how, from, length, other]) => {
      const at = from % bytes.length;
      const end = Math.min(bytes.length, at + 1 + (length % 40));
      const [before, middle, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
      if (how === 'cut') return garbage(before);
      if (how === 'drop') return garbage(Buffer.concat([before, after]));
      if (how === 'double') return garbage(Buffer.concat([before, middle, middle, after]));
      return garbage(Buffer.concat([before, other, how === 'insert' ? middle : Buffer.alloc(0), after]));
    });
}

/** How long one waits who may have sent too little, before it hangs up. */
const LINGER = 40;

/** How long there may be no answer and no end; a busy machine is slow. */
const PATIENCE = 30_000;

/** Sends bytes over a socket of their own. @returns all that came back until the other side closed it. */
export function fire(url: string, { bytes, isHttp }: Shot): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const chunks: Buffer[] = [];
    const done = () => resolve(Buffer.concat(chunks).toString('latin1'));
    socket.setTimeout(PATIENCE, () => {
      socket.destroy();
      reject(new Error(`no answer and no end after ${PATIENCE} ms`));
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    // One who is hung up on while still sending has what came before that.
    socket.on('error', done);
    socket.on('close', done);
    socket.write(bytes);
    // Whoever closes its side gets no answer to what was whole.
    if (!isHttp) setTimeout(() => socket.end(), LINGER);
  });
}
