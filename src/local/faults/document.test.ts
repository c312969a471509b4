import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { TealformError } from '../../dsl/error.ts';
import { WHEREABOUTS } from '../fixtures.ts';
import { openLocalCloud } from '../open.ts';
import { FAULTS_PATH } from '../server.ts';
import { readFaultDocument } from './read-document.ts';
import { fires, fits } from './select.ts';
import { withShortForms } from './short.ts';

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof TealformError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

function folderWith(context: TestContext, text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-faults-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  if (text !== undefined) writeFileSync(join(folder, 'faults.json'), text);
  return folder;
}

describe('a document of faults', () => {
  test('is refused with everything that is wrong with it', () => {
    const bad = {
      rules: [
        { fault: 'throttle', every: 0, nht: 3 },
        { fault: 'fail', at: 'birth' },
        { fault: 'slow', resource: 'a/B' },
        { fault: 'explode' },
        { fault: 'delay', resource: 'a/B', milliseconds: 5 },
        'drop',
      ],
      clockSkewSeconds: '20',
      foreignBuckets: [{ name: 'theirs' }],
      pace: 3,
    };
    assert.deepEqual(
      problemsOf(() => readFaultDocument(bad, 'faults.json')),
      [
        'faults.json: the document.clockSkewSeconds should be a whole number, not "20"',
        'faults.json: the document.pace is unknown',
        'faults.json: rules[0].every should be a whole number from 1 on, not 0',
        'faults.json: rules[0].nht is unknown',
        'faults.json: rules[1].at should be "create" or "update" or "delete" or "rollback", not "birth"',
        'faults.json: rules[1] needs resource',
        'faults.json: rules[2] needs milliseconds',
        'faults.json: rules[3].fault should be one of throttle, error, drop, delay, expire-credentials, crash, fail, slow, hang, not "explode"',
        'faults.json: rules[4].resource is unknown',
        'faults.json: rules[5] should be an object, not "drop"',
        'faults.json: foreignBuckets[0].name is unknown',
        'faults.json: foreignBuckets[0] needs bucket',
      ],
    );
  });

  test('may be said in short', () => {
    const forms = [
      'throttle:3@cloudformation:*',
      'drop',
      'delay:200',
      'expire-credentials:40',
      'crash:7',
      'fail:hello-server/Service/Service@create',
      'slow:2000:a/B',
      '{"fault":"drop","when":"before","nth":2}',
      'clock-skew:-1200',
      'step:500',
      'foreign-bucket:theirs',
    ];
    assert.deepEqual(withShortForms({ rules: [{ fault: 'error' }], stepMilliseconds: 1 }, forms), {
      rules: [
        { fault: 'error' },
        { fault: 'throttle', every: 3, call: 'cloudformation:*' },
        { fault: 'drop' },
        { fault: 'delay', milliseconds: 200 },
        { fault: 'expire-credentials', from: 40 },
        { fault: 'crash', nth: 7 },
        { fault: 'fail', resource: 'hello-server/Service/Service', at: 'create' },
        { fault: 'slow', milliseconds: 2000, resource: 'a/B' },
        { fault: 'drop', when: 'before', nth: 2 },
      ],
      clockSkewSeconds: -1200,
      stepMilliseconds: 500,
      foreignBuckets: [{ bucket: 'theirs' }],
    });
    assert.deepEqual(
      problemsOf(() => withShortForms({}, ['trottle:3', 'pace', '{'])),
      ['--fault takes no "trottle:3"', '--fault takes no "pace"', '--fault takes no "{"'],
    );
    assert.deepEqual(
      problemsOf(() => withShortForms({}, ['throttle:often'])),
      ['--fault: rules[0].every should be a whole number from 1 on, not null'],
    );
  });
});

describe('which ones a rule is for', () => {
  test('a star stands for what is between borders, two for anything', () => {
    assert.ok(fits('a/*/C', 'a/B/C'));
    assert.ok(!fits('a/*', 'a/B/C'));
    assert.ok(fits('a/**', 'a/B/C'));
    assert.ok(fits('ssm:Get*', 'ssm:GetParameter'));
    assert.ok(!fits('ssm.Get', 'ssm:Get'));
  });

  test('chance gives the same turns for the same seed, about as often as is said', () => {
    const turns = (seed: number) => {
      const count = { seen: 0, fired: 0 };
      return Array.from({ length: 1_000 }, () => fires({ probability: 0.2, seed }, count));
    };
    assert.deepEqual(turns(7), turns(7));
    assert.notDeepEqual(turns(7), turns(8));
    const fired = turns(7).filter(Boolean).length;
    assert.ok(fired > 150 && fired < 250, String(fired));
  });
});

describe('a local cloud with a folder', () => {
  test('reads faults.json, tells of it, takes another document, and refuses a bad one with what is wrong', async (context) => {
    const folder = folderWith(context, '{"rules":[{"fault":"throttle","call":"sts:*"}]}');
    const cloud = await openLocalCloud({ folder, whereabouts: WHEREABOUTS });
    context.after(() => cloud.close());
    const ask = async (method: string, body?: string) => {
      const answer = await fetch(cloud.url + FAULTS_PATH, { method, ...(body !== undefined && { body }) });
      const told: unknown = await answer.json();
      return [answer.status, told];
    };
    const rule = { fault: 'throttle', call: 'sts:*' };
    const first = { document: { rules: [rule] }, rules: [{ ...rule, seen: 0, fired: 0 }] };
    assert.deepEqual(await ask('GET'), [200, first]);
    assert.deepEqual(await ask('PUT', '{"rules":[{"fault":"x"}]}').then(([status]) => status), 400);
    assert.deepEqual(await ask('GET'), [200, first]);
    assert.deepEqual(await ask('PUT', '{"stepMilliseconds":5}'), [
      200,
      { document: { stepMilliseconds: 5 }, rules: [] },
    ]);
    assert.deepEqual(await ask('DELETE'), [200, { document: {}, rules: [] }]);
    assert.deepEqual(await ask('POST').then(([status]) => status), 405);
  });

  test('does not open where faults.json is bad', async (context) => {
    const bad = openLocalCloud({ folder: folderWith(context, '{"rules":3}'), whereabouts: WHEREABOUTS });
    await assert.rejects(
      bad,
      /^TealformError: bad-faults: .*faults\.json: the document\.rules should be a list, not 3/,
    );
    const none = openLocalCloud({ folder: folderWith(context, '{'), whereabouts: WHEREABOUTS });
    await assert.rejects(none, /^TealformError: bad-faults: .*faults\.json is no JSON: /);
  });
});
