import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { TealformError } from '../../dsl/error.ts';
import { refusal, standIn } from '../testing/stand-in-client.ts';
import { FakeClock, type Happening, StandInStacks } from '../testing/stand-in-stacks.ts';
import type { WatchEvent } from './event.ts';
import { type WatchOptions, watchStack } from './events.ts';
import { findBeginning, markEvents } from './stack-events.ts';

const CREATION: readonly Happening[] = [
  [0, 'hello', 'CREATE_IN_PROGRESS', 'User Initiated'],
  [1, 'hello/Service', 'CREATE_IN_PROGRESS'],
  [2, 'hello/Service/LogGroup', 'CREATE_IN_PROGRESS'],
  [4, 'hello/Service/LogGroup', 'CREATE_COMPLETE', undefined, '/ecs/hello'],
  [5, 'hello/Service/Inner', 'CREATE_IN_PROGRESS'],
  [6, 'hello/Service/Inner/Role', 'CREATE_IN_PROGRESS'],
  [40, 'hello/Service/Inner/Role', 'CREATE_COMPLETE'],
  [41, 'hello/Service/Inner', 'CREATE_COMPLETE'],
  [42, 'hello/Service', 'CREATE_COMPLETE'],
  [43, 'hello', 'CREATE_COMPLETE'],
];
const STACKS = ['hello/Service', 'hello/Service/Inner'];

