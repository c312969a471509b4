import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { TimelineEntry } from '../timeline.ts';
import { skipWithoutBrowser, startBrowser } from './browser.fixtures.ts';
import { lookForFaults } from './look.fixtures.ts';
import { type MadeUp, madeUp } from './made-up.fixtures.ts';
import { SCRIPT } from './script.ts';
import { makeFolder, openForTest } from './stage.fixtures.ts';

const PATIENCE = 60_000;
const upTo = (at: number, entries: readonly TimelineEntry[] = madeUp()) => entries.filter((entry) => entry.at <= at);
const after20s = madeUp().filter(({ at }) => at > 20_000);

test("the page's script is what it says: the compiler finds nothing wrong in its types", (context) => {
  const folder = makeFolder(context);
  const path = join(folder, 'script.js');
  writeFileSync(path, SCRIPT);
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const options = ['--checkJs', '--allowJs', '--noEmit', '--strict', '--noUnusedLocals', '--noUnusedParameters'];
  const args = [
    '--ignoreConfig',
    ...options,
    '--target',
    'es2022',
    '--lib',
    'es2022,dom,dom.iterable',
    '--types',
    '',
    path,
  ];
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args], {
    encoding: 'utf8',
  });
  assert.equal(stdout, '');
  assert.equal(status, 0);
});

