import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { TimelineEntry } from '../timeline.ts';
import { type Model, modelOf } from './model.ts';
import { livePage } from './page.ts';
import { reportOf } from './report.ts';
import { ABOUT } from './stage.fixtures.ts';
import { terminalStage } from './terminal-stage.ts';
import { timelineOf } from './timeline-document.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('<b>', '"', '</style>', '\x1b[2J', '$&', ''),
);
const name = fc.oneof(fc.constantFrom('a', 'b', 'c'), text);
const count = fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 1_000_000 }));
const side = fc.constantFrom('blue' as const, 'green' as const);
const traffic = fc.record({
  requests: count,
  failures: count,
  p50: fc.double({ min: 0, max: 1e6, noNaN: true }),
  p99: fc.double({ min: 0, max: 1e6, noNaN: true }),
});
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const anyEntry: fc.Arbitrary<object> = fc.oneof(
  fc.record({
    kind: fc.constant('stage'),
    stage: name,
    status: fc.constantFrom('begun', 'done', 'failed'),
    text: maybe(text),
  }),
  fc.record({
    kind: fc.constant('deployment'),
    deploymentId: name,
    status: fc.constantFrom('Created', 'InProgress', 'Baking', 'Ready', 'Succeeded', 'Failed', 'Stopped'),
    error: maybe(fc.record({ code: text, message: text })),
    rollbackOf: maybe(name),
  }),
  fc.record({
    kind: fc.constant('lifecycle'),
    deploymentId: name,
    event: name,
    status: fc.constantFrom('Pending', 'InProgress', 'Succeeded', 'Failed', 'Skipped', 'Unknown'),
    message: maybe(text),
  }),
  fc
    .record({
      kind: fc.constant('weights'),
      listener: fc.constantFrom('production', 'test'),
      green: fc.nat({ max: 100 }),
    })
    .map((entry) => ({ ...entry, blue: 100 - entry.green })),
  fc.record({ kind: fc.constant('version'), side, image: text }),
  fc.record({
    kind: fc.constant('task'),
    side,
    task: name,
    status: fc.constantFrom('starting', 'healthy', 'unhealthy', 'draining', 'stopped', 'crashed'),
    text: maybe(text),
  }),
  fc.record({ kind: fc.constant('hook'), event: name, level: fc.constantFrom('info', 'warn', 'error'), text }),
  fc.record({
    kind: fc.constant('traffic'),
    blue: traffic,
    green: traffic,
    failed: count,
    reasons: maybe(fc.dictionary(text, count, { maxKeys: 3 })),
  }),
  fc.record({
    kind: fc.constant('alarm'),
    alarm: name,
    state: fc.constantFrom('OK', 'ALARM', 'INSUFFICIENT_DATA'),
    reason: text,
  }),
  fc.record({ kind: fc.constant('log'), source: name, text }),
  fc.record({
    kind: fc.constant('fault'),
    fault: name,
    status: fc.constantFrom('asked', 'strikes', 'over'),
    text,
  }),
  fc.record({
    kind: fc.constant('verdict'),
    passed: fc.boolean(),
    text,
    checks: fc.array(fc.record({ name, passed: fc.boolean(), text }), { maxLength: 3 }),
  }),
);

// Members that are undefined are not there, as in JSON.
const anyEntries: fc.Arbitrary<readonly TimelineEntry[]> = fc
  .array(fc.tuple(fc.nat({ max: 3_000 }), anyEntry), { maxLength: 60 })
  .map((told) => {
    let at = 0;
    return told.map(([later, entry]) => {
      at += later;
      return JSON.parse(JSON.stringify({ at, ...entry }));
    });
  });

const ESCAPE = '\x1b';
const CLEARED = new RegExp(`${ESCAPE}\\[\\d+A\\r${ESCAPE}\\[0J`, 'g');

const VOID = ['meta', 'link', 'br', '!doctype'];

/** What is opened and not closed, or closed and not opened. */
function unbalanced(markup: string): readonly string[] {
  const open: string[] = [];
  const shown = markup.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '');
  for (const [, close, tag = '', rest = ''] of shown.matchAll(/<(\/?)([a-z!][\w-]*)((?:"[^"]*"|[^">])*)>/gi)) {
    if (VOID.includes(tag) || rest.endsWith('/')) continue;
    if (close === '') open.push(tag);
    else if (open.pop() !== tag) return [`${tag} after ${open.join('>')}`];
  }
  return open;
}

describe('whatever is told', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../../docs/rehearsal-timeline.schema.json', import.meta.url), 'utf8'),
  );
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': true } }).compile(schema);

  test('timeline.json is as its schema says', () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        validate(JSON.parse(JSON.stringify(timelineOf(modelOf(entries), entries, ABOUT))));
        assert.deepEqual(validate.errors ?? [], []);
      }),
      { numRuns: 200 },
    );
  });

  test('every element of the page and the report is closed, and no number is none', () => {
    const pages = [
      (model: Model) => livePage(model, { about: ABOUT, nonce: 'n', after: '' }),
      (model: Model) => reportOf(model, ABOUT),
    ];
    fc.assert(
      fc.property(anyEntries, (entries) => {
        for (const draw of pages) {
          const markup = draw(modelOf(entries));
          assert.deepEqual(unbalanced(markup), []);
          assert.doesNotMatch(
            markup.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, ''),
            /="[^"]*(?:NaN|Infinity|undefined)[^"]*"/,
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  test('on a terminal no line is wider than it, and nothing moves the cursor but the block', () => {
    fc.assert(
      fc.property(anyEntries, fc.integer({ min: 12, max: 120 }), fc.boolean(), (entries, columns, isRewriting) => {
        let written = '';
        const stage = terminalStage({
          write: (more) => {
            written += more;
          },
          columns: () => columns,
          isRewriting,
          isColoured: true,
          every: () => () => {},
        });
        for (const entry of entries) stage.tell(entry);
        stage.close();
        const shown = written.replace(CLEARED, '');
        for (const line of shown.split('\n')) {
          const plain = stripVTControlCharacters(line);
          assert.ok(plain.length <= columns, `${columns}: ${plain}`);
          assert.match(plain, /^[\x20-\x7e]*$/);
        }
      }),
      { numRuns: 150 },
    );
  });
});
