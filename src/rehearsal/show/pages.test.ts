import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { TimelineEntry } from '../timeline.ts';
import { escapeText, html } from './html.ts';
import { type MadeUp, madeUp } from './made-up.fixtures.ts';
import { emptyModel, modelOf } from './model.ts';
import { livePage } from './page.ts';
import { niceTop } from './plot.ts';
import { reportOf } from './report.ts';
import { ABOUT } from './stage.fixtures.ts';
import { timelineOf } from './timeline-document.ts';
import { writeReport } from './write-report.ts';

const VARIANTS: readonly MadeUp[] = ['linear', 'alarm', 'hook-fails'];
const page = (entries: readonly TimelineEntry[]) =>
  livePage(modelOf(entries), { about: ABOUT, nonce: 'n', after: 'a-1' });
const EVIL = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'&\x1b[31m\0';

/** One entry of each kind, each of its texts the same. */
const everywhere = (text: string): readonly TimelineEntry[] => [
  { at: 0, kind: 'stage', stage: text, status: 'failed', text },
  {
    at: 1,
    kind: 'deployment',
    deploymentId: text,
    status: 'Failed',
    error: { code: text, message: text },
    rollbackOf: text,
  },
  { at: 2, kind: 'lifecycle', deploymentId: text, event: text, status: 'Failed', message: text },
  { at: 3, kind: 'version', side: 'blue', image: text.slice(0, 20) },
  { at: 4, kind: 'task', side: 'green', task: text, status: 'crashed', text },
  { at: 5, kind: 'hook', event: text, level: 'error', text },
  { at: 6, kind: 'alarm', alarm: text, state: 'ALARM', reason: text },
  { at: 7, kind: 'log', source: text, text },
  { at: 7, kind: 'fault', fault: text, status: 'asked', text },
  { at: 7, kind: 'fault', fault: text, status: 'strikes', text },
  {
    at: 8,
    kind: 'traffic',
    blue: { requests: 1, failures: 1, p50: 1, p99: 1 },
    green: { requests: 0, failures: 0, p50: 0, p99: 0 },
    failed: 1,
    reasons: { [text]: 1 },
  },
  { at: 9, kind: 'verdict', passed: false, text, checks: [{ name: text, passed: false, text }] },
];

