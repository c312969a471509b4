import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJournal } from '../../../src/rehearsal/show/journal.ts';
import { ROOT } from '../root.ts';

/** How long traffic has been divided when the rehearsal is killed, in milliseconds. */
const INTO_THE_SHIFT = 1_000;

/**
 * Has another process play a rehearsal, and kills it (SIGKILL) while both versions serve.
 * @returns its exit code where it ended before that; undefined where it was killed
 */
export async function playUntilKilled(folder: string, args: readonly string[]): Promise<number | undefined> {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), 'rehearse', '--folder', folder, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const end = once(child, 'close');
  let isOver = false;
  const over = end.then(() => {
    isOver = true;
  });
  while (!isOver && !isDivided(folder)) await Promise.race([over, sleep(100)]);
  await Promise.race([over, sleep(INTO_THE_SHIFT)]);
  if (!isOver) child.kill('SIGKILL');
  const [status, signal] = await end;
  return signal === 'SIGKILL' ? undefined : (status ?? 1);
}

function isDivided(folder: string): boolean {
  const weights = readJournal(folder).findLast((each) => each.kind === 'weights' && each.listener === 'production');
  return weights?.kind === 'weights' && weights.green > 0 && weights.blue > 0;
}
