import { appendFileSync } from 'node:fs';
import type { TaskLine } from './open-world.ts';
import type { Tell } from './timeline.ts';

/** What a task writes first is told: how it starts. */
const FIRST = 4;

/** Lines of errors that are told of a task in a second. */
const MOST = 3;

/**
 * Takes what tasks write: all of it goes into a file, and a little of it is told, since an application that writes a line for each
 * request would drown everything else: how a task starts, and what it writes as errors.
 */
export function taskLog(file: string, tell: Tell, at: () => number): (line: TaskLine) => void {
  const written = new Map<string, number>();
  const errors = new Map<string, { readonly second: number; readonly count: number }>();
  return ({ side, task, text, stream }) => {
    appendFileSync(file, `${at()} ${side} ${task} ${text}\n`);
    const source = `${side} ${task.slice(0, 8)}`;
    const say = (what: string) => tell({ at: at(), kind: 'log', source, text: what });
    const lines = (written.get(task) ?? 0) + 1;
    written.set(task, lines);
    if (lines <= FIRST) return say(text);
    if (lines === FIRST + 1) say('what it writes from here on is in tasks.log, errors are told');
    if (stream === 'stdout') return;
    const second = Math.floor(at() / 1_000);
    const known = errors.get(task);
    const count = known?.second === second ? known.count + 1 : 1;
    errors.set(task, { second, count });
    if (count <= MOST) say(text);
    else if (count === MOST + 1) say('more errors, which are in tasks.log');
  };
}
