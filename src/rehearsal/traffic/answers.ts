import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import type { DataObject } from '../../dsl/template.ts';
import { numberOf, objectOf, textOf } from '../../local/resources/read.ts';

/** What the load balancer of a rehearsal adds to every answer, and AWS's does not. */
export const HEADERS = {
  /** The target group whose target has answered, or should have: `blue`, `green`. */
  targetGroup: 'x-rehearsal-target-group',
  /** The task that has answered. */
  task: 'x-rehearsal-task',
  /** The weights by which the target group was chosen: `blue=90,green=10`. */
  weights: 'x-rehearsal-weights',
} as const;

/** An answer of the load balancer's own, for a target that did not give one; a client that has part of one is cut off. */
export function answerByItself(response: ServerResponse, status: 502 | 503 | 504, name?: string): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const title = `${status} ${STATUS_CODES[status]}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  if (name !== undefined) response.setHeader(HEADERS.targetGroup, name);
  response.writeHead(status, { server: 'awselb/2.0', 'content-type': 'text/html' }).end(body);
}

/** What a listener answers that forwards to nobody; undefined for one that forwards. */
export function otherAction(
  actions: readonly DataObject[],
  request: IncomingMessage,
): { readonly status: number; readonly headers: OutgoingHttpHeaders; readonly body: string } | undefined {
  const action = actions.at(-1) ?? {};
  if (textOf(action, 'Type') === 'fixed-response') {
    const config = objectOf(action, 'FixedResponseConfig');
    const headers = { 'content-type': textOf(config, 'ContentType') ?? 'text/plain' };
    return { status: numberOf(config, 'StatusCode') ?? 200, headers, body: textOf(config, 'MessageBody') ?? '' };
  }
  if (textOf(action, 'Type') !== 'redirect') return undefined;
  const config = objectOf(action, 'RedirectConfig');
  const status = Number((textOf(config, 'StatusCode') ?? 'HTTP_302').replace('HTTP_', ''));
  return { status, headers: { location: locationOf(config, request) }, body: '' };
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html */
function locationOf(config: DataObject, request: IncomingMessage): string {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  const parts: Readonly<Record<string, string>> = {
    protocol: 'http',
    host: url.hostname,
    port: url.port || '80',
    path: url.pathname.slice(1),
    query: url.search.slice(1),
  };
  const fill = (name: string, otherwise: string) =>
    (textOf(config, name) ?? otherwise).replaceAll(/#\{(\w+)\}/g, (_, part: string) => parts[part] ?? '');
  const query = fill('Query', '#{query}');
  const host = `${fill('Host', '#{host}')}:${fill('Port', '#{port}')}`;
  return `${fill('Protocol', '#{protocol}').toLowerCase()}://${host}${fill('Path', '/#{path}')}${query && `?${query}`}`;
}
