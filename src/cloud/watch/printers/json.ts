import { hintFor } from '../hints.ts';
import { elapsedOf } from '../model.ts';
import { realFailures } from '../root-cause.ts';
import { SILENCE } from './lines.ts';
import type { Printer } from './printer.ts';

/**
 * For programs: one JSON object a line. `what` says which: `event`, `waiting` (after 30 seconds of silence), `note`, and at last `end`.
 * New fields may come at any time; `version` of the first and last line changes when one changes its meaning or goes away.
 */
export function jsonPrinter(): Printer {
  let spoke: Date | undefined;
  const line = (now: Date, object: object): string => {
    spoke = now;
    return `${JSON.stringify(object)}\n`;
  };
  return {
    event: ({ id, time, path, type, status, reason, physicalId, ofItself, stackId }, _, now) =>
      line(now, { what: 'event', time, path: path.join('/'), type, status, reason, physicalId, ofItself, stackId, id }),
    tick(model, now) {
      spoke ??= now;
      if (now.getTime() - spoke.getTime() < SILENCE) return '';
      const inProgress = model.inProgress.map(({ path, status }) => ({ path: path.join('/'), status }));
      return line(now, { what: 'waiting', time: now, inProgress });
    },
    note: (text, _, now) => line(now, { what: 'note', time: now, text }),
    pause: () => '',
    end: ({ outcome, model, outputs, title, comeBack }, now) =>
      line(now, {
        what: 'end',
        version: 1,
        time: now,
        title,
        ...outcome,
        milliseconds: model.root && elapsedOf(model.root, now.getTime()),
        counts: model.counts,
        failures: realFailures(model.failures).map((failure) => ({
          path: failure.path.join('/'),
          type: failure.type,
          status: failure.status,
          reason: failure.reason,
          hint: hintFor(failure),
        })),
        outputs: Object.fromEntries(outputs.map(({ name, value }) => [name, value])),
        ...(outcome.status === 'left-running' && { comeBack }),
      }),
  };
}
