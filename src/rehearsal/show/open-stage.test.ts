import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { TealformError } from '../../dsl/error.ts';
import { madeUp } from './made-up.fixtures.ts';
import type { Stage } from './open-stage.ts';
import { ABOUT, makeFolder, openForTest } from './stage.fixtures.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Asks as no browser would let a page ask: with any headers. */
function ask(url: string, path: string, { method = 'GET', headers = {} } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: new URL(url).port, path, method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

interface Event {
  readonly id: string;
  readonly name: string;
  readonly data: {
    readonly parts: Readonly<Record<string, string>>;
    readonly says: readonly string[];
    readonly isStoppable: boolean;
  };
}

interface Listening {
  /** The next event; comments are counted, not given. */
  next(): Promise<Event>;
  comments: number;
  close(): void;
}

/** Listens to the events as a browser does. */
async function listen(
  context: TestContext,
  { url }: Stage,
  { path = '/events', headers = {} as Record<string, string> } = {},
): Promise<Listening> {
  const controller = new AbortController();
  context.after(() => controller.abort());
  const response = await fetch(new URL(path, url), { headers, signal: controller.signal });
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const listening: Listening = {
    comments: 0,
    close: () => controller.abort(),
    next: async () => {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const lines = text.slice(0, end).split('\n');
          text = text.slice(end + 2);
          const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
          const data = field('data');
          if (data !== undefined) return { id: field('id') ?? '', name: field('event') ?? '', data: JSON.parse(data) };
          if (lines.some((line) => line.startsWith(':'))) listening.comments += 1;
          if (lines.some((line) => line.startsWith(':')))
            return { id: '', name: 'comment', data: { parts: {}, says: [], isStoppable: false } };
          continue;
        }
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error('the events ended');
        text += value;
      }
    },
  };
  return listening;
}

const upTo = (at: number) => madeUp().filter((entry) => entry.at <= at);

