import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TealformError } from '../../dsl/error.ts';
import { type Answers, refusal, standIn } from '../testing/stand-in-client.ts';
import { FakeClock, type Happening, StandInStacks } from '../testing/stand-in-stacks.ts';
import { follow } from './follow.ts';
import type { Interrupt } from './interrupt.ts';
import { linesPrinter } from './printers/lines.ts';

const UPDATE: readonly Happening[] = [
  [0, 'hello', 'UPDATE_IN_PROGRESS', 'User Initiated'],
  [1, 'hello/Topic', 'UPDATE_IN_PROGRESS'],
  [50, 'hello/Topic', 'UPDATE_COMPLETE'],
  [51, 'hello', 'UPDATE_COMPLETE'],
];
const CREATION = UPDATE.map(([second, path, status]): Happening => [second, path, status.replace('UPDATE', 'CREATE')]);

describe('following a stack', () => {
  test('prints what happens and the outputs, and says how it went', async () => {
    const { outcome, text } = await followed(UPDATE);
    assert.deepEqual(outcome, { status: 'succeeded', stackStatus: 'UPDATE_COMPLETE' });
    assert.match(text, /UPDATE_COMPLETE +hello\/Topic/);
    assert.match(text, /done: updating hello: UPDATE_COMPLETE in 51s/);
    assert.match(text, / {2}Url {2}http:\/\/hello\n/);
  });

  test('a Ctrl-C asks whether to cancel an update, and yes cancels it', async () => {
    const { calls, questions, text } = await followed(UPDATE, { presses: [2], answers: [true] });
    assert.match(questions[0] ?? '', /^cancel the update and go back .*\[y\/N\] $/);
    assert.ok(calls.includes('CancelUpdateStack'));
    assert.match(text, /cancelling: the stack goes back/);
  });

  test('of a creation, yes deletes it', async () => {
    const { calls } = await followed(CREATION, { presses: [2], answers: [true] });
    assert.ok(calls.includes('DeleteStack'));
  });

  test('no goes on to the end', async () => {
    const { calls, outcome, text } = await followed(UPDATE, { presses: [2], answers: [false] });
    assert.equal(outcome?.status, 'succeeded');
    assert.ok(!calls.includes('CancelUpdateStack'));
    assert.match(text, /going on; Ctrl-C leaves it running/);
  });

  test('a second Ctrl-C leaves it running and says how to come back', async () => {
    const { calls, outcome, text, questions } = await followed(UPDATE, { presses: [2, 3], answers: [false] });
    assert.deepEqual(outcome, { status: 'left-running', stackStatus: 'UPDATE_IN_PROGRESS' });
    assert.match(text, /come back with: make status ENV=dev\n$/);
    assert.deepEqual([calls.includes('CancelUpdateStack'), questions.length], [false, 1]);
  });

  test('where nobody can be asked, the first leaves it running', async () => {
    const { calls, outcome } = await followed(UPDATE, { presses: [2] });
    assert.equal(outcome?.status, 'left-running');
    assert.deepEqual([...new Set(calls)], ['DescribeStackEvents']);
  });

  test('whoever ends the process is not asked: it is left running, said with how to come back', async () => {
    const { calls, outcome, questions, text } = await followed(UPDATE, {
      presses: [2],
      signal: 'SIGTERM',
      answers: [true],
    });
    assert.equal(outcome?.status, 'left-running');
    assert.deepEqual([questions, calls.includes('CancelUpdateStack')], [[], false]);
    assert.match(text, /come back with: make status ENV=dev\n$/);
  });

  test('what cannot be cancelled is said', async () => {
    const rollback = UPDATE.map(
      ([second, path, status]): Happening => [second, path, status.replace('UPDATE', 'UPDATE_ROLLBACK')],
    );
    const { questions, text } = await followed(rollback, { presses: [2], answers: [true] });
    assert.equal(questions.length, 0);
    assert.match(text, /this cannot be cancelled \(UPDATE_ROLLBACK_IN_PROGRESS\); Ctrl-C again leaves it running/);
  });

  test('when AWS lets nobody look any more, it says that the stack goes on and how to come back', async () => {
    let text = '';
    const written = (part: string) => {
      text += part;
    };
    await assert.rejects(
      followed(UPDATE, { expiresAt: 3, written }),
      (error: TealformError) => error.code === 'expired-credentials',
    );
    assert.match(text, /left running: updating hello: UPDATE_IN_PROGRESS[\s\S]*come back with: make status ENV=dev\n$/);
  });

  test('a cancellation that AWS refuses is thrown', async () => {
    const refused: Answers = {
      CancelUpdateStack: () => {
        throw refusal('ValidationError', 'cannot be called');
      },
    };
    await assert.rejects(
      followed(UPDATE, { presses: [2], answers: [true], more: refused }),
      (error: TealformError) => error.code === 'refused',
    );
  });
});

interface Setting {
  /** Before which looks somebody presses Ctrl-C. */
  readonly presses?: readonly number[];
  /** What is sent instead. */
  readonly signal?: Interrupt;
  readonly answers?: readonly boolean[];
  /** The look at which credentials have expired. */
  readonly expiresAt?: number;
  readonly written?: (part: string) => void;
  readonly more?: Answers;
}

async function followed(happenings: readonly Happening[], setting: Setting = {}) {
  const { presses = [], answers, more = {}, expiresAt } = setting;
  const clock = new FakeClock();
  const since = clock.now();
  const stacks = new StandInStacks(clock, happenings);
  let press: (signal: Interrupt) => void = () => {};
  let looks = 0;
  const clients = standIn({
    CancelUpdateStack: () => ({}),
    DeleteStack: () => ({}),
    ...stacks.answers,
    DescribeStackEvents: (input) => {
      looks += 1;
      if (presses.includes(looks)) press(setting.signal ?? 'SIGINT');
      if (looks === expiresAt) throw refusal('ExpiredTokenException', 'The security token is expired');
      return stacks.answers.DescribeStackEvents?.(input) ?? {};
    },
    DescribeStacks: (input) => {
      const answer: { Stacks?: readonly object[] } = stacks.answers.DescribeStacks?.(input) ?? {};
      return {
        Stacks: answer.Stacks?.map((stack) => ({
          ...stack,
          Outputs: [{ OutputKey: 'Url', OutputValue: 'http://hello' }],
        })),
      };
    },
    ...more,
  });
  let text = '';
  const questions: string[] = [];
  const outcome = await follow(
    clients,
    {
      stackId: stacks.stackId('hello'),
      since,
      rootName: 'hello',
      title: 'updating hello',
      comeBack: 'make status ENV=dev',
    },
    linesPrinter(),
    {
      clock,
      write: (written) => {
        text += written;
        setting.written?.(written);
      },
      every: () => () => {},
      onInterrupt: (call) => {
        press = call;
        return () => {};
      },
      ask:
        answers &&
        (async (question) => {
          questions.push(question);
          return answers[questions.length - 1] ?? false;
        }),
    },
  );
  return { outcome, text, questions, calls: clients.calls.map(({ operation }) => operation) };
}
