import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isForThisMachine, serverOptions } from '../../local/guard-request.ts';
import type { Broadcast } from './broadcast.ts';
import { ICON } from './page.ts';

/** What the pages are made of. */
export interface StageSource {
  readonly broadcast: Broadcast;
  /** The live page. */
  readonly page: (nonce: string, after: string) => string;
  readonly report: () => string;
  readonly timeline: () => string;
  /** Stops the deployment; gives what to say. Throws where it cannot be stopped. */
  readonly stop: () => Promise<string>;
}

/** A server of pages. */
export interface StageServer {
  /** `http://127.0.0.1:41234` */
  readonly url: string;
  /** Lets everybody go; nobody is answered after that. */
  readonly close: () => Promise<void>;
}

/** No page may load, send or embed anything but its own. */
const SAFE = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Answers on this machine, and nobody from elsewhere: at the port that is asked for if it is free, at another one otherwise.
 */
export async function startStageServer(source: StageSource, port = 0): Promise<StageServer> {
  try {
    return await listen(source, port);
  } catch (error) {
    if (port === 0 || !(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return listen(source, 0);
  }
}

function listen(source: StageSource, wanted: number): Promise<StageServer> {
  const server = createServer(serverOptions(), (request, response) => {
    // Nothing here has a body that is read.
    request.resume();
    answer(source, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else reply(response, 500, 'text/plain', error instanceof Error ? error.message : String(error));
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((done) => {
            source.broadcast.close();
            server.close(() => done());
            server.closeIdleConnections();
            // Whoever does not read its end is let go all the same.
            setTimeout(() => server.closeAllConnections(), 500).unref();
          }),
      });
    });
  });
}

async function answer(source: StageSource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = refuseSender(request);
  if (refusal !== undefined) return reply(response, 403, 'text/plain', refusal);
  const [pathname = '', query = ''] = (request.url ?? '/').split('?');
  if (pathname === '/stop') return stop(source, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return reply(response, 405, 'text/plain', `${pathname} is asked by GET`, { allow: 'GET, HEAD' });
  switch (pathname) {
    case '/':
      return sendPage(source, response);
    case '/events': {
      const after = String(request.headers['last-event-id'] ?? new URLSearchParams(query).get('after') ?? '');
      response.writeHead(200, { ...SAFE, 'content-type': 'text/event-stream; charset=utf-8' });
      if (request.method === 'HEAD') {
        response.end();
        return;
      }
      return source.broadcast.listen(response, after);
    }
    case '/report.html':
      return reply(response, 200, 'text/html', source.report());
    case '/timeline.json':
      return reply(response, 200, 'application/json', source.timeline());
    case '/icon.svg':
      return reply(response, 200, 'image/svg+xml', ICON);
    default:
      return reply(response, 404, 'text/plain', 'there are /, /events, /report.html, /timeline.json and /stop');
  }
}

function sendPage({ broadcast, page }: StageSource, response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  reply(response, 200, 'text/html', page(nonce, broadcast.id()), { 'content-security-policy': policy });
}

async function stop(source: StageSource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return reply(response, 405, 'text/plain', '/stop is asked by POST', { allow: 'POST' });
  try {
    reply(response, 202, 'text/plain', await source.stop());
  } catch (error) {
    reply(response, 409, 'text/plain', `not stopped: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function reply(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...SAFE, ...headers, 'content-type': `${type}; charset=utf-8` });
  response.end(text);
}

/**
 * Why a request is not answered: it is for a name that has been made to mean this machine, or from a page that is not ours. A page that
 * leads here by a link may be followed, but gets no more than the page.
 */
function refuseSender(request: IncomingMessage): string | undefined {
  const { host = '', origin } = request.headers;
  if (!isForThisMachine(request)) return `the rehearsal is looked at by 127.0.0.1, not by '${host.slice(0, 80)}'`;
  if (origin !== undefined && origin !== `http://${host}`) return `a page of '${origin.slice(0, 80)}' may not ask here`;
  const site = String(request.headers['sec-fetch-site'] ?? 'none');
  const isFollowed = request.headers['sec-fetch-mode'] === 'navigate' && request.method === 'GET';
  if (site !== 'none' && site !== 'same-origin' && !isFollowed) return `the request is '${site}'`;
  return undefined;
}