describe('the page of a rehearsal', () => {
  test('is served with a policy that lets nothing in but its own script and style, another one each time', async (context) => {
    const { url } = await openForTest(context, upTo(20_000));
    const [first, second] = [await ask(url, '/'), await ask(url, '/')];
    const policyOf = ({ headers }: Answer) => String(headers['content-security-policy']);
    assert.match(
      policyOf(first),
      /^default-src 'none'; script-src 'nonce-([\w+/=]{24})'; style-src 'nonce-\1'; connect-src 'self'; img-src 'self'; /,
    );
    assert.notEqual(policyOf(first), policyOf(second));
    const [, nonce = ''] = /nonce-([^']+)'/.exec(policyOf(first)) ?? [];
    assert.ok(first.text.includes(`<script nonce="${nonce}">`) && first.text.includes(`<style nonce="${nonce}">`));
    assert.equal(first.headers['x-content-type-options'], 'nosniff');
    assert.equal(first.headers['cache-control'], 'no-store');
  });

  test('shows what has been to whoever comes late, also without its script', async (context) => {
    const { url } = await openForTest(context, madeUp());
    const { text } = await ask(url, '/');
    assert.match(text, /Passed: a new version was released/);
    assert.match(text, /AfterAllowTraffic/);
  });

  test('is refused under a name that can be made to mean this machine, and to pages of others', async (context) => {
    let stops = 0;
    const { url } = await openForTest(context, upTo(20_000), {
      onStop: () => {
        stops += 1;
      },
    });
    const { host } = new URL(url);
    const refused = [
      { headers: { host: 'evil.example' } },
      { headers: { host: `evil.example:${host.split(':')[1]}` } },
      { headers: { origin: 'http://evil.example' } },
      { headers: { origin: 'null' } },
      { headers: { origin: `https://${host}` } },
      { headers: { origin: 'http://127.0.0.1:1' } },
      { headers: { 'sec-fetch-site': 'cross-site' } },
      { headers: { 'sec-fetch-site': 'same-site' } },
    ];
    for (const { headers } of refused) {
      for (const [method, path] of [
        ['GET', '/'],
        ['GET', '/events'],
        ['GET', '/timeline.json'],
        ['POST', '/stop'],
      ] as const) {
        const { status, text } = await ask(url, path, { method, headers: headers as Record<string, string> });
        assert.equal(status, 403, `${method} ${path} ${JSON.stringify(headers)}`);
        assert.doesNotMatch(text, /hello-server/);
      }
    }
    assert.equal(stops, 0);
  });

  test('a link elsewhere may lead to it, but nobody may post from there', async (context) => {
    const { url } = await openForTest(context);
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    assert.equal((await ask(url, '/', { headers })).status, 200);
    assert.equal((await ask(url, '/stop', { method: 'POST', headers })).status, 403);
  });

  test('what is not there is said so, and what is asked in another way', async (context) => {
    const { url } = await openForTest(context);
    assert.equal((await ask(url, '/x')).status, 404);
    assert.equal((await ask(url, '//x:y')).status, 404);
    assert.equal((await ask(url, '/', { method: 'POST' })).status, 405);
    assert.equal((await ask(url, '/stop')).status, 405);
    assert.equal((await ask(url, '/events', { method: 'HEAD' })).text, '');
    assert.equal((await ask(url, '/icon.svg')).headers['content-type'], 'image/svg+xml; charset=utf-8');
  });

  test('the report and timeline.json so far can be had while it goes on', async (context) => {
    const { url } = await openForTest(context, upTo(20_000));
    assert.match((await ask(url, '/report.html')).text, /^<!doctype html>[\s\S]*Weights and what was measured/);
    const { entries, verdict } = JSON.parse((await ask(url, '/timeline.json')).text);
    assert.equal(entries.length, upTo(20_000).length);
    assert.equal(verdict, null);
  });
});

describe('events', () => {
  test('bring everything to whoever has seen nothing, then only what has changed', async (context) => {
    const stage = await openForTest(context, upTo(20_000));
    const events = await listen(context, stage);
    const first = await events.next();
    assert.equal(first.name, 'drawn');
    assert.ok(['sides', 'lifecycle', 'plots', 'log'].every((name) => name in first.data.parts));
    assert.deepEqual(first.data.says, [], 'what has been is not said aloud');
    stage.tell({ at: 20_100, kind: 'log', source: 'test', text: 'hello' });
    const second = await events.next();
    assert.ok(!('sides' in second.data.parts) && !('hook' in second.data.parts) && !('alarms' in second.data.parts));
    assert.match(second.data.parts.log ?? '', /hello/);
  });

  test('begin where the page that asks was drawn', async (context) => {
    const stage = await openForTest(context, upTo(20_000));
    const { text } = await ask(stage.url, '/');
    const [, after = ''] = /data-after="([^"]+)"/.exec(text) ?? [];
    stage.tell({ at: 20_100, kind: 'hook', event: 'AfterAllowTraffic', level: 'info', text: 'between' });
    const events = await listen(context, stage, { path: `/events?after=${after}` });
    const { data } = await events.next();
    assert.match(data.parts.hook ?? '', /between/);
    assert.ok(!('log' in data.parts));
  });

  test('whoever was cut off hears what was missed, and has it said; ids of another run count for nothing', async (context) => {
    const stage = await openForTest(context, upTo(20_000));
    const before = await listen(context, stage);
    const { id } = await before.next();
    before.close();
    for (const entry of madeUp().filter(({ at }) => at > 20_000)) stage.tell(entry);
    const again = await (await listen(context, stage, { headers: { 'last-event-id': id } })).next();
    assert.ok(again.data.says.some((text) => text.startsWith('passed: ')));
    assert.match(again.data.parts.verdict ?? '', /Passed/);
    assert.ok(!('hook' in again.data.parts), 'the hook has said nothing since');
    for (const foreign of [`00000000-${madeUp().length}`, `${id}9999`, 'x', '']) {
      const { data } = await (await listen(context, stage, { headers: { 'last-event-id': foreign } })).next();
      assert.ok('hook' in data.parts, foreign);
    }
  });

  test('what happens at once comes in one, and a second without anything to say is not said', async (context) => {
    const stage = await openForTest(context, upTo(20_000));
    const events = await listen(context, stage);
    await events.next();
    for (const entry of madeUp().filter(({ at }) => at > 20_000 && at < 26_000)) stage.tell(entry);
    const { data } = await events.next();
    assert.deepEqual(data.says, ['green gets 50 percent', 'green gets 60 percent', 'green gets 70 percent']);
  });

  test('something comes also when nothing happens', async (context) => {
    const stage = await openForTest(context, [], { heartbeat: 10 });
    const events = await listen(context, stage);
    await events.next();
    await events.next();
    assert.ok(events.comments > 0);
  });

  test('the last one says that it is over, and leaves nothing out', async (context) => {
    const stage = await openForTest(context, upTo(20_000), { gather: 60_000 });
    const events = await listen(context, stage);
    await events.next();
    stage.tell({ at: 20_100, kind: 'log', source: 'test', text: 'the last word' });
    const closed = stage.close();
    assert.match((await events.next()).data.parts.log ?? '', /the last word/);
    assert.equal((await events.next()).name, 'over');
    await assert.rejects(events.next(), /the events ended/);
    await closed;
  });
});

