import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeScreen } from '../../../scripts/lib/screen.fixtures.ts';
import type { TimelineEntry } from '../timeline.ts';
import { type MadeUp, madeUp } from './made-up.fixtures.ts';
import { terminalStage } from './terminal-stage.ts';

const VARIANTS: readonly MadeUp[] = ['linear', 'alarm', 'hook-fails'];
const upTo = (at: number, entries = madeUp()) => entries.filter((entry) => entry.at <= at);

function onScreen(columns: number, rows: number) {
  const screen = makeScreen(columns, rows);
  let now = 0;
  let tick = () => {};
  const stage = terminalStage({
    write: (text) => screen.write(text.replaceAll('\n', '\r\n')),
    columns: () => columns,
    rows: () => rows,
    isRewriting: true,
    isColoured: true,
    now: () => now,
    every: (_, call) => {
      tick = call;
      return () => {
        tick = () => assert.fail('it is closed');
      };
    },
  });
  const wait = (milliseconds: number) => {
    now += milliseconds;
    tick();
  };
  return { screen, ...stage, wait };
}

function printed(
  entries: readonly TimelineEntry[],
  { columns = 100, format = 'text' as 'text' | 'json' } = {},
): readonly string[] {
  let text = '';
  const stage = terminalStage({ write: (more) => (text += more), columns: () => columns, isRewriting: false, format });
  for (const entry of entries) stage.tell(entry);
  stage.close();
  return text.split('\n').slice(0, -1);
}

