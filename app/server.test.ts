import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type ClientRequestArgs } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { get, openRaw, rawGet } from './testing/client.ts';
import { APP, buildBundle, runServer, startServer } from './testing/process.ts';

const SOURCE = ['--import', 'tsx', join(APP, 'server.ts')];
const SLOW = ['--import', 'tsx', join(APP, 'testing/slow-server.ts')];
let bundle: ReturnType<typeof buildBundle>;

before(() => {
  bundle = buildBundle();
});
after(() => bundle.remove());

/**
 * A keep-alive agent that can be told what a balancer is told by a deregistration: to open no more connections. Those
 * that exist are used on, and nothing that goes wrong there is forgiven.
 */
class BalancerAgent extends Agent {
  isDeregistered = false;

  constructor() {
    super({ keepAlive: true, maxSockets: 100 });
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    if (!this.isDeregistered) return super.createConnection(options, callback);
    throw new Elsewhere();
  }
}

/** A request that was never sent here. */
class Elsewhere extends Error {}

describe('the server', { timeout: 60_000 }, () => {
  for (const [form, args] of [
    ['source', () => SOURCE],
    ['bundle', () => [bundle.file]],
  ] as const) {
    test(`greets and leaves on SIGTERM, as ${form}`, async (context) => {
      const server = await startServer(context, args(), { VERSION: 'v9' });
      const { body, headers } = await get(server.port, '/hello/Ada');
      assert.match(body, /^<p>Hi there, Ada<\/p>\n/);
      assert.equal(headers['x-version'], 'v9');
      server.signal('SIGTERM');
      assert.deepEqual(await server.ended, { code: 0, signal: null });
      assert.deepEqual(
        server.lines.map(({ event }) => event),
        ['start', 'request', 'shutdown', 'port-closed', 'exit'],
      );
      assert.ok(server.lines.every(({ version, time }) => version === 'v9' && !Number.isNaN(Date.parse(String(time)))));
    });
  }

  test('keeps connections open for longer than a load balancer does', async (context) => {
    const { port } = await startServer(context, [bundle.file]);
    const client = await openRaw(port);
    client.socket.write(rawGet('/ping'));
    await client.until('ok');
    const [, seconds] = /Keep-Alive: timeout=(\d+)/.exec(client.received()) ?? [];
    assert.ok(Number(seconds) > 60, client.received());
    client.socket.destroy();
  });

  test('leaves on SIGINT as well', async (context) => {
    const server = await startServer(context, [bundle.file]);
    server.signal('SIGINT');
    assert.deepEqual(await server.ended, { code: 0, signal: null });
  });

  test('does not start with an invalid PORT, and says so in one line', async (context) => {
    const { lines, ended, stderr } = runServer(context, [bundle.file], { PORT: 'http' });
    assert.deepEqual(await ended, { code: 1, signal: null });
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.event, 'invalid-settings');
    assert.equal(lines[0]?.error, 'PORT must be a whole number from 0 to 65535, not "http"');
    assert.equal(stderr(), '');
  });

  test('does not start on a port that is taken, and says so in one line', async (context) => {
    const other = createServer();
    context.after(() => other.close());
    await once(other.listen(0), 'listening');
    const address = other.address();
    assert.ok(typeof address === 'object' && address !== null);
    const { lines, ended } = runServer(context, [bundle.file], { PORT: String(address.port) });
    assert.deepEqual(await ended, { code: 1, signal: null });
    assert.deepEqual([lines.length, lines[0]?.event, lines[0]?.port], [1, 'cannot-listen', address.port]);
  });
});

