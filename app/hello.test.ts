import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { createApp } from './hello.ts';
import { type Level, makeLog } from './log.ts';
import { get, openRaw } from './testing/client.ts';

interface AppServer {
  readonly port: number;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

async function startApp(context: TestContext, level: Level = 'info', now?: () => Date): Promise<AppServer> {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = makeLog({ level, version: 'v7', write: (line) => lines.push(JSON.parse(line)) });
  const server = createServer(createApp({ version: 'v7', log, ...(now ? { now } : {}) }));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { port: address.port, lines };
}

describe('GET /hello/:name', () => {
  test('gives two lines of HTML: the greeting and the time', async (context) => {
    const { port } = await startApp(context, 'info', () => new Date('2026-11-24T10:00:00Z'));
    const { status, headers, body } = await get(port, '/hello/Ada');
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(body, '<p>Hi there, Ada</p>\n<p><time>2026-11-24T10:00:00.000Z</time></p>\n');
  });

  test('shows markup in a name as text', async (context) => {
    const { port } = await startApp(context);
    const { body } = await get(port, `/hello/${encodeURIComponent('<script>alert("1")</script>&\'`')}`);
    assert.match(body, /^<p>Hi there, &lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;&amp;&#39;&#96;<\/p>\n/);
  });

  test('lets no name add markup or a line', async (context) => {
    const { port } = await startApp(context);
    const agent = new Agent({ keepAlive: true });
    context.after(() => agent.destroy());
    const dangerous = fc.constantFrom('<', '>', '&', '"', "'", '`', '\n', '\r', '\0', '/', '%', '\u2028', '</p>');
    const name = fc
      .array(fc.oneof(dangerous, fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join(''))
      .filter((text) => text !== '');
    await fc.assert(
      fc.asyncProperty(name, async (text) => {
        const { status, body } = await get(port, `/hello/${encodeURIComponent(text)}`, { agent });
        assert.equal(status, 200);
        const [, shown] =
          /^<p>Hi there, ([^<>"'`\p{Cc}\u2028\u2029]*)<\/p>\n<p><time>[^<]+<\/time><\/p>\n$/u.exec(body) ?? [];
        assert.ok(shown !== undefined, body);
        assert.equal(unescapeHtml(shown), text);
      }),
      { numRuns: 200 },
    );
  });
});

function unescapeHtml(html: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return html.replace(/&(?:(\w+)|#(\d+));/g, (_all, name?: string, code?: string) =>
    name === undefined ? String.fromCharCode(Number(code)) : (named[name] ?? '?'),
  );
}

describe('every answer', () => {
  test('of /ping is ok, as plain text', async (context) => {
    const { port } = await startApp(context);
    const { status, headers, body } = await get(port, '/ping');
    assert.deepEqual([status, headers['content-type'], body], [200, 'text/plain; charset=utf-8', 'ok']);
  });

  test('says the version, and not what it is made with', async (context) => {
    const { port } = await startApp(context, 'info', () => new Date(Number.NaN));
    for (const [path, status] of [
      ['/ping', 200],
      ['/nowhere', 404],
      ['/hello/%zz', 400],
      ['/hello/Ada', 500],
    ] as const) {
      const answer = await get(port, path);
      assert.equal(answer.status, status, path);
      assert.equal(answer.headers['x-version'], 'v7', path);
      assert.equal(answer.headers['x-powered-by'], undefined, path);
    }
  });

  test('to a path with malformed percent-encoding is 400', async (context) => {
    const { port, lines } = await startApp(context);
    for (const path of ['/hello/%', '/hello/%zz', '/hello/%C3', '/hello/%E0%A4%A']) {
      const { status, body } = await get(port, path);
      assert.deepEqual([status, body], [400, 'bad request'], path);
    }
    assert.deepEqual(new Set(lines.map(({ event }) => event)), new Set(['request']));
  });

  test('to what is not there is a short 404', async (context) => {
    const { port } = await startApp(context);
    for (const path of ['/', '/hello', '/hello/', '/hello/a/b', '/<script>', '/%zz']) {
      const { status, body, headers } = await get(port, path);
      assert.deepEqual([status, body, headers['content-type']], [404, 'not found', 'text/plain; charset=utf-8'], path);
    }
    assert.equal((await get(port, '/ping', { method: 'POST' })).status, 404);
  });

  test('after a fault is a short 500, and the stack is in the log only', async (context) => {
    const { port, lines } = await startApp(context, 'info', () => {
      throw new Error('clock broken');
    });
    const { status, body } = await get(port, '/hello/Ada');
    assert.deepEqual([status, body], [500, 'internal error']);
    const failure = lines.find(({ event }) => event === 'failure');
    assert.match(String(failure?.error), /clock broken[\s\S]*hello\.ts/);
    assert.equal(failure?.level, 'error');
  });
});

describe('the log of requests', () => {
  test('has method, path, status and duration, and no query', async (context) => {
    const { port, lines } = await startApp(context);
    await get(port, '/hello/Ada?token=secret');
    assert.equal(lines.length, 1);
    const { event, method, path, status, ms, version, aborted } = lines[0] ?? {};
    assert.deepEqual(
      { event, method, path, status, version, aborted },
      { event: 'request', method: 'GET', path: '/hello/Ada', status: 200, version: 'v7', aborted: undefined },
    );
    assert.ok(typeof ms === 'number' && ms >= 0);
  });

  test('leaves out /ping at the usual level', async (context) => {
    const { port, lines } = await startApp(context);
    await get(port, '/ping');
    await get(port, '/ping', { method: 'POST' });
    assert.deepEqual(
      lines.map(({ method, status }) => [method, status]),
      [['POST', 404]],
    );
  });

  test('has /ping at level debug', async (context) => {
    const { port, lines } = await startApp(context, 'debug');
    await get(port, '/ping');
    assert.deepEqual(
      lines.map(({ level, path }) => [level, path]),
      [['debug', '/ping']],
    );
  });

  test('stays one line whatever the path contains', async (context) => {
    const { port, lines } = await startApp(context);
    const connection = await openRaw(port);
    const path = '/hello/%0A"}{"event":"forged"}';
    connection.socket.write(`GET ${path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n`);
    await connection.ended;
    assert.deepEqual(
      lines.map((line) => [line.event, line.path]),
      [['request', path]],
    );
  });
});
