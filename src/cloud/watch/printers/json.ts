import { jsonLine } from '../../../text/json-line.ts';
import { hintFor } from '../hints.ts';
import { elapsedOf } from '../model.ts';
import { realFailures } from '../root-cause.ts';
import { SILENCE } from './lines.ts';
import type { Printer } from './printer.ts';

/** For programs: JSON lines of the kinds `event`, `waiting` (after 30 seconds of silence), `note`, and at last `watched`. */
export function jsonPrinter(): Printer {
  let spoke: Date | undefined;
  const line = <T extends { readonly kind: string }>(now: Date, told: T): string => {
    spoke = now;
    return jsonLine(told);
  };
  return {
    event: ({ id, time, path, type, status, reason, physicalId, ofItself, stackId }, _, now) =>
      line(now, { kind: 'event', time, path: path.join('/'), type, status, reason, physicalId, ofItself, stackId, id }),
    tick(model, now) {
      spoke ??= now;
      if (now.getTime() - spoke.getTime() < SILENCE) return '';
      const inProgress = model.inProgress.map(({ path, status }) => ({ path: path.join('/'), status }));
      return line(now, { kind: 'waiting', time: now, inProgress });
    },
    note: (text, _, now) => line(now, { kind: 'note', time: now, text }),
    pause: () => '',
    end: ({ outcome, model, outputs, title, comeBack }, now) =>
      line(now, {
        kind: 'watched',
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
