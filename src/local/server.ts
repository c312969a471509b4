import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { Account } from './account.ts';
import { Accounts } from './accounts.ts';
import { receive, serverOptions, type Timeouts } from './guard-request.ts';
import { unchunk, verifyBody } from './wire/body.ts';
import { dispatch, refuse } from './wire/dispatch.ts';
import { CUT, type WireAnswer, type WireRequest } from './wire/message.ts';
import { type LocalService, ServiceError } from './wire/service.ts';

/** What {@link startLocalCloud} is told. */
export interface LocalCloudOptions {
  /** One, or several. */
  readonly account: Account | Accounts;
  readonly services: readonly LocalService[];
  /** One that is free, unless said. */
  readonly port?: number;
  /** Where its state is kept, told to whoever asks who is there. */
  readonly folder?: string;
  /** Waited for before each answer is sent: what was changed in the account that was asked is written down by then. */
  readonly settle?: (account: Account) => Promise<void>;
  /** Answers what is asked at {@link FAULTS_PATH}. */
  readonly admin?: (request: WireRequest) => WireAnswer;
  /** How long a client may take; long enough for any, unless said. */
  readonly timeouts?: Timeouts;
}

/** How long requests that are being answered may take when it closes, in milliseconds. */
const LAST_ANSWERS = 2_000;

/** A local cloud that answers. */
export interface LocalCloud {
  /** `http://127.0.0.1:4567` */
  readonly url: string;
  /** Answers what it has been asked, and nothing after that: whoever finds nobody has not been heard. */
  readonly close: () => Promise<void>;
}

/** Where one asks whether it is a local cloud that answers, and whose. No path of S3: a bucket's name has no underscore. */
export const IDENTITY_PATH = '/_local-cloud';

/** Where one looks at what is to go wrong, and changes it. */
export const FAULTS_PATH = `${IDENTITY_PATH}/faults`;

/** Where one asks how often each operation has been called since it was started: `{"s3:PutObject": 11}`. */
export const CALLS_PATH = `${IDENTITY_PATH}/calls`;

/**
 * Starts an endpoint on loopback that unmodified SDKs and the AWS CLI can talk to. Signatures are not verified: whoever is on this
 * machine may ask.
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { account, services, port = 0, folder, settle = async () => {}, admin, timeouts } = options;
  const accounts = account instanceof Accounts ? account : new Accounts(account);
  let url = '';
  let isClosing = false;
  const calls = new Map<string, number>();
  const onCall = (name: string) => calls.set(name, (calls.get(name) ?? 0) + 1);
  const server = createServer(serverOptions(timeouts), async (incoming, outgoing) => {
    try {
      const { request, refusal } = await receive(incoming);
      const asked = new Set<Account>();
      const answer = refusal
        ? refuse(refusal, request, randomUUID())
        : (tellOfItself(request, accounts.home, folder, calls) ??
          (await kept(request, asked, await answerTo(request, (each) => asked.add(each)))));
      if (isClosing) outgoing.setHeader('connection', 'close');
      if (answer === CUT) outgoing.destroy();
      else send(outgoing, dated(answer, accounts.home), incoming.method === 'HEAD');
    } catch (error) {
      outgoing.destroy(error instanceof Error ? error : undefined);
    }
  });
  const answerTo = async (request: WireRequest, onAccount: (account: Account) => void): Promise<WireAnswer> => {
    const requestId = randomUUID();
    if (admin !== undefined && request.path === FAULTS_PATH) return admin(request);
    try {
      const plain = unchunk(request.body, request.headers);
      verifyBody(plain);
      return await dispatch({ ...request, ...plain }, { accounts, services, url, onCall, onAccount }, requestId);
    } catch (error) {
      return refuse(error, request, requestId);
    }
  };
  // What is not written down is not said.
  const kept = async (request: WireRequest, asked: ReadonlySet<Account>, answer: WireAnswer): Promise<WireAnswer> => {
    try {
      await Promise.all([...asked].map(settle));
      return answer;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      // A status that clients do not try again for: the call has been made as far as it goes.
      return refuse(new ServiceError('StateNotWritten', why, 507), request, randomUUID());
    }
  };
  // Clients keep connections: one that is closed just when it is used again would fail a call.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        isClosing = true;
        const cut = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function tellOfItself(
  { method, path }: WireRequest,
  { whereabouts, pipelines }: Account,
  folder: string | undefined,
  calls: ReadonlyMap<string, number>,
): WireAnswer | undefined {
  if (method !== 'GET' || (path !== IDENTITY_PATH && path !== CALLS_PATH)) return undefined;
  const body = JSON.stringify(
    path === CALLS_PATH ? Object.fromEntries(calls) : { ...whereabouts, folder, plays: pipelines !== undefined },
  );
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

// By the account's clock, which clients set theirs by.
function dated(answer: WireAnswer, account: Account): WireAnswer {
  return { ...answer, headers: { date: account.now().toUTCString(), ...answer.headers } };
}

function send(outgoing: ServerResponse, { status, headers, body }: WireAnswer, isHead: boolean): void {
  // Of an object that is only asked about, the length is the object's.
  const length = headers['content-length'] ?? Buffer.byteLength(body);
  outgoing.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'content-length': length }) });
  outgoing.end(isHead ? undefined : body);
}
