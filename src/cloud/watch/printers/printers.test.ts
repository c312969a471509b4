import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { fit, formatElapsed, plain, wrap } from '../../../text/text.ts';
import { anyEvents, eventsOf, type Said, START } from '../../testing/watched.ts';
import type { WatchEvent } from '../event.ts';
import { outcomeOf, WatchModel } from '../model.ts';
import { jsonPrinter } from './json.ts';
import { linesPrinter } from './lines.ts';
import type { Printer, Recap, StackOutput } from './printer.ts';
import { treePrinter } from './tree.ts';

const FAILED: readonly Said[] = [
  [0, 'hello', 'CREATE_IN_PROGRESS', 'User Initiated'],
  [1, 'hello/Service', 'CREATE_IN_PROGRESS'],
  [2, 'hello/Service/LogGroup', 'CREATE_IN_PROGRESS'],
  [3, 'hello/Service/Role', 'CREATE_IN_PROGRESS'],
  [65, 'hello/Service/LogGroup', 'CREATE_FAILED', 'Resource of type AWS::Logs::LogGroup already exists.'],
  [65, 'hello/Service/Role', 'CREATE_FAILED', 'Resource creation cancelled'],
  [66, 'hello/Service', 'CREATE_FAILED', 'The following resource(s) failed to create: [LogGroup].'],
  [67, 'hello', 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Service].'],
  [80, 'hello', 'ROLLBACK_COMPLETE'],
];
const OUTPUTS = [
  { name: 'Url', value: 'http://hello.example.com' },
  { name: 'LoadBalancerArn', value: `arn:aws:elasticloadbalancing:eu-central-1:111122223333:${'x'.repeat(60)}` },
];

describe('lines', () => {
  test('there is one for each event, with time, status, place, type and reason', () => {
    const { text } = print(linesPrinter(), eventsOf(FAILED, ['hello/Service']));
    const [first, , , , failure] = text.split('\n');
    assert.equal(first, '     0s  CREATE_IN_PROGRESS  hello  AWS::CloudFormation::Stack - User Initiated');
    assert.equal(
      failure,
      ' 1m 05s  CREATE_FAILED       hello/Service/LogGroup  AWS::Logs::LogGroup - Resource of type AWS::Logs::LogGroup already exists.',
    );
  });

  test('what a nested stack and its parent both say is told once', () => {
    const [event] = eventsOf([[1, 'hello/Service', 'CREATE_IN_PROGRESS', undefined, 'id']], ['hello/Service']);
    assert.ok(event);
    const { text } = print(linesPrinter(), [event, { ...event, id: 'x', ofItself: true, reason: 'User Initiated' }]);
    assert.equal(text.match(/CREATE_IN_PROGRESS/g)?.length, 1);
  });

  test('after 30 seconds of silence a line says what is in progress', () => {
    const printer = linesPrinter();
    const model = new WatchModel();
    for (const event of eventsOf(FAILED.slice(0, 4), ['hello/Service'])) {
      model.take(event);
      printer.event(event, model, event.time);
    }
    assert.equal(printer.tick(model, at(20)), '');
    assert.equal(printer.tick(model, at(33)), '    33s  still waiting: Service/LogGroup (31s), Service/Role (30s)\n');
    assert.equal(printer.tick(model, at(34)), '');
  });

  test('whatever happens, every event has its line, and no text of AWS breaks or paints it', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const { printed } = print(linesPrinter(), events);
        for (const [index, event] of events.entries()) {
          const line = printed[index] ?? '';
          assert.match(line, /^[\x20-\x7e]+\n$/);
          assert.ok(line.includes(event.path.join('/')) && line.includes(event.status));
          assert.ok(line.includes(plain(event.reason ?? '')));
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('JSON lines', () => {
  test('have every event and an end, each a document', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const { text } = print(jsonPrinter(), events);
        const lines = text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
        assert.deepEqual(
          lines.slice(0, -1).map(({ id }) => id),
          events.map(({ id }) => id),
        );
        assert.equal(lines.at(-1).kind, 'watched');
        assert.ok(lines.every(({ kind, version }) => typeof kind === 'string' && version === 1));
      }),
      { numRuns: 50 },
    );
  });

  test('the end has the root cause, what to do, and the outputs', () => {
    const { text } = print(jsonPrinter(), eventsOf(FAILED, ['hello/Service']), OUTPUTS);
    const end = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '');
    assert.deepEqual(end.rootCause, {
      logicalId: 'LogGroup',
      type: 'AWS::Logs::LogGroup',
      reason: 'Resource of type AWS::Logs::LogGroup already exists.',
      stack: 'hello/Service',
    });
    assert.match(end.failures[0].hint, /take it into the stack as it is: make adopt; or /);
    assert.equal(end.outputs.Url, 'http://hello.example.com');
    assert.equal(end.version, 1);
  });
});