describe('in a browser', { skip: skipWithoutBrowser() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser?.close());

  /** A page that fails the test by what it writes to the console, and by whatever it asks for from elsewhere. */
  async function openPage(context: TestContext, url: string, options: BrowserContextOptions = {}) {
    const window = await browser.newContext({ viewport: { width: 1_200, height: 900 }, ...options });
    window.setDefaultTimeout(PATIENCE);
    const page = await window.newPage();
    const troubles: string[] = [];
    page.on('console', (message) => troubles.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => {
      if (new URL(request.url()).host !== new URL(url).host) troubles.push(`asked for ${request.url()}`);
    });
    context.after(() => window.close());
    await page.goto(url);
    return { page, troubles };
  }

  const textOf = (page: Page, id: string) => page.locator(`#${id}`).innerText();
  const waitFor = (page: Page, id: string, text: string) => page.locator(`#${id}`, { hasText: text }).waitFor();

  test('a page that is open before anything has happened sees all of it happen', async (context) => {
    const stage = await openForTest(context);
    const { page, troubles } = await openPage(context, stage.url);
    await waitFor(page, 'connection', 'live');
    assert.match(await textOf(page, 'part-phase'), /waiting for the first event/);
    for (const entry of upTo(20_000)) stage.tell(entry);
    await waitFor(page, 'part-phase', 'deploying: AllowTraffic');
    assert.match(await page.title(), /^deploying: AllowTraffic - /);
    assert.match(await textOf(page, 'part-sides'), /60 %[\s\S]*40 %/);
    for (const entry of after20s) stage.tell(entry);
    await waitFor(page, 'part-verdict', 'Passed');
    await page.locator('#said', { hasText: 'passed: a new version' }).waitFor({ state: 'attached' });
    assert.equal(await page.locator('tr.good').count(), 8);
    assert.deepEqual(troubles, []);
  });

  test('elements stay the same when they are drawn anew: who reads with a screen reader or a mark loses no place', async (context) => {
    const stage = await openForTest(context, upTo(20_000));
    const { page, troubles } = await openPage(context, stage.url);
    await waitFor(page, 'connection', 'live');
    const bar = await page.locator('.bar.green .fill').elementHandle();
    for (const entry of after20s) stage.tell(entry);
    await waitFor(page, 'part-verdict', 'Passed');
    assert.equal(await bar?.evaluate((element) => element.isConnected && element.getAttribute('width')), '100%');
    assert.deepEqual(troubles, []);
  });

  test('the deployment is stopped by the keyboard alone, after a question that Escape answers with no', async (context) => {
    let stops = 0;
    const stage = await openForTest(context, upTo(20_000), {
      onStop: () => {
        stops += 1;
      },
    });
    const { page, troubles } = await openPage(context, stage.url);
    await waitFor(page, 'connection', 'live');
    const focused = () => page.evaluate('document.activeElement?.id || document.activeElement?.textContent');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'To the content');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'stop');
    await page.keyboard.press('Enter');
    await page.locator('dialog[open]').waitFor();
    assert.equal(await focused(), 'go-on', 'what does no harm comes first');
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    assert.equal(await focused(), 'stop');
    assert.equal(stops, 0);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'really');
    await page.keyboard.press('Enter');
    await waitFor(page, 'answer', 'the deployment is being stopped');
    assert.equal(stops, 1);
    for (const entry of after20s) stage.tell(entry);
    await waitFor(page, 'part-verdict', 'Passed');
    assert.equal(await page.locator('#stop').isDisabled(), true);
    assert.deepEqual(troubles, []);
  });

  test('why it could not be stopped is told', async (context) => {
    const stage = await openForTest(context, upTo(20_000), {
      onStop: () => Promise.reject(new Error('it has just ended')),
    });
    const { page } = await openPage(context, stage.url);
    await page.locator('#stop').click();
    await page.locator('#really').click();
    await waitFor(page, 'answer', 'not stopped: it has just ended');
  });

  test('who comes when it is over sees the end, and who was there hears that it is', async (context) => {
    const stage = await openForTest(context, madeUp('alarm'));
    const { page, troubles } = await openPage(context, stage.url);
    await waitFor(page, 'connection', 'live');
    assert.match(await textOf(page, 'part-lifecycle'), /ALARM_ACTIVE[\s\S]*Rollback/);
    await stage.close();
    await waitFor(page, 'connection', 'over');
    assert.match(await textOf(page, 'part-verdict'), /Failed: green failed users/);
    assert.deepEqual(troubles, []);
  });

  test('a log that somebody has scrolled up stays there, one that is at its end follows', async (context) => {
    const lines = (from: number) =>
      Array.from(
        { length: 60 },
        (_, index): TimelineEntry => ({ at: from + index, kind: 'log', source: 'test', text: `line ${from + index}` }),
      );
    const stage = await openForTest(context, lines(1_000));
    const { page } = await openPage(context, stage.url);
    await waitFor(page, 'connection', 'live');
    const fromEnd = () =>
      page.locator('#part-log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
    assert.ok((await fromEnd()) < 5);
    for (const entry of lines(2_000)) stage.tell(entry);
    await waitFor(page, 'part-log', 'line 2059');
    assert.ok((await fromEnd()) < 5);
    await page.locator('#part-log').evaluate((log) => {
      log.scrollTop = 0;
    });
    for (const entry of lines(3_000)) stage.tell(entry);
    await waitFor(page, 'part-log', 'line 3059');
    assert.ok((await fromEnd()) > 100);
  });

  for (const variant of ['linear', 'alarm', 'hook-fails'] as const satisfies readonly MadeUp[])
    for (const colorScheme of ['light', 'dark'] as const)
      test(`nobody is kept out: '${variant}', ${colorScheme}, at 400 and 1,600 pixels, live and as report`, async (context) => {
        const folder = makeFolder(context);
        const midway = await openForTest(context, upTo(20_500, madeUp(variant)));
        const stage = await openForTest(context, madeUp(variant), { folder });
        const { report } = await stage.close();
        const finished = await openForTest(context, madeUp(variant));
        for (const url of [midway.url, finished.url, pathToFileURL(report).href])
          for (const width of [400, 1_600]) {
            const { page, troubles } = await openPage(context, url, {
              viewport: { width, height: 900 },
              colorScheme,
              reducedMotion: 'reduce',
            });
            if (url.startsWith('http')) await waitFor(page, 'connection', 'live');
            assert.deepEqual(await page.evaluate(lookForFaults), [], `${url} at ${width}`);
            assert.deepEqual(troubles, []);
            await page.close();
          }
      });

  test('who wants less motion gets none', async (context) => {
    const stage = await openForTest(context, upTo(20_000));
    const moving = async (reducedMotion: 'reduce' | 'no-preference') => {
      const { page } = await openPage(context, stage.url, { reducedMotion });
      return page.evaluate('document.getAnimations().length');
    };
    assert.equal(await moving('reduce'), 0);
    assert.notEqual(await moving('no-preference'), 0);
  });

  test('a report prints in black on white, whatever the screen is set to', async (context) => {
    const stage = await openForTest(context, madeUp());
    const { report } = await stage.close();
    const { page } = await openPage(context, pathToFileURL(report).href, { colorScheme: 'dark' });
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    assert.notEqual(await ground(), 'rgb(255, 255, 255)');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    assert.equal(await ground(), 'rgb(255, 255, 255)');
  });
});
