import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Place, TealformError } from '../src/dsl/index.ts';
import { completeOptions } from './complete-options.ts';
import { existingVpc, http, https, newVpc, type SystemOptions } from './options.ts';

const good: SystemOptions = {
  name: 'hello-server',
  container: { port: 80, healthCheck: '/ping' },
  listeners: { production: http(80), test: http(8080) },
};

describe('options of a system', () => {
  test('what is left out is filled in', () => {
    const { network, loadBalancer } = completeOptions(good, here());
    assert.deepEqual(network, newVpc());
    assert.deepEqual(loadBalancer, {
      scheme: 'internet-facing',
      targetType: 'instance',
      accessLogs: 90,
      hostName: false,
      deregistrationSeconds: 30,
    });
  });

  const wrong: readonly (readonly [string, Partial<SystemOptions>, RegExp])[] = [
    ['a name with capitals', { name: 'Hello' }, /^name: "Hello" cannot name a system/],
    ['a name of 21 characters', { name: 'a'.repeat(21) }, /^name: "a{21}" cannot name a system/],
    ['a name with two hyphens in a row', { name: 'a--b' }, /^name: "a--b"/],
    ['a container port of 0', { container: { port: 0, healthCheck: '/' } }, /^container\.port: 0 is not a port/],
    ['a container port of 65536', { container: { port: 65536, healthCheck: '/' } }, /^container\.port: 65536/],
    ['a port that is not whole', { container: { port: 80.5, healthCheck: '/' } }, /^container\.port: 80\.5/],
    [
      'a health check without a slash',
      { container: { port: 80, healthCheck: 'ping' } },
      /^container\.healthCheck: "ping"/,
    ],
    [
      'both listeners on one port',
      { listeners: { production: http(80), test: http(80) } },
      /^listeners\.test\.port: both/,
    ],
    [
      'a test listener where HTTPS redirects',
      { listeners: { production: https(443), test: http(80) } },
      /^listeners\.test\.port: port 80 redirects/,
    ],
    [
      'private tasks that cannot pull their image',
      { network: newVpc({ nat: 'none' }) },
      /^network: private tasks without NAT/,
    ],
    [
      'endpoints beside a NAT',
      { network: newVpc({ endpoints: true }) },
      /^network\.endpoints: endpoints beside nat: 'one'/,
    ],
    [
      'endpoints for public tasks',
      { network: newVpc({ nat: 'none', tasks: 'public', endpoints: true }) },
      /^network\.endpoints: /,
    ],
    ['a negative count of NAT addresses', { network: existingVpc({ natAddresses: -1 }) }, /^network\.natAddresses: -1/],
    ['access logs kept for no day', { loadBalancer: { accessLogs: 0 } }, /^loadBalancer\.accessLogs: 0/],
    [
      'a draining time above an hour',
      { loadBalancer: { deregistrationSeconds: 3601 } },
      /^loadBalancer\.deregistrationSeconds: 3601/,
    ],
  ];
  for (const [what, options, message] of wrong) {
    test(`${what}: refused, with what to write instead`, () => {
      const problems = problemsOf({ ...good, ...options });
      assert.equal(problems.length, 1);
      const [problem] = problems;
      assert.match(`${problem?.path}: ${problem?.message}`, message);
      assert.ok(problem?.hint);
      assert.equal(problem?.code, 'invalid-option');
    });
  }

  test('what the compiler would refuse is refused without it too', () => {
    const problems = problemsOf(
      JSON.parse(
        JSON.stringify({
          ...good,
          network: { ...newVpc(), zones: 5, nat: 'two', tasks: 'hidden', flowLogs: 31 },
          listeners: { production: { protocol: 'HTTPS', port: 443, tlsPolicy: 'nonsense' } },
          loadBalancer: { scheme: 'open', targetType: 'lambda', schema: 'internal' },
        }),
      ),
    );
    assert.deepEqual(
      problems.map(({ path }) => path),
      [
        'network.zones',
        'network.nat',
        'network.tasks',
        'network.flowLogs',
        'loadBalancer.scheme',
        'loadBalancer.targetType',
        'listeners.production.tlsPolicy',
        'loadBalancer.schema',
      ],
    );
  });

  test('everything wrong is told at once', () => {
    const problems = problemsOf({
      name: 'x y',
      network: newVpc({ nat: 'none' }),
      container: { port: -1, healthCheck: '' },
      listeners: { production: http(0), test: http(70000) },
    });
    assert.deepEqual(
      problems.map(({ path }) => path),
      [
        'name',
        'network',
        'container.port',
        'listeners.production.port',
        'listeners.test.port',
        'container.healthCheck',
      ],
    );
  });
});

function here(): Place {
  return Place.ofCallerOf(here);
}

function problemsOf(options: SystemOptions) {
  try {
    completeOptions(options, here());
  } catch (error) {
    assert.ok(error instanceof TealformError);
    return error.problems;
  }
  return [];
}