describe('watching a stack', () => {
  test('gives every event of the root and of all nested stacks once, in time order, and ends with the root', async () => {
    const { stacks, events, clients } = await watch(CREATION);
    assert.deepEqual(events.map(({ id }) => id).sort(), stacks.all.map(({ EventId }) => EventId).sort());
    assertInOrder(events);
    assert.deepEqual(events.at(-1)?.path, ['hello']);
    const role = events.find(({ path }) => path.at(-1) === 'Role');
    assert.deepEqual(role?.path, ['hello', 'Service', 'Inner', 'Role']);
    assert.equal(events.filter(({ path, ofItself }) => path.join('/') === 'hello/Service' && ofItself).length, 2);
    assert.equal(clients.calls.filter(({ operation }) => operation === 'DescribeStacks').length, 1);
  });

  test('looks every second while something happens and less often when it is quiet', async () => {
    const { clock } = await watch(CREATION);
    assert.deepEqual(clock.sleeps.slice(0, 3), [1000, 1000, 1000]);
    assert.equal(Math.max(...clock.sleeps), 5000);
    assert.ok(clock.sleeps.length < 30, `${clock.sleeps.length} looks`);
  });

  test('reads pages back to the beginning, and none behind it', async () => {
    const before: Happening[] = Array.from({ length: 50 }, (_, index) => [index - 900, 'hello', 'UPDATE_COMPLETE']);
    const { events, clients } = await watch([...before, ...CREATION], { pageSize: 3 });
    assert.equal(events.length, 14);
    const tokens = clients.calls.flatMap(({ input }) => (input.NextToken === undefined ? [] : Number(input.NextToken)));
    assert.ok(Math.max(...tokens) <= 9, `read from ${Math.max(...tokens)}`);
  });

  test('what nested stacks told at the very time of the mark belongs to what was before', async () => {
    const { events } = await watch(
      [
        [0, 'hello/Service/LogGroup', 'CREATE_COMPLETE'],
        [0, 'hello', 'CREATE_COMPLETE'],
        [1, 'hello', 'UPDATE_IN_PROGRESS'],
        [2, 'hello/Service', 'UPDATE_IN_PROGRESS'],
        [4, 'hello/Service', 'UPDATE_COMPLETE'],
        [5, 'hello', 'UPDATE_COMPLETE'],
      ],
      { options: { seen: ['1-own'] } },
    );
    assert.deepEqual([...new Set(events.map(({ status }) => status))], ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE']);
  });

  test('a nested stack that is done is not looked at any more', async () => {
    const { clients } = await watch([
      ...CREATION.slice(0, 9),
      [90, 'hello/Rest', 'CREATE_IN_PROGRESS'],
      [190, 'hello', 'CREATE_COMPLETE'],
    ]);
    const names = clients.calls.map(({ input }) => String(input.StackName));
    const last = names.findLastIndex((name) => name.endsWith('hello-Service'));
    assert.ok(names.length - last > 20, 'the root alone is looked at');
  });

  test('throttling and a network that fails are survived, and nothing is lost', async () => {
    const troubles: string[] = [];
    const { events, clock } = await watch(CREATION, {
      failures: [
        refusal('Throttling', 'Rate exceeded'),
        Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
        refusal('InternalFailure', 'oops', 500),
      ],
      options: { onTrouble: ({ code }) => troubles.push(code) },
    });
    assert.deepEqual(troubles, ['throttled', 'unreachable', 'service-failed']);
    assert.equal(events.length, 14);
    assert.deepEqual(clock.sleeps.slice(0, 3), [2000, 4000, 8000]);
  });

  test('what does not pass is thrown once patience is over, with what is wrong', async () => {
    const failures = Array.from({ length: 100 }, () => refusal('Throttling', 'Rate exceeded'));
    await assert.rejects(
      watch(CREATION, { failures, options: { patience: 60_000 } }),
      (error: TealformError) => error.code === 'throttled',
    );
  });

  test('what AWS says no to is thrown at once', async () => {
    const failures = [refusal('AccessDeniedException', 'User is not authorized')];
    await assert.rejects(watch(CREATION, { failures }), (error: TealformError) => {
      assert.match(error.message, /^access-denied: the caller may not cloudformation:DescribeStackEvents on arn:/);
      return true;
    });
  });

  test('a stack to which nothing happens ends watching, without an event', async () => {
    const { events, clock } = await watch([[-5, 'hello', 'CREATE_COMPLETE']]);
    assert.deepEqual(events, []);
    assert.ok(clock.sleeps.reduce((sum, each) => sum + each) < 20_000);
  });

  test('an end that the root has gone on from is none', async () => {
    const { events } = await watch([
      [0, 'hello', 'UPDATE_IN_PROGRESS'],
      [1, 'hello', 'UPDATE_FAILED'],
      [1, 'hello', 'UPDATE_ROLLBACK_IN_PROGRESS'],
      [3, 'hello', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'],
      [5, 'hello', 'UPDATE_ROLLBACK_COMPLETE'],
    ]);
    assert.equal(events.at(-1)?.status, 'UPDATE_ROLLBACK_COMPLETE');
  });

  test('what a nested stack said when the mark was set, or of its review, belongs to what was before', async () => {
    const { events } = await watch(
      [
        [0, 'hello/Service/LogGroup', 'CREATE_COMPLETE'],
        [0, 'hello', 'CREATE_COMPLETE'],
        [1, 'hello/Service/LogGroup', 'REVIEW_IN_PROGRESS'],
        [2, 'hello', 'DELETE_IN_PROGRESS'],
        [3, 'hello/Service', 'DELETE_IN_PROGRESS'],
        [4, 'hello/Service', 'DELETE_COMPLETE'],
        [5, 'hello', 'DELETE_COMPLETE'],
      ],
      { stacks: ['hello/Service'], options: { seen: ['1-own'] } },
    );
    assert.deepEqual(new Set(events.map(({ status }) => status)), new Set(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE']));
  });

  test('a signal ends watching', async () => {
    const controller = new AbortController();
    const { events } = await watch(CREATION, {
      options: { signal: controller.signal },
      each: ({ path }) => path.at(-1) === 'Inner' && controller.abort(),
    });
    assert.ok(events.length < 14);
  });

  test('whatever happens, nothing is lost and nothing is told twice', async () => {
    const resource = fc.constantFrom('hello/A', 'hello/Service/B', 'hello/Service/Inner/C', 'hello/Other/D');
    const happening = fc.tuple(fc.integer({ min: 3, max: 80 }), resource, fc.constantFrom('CREATE_IN_PROGRESS', 'X'));
    await fc.assert(
      fc.asyncProperty(fc.array(happening), fc.integer({ min: 1, max: 5 }), async (middle, pageSize) => {
        const happenings: Happening[] = [
          [0, 'hello', 'CREATE_IN_PROGRESS'],
          [1, 'hello/Service', 'CREATE_IN_PROGRESS'],
          [1, 'hello/Other', 'CREATE_IN_PROGRESS'],
          [2, 'hello/Service/Inner', 'CREATE_IN_PROGRESS'],
          ...middle.sort(([a], [b]) => a - b),
          [90, 'hello/Service/Inner', 'CREATE_COMPLETE'],
          [90, 'hello/Other', 'CREATE_FAILED'],
          [90, 'hello/Service', 'CREATE_COMPLETE'],
          [91, 'hello', 'CREATE_COMPLETE'],
        ];
        const { events, stacks } = await watch(happenings, { pageSize, stacks: [...STACKS, 'hello/Other'] });
        assert.deepEqual(events.map(({ id }) => id).sort(), stacks.all.map(({ EventId }) => EventId).sort());
        assertInOrder(events);
      }),
      { numRuns: 50 },
    );
  });
});

describe('where events begin', () => {
  test('a mark keeps what was there before from being told, by the clock of AWS', async () => {
    const { clients, clock } = await setUp([
      [0, 'hello', 'CREATE_COMPLETE'],
      [9, 'hello', 'UPDATE_IN_PROGRESS'],
    ]);
    const mark = await markEvents(clients, 'hello');
    assert.deepEqual(mark, { since: clock.now(), seen: ['0-own'] });
    assert.deepEqual(await markEvents(clients, 'other'), { since: new Date(0), seen: [] });
  });

  for (const { title, statuses, beginning } of [
    { title: 'a creation', statuses: ['REVIEW_IN_PROGRESS', 'CREATE_IN_PROGRESS'], beginning: 1 },
    { title: 'an update', statuses: ['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS'], beginning: 1 },
    { title: 'a cleanup', statuses: ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'], beginning: 0 },
    { title: 'a rollback', statuses: ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'], beginning: 0 },
    {
      title: 'a rollback that somebody continued',
      statuses: ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_IN_PROGRESS'],
      beginning: 2,
    },
    { title: 'nothing', statuses: ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'], beginning: undefined },
  ]) {
    test(`of ${title}`, async () => {
      const { clients, clock, stacks } = await setUp(statuses.map((status, index) => [index, 'hello', status]));
      const start = clock.now().getTime();
      await clock.sleep(10_000);
      const found = await findBeginning(clients, stacks.stackId('hello'));
      assert.equal(found && (found.getTime() - start) / 1_000, beginning);
    });
  }
});

interface Setting {
  readonly pageSize?: number;
  readonly stacks?: readonly string[];
  readonly failures?: readonly Error[];
  readonly options?: Partial<WatchOptions>;
  readonly each?: (event: WatchEvent) => void;
}

async function setUp(happenings: readonly Happening[], { pageSize = 100, stacks: nested = STACKS }: Setting = {}) {
  const clock = new FakeClock();
  const stacks = new StandInStacks(clock, happenings, { stacks: nested, pageSize });
  return { clock, stacks, clients: standIn(stacks.answers) };
}

async function watch(happenings: readonly Happening[], setting: Setting = {}) {
  const { clock, stacks, clients } = await setUp(happenings, setting);
  stacks.failures.push(...(setting.failures ?? []));
  const events: WatchEvent[] = [];
  const options = { clock, rootName: 'hello', ...setting.options };
  for await (const event of watchStack(clients, stacks.stackId('hello'), clock.now(), options)) {
    setting.each?.(event);
    events.push(event);
  }
  return { clock, stacks, clients, events };
}

function assertInOrder(events: readonly WatchEvent[]): void {
  const times = events.map(({ time }) => time.getTime());
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
}
