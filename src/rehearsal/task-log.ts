import { appendFileSync } from 'node:fs';
import type { TaskLine } from './open-world.ts';
import type { Tell } from './timeline.ts';

/** Lines of a task that are told in a second; the others are in the file only. */
const MOST = 3;

/**
 * Takes what tasks write: all of it goes into a file, and a little of it is told, since an application that writes a line for each
 * request would drown everything else.
 */
export function taskLog(file: string, tell: Tell, at: () => number): (line: TaskLine) => void {
  const told = new Map<string, { second: number; count: number }>();
  return ({ side, task, text }) => {
    appendFileSync(file, `${at()} ${side} ${task} ${text}\n`);
    const second = Math.floor(at() / 1_000);
    const known = told.get(task);
    const count = known?.second === second ? known.count + 1 : 1;
    told.set(task, { second, count });
    const source = `${side} ${task.slice(0, 8)}`;
    if (count <= MOST) tell({ at: at(), kind: 'log', source, text });
    else if (count === MOST + 1) tell({ at: at(), kind: 'log', source, text: 'more lines, which are in tasks.log' });
  };
}
