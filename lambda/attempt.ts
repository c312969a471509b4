import * as http from 'node:http';
import * as https from 'node:https';
import { runInNewContext } from 'node:vm';
import { messageOf } from './log.ts';
import { type Probe, resultOf } from './probe.ts';

/** What one attempt showed. */
export interface Attempt {
  /** Milliseconds until the answer was complete, or until it was given up. */
  readonly latencyMs: number;
  /** The answer's status; nothing when there was no complete answer. */
  readonly status?: number | undefined;
  /** Why the attempt did not pass; nothing when it passed. */
  readonly reason?: string | undefined;
}

/**
 * Sends a probe's request once and judges the answer. Never throws: what goes wrong is the reason.
 * @param baseUrl the listener; only its scheme, host and port count
 * @param timeoutMs when to give up: from before connecting to the end of the body. Matching the body has what is left of it, or
 * 100 ms where that is less
 */
//! One request and its answer. Whatever goes wrong is the reason why the attempt did not pass.
export async function attempt(probe: Probe, baseUrl: string, timeoutMs: number): Promise<Attempt> {
  const started = Date.now();
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await send(probe, new URL(baseUrl), timeout);
    const body = await readBody(answer);
    const latencyMs = Date.now() - started;
    const matchingMs = Math.max(100, timeoutMs - latencyMs);
    return { status: answer.statusCode, latencyMs, reason: findFault(probe, answer.statusCode, body, matchingMs) };
  } catch (error) {
    const reason = timeout.aborted ? `no complete answer within ${timeoutMs} ms` : messageOf(error);
    return { latencyMs: Date.now() - started, reason };
  }
}

function send({ method, path, host, ...probe }: Probe, url: URL, signal: AbortSignal): Promise<http.IncomingMessage> {
  //! Web application firewalls refuse requests without a User-Agent.
  const headers = { 'User-Agent': 'codedeploy-hook', ...probe.headers, Host: host ?? url.host };
  //! Without an agent, each attempt has a connection of its own, as a new user has.
  const options = { method, path, headers, servername: host, rejectUnauthorized: true, agent: false as const, signal };
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    //! A connection can also be closed without an error and without an answer.
    const onClose = () => reject(new Error('the connection was closed without an answer'));
    request(url, options, resolve).on('error', reject).on('close', onClose).end();
  });
}

async function readBody(answer: http.IncomingMessage): Promise<string> {
  let body = '';
  for await (const text of answer.setEncoding('utf8')) {
    body += text;
    if (body.length > 1_024 * 1_024) throw new Error('the body is longer than 1 MiB');
  }
  return body;
}

function findFault(probe: Probe, status: number | undefined, body: string, timeout: number): string | undefined {
  const { bodyContains = '', bodyPattern: pattern } = probe;
  if (status !== probe.status) return `status is ${status}, must be ${probe.status}`;
  if (!body.includes(bodyContains)) return `the body does not contain ${JSON.stringify(bodyContains)}`;
  if (pattern === undefined) return undefined;
  //! Some patterns try without end, and meanwhile nothing else runs. A context of its own can be stopped.
  const found: unknown = resultOf(() => runInNewContext('RegExp(pattern).test(body)', { pattern, body }, { timeout }));
  if (found === undefined) return `the body could not be matched with /${pattern}/ within ${timeout} ms`;
  return found ? undefined : `the body does not match /${pattern}/`;
}
