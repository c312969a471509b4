// For tests only: a server on loopback that plays the parts of GitHub's and GitLab's API which comments need.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readStream } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

/** A comment that is there. */
export interface StoredComment {
  readonly id: number;
  readonly userId: number;
  readonly login: string;
  body: string;
  readonly system?: boolean;
}

/** What a request is answered with instead, once; nothing where the connection is cut. */
export interface Trouble {
  /** `POST /repos/...`, a part of it. */
  readonly of: RegExp;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Whether it was done all the same. */
  readonly isDone?: boolean;
}

/** A forge, and what was asked of it. */
export interface ForgeServer {
  readonly url: string;
  readonly comments: StoredComment[];
  /** `GET /repos/...?page=2`, in order. */
  readonly calls: string[];
  readonly tokens: Set<string>;
  readonly troubles: Trouble[];
  /** Who the token is of; undefined where that is not told. */
  me: { readonly id: number; readonly login: string } | undefined;
}

/** What the workflow's own token is of. */
export const WORKFLOW = { id: 41898282, login: 'github-actions[bot]' };

/** Starts one; it ends with the test. */
export async function openForgeServer(context: TestContext): Promise<ForgeServer> {
  const forge = {
    comments: [],
    calls: [],
    tokens: new Set<string>(),
    troubles: [],
    me: WORKFLOW,
    url: '',
  } as ForgeServer & { url: string };
  const server = createServer(async (request, response) => {
    const call = `${request.method} ${request.url}`;
    const sent: unknown = JSON.parse((await readStream(request)) || 'null');
    forge.calls.push(call);
    forge.tokens.add(String(request.headers.authorization ?? request.headers['private-token']));
    const index = forge.troubles.findIndex(({ of }) => of.test(call));
    const [trouble] = index < 0 ? [] : forge.troubles.splice(index, 1);
    const answer = trouble === undefined || trouble.isDone ? respond(forge, request, sent) : undefined;
    if (trouble !== undefined && trouble.status === undefined) return void request.socket.destroy();
    const { status = 500, headers = {}, body } = trouble ?? answer ?? {};
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  // A listening server over TCP has such an address.
  forge.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return forge;
}

type Reply = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown };

const GITHUB = /^\/repos\/example\/hello\/issues\/(?:7\/comments|comments\/(?<id>\d+))$/;
const GITLAB = /^\/api\/v4\/projects\/42\/merge_requests\/7\/notes(?:\/(?<id>\d+))?$/;

function respond(forge: ForgeServer, request: IncomingMessage, sent: unknown): Reply {
  const { pathname, searchParams } = new URL(request.url ?? '/', forge.url);
  if (pathname === '/graphql') {
    const { me } = forge;
    if (me === undefined) return { status: 403, body: { message: 'Resource not accessible' } };
    return { status: 200, body: { data: { viewer: { login: me.login, databaseId: me.id } } } };
  }
  if (pathname === '/api/v4/user') return { status: 200, body: { id: forge.me?.id, username: forge.me?.login } };
  const found = GITHUB.exec(pathname) ?? GITLAB.exec(pathname);
  if (found === null) return { status: 404, body: { message: 'Not Found' } };
  const show = GITHUB.test(pathname) ? asGitHub : asGitLab;
  const text = typeof sent === 'object' && sent !== null && 'body' in sent ? String(sent.body) : '';
  if (request.method === 'POST') {
    const { id, login } = forge.me ?? WORKFLOW;
    const comment = { id: 1000 + forge.comments.length, userId: id, login, body: text };
    forge.comments.push(comment);
    return { status: 201, body: show(comment) };
  }
  if (request.method !== 'GET') {
    const comment = forge.comments.find(({ id }) => String(id) === found.groups?.id);
    if (comment === undefined) return { status: 404, body: { message: 'Not Found' } };
    comment.body = text;
    return { status: 200, body: show(comment) };
  }
  const page = Number(searchParams.get('page') ?? '1');
  const size = Number(searchParams.get('per_page') ?? '30');
  const isLast = page * size >= forge.comments.length;
  const next = `<${forge.url}${pathname}?per_page=${size}&page=${page + 1}>; rel="next", <${forge.url}${pathname}>; rel="first"`;
  return {
    status: 200,
    headers: { 'x-next-page': isLast ? '' : String(page + 1), ...(isLast ? {} : { link: next }) },
    body: forge.comments.slice((page - 1) * size, page * size).map(show),
  };
}

function asGitHub({ id, userId, login, body }: StoredComment): object {
  const type = login.endsWith('[bot]') ? 'Bot' : 'User';
  return { id, body, html_url: `https://github.example/c/${id}`, user: { id: userId, login, type } };
}

function asGitLab({ id, userId, login, body, system = false }: StoredComment): object {
  return { id, body, system, author: { id: userId, username: login } };
}