describe('on a terminal', () => {
  for (const columns of [40, 80, 160])
    test(`of ${columns} columns no line is broken, and what matters stays above the block`, () => {
      for (const variant of VARIANTS) {
        const { screen, tell, close } = onScreen(columns, 24);
        for (const entry of madeUp(variant)) {
          tell(entry);
          for (const index of screen.lines().keys()) assert.ok(!screen.isBroken(index), screen.lines()[index]);
        }
        close();
        const lines = screen.lines();
        assert.equal(
          lines.filter((line) => line.includes('release done') || line.includes('release failed')).length,
          1,
        );
        assert.ok(
          lines.every((line) => !line.includes('=====')),
          'the block is gone',
        );
        assert.match(lines.join(' ').replace(/ +/g, ' '), variant === 'linear' ? /passed: a new version/ : /FAILED: /);
      }
    });

  test('the block has the share as a bar, requests, failures and the lifecycle with times', () => {
    const { screen, tell } = onScreen(80, 24);
    for (const entry of upTo(24_500)) tell(entry);
    const text = screen.lines().join('\n');
    assert.match(text, /^deploying: AllowTraffic {2}24s$/m);
    assert.match(text, /^blue {2}30 % #{17}={40} {2}70 % green$/m);
    assert.match(text, /^\d+ requests\/s, 0 failed of \d \d{3}; p99 blue [\d.]+ ms, green [\d.]+ ms$/m);
    assert.match(text, /^done Install +8s +2\.4 s$/m);
    assert.match(text, /^>> {3}AllowTraffic +12s +12s$/m);
  });

  test('a low terminal has fewer lines and still the most important ones', () => {
    const { screen, tell } = onScreen(80, 6);
    for (const entry of upTo(24_500)) tell(entry);
    const block = screen.lines().slice(-6);
    assert.match(block.join('\n'), /^deploying: AllowTraffic[\s\S]*^blue {2}30 %/m);
    assert.equal(screen.lines().filter((line) => line.startsWith('blue')).length, 1, 'there is one block');
  });

  test('of events that there is no room for those around now are shown, and no line for what does not come', () => {
    const { screen, tell } = onScreen(80, 8);
    for (const entry of upTo(10_150)) tell(entry);
    const block = screen.lines().slice(-8).join('\n');
    assert.match(block, /^>> {3}AllowTestTraffic/m);
    assert.doesNotMatch(block, /BeforeInstall|AfterAllowTraffic/);
    assert.ok(!printed(madeUp('hook-fails')).some((line) => /s \w+ Skipped/.test(line)));
  });

  test('time goes on while nothing happens', () => {
    const { screen, tell, wait, close } = onScreen(80, 24);
    for (const entry of upTo(8_000)) tell(entry);
    wait(5_000);
    assert.match(screen.lines().join('\n'), /^deploying: Install {2}13s$/m);
    close();
  });

  test('others may write where the block has made room, until something is told again', () => {
    const { screen, tell, wait, pause } = onScreen(80, 24);
    for (const entry of upTo(8_000)) tell(entry);
    pause();
    screen.write('a question?');
    wait(5_000);
    assert.equal(screen.lines().at(-1), 'a question?');
    screen.write('\r\n');
    tell({ at: 8_100, kind: 'log', source: 'test', text: 'x' });
    assert.equal(screen.lines().filter((line) => line === 'a question?').length, 1);
    assert.match(screen.lines().join('\n'), /a question\?\ndeploying: Install/);
  });

  test('what a task says cannot move the cursor or paint', () => {
    const { screen, tell, close } = onScreen(80, 24);
    tell({ at: 1, kind: 'task', side: 'green', task: 'a\x1b[5A', status: 'crashed', text: '\x1b[2J\r\nboo\u{1f600}' });
    close();
    assert.ok(screen.lines().includes('  0.0s green task a crashed: boo?'));
  });
});

describe('lines', () => {
  test('have the time, one for each entry; traffic every five seconds, and whenever something failed', () => {
    const lines = printed(madeUp('alarm'));
    assert.ok(lines.includes('  7.7s Install InProgress'));
    assert.ok(lines.includes(' 10.1s test listener: blue 0 %, green 100 %'));
    const traffic = lines.filter((line) => /s traffic blue/.test(line));
    assert.deepEqual(
      traffic.map((line) => `${line.slice(0, 6).trim()} ${/\d+ failed/.exec(line)}`),
      [
        '6.0s 0 failed',
        '11.0s 0 failed',
        '16.0s 0 failed',
        '19.0s 6 failed',
        '20.0s 8 failed',
        '21.0s 12 failed',
        '22.0s 9 failed',
      ],
    );
    assert.ok(!lines.some((line) => line.includes('Pending')));
  });

  test('end with every event of each deployment and what the rehearsal was held to', () => {
    const text = printed(madeUp('hook-fails')).join('\n');
    assert.match(text, /^deployment d-7Q2XK4M9P: Failed$[\s\S]*^ {2}Failed {5}AfterAllowTestTraffic {2}\d/m);
    assert.match(text, /^rollback d-R0LLB4CK1: Succeeded$/m);
    assert.match(text, /^FAILED: the hook kept the version from users\n {2}NO {2}deployment succeeded: /m);
  });

  test('are no wider than they may be', () => {
    for (const columns of [20, 40, 100])
      for (const variant of VARIANTS)
        for (const line of printed(madeUp(variant), { columns })) assert.ok(line.length <= columns, line);
  });
});

describe('a fault', () => {
  const faulty: readonly TimelineEntry[] = [
    { at: 0, kind: 'fault', fault: 'green-500', status: 'asked', text: 'answers 500' },
    ...madeUp('hook-fails'),
    { at: 60_000, kind: 'fault', fault: 'green-500', status: 'strikes', text: 'now' },
    { at: 61_000, kind: 'fault', fault: 'green-500', status: 'over', text: 'well again' },
  ];

  test('is told where lines are, and stays above the block on a terminal', () => {
    const { screen, tell } = onScreen(80, 60);
    for (const entry of faulty) tell(entry);
    for (const lines of [printed(faulty), screen.lines()]) {
      assert.ok(lines.includes('  0.0s fault green-500: answers 500'));
      assert.ok(lines.includes(' 60.0s fault green-500 strikes: now'));
      assert.ok(lines.includes(' 61.0s fault green-500 is over: well again'));
    }
  });
});

describe('JSON lines', () => {
  test('are the entries, each with the version of what they mean', () => {
    const entries = madeUp('alarm');
    const lines = printed(entries, { format: 'json' }).map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ version, ...entry }) => {
        assert.equal(version, 1);
        return entry;
      }),
      entries,
    );
  });
});
