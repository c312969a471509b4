import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { TealformError } from '../../../src/dsl/error.ts';
import { openLocalCloud } from '../../../src/local/open.ts';
import { faultNamed } from '../../../src/rehearsal/faults/rows.ts';
import { paceOf } from '../../../src/rehearsal/pace.ts';
import { rehearse } from '../../../src/rehearsal/rehearse.ts';
import { keepSetup, type Setup } from '../../../src/rehearsal/setup.ts';
import type { About } from '../../../src/rehearsal/show/about.ts';
import { openStage } from '../../../src/rehearsal/show/open-stage.ts';
import { terminalStage } from '../../../src/rehearsal/show/terminal-stage.ts';
import type { TimelineEntry } from '../../../src/rehearsal/timeline.ts';
import { environmentCloud } from '../emulator.ts';
import { onInterrupt } from '../interrupts.ts';
import { ROOT } from '../root.ts';
import { findEnvironment } from '../targets.ts';
import { canRewrite, isColoured, lineWidth } from '../terminal.ts';

/**
 * Plays a rehearsal to its end, from wherever its folder says that it is: shows it on the terminal and on a page, and leaves its report.
 * @returns whether it passed
 */
export async function playRehearsal(
  folder: string,
  setup: Omit<Setup, 'port'> & { readonly port?: number },
  format: 'text' | 'json',
): Promise<boolean> {
  const { system, speed, path, config, port = 0 } = setup;
  const isKilled = setup.fault === 'killed';
  const fault = setup.fault === undefined || isKilled ? undefined : faultNamed(setup.fault);
  const cloud = await openLocalCloud({
    ...environmentCloud(findEnvironment('local')),
    folder: join(folder, 'cloud'),
  });
  const ending = new AbortController();
  const stopListening = onInterrupt((_, pass) => {
    if (ending.signal.aborted) pass();
    ending.abort();
  });
  const run = (command: string) => runHere(command, ['--env', 'local', '--system', system], cloud.url, ending.signal);
  const page = await openStage({ folder, about: aboutOf(setup), onStop: () => run('stop'), port }).catch(
    async (error: unknown) => {
      await cloud.close();
      throw error;
    },
  );
  keepSetup(folder, { ...setup, port: Number(new URL(page.url).port) });
  const terminal = terminalStage({
    write: (line) => process.stdout.write(line),
    columns: lineWidth,
    rows: () => process.stdout.rows ?? 24,
    isRewriting: canRewrite(),
    isColoured: isColoured(),
    format,
    before: page.before,
  });
  const tell = (entry: TimelineEntry) => {
    page.tell(entry);
    terminal.tell(entry);
  };
  if (format === 'text') process.stdout.write(`watch it: ${page.url}\n`);
  // What is told next is later than what was told before, however long nobody played it.
  const began = new Date(cloud.account.now().getTime() - page.goesOnAt - 1);
  if (page.before.length > 0)
    tell({
      at: page.goesOnAt + 1,
      kind: 'log',
      source: 'rehearsal',
      text: 'its process was gone; another one goes on',
    });
  try {
    const { passed } = await rehearse({
      account: cloud.account,
      endpoint: cloud.url,
      pace: paceOf(speed),
      root: ROOT,
      folder,
      tell,
      before: page.before,
      began,
      path,
      ...(config !== undefined && { config }),
      deploy: () => run('deploy'),
      release: () => run('release'),
      stop: () => run('stop'),
      fault,
      isKilled,
      signal: ending.signal,
    });
    return passed;
  } finally {
    terminal.close();
    const { report } = await page.close();
    if (format === 'text') process.stdout.write(`report: ${report}\n`);
    await cloud.close();
    stopListening();
  }
}

/** What a rehearsal is of, by what it was begun with. */
export function aboutOf({ system, speed, config, startedAt, fault }: Omit<Setup, 'port'>): About {
  return {
    system,
    title: config === undefined ? 'a release, as its templates say' : `a release by ${config}`,
    pace: speed,
    startedAt: new Date(startedAt),
    fault,
  };
}

// The commands that people run, against the local cloud of this rehearsal.
async function runHere(command: string, args: readonly string[], endpoint: string, signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'run.cjs'), command, ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // The cloud that it asks is about to go.
  const end = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await once(child, 'close');
  signal.removeEventListener('abort', end);
  if (status === 0) return;
  throw new TealformError({
    code: 'not-rehearsed',
    message: `make ${command} failed: ${(await said).join('').trim()}`,
  });
}