describe('the tree', () => {
  test('has one style in all lines, also where a name is too long for its own', () => {
    const name = 'LongName'.repeat(8);
    const said: readonly Said[] = [
      [0, 'hello', 'CREATE_IN_PROGRESS'],
      [1, `hello/${name}`, 'CREATE_IN_PROGRESS'],
      [1, 'hello/Role', 'CREATE_IN_PROGRESS'],
    ];
    const { text } = print(
      treePrinter(() => ({ columns: 80, rows: 24 }), { isColoured: false }),
      eventsOf(said),
    );
    assert.match(text, /Name\w*\.\.\. {2}CREATE_IN_PROGRESS {2}\d+s\n {2}Role {2}CREATE_IN_PROGRESS/);
    assert.doesNotMatch(text, /creating/);
  });

  for (const columns of [40, 200]) {
    test(`shows on ${columns} columns what is in progress below its stack, and what finished last`, () => {
      const said: readonly Said[] = [...FAILED.slice(0, 4), [9, 'hello/Service/Key', 'CREATE_COMPLETE']];
      const terminal = new Terminal(columns, 24);
      const printer = treePrinter(() => terminal, { isColoured: false });
      const model = new WatchModel();
      for (const event of eventsOf(said, ['hello/Service'])) {
        model.take(event);
        terminal.write(printer.event(event, model, at(10)));
      }
      const typed = columns === 200 ? '  AWS::Logs::LogGroup' : '';
      assert.deepEqual(terminal.lines, [
        columns === 200 ? 'hello  CREATE_IN_PROGRESS  10s  1 done, 2 in progress' : 'hello  10s  1 done, 2 in progress',
        '  Service',
        `    LogGroup  ${columns === 200 ? 'CREATE_IN_PROGRESS' : 'creating'}  8s${typed}`,
        `    Role  ${columns === 200 ? 'CREATE_IN_PROGRESS' : 'creating'}  7s${typed}`,
        `  Service/Key  ${columns === 200 ? 'CREATE_COMPLETE' : 'created'}  0s${typed}`,
      ]);
      terminal.write(printer.pause());
      assert.deepEqual(terminal.lines, []);
    });
  }

  test('is never wider or higher than the terminal, takes itself away, and loses no failure', () => {
    fc.assert(
      fc.property(
        anyEvents,
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 2, max: 60 }),
        fc.boolean(),
        (events, columns, rows, isColoured) => {
          const terminal = new Terminal(columns, rows);
          const printer = treePrinter(() => terminal, { isColoured });
          const model = new WatchModel();
          for (const event of events) {
            model.take(event);
            const text = printer.event(event, model, event.time);
            assertFits(text, columns);
            terminal.write(text);
            assertShowsAll(text, model, rows);
          }
          terminal.write(printer.pause());
          const said = terminal.lines.join('').replaceAll(' ', '');
          for (const { path, status, type, reason } of events) {
            const isReal = status === 'CREATE_FAILED' && reason !== 'Resource creation cancelled';
            if (isReal && type !== 'AWS::CloudFormation::Stack') assert.ok(said.includes(`${status}${path.join('/')}`));
          }
          assert.ok(!said.includes('inprogress'), 'the block is gone');
          assertFits(printer.end(recapOf(model, OUTPUTS), at(9_999)), columns);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('goes away whole from a terminal that has become narrower', () => {
    const terminal = new Terminal(100, 24);
    const printer = treePrinter(() => terminal, { isColoured: false });
    const model = new WatchModel();
    for (const event of eventsOf(FAILED.slice(0, 4), ['hello/Service'])) model.take(event);
    terminal.write(printer.tick(model, at(10)));
    terminal.narrow(40);
    terminal.write(printer.pause());
    assert.deepEqual(terminal.lines, []);
  });
});

describe('the recap', () => {
  test('of a failure has the first one, what to do, and what else failed by itself', () => {
    const said: readonly Said[] = [
      ...FAILED.slice(0, -1),
      [75, 'hello/Service/Bucket', 'DELETE_FAILED', 'is busy'],
      [80, 'hello', 'ROLLBACK_COMPLETE'],
    ];
    const { text } = print(linesPrinter({ width: 100 }), eventsOf(said, ['hello/Service']));
    const recap = text.slice(text.indexOf('FAILED: '));
    assert.match(
      recap,
      /^FAILED: deploying hello: ROLLBACK_COMPLETE in 1m 20s, 0 resources done, 2 failed, 1 cancelled\n/,
    );
    assert.match(
      recap,
      /what failed first:\n {2}hello\/Service\/LogGroup \(AWS::Logs::LogGroup\) CREATE_FAILED\n {4}Resource of type .* already exists\.\n {4}-> /,
    );
    assert.match(recap, /what failed besides:\n {2}hello\/Service\/Bucket .* DELETE_FAILED\n {4}is busy\n/);
    assert.doesNotMatch(recap, /Role \(AWS::Logs::LogGroup\) CREATE_FAILED|outputs/);
  });

  test('of a success has the outputs, whole, and what took longest', () => {
    const said: readonly Said[] = [
      [0, 'hello', 'CREATE_IN_PROGRESS'],
      [0, 'hello/A', 'CREATE_IN_PROGRESS'],
      [0, 'hello/B', 'CREATE_IN_PROGRESS'],
      [9, 'hello/A', 'CREATE_COMPLETE'],
      [90, 'hello/B', 'CREATE_COMPLETE'],
      [91, 'hello', 'CREATE_COMPLETE'],
    ];
    const { text } = print(linesPrinter({ width: 80 }), eventsOf(said), OUTPUTS);
    const recap = text.slice(text.indexOf('done: '));
    assert.match(
      recap,
      /^done: deploying hello: CREATE_COMPLETE in 1m 31s, 2 resources done\n\nwhat took longest:\n {3}1m 30s {2}B \(/,
    );
    assert.ok(recap.includes('  Url              http://hello.example.com\n'));
    assert.ok(recap.replace(/\s/g, '').includes(OUTPUTS[1]?.value ?? '?'));
  });

  test('of what goes on says how to come back', () => {
    const { text } = print(linesPrinter(), eventsOf(FAILED.slice(0, 3), ['hello/Service']));
    assert.match(text, /left running: .*\n\n(?:.*\n)*it goes on without being watched; come back with: make status\n$/);
  });
});

describe('text', () => {
  test('is wrapped to a width without losing a letter', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 5, max: 80 }), (text, width) => {
        const lines = wrap(plain(text), width, '    ');
        assert.ok(lines.every((line) => line.length <= width));
        assert.equal(lines.join('').replaceAll(' ', ''), plain(text).replaceAll(' ', ''));
      }),
    );
  });

  test('that is cut says so', () => {
    assert.deepEqual([fit('abcdef', 6), fit('abcdef', 5), fit('abcdef', 2)], ['abcdef', 'ab...', 'ab']);
  });

  test('times are told in seconds, minutes and hours', () => {
    assert.deepEqual([0, 59_400, 65_000, 3_660_000].map(formatElapsed), ['0s', '59s', '1m 05s', '1h 01m']);
  });
});

