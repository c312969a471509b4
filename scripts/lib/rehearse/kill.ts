import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TealformError } from '../../../src/dsl/error.ts';
import { readJournal } from '../../../src/rehearsal/show/journal.ts';
import { onInterrupt } from '../interrupts.ts';
import { ROOT } from '../root.ts';

/** How long traffic has been divided when the rehearsal is killed, in milliseconds. */
const INTO_THE_SHIFT = 1_000;

/**
 * Has another process play a rehearsal, and kills it (SIGKILL) while both versions serve.
 * @throws TealformError `not-killed` where it ended before that
 */
export async function playUntilKilled(folder: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'run.cjs'), 'rehearse', '--folder', folder, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const stop = onInterrupt((signal) => void child.kill(signal));
  const end = once(child, 'close');
  let isOver = false;
  const over = end.then(() => {
    isOver = true;
  });
  while (!isOver && !isDivided(folder)) await Promise.race([over, sleep(50)]);
  await Promise.race([over, sleep(INTO_THE_SHIFT)]);
  if (!isOver && isDivided(folder)) child.kill('SIGKILL');
  const [status, signal] = await end;
  stop();
  if (signal === 'SIGKILL') return;
  throw new TealformError({
    code: 'not-killed',
    message: `the rehearsal ended (${signal ?? `exit code ${status}`}) before it could be killed while both versions serve`,
    hint: 'take a lower --speed, and a --config that moves traffic in steps',
  });
}

function isDivided(folder: string): boolean {
  const weights = readJournal(folder).findLast((each) => each.kind === 'weights' && each.listener === 'production');
  return weights?.kind === 'weights' && weights.green > 0 && weights.blue > 0;
}
