import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimelineEntry } from '../timeline.ts';
import { HEADERS } from '../traffic/answers.ts';
import { startServer, until } from '../world.fixtures.ts';
import { startLoad } from './load.ts';

test('every answer is taken down with the side that gave it, and told of once a second', {
  timeout: 60_000,
}, async (context) => {
  let count = 0;
  const port = await startServer(context, (request, response) => {
    count += 1;
    if (count % 10 === 0) return void request.socket.destroy();
    response.setHeader(HEADERS.targetGroup, count % 2 === 0 ? 'green' : 'blue');
    response.setHeader(HEADERS.weights, 'blue=50,green=50');
    response.statusCode = count % 10 === 5 ? 500 : 200;
    response.end('ok');
  });
  const told: TimelineEntry[] = [];
  const load = startLoad({ url: `http://127.0.0.1:${port}`, path: '/', tell: (entry) => told.push(entry) });
  await until(() => load.totals().requests >= 100);
  const totals = await load.stop();
  assert.equal(totals.requests, count);
  assert.equal(totals.failures[500], Math.floor((count + 5) / 10));
  assert.equal(totals.failures.ECONNRESET, Math.floor(count / 10));
  assert.equal(totals.steps[0]?.requests.blue, totals.sides.blue.requests);
  const requests = told.map((entry) => (entry.kind === 'traffic' ? entry.blue.requests + entry.green.requests : 0));
  // Those that were cut off belong to no side.
  const sum = requests.reduce((one, other) => one + other, 0);
  assert.equal(sum, count - Math.floor(count / 10));
});

test('no more requests are under way than may be, and what is left out is told', {
  timeout: 60_000,
}, async (context) => {
  const waiting: (() => void)[] = [];
  const port = await startServer(context, (_, response) => void waiting.push(() => response.end()));
  const load = startLoad({ url: `http://127.0.0.1:${port}`, path: '/', connections: 3 });
  await until(() => load.totals().leftOut > 10);
  assert.equal(waiting.length, 3);
  for (const answer of waiting) answer();
  assert.equal((await load.stop()).failed, 0);
});