describe('stopping', () => {
  const post = { method: 'POST' };

  test('is asked for once, however often somebody presses', async (context) => {
    let stops = 0;
    let pressed = 0;
    const press = () => (pressed += 1);
    subscribe('http.server.request.start', press);
    context.after(() => unsubscribe('http.server.request.start', press));
    let finish = () => {};
    const done = new Promise<void>((resolve) => (finish = resolve));
    const { url } = await openForTest(context, upTo(20_000), {
      onStop: () => {
        stops += 1;
        return done;
      },
    });
    const answers = [ask(url, '/stop', post), ask(url, '/stop', post)];
    // The first is not over before the second is there.
    while (pressed < answers.length || stops === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    finish();
    assert.deepEqual(
      (await Promise.all(answers)).map(({ status, text }) => ({ status, text })),
      [
        { status: 202, text: 'the deployment is being stopped' },
        { status: 202, text: 'the deployment is being stopped' },
      ],
    );
    assert.equal(stops, 1);
  });

  test('is refused where nothing runs, and what goes wrong is told', async (context) => {
    const early = await openForTest(context, upTo(6_000), { onStop: () => assert.fail('nothing runs') });
    assert.deepEqual(await ask(early.url, '/stop', post).then(({ status, text }) => ({ status, text })), {
      status: 409,
      text: 'not stopped: no deployment runs that could be stopped',
    });
    const { url } = await openForTest(context, upTo(20_000), {
      onStop: () => Promise.reject(new Error('it is over already')),
    });
    assert.equal((await ask(url, '/stop', post)).text, 'not stopped: it is over already');
    assert.equal((await ask(url, '/stop', post)).status, 409, 'and can be tried again');
  });
});

describe('the folder of a rehearsal', () => {
  test('has the report when it is closed, and has had every entry before', async (context) => {
    const folder = makeFolder(context);
    const stage = await openForTest(context, upTo(20_000), { folder });
    assert.ok(!existsSync(join(folder, 'report.html')));
    assert.equal(readFileSync(join(folder, 'entries.jsonl'), 'utf8').trimEnd().split('\n').length, upTo(20_000).length);
    const { report, timeline } = await stage.close();
    assert.match(readFileSync(report, 'utf8'), /deploying: AllowTraffic/);
    assert.equal(JSON.parse(readFileSync(timeline, 'utf8')).system, ABOUT.system);
  });

  test('a rehearsal that was killed goes on with what was told, but for half a line', async (context) => {
    const folder = makeFolder(context);
    const killed = await openForTest(context, upTo(20_000), { folder });
    const last = upTo(20_000).at(-1)?.at;
    appendFileSync(join(folder, 'entries.jsonl'), '{"at":20001,"kind":"lo');
    assert.equal(killed.goesOnAt, 0);
    const resumed = await openForTest(context, [], { folder });
    assert.equal(resumed.goesOnAt, last);
    resumed.tell({ at: 21_000, kind: 'log', source: 'test', text: 'resumed' });
    const third = await openForTest(context, [], { folder });
    assert.equal(third.goesOnAt, 21_000);
    assert.match((await ask(third.url, '/')).text, /resumed/);
  });

  test('with something else in the place of entries is refused', async (context) => {
    const folder = makeFolder(context);
    appendFileSync(join(folder, 'entries.jsonl'), 'not this\n');
    await assert.rejects(
      openForTest(context, [], { folder }),
      (error) => error instanceof TealformError && error.code === 'not-a-journal',
    );
  });

  test('has its page where it was, so that one that is open finds it again, or elsewhere while that port is taken', async (context) => {
    const folder = makeFolder(context);
    const killed = await openForTest(context, upTo(20_000), { folder });
    const port = Number(new URL(killed.url).port);
    const beside = await openForTest(context, [], { port });
    assert.notEqual(beside.url, killed.url);
    await killed.close();
    const resumed = await openForTest(context, [], { folder, port });
    assert.equal(resumed.url, killed.url);
  });
});
