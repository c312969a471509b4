import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { worstCaseMs } from './duration.ts';
import { findProbeProblems, type Probe } from './probe.ts';
import { PROBE } from './test-servers.ts';

const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const wholeNumber = fc.integer({ min: 1, max: 900_000 });

const validProbe: fc.Arbitrary<Probe> = fc.record(
  {
    listener: fc.constantFrom('test', 'production'),
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
    path: fc.webPath({ size: 'small' }).map((path) => `/${path.replace(/^\/+/, '')}`),
    headers: fc.dictionary(
      fc.stringMatching(/^X-[A-Za-z0-9-]{1,8}$/),
      fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) }),
    ),
    host: fc.domain(),
    status: fc.integer({ min: 200, max: 599 }),
    bodyContains: fc.string({ minLength: 1, unit: 'binary' }),
    bodyPattern: word,
    maxLatencyMs: wholeNumber,
    attempts: fc.integer({ min: 50, max: 1_000 }),
    consecutiveSuccesses: fc.integer({ min: 1, max: 50 }),
    spacingMs: fc.nat(),
  },
  {
    requiredKeys: [
      'listener',
      'method',
      'path',
      'status',
      'maxLatencyMs',
      'attempts',
      'consecutiveSuccesses',
      'spacingMs',
    ],
  },
);

describe('findProbeProblems', () => {
  test('finds nothing wrong with any list of valid probes', () => {
    fc.assert(
      fc.property(fc.array(validProbe, { minLength: 1, maxLength: 3 }), (probes) => {
        assert.deepEqual(findProbeProblems(probes), []);
      }),
    );
  });

  test('never throws for what came from JSON, and finds something wrong with it', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => assert.ok(findProbeProblems(value).length > 0)));
    const broken = fc.record(Object.fromEntries(Object.keys(PROBE).map((name) => [name, fc.jsonValue()])));
    fc.assert(fc.property(broken, (probe) => assert.ok(findProbeProblems([probe]).length > 0)));
  });

  const wrong: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
    [{ listener: 'green' }, 'listener is "green", must be test or production'],
    [{ listener: undefined }, 'listener is missing, must be test or production'],
    [{ method: 'get' }, 'method is "get", must be GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS'],
    [
      { path: 'hello' },
      'path is "hello", must be a path from the slash on, in ASCII, without spaces, quotes, # and \\',
    ],
    [{ path: '/a b' }, 'path is "/a b", must be a path from the slash on, in ASCII, without spaces, quotes, # and \\'],
    [{ host: 'name:80' }, 'host is "name:80", must be a host name without port'],
    [{ status: 99 }, 'status is 99, must be a number from 200 to 599'],
    [{ status: '200' }, 'status is "200", must be a number from 200 to 599'],
    [{ bodyContains: '' }, 'bodyContains is "", must be a text that is not empty'],
    [{ bodyPattern: '(' }, "bodyPattern is (, must be a regular expression's source"],
    [{ maxLatencyMs: 0 }, 'maxLatencyMs is 0, must be a whole number of milliseconds from 1'],
    [{ attempts: 1.5 }, 'attempts is 1.5, must be a whole number from 1'],
    [{ consecutiveSuccesses: -1 }, 'consecutiveSuccesses is -1, must be a whole number from 1'],
    [{ consecutiveSuccesses: 2 }, 'consecutiveSuccesses is 2, must be at most attempts, 1'],
    [{ spacingMs: null }, 'spacingMs is null, must be a whole number of milliseconds from 0'],
    [{ retries: 3 }, 'retries is unknown'],
    [{ constructor: 3 }, 'constructor is unknown'],
    [
      { method: 'HEAD', bodyContains: 'x' },
      'method is HEAD, must be one whose answers have a body for bodyContains and bodyPattern',
    ],
  ];
  for (const [change, problem] of wrong) {
    test(`says that ${problem}`, () => {
      assert.deepEqual(findProbeProblems([PROBE, { ...PROBE, ...change }]), [`probe 2: ${problem}`]);
    });
  }

  for (const headers of [
    { Host: 'h' },
    { 'content-length': '3' },
    { 'a b': 'x' },
    { a: 1 },
    { a: 'x\r\ny: z' },
    ['a'],
    'a',
  ]) {
    test(`refuses the headers ${JSON.stringify(headers)} without showing them`, () => {
      const expected =
        'probe 1: headers is wrong, must be ASCII texts by name, without Host, Content-Length and Transfer-Encoding';
      assert.deepEqual(findProbeProblems([{ ...PROBE, headers }]), [expected]);
    });
  }

  test('says everything at once, of every probe', () => {
    assert.deepEqual(
      findProbeProblems([{ ...PROBE, status: 0, attempts: 0 }, null, { ...PROBE, path: '' }]).map((text) =>
        text.slice(0, 16),
      ),
      ['probe 1: status ', 'probe 1: attempt', 'probe 2: is not ', 'probe 3: path is'],
    );
  });
});

describe('worstCaseMs', () => {
  test('counts every attempt in full, with what is done beside it, and the pauses between them', () => {
    assert.equal(worstCaseMs([PROBE]), 5_250);
    assert.equal(worstCaseMs([{ ...PROBE, maxLatencyMs: 100, attempts: 3, spacingMs: 10 }, PROBE]), 1_070 + 5_250);
    assert.equal(worstCaseMs([]), 0);
  });
});
