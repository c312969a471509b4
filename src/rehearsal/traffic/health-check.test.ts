import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../world.fixtures.ts';
import { healthCheckOf, lookAt, matcherOf } from './health-check.ts';

test('a matcher takes codes, lists and ranges', () => {
  const fits = (text: string) => [200, 202, 250, 301, 500].filter(matcherOf(text));
  assert.deepEqual(fits('200'), [200]);
  assert.deepEqual(fits('200,301'), [200, 301]);
  assert.deepEqual(fits('200-299'), [200, 202, 250]);
  assert.deepEqual(fits('202,300-399'), [202, 301]);
});

test('what a target group does not say is what ELB takes', () => {
  const group = { type: '', id: '', properties: {}, attributes: {}, live: {}, createdAt: '' };
  const { path, interval, timeout, healthyThreshold, unhealthyThreshold, matches } = healthCheckOf(group);
  assert.deepEqual([path, interval, timeout, healthyThreshold, unhealthyThreshold], ['/', 30, 5, 5, 2]);
  assert.ok(matches(200) && !matches(201));
});

test('a look says what was wrong in the words of ELB, and who asks', async (context) => {
  const agents: (string | undefined)[] = [];
  const port = await startServer(context, (request, response) => {
    agents.push(request.headers['user-agent']);
    if (request.url === '/hang') return;
    response.statusCode = request.url === '/ping' ? 200 : 503;
    response.end();
  });
  const look = (path: string, timeout = 20_000) => {
    const check = {
      path,
      interval: 1,
      timeout: 1,
      healthyThreshold: 1,
      unhealthyThreshold: 1,
      matches: matcherOf('200'),
    };
    return lookAt(port, check, timeout);
  };
  assert.equal(await look('/ping'), undefined);
  assert.equal((await look('/else'))?.description, 'Health checks failed with these codes: [503]');
  assert.equal((await look('/else'))?.reason, 'Target.ResponseCodeMismatch');
  assert.equal((await look('/hang', 30))?.reason, 'Target.Timeout');
  assert.ok(agents.every((agent) => agent === 'ELB-HealthChecker/2.0'));
  const closed = {
    path: '/',
    interval: 1,
    timeout: 1,
    healthyThreshold: 1,
    unhealthyThreshold: 1,
    matches: matcherOf('200'),
  };
  // Nobody may listen on port 1 without being root, and nobody does.
  assert.equal((await lookAt(1, closed, 20_000))?.reason, 'Target.FailedHealthChecks');
});