describe('SIGTERM', { timeout: 60_000 }, () => {
  test('under load loses no request', async (context) => {
    const server = await startServer(context, [bundle.file], { VERSION: 'v1' });
    const agent = new BalancerAgent();
    context.after(() => agent.destroy());
    let answered = 0;
    let answeredAfterSignal = 0;
    const lost: unknown[] = [];

    // Each client thinks for a moment between its requests, so that at any time many connections are idle.
    const client = async (id: number) => {
      for (let turn = 0; ; turn += 1) {
        try {
          const { status, body } = await get(server.port, `/hello/client-${id}-${turn}`, { agent });
          assert.equal(status, 200);
          assert.match(body, new RegExp(`^<p>Hi there, client-${id}-${turn}</p>\n<p><time>.+</time></p>\n$`));
          answered += 1;
          if (agent.isDeregistered) answeredAfterSignal += 1;
        } catch (error) {
          if (!(error instanceof Elsewhere)) lost.push(error);
          return;
        }
        await sleep((id * 7 + turn * 13) % 40);
      }
    };
    const clients = Array.from({ length: 40 }, (_, id) => client(id));

    // Requests whose second half is sent only after the server has stopped accepting.
    const slow = await Promise.all(Array.from({ length: 10 }, () => openRaw(server.port)));
    for (const { socket } of slow) socket.write('GET /hello/slow HTTP/1.1\r\nHo');
    // Connections that are idle all the time until then.
    const idle = await Promise.all(Array.from({ length: 10 }, () => openRaw(server.port)));
    for (const { socket } of idle) socket.write(rawGet('/ping'));
    await Promise.all(idle.map(({ until }) => until('ok')));
    while (answered < 200) await sleep(10);

    agent.isDeregistered = true;
    server.signal('SIGTERM');
    const { connections } = await server.logged('port-closed');
    for (const { socket } of slow) socket.write('st: test\r\n\r\n');
    for (const { socket } of idle) socket.write(rawGet('/hello/idle'));

    await Promise.all(clients);
    assert.deepEqual(lost, []);
    await Promise.all([...slow, ...idle].map(({ ended }) => ended));
    for (const { received } of slow)
      assert.match(received(), /^HTTP\/1\.1 200[\s\S]*Hi there, slow[\s\S]*<\/time><\/p>\n$/);
    for (const { received } of idle) {
      assert.match(received(), /ok[\s\S]*Connection: close[\s\S]*Hi there, idle[\s\S]*<\/time><\/p>\n$/);
    }
    assert.deepEqual(await server.ended, { code: 0, signal: null });
    assert.ok(Number(connections) >= 20 && answeredAfterSignal > 0);
    const logged = server.lines.filter(({ event }) => event === 'request').length;
    assert.equal(logged, answered + slow.length + idle.length);
  });

  test('loses no request of connections that wait to be accepted', async (context) => {
    const server = await startServer(context, [bundle.file], { SHUTDOWN_QUIET_SECONDS: '0.5' });
    // While the process stands still, the kernel completes connections for it, and it wakes up to all of it at once.
    server.signal('SIGSTOP');
    const waiting = await Promise.all(Array.from({ length: 50 }, () => openRaw(server.port)));
    for (const { socket } of waiting) socket.write(rawGet('/hello/waiting'));
    server.signal('SIGTERM');
    server.signal('SIGCONT');
    await Promise.all(waiting.map(({ ended }) => ended));
    for (const { received } of waiting) assert.match(received(), /Hi there, waiting[\s\S]*<\/time><\/p>\n$/);
    assert.deepEqual(await server.ended, { code: 0, signal: null });
  });

  test('lets slow answers end, though it comes more than once, and refuses new connections meanwhile', async (context) => {
    const server = await startServer(context, SLOW);
    const [slow, stream] = [await openRaw(server.port), await openRaw(server.port)];
    slow.socket.write(rawGet('/slow'));
    stream.socket.write(rawGet('/stream'));
    await stream.until('first half');
    // Its answer shows that the server has taken the slow requests before it.
    await get(server.port, '/quick');
    server.signal('SIGTERM');
    await server.logged('port-closed');
    server.signal('SIGTERM');
    server.signal('SIGINT');
    await assert.rejects(openRaw(server.port), { code: 'ECONNREFUSED' });
    await stream.until('second half');
    // Its headers, sent long ago, said that the connection stays: so it does.
    stream.socket.write(rawGet('/quick'));
    await stream.until('quick answer');
    await Promise.all([slow.ended, stream.ended]);
    assert.match(slow.received(), /Connection: close[\s\S]*slow answer/);
    assert.deepEqual(await server.ended, { code: 0, signal: null });
    assert.ok(server.lines.some(({ event }) => event === 'signal-ignored'));
  });

  test('does not wait for connections that stay idle', async (context) => {
    const server = await startServer(context, [bundle.file], { SHUTDOWN_QUIET_SECONDS: '0.1' });
    const [used, unused] = [await openRaw(server.port), await openRaw(server.port)];
    used.socket.write(rawGet('/ping'));
    await used.until('ok');
    server.signal('SIGTERM');
    await Promise.all([used.ended, unused.ended]);
    assert.deepEqual(await server.ended, { code: 0, signal: null });
  });

  test('ends the process at the limit though a request hangs, with exit code 1', async (context) => {
    const server = await startServer(context, SLOW, { SHUTDOWN_LIMIT_SECONDS: '0.5' });
    const hanging = await openRaw(server.port);
    hanging.socket.write(rawGet('/hang'));
    await get(server.port, '/quick');
    server.signal('SIGTERM');
    assert.deepEqual(await server.ended, { code: 1, signal: null });
    const { lost, ms } = await server.logged('limit-exceeded');
    assert.equal(lost, 1);
    // Far from the default limit, so the set one is what ended it, however busy this machine is.
    assert.ok(Number(ms) >= 499 && Number(ms) < 20_000, String(ms));
  });

  test('before anything was served ends the process at once', async (context) => {
    const server = await startServer(context, [bundle.file]);
    server.signal('SIGTERM');
    assert.deepEqual(await server.ended, { code: 0, signal: null });
    assert.equal((await server.logged('port-closed')).connections, 0);
  });
});
