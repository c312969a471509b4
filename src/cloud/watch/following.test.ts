import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answers, standIn } from '../testing/stand-in-client.ts';
import { FakeClock, StandInStacks } from '../testing/stand-in-stacks.ts';
import { followingWatcher } from './following.ts';
import { linesPrinter } from './printers/lines.ts';

const ABOUT = { rootName: 'hello', title: 'updating hello', comeBack: 'make deploy' };

test('what begins after the mark is told, and nothing of before', async () => {
  const { clock, stacks, text, watcher } = setUp();
  await clock.sleep(10_000);
  const watch = await watcher.begin('hello');
  const outcome = await watch(stacks.stackId('hello'));
  assert.equal(outcome.stackStatus, 'UPDATE_COMPLETE');
  assert.doesNotMatch(text(), /CREATE/);
  assert.match(text(), /UPDATE_IN_PROGRESS/);
});

test('attaching tells what is under way from its beginning on', async () => {
  const { clock, stacks, text, watcher } = setUp();
  await clock.sleep(30_000);
  const outcome = await watcher.attach(stacks.stackId('hello'));
  assert.equal(outcome.stackStatus, 'UPDATE_COMPLETE');
  assert.match(text(), / 0s {2}UPDATE_IN_PROGRESS/);
  assert.doesNotMatch(text(), /CREATE/);
});

test('attaching to a stack at rest ends by itself', async () => {
  const { clock, stacks, watcher } = setUp();
  await clock.sleep(300_000);
  assert.deepEqual(await watcher.attach(stacks.stackId('hello')), {
    status: 'succeeded',
    stackStatus: 'UPDATE_COMPLETE',
  });
});

test('a step has a title of its own and no outputs, and may be meant to end in what is a failure elsewhere', async () => {
  const { clock, stacks, text, watcher } = setUp('UPDATE_ROLLBACK');
  await clock.sleep(10_000);
  const watch = await watcher.begin('hello', { title: 'going back', endsIn: 'UPDATE_ROLLBACK_COMPLETE' });
  assert.deepEqual(await watch(stacks.stackId('hello')), {
    status: 'succeeded',
    stackStatus: 'UPDATE_ROLLBACK_COMPLETE',
  });
  assert.match(text(), /done: going back: UPDATE_ROLLBACK_COMPLETE/);
  assert.doesNotMatch(text(), /updating hello|FAILED|Url/);
  const other = setUp();
  await other.clock.sleep(30_000);
  await other.watcher.attach(other.stacks.stackId('hello'));
  assert.match(other.text(), /done: updating hello: .*[\s\S]*outputs:\n {2}Url/);
});

function setUp(update = 'UPDATE') {
  const clock = new FakeClock();
  const stacks = new StandInStacks(clock, [
    [0, 'hello', 'CREATE_IN_PROGRESS'],
    [5, 'hello', 'CREATE_COMPLETE'],
    [20, 'hello', `${update}_IN_PROGRESS`],
    [60, 'hello', `${update}_COMPLETE`],
  ]);
  const answers: Answers = {
    ...stacks.answers,
    DescribeStacks: (input) => {
      const answer: { Stacks?: readonly object[] } = stacks.answers.DescribeStacks?.(input) ?? {};
      const Outputs = [{ OutputKey: 'Url', OutputValue: 'http://hello' }];
      return { Stacks: answer.Stacks?.map((stack) => ({ ...stack, Outputs })) };
    },
  };
  const written: string[] = [];
  const nothing = () => () => {};
  const watcher = followingWatcher(standIn(answers), ABOUT, () => linesPrinter(), {
    clock,
    write: (text) => void written.push(text),
    every: nothing,
    onInterrupt: nothing,
    ask: undefined,
  });
  return { clock, stacks, watcher, text: () => written.join('') };
}
