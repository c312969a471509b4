import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { TealformError } from '../src/dsl/error.ts';
import type { About } from '../src/rehearsal/show/about.ts';
import { findChromium, startBrowser } from '../src/rehearsal/show/browser.fixtures.ts';
import { madeUp } from '../src/rehearsal/show/made-up.fixtures.ts';
import { openStage } from '../src/rehearsal/show/open-stage.ts';
import { ABOUT } from '../src/rehearsal/show/stage.fixtures.ts';
import type { TimelineEntry } from '../src/rehearsal/timeline.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { ROOT } from './lib/root.ts';

interface Told {
  readonly about: About;
  readonly entries: readonly TimelineEntry[];
}

const WIDTH = 1_200;

await runCommand(
  {
    name: 'make picture',
    summary:
      "Draws the page of a rehearsal as docs/rehearsal.png, as it was in the middle of the shift. Takes a chromium, and npm's development packages.",
    options: { from: { type: 'string' }, at: { type: 'string' }, to: { type: 'string' } },
    help: {
      from: "a rehearsal's folder, which has its timeline.json; one that is made up unless told",
      at: 'seconds since it began; when green got 60 % unless told',
      to: 'docs/rehearsal.png unless told',
    },
  },
  async ({ values: { from, at, to = join(ROOT, 'docs/rehearsal.png') } }) => {
    if (findChromium() === undefined)
      throw new TealformError({
        code: 'no-chromium',
        message: 'there is no chromium on the PATH, and CHROMIUM_PATH names none',
      });
    const { about, entries } = from === undefined ? { about: ABOUT, entries: madeUp() } : readTold(from);
    const until = at === undefined ? middleOf(entries) : Number(at) * 1_000;
    if (!Number.isFinite(until)) throw new TealformError({ code: 'usage', message: `--at takes seconds, not '${at}'` });
    await draw({ about, entries: entries.filter((entry) => entry.at <= until) }, to);
    process.stdout.write(`${relative(process.cwd(), resolve(to))}: ${Math.ceil(statSync(to).size / 1_024)} KB\n`);
    return EXIT.done;
  },
);

function readTold(folder: string): Told {
  const path = join(folder, 'timeline.json');
  if (!existsSync(path)) {
    const hint = 'name the folder of a rehearsal that has ended: .local/rehearsal/<time>';
    throw new TealformError({ code: 'no-rehearsal', message: `there is no ${path}`, hint });
  }
  const { system, title, pace, startedAt, fault, entries } = JSON.parse(readFileSync(path, 'utf8'));
  return { about: { system, title, pace, fault, startedAt: new Date(startedAt) }, entries };
}

// A second and a half after the step, so that something has been measured of it.
function middleOf(entries: readonly TimelineEntry[]): number {
  const isMiddle = (entry: TimelineEntry) =>
    entry.kind === 'weights' && entry.listener === 'production' && entry.green >= 60;
  return (entries.find(isMiddle)?.at ?? entries.at(-1)?.at ?? 0) + 1_600;
}

async function draw({ about, entries }: Told, path: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'picture-'));
  const stage = await openStage({ folder, about, onStop: () => {} });
  for (const entry of entries) stage.tell(entry);
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({
      viewport: { width: WIDTH, height: 900 },
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    await page.goto(stage.url);
    await page.locator('#connection', { hasText: 'live' }).waitFor();
    const plots = await page.locator('#part-plots').boundingBox();
    if (plots === null) throw new Error('the page has no plots');
    await page.screenshot({
      path,
      fullPage: true,
      clip: { x: 0, y: 0, width: WIDTH, height: Math.ceil(plots.y + plots.height + 20) },
    });
  } finally {
    await browser.close();
    await stage.close();
    rmSync(folder, { recursive: true });
  }
}
