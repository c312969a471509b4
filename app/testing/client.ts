// Only tests use this: a client that shows what really came over the connection.
import { once } from 'node:events';
import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface GetOptions {
  readonly agent?: Agent;
  readonly method?: string;
}

/**
 * Sends a request with this path as it is, on a connection of its own unless there is an agent. Rejects unless the
 * answer is whole.
 */
export function get(port: number, path: string, { agent, method = 'GET' }: GetOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, agent: agent ?? false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.once('error', reject);
    sent.end();
  });
}

/** A connection that sends what a test writes and remembers what came, until the server ends it. */
export interface RawConnection {
  readonly socket: Socket;
  /** Everything that came so far. */
  received(): string;
  /** Resolves when this has come; rejects if the connection ends before. */
  until(text: string): Promise<void>;
  /** Resolves when the server has closed the connection in order; rejects on a reset. */
  readonly ended: Promise<void>;
}

/** Opens a connection. */
export async function openRaw(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => resolve());
  });
  // Whoever awaits it gets the error; a test that does not must not fail by it.
  ended.catch(() => {});
  const until = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (text.includes(wanted)) resolve();
      };
      look();
      socket.on('data', look);
      ended.then(() => reject(new Error(`the connection ended without ${JSON.stringify(wanted)}: ${text}`)), reject);
    });
  return { socket, received: () => text, until, ended };
}

/** A whole request, for a raw connection. */
export function rawGet(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`;
}
