import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createProxyServer } from 'httpxy';
import type { Account } from '../../local/account.ts';
import { actionsOf, attributeOf, LISTENER, LOAD_BALANCER, weightsOf } from '../../local/resources/elbv2.ts';
import { numberOf, textOf } from '../../local/resources/read.ts';
import type { Pace } from '../pace.ts';
import { AT_LEAST, patienceOf } from '../patience.ts';
import { answerByItself, HEADERS, otherAction } from './answers.ts';
import type { Metrics } from './metrics.ts';
import type { TargetGroups } from './target-groups.ts';
import { makeChooser } from './weights.ts';

/** What {@link openListener} is told. */
export interface ListenerOptions {
  readonly account: Account;
  readonly listenerArn: string;
  readonly pace: Pace;
  readonly groups: TargetGroups;
  readonly metrics: Metrics;
  /** What a target group is called in the header that says who has answered. */
  readonly nameOf: (targetGroupArn: string) => string;
}

/** A listener that listens. */
export interface OpenListener {
  /** `http://127.0.0.1:41234` */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Opens a listener of the account on a free port of loopback. What it does with a request is read from the account at each: its weights are
 * whatever ModifyListener has said last. Over HTTPS it would need a certificate, which is not here: it is played over HTTP, and its targets
 * are told `X-Forwarded-Proto: https`.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html of its own answers
 */
export async function openListener(options: ListenerOptions): Promise<OpenListener> {
  const { account, listenerArn, groups, metrics } = options;
  const listener = () => account.find(LISTENER, listenerArn);
  const forwarded = forwardedHeaders(account, listenerArn);
  const idle = idleTimeout(options);
  const chooseGroup = makeChooser();
  const proxy = createProxyServer({ xfwd: false });
  // What goes wrong is told to the callers below; without a listener the proxy would throw.
  proxy.on('econnreset', () => {});
  const failures = new WeakMap<object, () => void>();
  proxy.on('error', (_, request) => request && failures.get(request)?.());
  const heads = new WeakMap<object, (answer: IncomingMessage) => void>();
  proxy.on('proxyRes', (answer, request) => heads.get(request)?.(answer));

  const choose = () => {
    const found = listener();
    const weights = found ? weightsOf(found) : {};
    const targetGroupArn = chooseGroup(weights);
    const target = targetGroupArn === undefined ? undefined : groups.choose(targetGroupArn);
    return { targetGroupArn, target, weights };
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const found = listener();
    const other = found && otherAction(actionsOf(found), request);
    if (other) return void response.writeHead(other.status, other.headers).end(other.body);
    const { targetGroupArn, target, weights } = choose();
    response.setHeader(HEADERS.weights, written(weights, options.nameOf));
    const port = target?.port();
    if (!target || targetGroupArn === undefined) {
      metrics.served({ targetGroupArn: undefined, ownStatus: 503 });
      answerByItself(response, 503, targetGroupArn === undefined ? undefined : options.nameOf(targetGroupArn));
      return;
    }
    const name = options.nameOf(targetGroupArn);
    if (port === undefined) {
      metrics.served({ targetGroupArn, ownStatus: 502 });
      answerByItself(response, 502, name);
      return;
    }
    const begun = performance.now();
    let isSettled = false;
    const settle = (status: number | undefined, isOwn: boolean) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      const seconds = (performance.now() - begun) / 1000;
      if (status === undefined) return;
      if (isOwn) metrics.served({ targetGroupArn, ownStatus: status });
      else metrics.served({ targetGroupArn, targetStatus: status, seconds });
    };
    const fail = (status: 502 | 504) => {
      if (isSettled) return;
      // Whoever has gone away needs no answer, and nobody failed him.
      settle(request.socket.destroyed ? undefined : status, true);
      answerByItself(response, status, name);
    };
    const timer = setTimeout(() => fail(504), idle);
    failures.set(request, () => fail(502));
    heads.set(request, (head) => {
      // It comes too late: whoever asked has an answer.
      if (isSettled) return void head.destroy();
      settle(head.statusCode ?? 502, false);
      // Of the connection between load balancer and target, which clients have nothing to do with. The agent still needs to read how
      // long the target keeps it, so that is taken away once the proxy has copied it.
      head.headers.connection = leaves ? 'close' : 'keep-alive';
      process.nextTick(() => {
        if (!response.headersSent) response.removeHeader('keep-alive');
      });
      response.setHeader(HEADERS.targetGroup, name);
      response.setHeader(HEADERS.task, target.id);
    });
    response.once('close', () => settle(undefined, true));
    const leaves = /\bclose\b/i.test(request.headers.connection ?? '');
    dress(request, forwarded);
    void proxy.web(request, response, { target: { host: '127.0.0.1', port }, agent: target.agent });
  };

  const server = createServer({ keepAliveTimeout: 60_000 }, answer);
  server.on('upgrade', (request, socket: Socket, head) => {
    const { target } = choose();
    const port = target?.port();
    if (port === undefined) return void socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
    dress(request, forwarded, true);
    void proxy.ws(request, socket, { target: { host: '127.0.0.1', port } }, head);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function idleTimeout({ account, listenerArn, pace }: ListenerOptions): number {
  const arn = textOf(account.find(LISTENER, listenerArn)?.properties ?? {}, 'LoadBalancerArn') ?? '';
  const said = attributeOf(account.find(LOAD_BALANCER, arn)?.properties ?? {}, 'idle_timeout.timeout_seconds');
  return patienceOf(pace, Number(said ?? 60) * 1000, AT_LEAST.answer);
}

interface Forwarded {
  readonly port: string;
  readonly proto: string;
}

function forwardedHeaders(account: Account, listenerArn: string): Forwarded {
  const properties = account.find(LISTENER, listenerArn)?.properties ?? {};
  return {
    port: String(numberOf(properties, 'Port') ?? 80),
    proto: (textOf(properties, 'Protocol') ?? 'HTTP').toLowerCase(),
  };
}

/**
 * What ELB adds to a request. The client's own connection ends at the load balancer.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
function dress({ headers, socket }: IncomingMessage, { port, proto }: Forwarded, upgrades = false): void {
  const before = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = [before, socket.remoteAddress].filter(Boolean).join(', ');
  headers['x-forwarded-port'] = port;
  headers['x-forwarded-proto'] = proto;
  if (upgrades) return;
  delete headers.connection;
  delete headers['keep-alive'];
}

function written(weights: Readonly<Record<string, number>>, nameOf: (arn: string) => string): string {
  return Object.entries(weights)
    .map(([arn, weight]) => `${nameOf(arn)}=${weight}`)
    .join(',');
}
