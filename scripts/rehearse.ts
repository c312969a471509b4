import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { TealformError } from '../src/dsl/error.ts';
import { openLocalCloud } from '../src/local/open.ts';
import { FAULT_NAMES, FAULTS, faultNamed } from '../src/rehearsal/faults/rows.ts';
import { paceOf } from '../src/rehearsal/pace.ts';
import { rehearse } from '../src/rehearsal/rehearse.ts';
import { openStage } from '../src/rehearsal/show/open-stage.ts';
import { terminalStage } from '../src/rehearsal/show/terminal-stage.ts';
import type { TimelineEntry } from '../src/rehearsal/timeline.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { environmentCloud } from './lib/emulator.ts';
import { ROOT } from './lib/root.ts';
import { findEnvironment } from './lib/targets.ts';
import { canRewrite, formatOf, isColoured, lineWidth } from './lib/terminal.ts';

await runCommand(
  {
    name: 'make rehearse',
    summary:
      'Plays a release on this machine, from output/ alone: real tasks, the real hook, traffic by weights. Needs no account.',
    options: {
      system: { type: 'string', default: 'hello-server' },
      fault: { type: 'string' },
      speed: { type: 'string' },
      path: { type: 'string', default: '/hello/test' },
      format: { type: 'string', default: 'text' },
    },
    help: {
      system: 'the system whose templates are played; hello-server unless told',
      fault: `what is to go wrong, and be taken back: ${FAULT_NAMES.join(', ')}`,
      speed:
        'how much faster than at AWS everything waits; 30 unless told: a minute is two seconds. Faults have their own',
      path: 'what users ask for; /hello/test unless told',
      format: 'text, or json: a line for each thing that happens',
    },
  },
  async ({ values: { system = 'hello-server', path = '/hello/test', format: wanted = 'text', ...asked } }) => {
    const format = formatOf(wanted);
    const fault = asked.fault === undefined ? undefined : faultNamed(asked.fault);
    const speed = asked.speed ?? String(fault === undefined ? 30 : FAULTS[fault].speed);
    const factor = Number(speed);
    if (!(factor >= 1 && factor <= 600)) {
      throw new TealformError({
        code: 'usage',
        message: `--speed takes a number from 1 to 600, not ${JSON.stringify(speed)}`,
      });
    }
    const began = new Date();
    const folder = join(ROOT, '.local', 'rehearsal', began.toISOString().replace(/[:.]/g, '-'));
    const cloud = await openLocalCloud({
      ...environmentCloud(findEnvironment('local')),
      folder: join(folder, 'cloud'),
    });
    const ending = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
    const run = (command: string, args: readonly string[]) =>
      runHere(command, [...args, '--env', 'local', '--system', system], cloud.url);
    const page = await openStage({
      folder,
      about: { system, title: 'a release, as its templates say', pace: factor, startedAt: began, fault },
      onStop: () => run('stop', []),
    });
    const terminal = terminalStage({
      write: (line) => process.stdout.write(line),
      columns: lineWidth,
      rows: () => process.stdout.rows ?? 24,
      isRewriting: canRewrite(),
      isColoured: isColoured(),
      format,
    });
    const tell = (entry: TimelineEntry) => {
      page.tell(entry);
      terminal.tell(entry);
    };
    if (format === 'text') process.stdout.write(`watch it: ${page.url}\n`);
    try {
      const { passed } = await rehearse({
        account: cloud.account,
        endpoint: cloud.url,
        pace: paceOf(factor),
        root: ROOT,
        folder,
        tell,
        began,
        path,
        deploy: () => run('deploy', []),
        release: () => run('release', []),
        stop: () => run('stop', []),
        fault,
        signal: ending.signal,
      });
      return passed ? EXIT.done : EXIT.failed;
    } finally {
      terminal.close();
      const { report } = await page.close();
      if (format === 'text') process.stdout.write(`report: ${report}\n`);
      await cloud.close();
    }
  },
);

// The commands that people run, against the local cloud of this rehearsal.
async function runHere(command: string, args: readonly string[], endpoint: string): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), command, ...args], {
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
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await once(child, 'close');
  if (status === 0) return;
  throw new TealformError({
    code: 'not-rehearsed',
    message: `make ${command} failed: ${(await said).join('').trim()}`,
  });
}