function at(second: number): Date {
  return new Date(START + second * 1_000);
}

function recapOf(model: WatchModel, outputs: readonly StackOutput[] = []): Recap {
  return { model, outcome: outcomeOf(model), outputs, title: 'deploying hello', comeBack: 'make status' };
}

function print(printer: Printer, events: readonly WatchEvent[], outputs: readonly StackOutput[] = []) {
  const model = new WatchModel();
  const printed = events.map((event) => {
    model.take(event);
    return printer.event(event, model, event.time);
  });
  printed.push(printer.end(recapOf(model, outputs), events.at(-1)?.time ?? at(0)));
  return { printed, text: printed.join('') };
}

function assertFits(text: string, columns: number): void {
  for (const line of stripVTControlCharacters(text).replaceAll('\r', '').split('\n')) {
    assert.ok(line.length <= columns, `${line.length} letters on ${columns} columns: ${line}`);
  }
}

// What is in progress has a line in the block, or is counted there.
function assertShowsAll(printed: string, model: WatchModel, rows: number): void {
  const all = stripVTControlCharacters(printed).replaceAll('\r', '').trimEnd().split('\n');
  const block = all.slice(all.findLastIndex((line) => /^\S.* done/.test(line)));
  assert.ok(block.length <= rows - 1, `${block.length} lines on ${rows}`);
  if (rows < 3) return;
  const hidden = Number(/^ {2}and (\d+) more/m.exec(block.join('\n'))?.[1] ?? 0);
  const shown = model.inProgress.filter(({ path }) => {
    const name = path.at(-1) ?? '';
    return block.some((line) => name.startsWith(line.trim().split(/ {2}|\.\.\./)[0] ?? '?'));
  });
  assert.ok(hidden + shown.length >= model.inProgress.length, `${hidden} counted, ${shown.length} shown`);
}

/** A terminal, as far as the tree uses one. Lines that are too long are broken. */
class Terminal {
  columns: number;
  readonly rows: number;
  lines: string[] = [];

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    // oxlint-disable-next-line no-control-regex -- this is what moves a terminal's cursor
    const moves = /^\x1b\[(\d+)A\r\x1b\[0J/.exec(text);
    if (moves) this.lines.splice(-Number(moves[1]));
    const rest = stripVTControlCharacters(moves ? text.slice(moves[0].length) : text);
    if (rest !== '') this.lines.push(...rest.replace(/\n$/, '').split('\n'));
  }

  narrow(columns: number): void {
    this.columns = columns;
    this.lines = this.lines.flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? ['']);
  }
}
