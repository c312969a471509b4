import { appendFileSync } from 'node:fs';
import type { TaskLine } from './open-world.ts';
import type { Tell } from './timeline.ts';

/** Lines of a task that are told in so many milliseconds; the others are in the file only. */
const MOST = { lines: 3, in: 10_000 };

/**
 * Takes what tasks write: all of it goes into a file, and a little of it is told, since an application that writes a line for each
 * request would drown everything else.
 */
export function taskLog(file: string, tell: Tell, at: () => number): (line: TaskLine) => void {
  const told = new Map<string, { span: number; count: number }>();
  return ({ side, task, text }) => {
    appendFileSync(file, `${at()} ${side} ${task} ${text}\n`);
    const span = Math.floor(at() / MOST.in);
    const known = told.get(task);
    const count = known?.span === span ? known.count + 1 : 1;
    told.set(task, { span, count });
    const source = `${side} ${task.slice(0, 8)}`;
    if (count <= MOST.lines) tell({ at: at(), kind: 'log', source, text });
    else if (count === MOST.lines + 1)
      tell({ at: at(), kind: 'log', source, text: 'more lines, which are in tasks.log' });
  };
}
