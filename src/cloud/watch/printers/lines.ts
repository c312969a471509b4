import { formatElapsed, painter, plain, styleOf } from '../../../text/text.ts';
import { STACK, type WatchEvent } from '../event.ts';
import { elapsedOf, type WatchModel } from '../model.ts';
import type { Printer, Recap } from './printer.ts';
import { formatRecap } from './recap.ts';

/** After so long without a line, one says that it goes on. */
export const SILENCE = 30_000;

/**
 * For logs: one line for each event, with the time since it began, status, place, type and reason. After 30 seconds of silence a
 * line says what is in progress, so that nobody takes it for dead and no job is ended for being silent.
 * @param width of the recap; lines of events are as long as they are.
 */
export function linesPrinter({ isColoured = false, width = 120 } = {}): Printer {
  const paint = painter(isColoured);
  const told = new Map<string, string>();
  let began: Date | undefined;
  let spoke: Date | undefined;

  const line = (now: Date, text: string): string => {
    spoke = now;
    return `${text}\n`;
  };
  const since = (time: Date): string => {
    began ??= time;
    return formatElapsed(time.getTime() - began.getTime()).padStart(7);
  };
  return {
    event(event, _, now) {
      if (isEcho(event, told)) return '';
      const { path, status, type, reason } = event;
      const shown = paint(styleOf(status), status.padEnd(18));
      const why = reason === undefined ? '' : ` - ${plain(reason)}`;
      return line(now, `${since(event.time)}  ${shown}  ${path.join('/')}  ${paint('dim', type)}${why}`);
    },
    tick(model, now) {
      spoke ??= now;
      if (now.getTime() - spoke.getTime() < SILENCE) return '';
      return line(now, paint('dim', `${since(now)}  still waiting: ${waitingFor(model, now)}`));
    },
    note: (text, _, now) => line(now, `${since(now)}  ${text}`),
    pause: () => '',
    end: (recap: Recap, now) => `\n${formatRecap(recap, now, width, paint)}`,
  };
}

// A nested stack and its parent say the same of it; once is enough.
function isEcho({ path, ofItself, type, status, physicalId, reason }: WatchEvent, told: Map<string, string>): boolean {
  if (type !== STACK || path.length === 1) return false;
  const key = `${path.join('/')} ${physicalId ?? ''}`;
  const isKnown = told.get(key) === status;
  told.set(key, status);
  return isKnown && (ofItself || reason === undefined);
}

function waitingFor(model: WatchModel, now: Date): string {
  const waiting = model.inProgress.filter(({ type }) => type !== STACK);
  const [root] = model.root ? [model.root.status] : ['for the first event'];
  if (waiting.length === 0) return root ?? '';
  const shown = waiting
    .slice(0, 3)
    .map((state) => `${state.path.slice(1).join('/')} (${formatElapsed(elapsedOf(state, now.getTime()))})`);
  const more = waiting.length > shown.length ? ` and ${waiting.length - shown.length} more` : '';
  return `${shown.join(', ')}${more}`;
}
