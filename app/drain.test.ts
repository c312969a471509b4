import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { Drain } from './drain.ts';
import { openRaw, rawGet } from './testing/client.ts';

/** Long enough that a test which waits for it fails by its own limit instead. */
const NEVER_MS = 60_000;

/** A server whose answers a test gives by hand: requests wait here in the order in which they came. */
async function startServer(context: TestContext) {
  const arrived: ServerResponse[] = [];
  const waiting: ((response: ServerResponse) => void)[] = [];
  const server = createServer((_request: IncomingMessage, response) => {
    const take = waiting.shift();
    if (take) take(response);
    else arrived.push(response);
  });
  const drain = new Drain(server);
  context.after(() => server.closeAllConnections());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const nextRequest = (): Promise<ServerResponse> => {
    const response = arrived.shift();
    return response ? Promise.resolve(response) : new Promise((resolve) => waiting.push(resolve));
  };
  /** Starts draining and resolves when the port is closed. */
  const begin = async (quietMs: number, limitMs = NEVER_MS) => {
    let outcome: ReturnType<Drain['run']> | undefined;
    const connections = await new Promise<number>((onRefusing) => {
      outcome = drain.run({ quietMs, limitMs, onRefusing });
    });
    assert.ok(outcome);
    return { outcome, connections };
  };
  return { port: address.port, drain, nextRequest, begin };
}

describe('a drain', { timeout: 20_000 }, () => {
  test('answers a request that was under way, and tells the client to leave', async (context) => {
    const { port, nextRequest, begin } = await startServer(context);
    const client = await openRaw(port);
    client.socket.write(rawGet('/'));
    const response = await nextRequest();
    const { outcome, connections } = await begin(NEVER_MS);
    assert.equal(connections, 1);
    response.end('late');
    await client.ended;
    assert.match(client.received(), /^HTTP\/1\.1 200 OK\r\nConnection: close\r\n[\s\S]*late$/);
    assert.deepEqual(await outcome, { lost: 0 });
  });

  test('answers a request that comes on an idle connection', async (context) => {
    const { port, nextRequest, begin } = await startServer(context);
    const client = await openRaw(port);
    client.socket.write(rawGet('/'));
    (await nextRequest()).end('first');
    await client.until('first');
    assert.match(client.received(), /Connection: keep-alive/);
    const { outcome } = await begin(NEVER_MS);
    client.socket.write(rawGet('/'));
    (await nextRequest()).end('second');
    await client.ended;
    assert.match(client.received(), /first[\s\S]*Connection: close[\s\S]*second$/);
    assert.deepEqual(await outcome, { lost: 0 });
  });

  test('answers the first request of a connection that had none', async (context) => {
    const { port, nextRequest, begin } = await startServer(context);
    const client = await openRaw(port);
    const { outcome } = await begin(NEVER_MS);
    client.socket.write(rawGet('/'));
    (await nextRequest()).end('first');
    await client.ended;
    assert.match(client.received(), /first$/);
    assert.deepEqual(await outcome, { lost: 0 });
  });

  test('answers all of several pipelined requests', async (context) => {
    const { port, nextRequest, begin } = await startServer(context);
    const client = await openRaw(port);
    client.socket.write(rawGet('/1') + rawGet('/2'));
    const [one, two] = [await nextRequest(), await nextRequest()];
    const { outcome } = await begin(NEVER_MS);
    client.socket.write(rawGet('/3'));
    const three = await nextRequest();
    three.end('three');
    two.end('two');
    one.end('one');
    await client.ended;
    assert.match(client.received(), /one[\s\S]*two[\s\S]*three$/);
    assert.equal(client.received().split('Connection: close').length, 2);
    assert.deepEqual(await outcome, { lost: 0 });
  });

  test('lets an answer end that had begun, and keeps its connection for one more request', async (context) => {
    const { port, nextRequest, begin } = await startServer(context);
    const client = await openRaw(port);
    client.socket.write(rawGet('/'));
    const response = await nextRequest();
    response.write('begun, ');
    await client.until('begun');
    const { outcome } = await begin(NEVER_MS);
    response.end('ended');
    await client.until('ended');
    client.socket.write(rawGet('/'));
    (await nextRequest()).end('more');
    await client.ended;
    assert.match(client.received(), /Connection: close[\s\S]*more$/);
    assert.deepEqual(await outcome, { lost: 0 });
  });

  test('waits for the rest of a request that has begun to arrive, longer than for an idle connection', async (context) => {
    const { port, nextRequest, begin } = await startServer(context);
    const [slow, idle] = [await openRaw(port), await openRaw(port)];
    slow.socket.write('GET / HTTP/1.1\r\nHo');
    // Sent later, so that the server has read the half request before it begins.
    idle.socket.write(rawGet('/'));
    (await nextRequest()).end('idle');
    await idle.until('idle');
    const { outcome } = await begin(50);
    await idle.ended;
    slow.socket.write('st: test\r\n\r\n');
    (await nextRequest()).end('answered');
    await slow.ended;
    assert.match(slow.received(), /answered$/);
    assert.deepEqual(await outcome, { lost: 0 });
  });

  test('closes connections that stay idle, used or not, and loses nothing by it', async (context) => {
    const { port, nextRequest, begin } = await startServer(context);
    const [used, unused] = [await openRaw(port), await openRaw(port)];
    used.socket.write(rawGet('/'));
    (await nextRequest()).end('used');
    await used.until('used');
    const { outcome, connections } = await begin(50);
    assert.equal(connections, 2);
    await Promise.all([used.ended, unused.ended]);
    assert.deepEqual(await outcome, { lost: 0 });
  });

  test('gives up at its limit and says how many requests were lost', async (context) => {
    const { port, nextRequest, begin } = await startServer(context);
    const [hanging, half, idle] = [await openRaw(port), await openRaw(port), await openRaw(port)];
    half.socket.write('GET / HT');
    hanging.socket.write(rawGet('/'));
    await nextRequest();
    const { outcome } = await begin(NEVER_MS, 200);
    assert.deepEqual(await outcome, { lost: 2 });
    await idle.ended;
    await Promise.allSettled([hanging.ended, half.ended]);
    assert.equal(hanging.received() + half.received(), '');
  });

  test('refuses new connections', async (context) => {
    const { port, nextRequest, begin } = await startServer(context);
    const client = await openRaw(port);
    client.socket.write(rawGet('/'));
    const response = await nextRequest();
    const { outcome } = await begin(NEVER_MS);
    await assert.rejects(openRaw(port), { code: 'ECONNREFUSED' });
    response.end();
    await outcome;
  });

  test('begins once, however often it is asked to', async (context) => {
    const { drain } = await startServer(context);
    const options = { quietMs: NEVER_MS, limitMs: NEVER_MS };
    assert.equal(drain.run(options), drain.run(options));
    assert.deepEqual(await drain.run(options), { lost: 0 });
  });

  test('of a server that does not listen is over at once', async () => {
    assert.deepEqual(await new Drain(createServer()).run({ quietMs: NEVER_MS, limitMs: NEVER_MS }), { lost: 0 });
  });
});
