import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import type { DescribeTargetHealthOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { make } from '../../local/services/small-system.ts';
import { sideOf } from '../side.ts';
import { PACE, smallWorld, startServer, until, untilHealth } from '../world.fixtures.ts';
import { HEADERS } from './answers.ts';
import { openLoadBalancer } from './load-balancer.ts';

async function open(context: TestContext, attributes: Readonly<Record<string, string>> = {}) {
  const world = smallWorld();
  const { account, production, loadBalancer } = world;
  const LoadBalancerAttributes = Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
  account.put({ ...loadBalancer, properties: { ...loadBalancer.properties, LoadBalancerAttributes } });
  const nameOf = (arn: string) => sideOf(account, arn);
  const balancer = await openLoadBalancer({ account, pace: PACE, nameOf });
  context.after(() => balancer.close());
  const url = balancer.addressOf(production.id) ?? '';
  let count = 0;
  const heard: string[] = [];
  /** Registers a port at a target group. */
  const register = (group: { readonly id: string }, port: number | undefined) => {
    count += 1;
    const id = `task-${count}`;
    const onHealth = (health: string) => void heard.push(`${id} ${health}`);
    return balancer.register(group.id, { id, port: () => port, onHealth });
  };
  const get = async (path = '/', headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}${path}`, { headers, redirect: 'manual' });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  return { ...world, balancer, url, register, get, heard };
}

describe('a load balancer', { timeout: 60_000, concurrency: true }, () => {
  test('splits requests by the weights of its listener, exact to the request, and in turn within a group', async (context) => {
    const { get, register, blue, green, setWeights } = await open(context);
    const port = await startServer(context, (_, response) => response.end('ok'));
    const targets = [register(blue, port), register(blue, port), register(green, port)];
    await Promise.all(targets.map((target) => untilHealth(target, 'healthy')));
    for (const share of [0, 10, 50, 100]) {
      await setWeights(100 - share, share);
      const answers = await Promise.all(Array.from({ length: 40 }, () => get()));
      const sides = answers.map(({ headers }) => headers.get(HEADERS.targetGroup));
      assert.equal(sides.filter((side) => side === 'green').length, (40 * share) / 100);
      assert.equal(answers[0]?.headers.get(HEADERS.weights), `blue=${100 - share},green=${share}`);
      const first = answers.filter(({ headers }) => headers.get(HEADERS.task) === 'task-1').length;
      assert.equal(first, (40 - (40 * share) / 100) / 2);
    }
  });

  test('answers 503 for a group without targets, and does not turn to another one that has some', async (context) => {
    const { get, register, blue, setWeights, balancer } = await open(context);
    const port = await startServer(context, (_, response) => response.end('ok'));
    await untilHealth(register(blue, port), 'healthy');
    await setWeights(50, 50);
    const answers = await Promise.all(Array.from({ length: 10 }, () => get()));
    const refused = answers.filter(({ status }) => status === 503);
    assert.deepEqual(
      refused.map(({ headers }) => headers.get(HEADERS.targetGroup)),
      Array.from({ length: 5 }, () => 'green'),
    );
    const { HTTPCode_ELB_5XX_Count: own, RequestCount } = balancer.measure(new Date(0));
    assert.deepEqual([own, RequestCount], [5, 5]);
  });

  test('sends requests to all targets of a group in which none is healthy', async (context) => {
    const { get, register, blue, call, account } = await open(context);
    const port = await startServer(context, ({ url }, response) => {
      response.statusCode = url === '/ping' ? 500 : 200;
      response.end();
    });
    const [one, other] = [register(blue, port), register(blue, port)];
    await Promise.all([untilHealth(one, 'unhealthy'), untilHealth(other, 'unhealthy')]);
    const answers = [await get(), await get()];
    assert.deepEqual(new Set(answers.map(({ headers }) => headers.get(HEADERS.task))), new Set(['task-1', 'task-2']));
    const told = await call<DescribeTargetHealthOutput>('DescribeTargetHealth', { TargetGroupArn: blue.id });
    assert.equal(told.TargetHealthDescriptions?.[0]?.TargetHealth?.Reason, 'Target.ResponseCodeMismatch');
    assert.equal(told.TargetHealthDescriptions?.[0]?.Target?.Port, port);
    assert.match(String(account.targets(blue.id)[0]?.id), /^i-[0-9a-f]{17}$/);
  });

  test('takes a target for healthy after one good answer, and after two again once it was not', async (context) => {
    const { register, blue, heard, balancer } = await open(context);
    let status = 200;
    let checks = 0;
    const port = await startServer(context, (_, response) => {
      checks += 1;
      response.statusCode = status;
      response.end();
    });
    const target = register(blue, port);
    assert.equal(target.health(), 'initial');
    await untilHealth(target, 'healthy');
    assert.equal(checks, 1);
    status = 500;
    await untilHealth(target, 'unhealthy');
    assert.equal(checks, 4);
    status = 200;
    await untilHealth(target, 'healthy');
    assert.equal(checks, 6);
    await target.deregister();
    assert.deepEqual(
      heard.map((each) => each.split(' ')[1]),
      ['healthy', 'unhealthy', 'healthy', 'draining'],
    );
    assert.equal(balancer.measure(new Date(0)).groups[blue.id]?.UnHealthyHostCount, 1);
  });

  test('answers 502 for a target that hangs up, or is not there, and counts that as its own', async (context) => {
    const { get, register, blue, balancer } = await open(context);
    const port = await startServer(context, (request, response) => {
      if (request.url === '/ping') response.end();
      else request.socket.destroy();
    });
    const target = register(blue, port);
    await untilHealth(target, 'healthy');
    const { status, headers } = await get();
    assert.equal(status, 502);
    assert.equal(headers.get(HEADERS.targetGroup), 'blue');
    await target.deregister();
    await untilHealth(register(blue, 1), 'unhealthy');
    assert.equal((await get()).status, 502);
    const { groups, HTTPCode_ELB_5XX_Count: own } = balancer.measure(new Date(0));
    assert.equal(own, 2);
    assert.equal(groups[blue.id]?.HTTPCode_Target_5XX_Count, 0);
  });

  test('answers 504 for a target that says nothing in the time that a connection may be idle', async (context) => {
    const { get, register, blue, balancer } = await open(context, { 'idle_timeout.timeout_seconds': '1' });
    const port = await startServer(context, ({ url }, response) => void (url === '/ping' && response.end()));
    await untilHealth(register(blue, port), 'healthy');
    assert.equal((await get()).status, 504);
    assert.equal(balancer.measure(new Date(0)).HTTPCode_ELB_5XX_Count, 1);
  });

  test('counts nothing for a client that goes away', async (context) => {
    const { url, register, blue, balancer } = await open(context);
    let asked = 0;
    const port = await startServer(context, (request, response) => {
      if (request.url === '/ping') return void response.end();
      asked += 1;
      request.socket.once('close', () => {
        asked += 1;
      });
    });
    await untilHealth(register(blue, port), 'healthy');
    const gone = new AbortController();
    const answer = fetch(url, { signal: gone.signal });
    await until(() => asked === 1);
    gone.abort();
    await assert.rejects(answer);
    // The target is told, too.
    await until(() => asked === 2);
    assert.equal(balancer.measure(new Date(0)).HTTPCode_ELB_5XX_Count, 0);
  });

  test('cuts off whoever has part of an answer of which the rest does not come', async (context) => {
    const { get, register, blue } = await open(context);
    const port = await startServer(context, (request, response) => {
      if (request.url === '/ping') return void response.end();
      response.write('part');
      setTimeout(() => request.socket.destroy(), 20);
    });
    await untilHealth(register(blue, port), 'healthy');
    await assert.rejects(get());
  });

  test('lets a target that is taken out end what it has begun, and gives it nothing more', async (context) => {
    const { get, register, blue, account } = await open(context);
    let finish: (() => void) | undefined;
    const port = await startServer(context, ({ url }, response) => {
      if (url === '/slow') finish = () => response.end('late');
      else response.end('ok');
    });
    const target = register(blue, port);
    await untilHealth(target, 'healthy');
    const slow = get('/slow');
    await until(() => finish !== undefined);
    const out = target.deregister();
    assert.equal(account.targets(blue.id)[0]?.state, 'draining');
    assert.equal((await get()).status, 503);
    finish?.();
    assert.equal((await slow).text, 'late');
    await out;
    assert.deepEqual(account.targets(blue.id), []);
  });

  test('cuts what a target that is taken out has not ended after the deregistration delay', async (context) => {
    const { get, register, blue } = await open(context);
    let asked = 0;
    const port = await startServer(context, ({ url }, response) => {
      if (url === '/ping') response.end();
      else asked += 1;
    });
    const target = register(blue, port);
    await untilHealth(target, 'healthy');
    const never = get('/never');
    await until(() => asked === 1);
    await target.deregister();
    assert.equal((await never).status, 502);
  });

  test('says where a request came from, and keeps the connection to its target to itself', async (context) => {
    const { get, register, blue } = await open(context);
    const port = await startServer(context, ({ headers }, response) => response.end(JSON.stringify(headers)));
    await untilHealth(register(blue, port), 'healthy');
    const { text } = await get('/', { 'x-forwarded-for': '203.0.113.7' });
    const headers = JSON.parse(text);
    assert.equal(headers['x-forwarded-for'], '203.0.113.7, 127.0.0.1');
    assert.equal(headers['x-forwarded-port'], '80');
    assert.equal(headers['x-forwarded-proto'], 'http');
    assert.equal(headers.connection, 'keep-alive');
  });

  test('keeps connections to a target no longer than that does, and closes its own when a client wants it', async (context) => {
    const { url, get, register, blue } = await open(context);
    const ports = new Set<number | undefined>();
    const port = await startServer(context, ({ socket, url: path }, response) => {
      if (path !== '/ping') ports.add(socket.remotePort);
      // It means: at once, since a second is what clocks may differ by.
      response.setHeader('keep-alive', 'timeout=1');
      response.end();
    });
    await untilHealth(register(blue, port), 'healthy');
    for (let count = 0; count < 3; count += 1) assert.equal((await get()).headers.get('keep-alive'), null);
    assert.equal(ports.size, 3);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await once(socket, 'end');
    assert.match(text, /^HTTP\/1\.1 200[\s\S]*\r\nconnection: close\r\n/i);
  });

  test('passes on what is sent, and an upgrade', async (context) => {
    const { url, register, blue } = await open(context);
    const port = await startServer(context, (request, response) => request.pipe(response));
    await untilHealth(register(blue, port), 'healthy').catch(() => {});
    const body = 'x'.repeat(300_000);
    const answer = await fetch(url, { method: 'POST', body });
    assert.equal((await answer.text()).length, body.length);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const [chunk] = await once(socket, 'data');
    // The target knows no upgrade, and answers as ever.
    assert.match(String(chunk), /^HTTP\/1\.1 200/);
    socket.destroy();
  });

  test('redirects, and answers what a listener says by itself', async (context) => {
    const { get, setActions } = await open(context);
    setActions({ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } });
    const { status, headers } = await get('/hello/you?a=b');
    assert.equal(status, 301);
    assert.equal(headers.get('location'), 'https://127.0.0.1:443/hello/you?a=b');
    setActions({
      Type: 'fixed-response',
      FixedResponseConfig: { StatusCode: '410', ContentType: 'text/plain', MessageBody: 'gone' },
    });
    const fixed = await get();
    assert.deepEqual([fixed.status, fixed.text], [410, 'gone']);
  });

  test('opens listeners that have come, and closes those that have gone', async (context) => {
    const { account, balancer, production, get } = await open(context);
    const later = make(account, production.type, 'Later', { ...production.properties, Port: '9090' });
    assert.equal(balancer.addressOf(later.id), undefined);
    const before = balancer.addressOf(production.id);
    await balancer.look();
    assert.equal((await fetch(balancer.addressOf(later.id) ?? '')).status, 503);
    assert.equal(balancer.addressOf(production.id), before);
    account.remove(production.type, production.id);
    await balancer.look();
    assert.equal(balancer.addressOf(production.id), undefined);
    await assert.rejects(get());
  });

  test('refuses to open where a rule would be left out', async () => {
    const { account, production, blue } = smallWorld();
    make(account, 'AWS::ElasticLoadBalancingV2::ListenerRule', 'Rule', {
      ListenerArn: production.id,
      Priority: 1,
      Conditions: [],
      Actions: [{ Type: 'forward', TargetGroupArn: blue.id }],
    });
    await assert.rejects(openLoadBalancer({ account, pace: PACE, nameOf: String }), { code: 'not-rehearsed' });
  });
});