describe('markup', () => {
  test('texts are escaped, markup is not, and what is not there is nothing', () => {
    assert.equal(
      html`<b title="${'"'}">${'<'}${html`<i>${1}</i>`}${[html`a`, 'b']}${undefined}${false}</b>`.markup,
      '<b title="&quot;">&lt;<i>1</i>ab</b>',
    );
    assert.equal(escapeText('a\x1b[31mb\0c\nd'), 'abc\nd');
  });

  test('nothing that a task, a hook or an error says becomes markup, in the page and in the report', () => {
    for (const text of [
      page(everywhere(EVIL)),
      reportOf(modelOf(everywhere(EVIL)), { ...ABOUT, title: EVIL, fault: EVIL }),
    ]) {
      assert.doesNotMatch(text, /<script>alert|<img|onerror=alert\(1\)>"/);
      assert.ok(text.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
      assert.ok(!text.includes('\x1b') && !text.includes('\0'));
    }
  });
});

describe('the page and the report', () => {
  for (const variant of VARIANTS)
    test(`of '${variant}' need nothing from elsewhere, and no style that a strict policy forbids`, () => {
      for (const text of [page(madeUp(variant)), reportOf(modelOf(madeUp(variant)), ABOUT)]) {
        assert.doesNotMatch(text, /\sstyle="|\son[a-z]+="|javascript:/);
        const addresses = [...text.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, address]) => address);
        for (const address of addresses) assert.match(address ?? '', /^(?:#|\/[a-z]|timeline\.json$)/);
        assert.doesNotMatch(text, /url\((?!#hatch\))|@import/);
        const shown = text.replace(/<(script|style)[\s\S]*?<\/\1>/g, '');
        assert.doesNotMatch(shown, /NaN|undefined|Infinity|\[object/);
      }
    });

  test('have every id once, and every reference to one leads to an element', () => {
    for (const entries of [[], ...VARIANTS.map(madeUp)]) {
      for (const text of [page(entries), reportOf(modelOf(entries), ABOUT)]) {
        const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
        assert.deepEqual(ids, [...new Set(ids)]);
        for (const [, named = ''] of text.matchAll(/\saria-(?:labelledby|describedby)="([^"]*)"/g))
          assert.ok(ids.includes(named), named);
      }
    }
  });

  test('a report has no script, and says itself that it may load nothing', () => {
    const text = reportOf(modelOf(madeUp()), ABOUT);
    assert.doesNotMatch(text, /<script/);
    assert.match(text, /content="default-src 'none'; style-src 'sha256-[\w+/]+=*'; /);
  });

  test('a report lists what failed by its reason, each alarm that rang, every step, and the verdict', () => {
    const text = reportOf(modelOf(madeUp('alarm')), ABOUT);
    assert.match(text, /35 of 5 997 requests failed: 0 on blue, 35 on green, 0 on neither/);
    assert.match(text, /500 of green<\/th><td class="number">35</);
    assert.match(text, /hello-server-green-errors<br><small>Threshold Crossed/);
    assert.match(text, /<code>ALARM_ACTIVE|<b>ALARM_ACTIVE<\/b>/);
    assert.match(text, /Failed: green failed users/);
    assert.match(text, /sha256:e04d8a31b7c95f20/);
  });

  test('say which fault is played and when it strikes, in the plots as well', () => {
    const entries: readonly TimelineEntry[] = [
      { at: 0, kind: 'fault', fault: 'green-500', status: 'asked', text: 'answers 500' },
      ...madeUp('alarm'),
      { at: 16_000, kind: 'fault', fault: 'green-500', status: 'strikes', text: 'now' },
    ];
    for (const text of [page(entries), reportOf(modelOf(entries), ABOUT)]) {
      assert.match(text, /<b>Fault green-500<\/b> answers 500<small>strikes at 16s: now<\/small>/);
      assert.match(text, /<text class="tick bad"[^>]*>fault<\/text>/);
    }
    assert.doesNotMatch(page(madeUp('alarm')), /class="fault"|>fault</);
  });

  test('a page before anything has happened is whole', () => {
    const text = livePage(emptyModel(), { about: ABOUT, nonce: 'n', after: '' });
    assert.match(text, /waiting for the first event/);
    assert.match(text, /aria-haspopup="dialog" disabled>Stop the deployment/);
    assert.doesNotMatch(page(madeUp().filter(({ at }) => at < 20_000)), /aria-haspopup="dialog" disabled>/);
  });

  test("a plot's upper edge is a number that can be halved, and no value is above it", () => {
    assert.deepEqual([1, 1.1, 3, 9, 21, 307, 0.3].map(niceTop), [1, 2, 4, 10, 40, 400, 0.4]);
  });
});

describe('timeline.json', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../../docs/rehearsal-timeline.schema.json', import.meta.url), 'utf8'),
  );
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, formats: { 'date-time': true } });
  const validate = ajv.compile(schema);
  const check = (value: unknown) => {
    validate(value);
    return validate.errors ?? [];
  };

  test('is as its schema says, whatever happened: at each time of every rehearsal', () => {
    for (const variant of VARIANTS) {
      const entries = madeUp(variant);
      for (const count of [0, 1, 30, 60, 90, entries.length]) {
        const told = entries.slice(0, count);
        assert.deepEqual(check(JSON.parse(JSON.stringify(timelineOf(modelOf(told), told, ABOUT)))), []);
      }
    }
    const told = everywhere('x');
    assert.deepEqual(
      check(JSON.parse(JSON.stringify(timelineOf(modelOf(told), told, { ...ABOUT, fault: 'killed' })))),
      [],
    );
  });

  test('its schema refuses what it does not know', () => {
    const entries = madeUp();
    const document = timelineOf(modelOf(entries), entries, ABOUT);
    assert.notDeepEqual(check({ ...document, formatVersion: 2 }), []);
    assert.notDeepEqual(check({ ...document, verdict: undefined }), []);
    assert.notDeepEqual(
      check({ ...document, entries: [{ at: 1, kind: 'weights', listener: 'production', blue: 120, green: 0 }] }),
      [],
    );
    assert.notDeepEqual(check({ ...document, entries: [{ at: 1, kind: 'other' }] }), []);
  });

  test('sums up what the entries say', () => {
    const entries = madeUp('alarm');
    const { requests, failures, steps, deployments, verdict, versions } = timelineOf(modelOf(entries), entries, ABOUT);
    assert.equal(requests.blue + requests.green, requests.total);
    assert.deepEqual(failures, { total: 35, blue: 0, green: 35, unanswered: 0, reasons: { '500 of green': 35 } });
    assert.deepEqual(
      steps.map(({ weights }) => weights.green),
      [0, 10, 20, 30, 40, 50, 0],
    );
    assert.deepEqual(
      deployments.map(({ status }) => status),
      ['Failed', 'Succeeded'],
    );
    assert.equal(verdict?.passed, false);
    assert.equal(versions.green, 'sha256:e04d8a31b7c95f20');
  });

  test('is written beside the report, into a folder that is made, and nothing else is left', (context) => {
    const parent = mkdtempSync(join(tmpdir(), 'report-'));
    context.after(() => rmSync(parent, { recursive: true }));
    const folder = join(parent, 'rehearsal', 'now');
    const { report, timeline } = writeReport(folder, madeUp(), ABOUT);
    assert.deepEqual(readdirSync(folder).sort(), ['report.html', 'timeline.json']);
    assert.deepEqual(check(JSON.parse(readFileSync(timeline, 'utf8'))), []);
    assert.match(readFileSync(report, 'utf8'), /^<!doctype html>/);
  });
});
