import { modelOf, requestsOf } from '../show/model.ts';
import type { Check, TimelineEntry } from '../timeline.ts';
import type { FaultOutcome } from './outcome.ts';
import { type FaultRow, KILLED } from './rows.ts';

/** What a rehearsal with a fault is judged by. */
export interface FaultEnd {
  readonly row: FaultRow;
  readonly outcome: FaultOutcome;
  /** All that was told, users among it. */
  readonly entries: readonly TimelineEntry[];
}

/** So many seconds at the end must be without a failed request. */
const SERVED_SECONDS = 2;

/** Holds a rehearsal with a fault to the whole of its row. */
export function faultChecksOf(end: FaultEnd): readonly Check[] {
  const { row, outcome } = end;
  const { deployment, rollback } = outcome;
  const failed = deployment?.events.filter(({ status }) => status === 'Failed').map(({ name }) => name) ?? [];
  return [
    {
      name: 'deployment',
      passed: deployment?.status === row.status,
      text:
        deployment === undefined ? 'none has begun' : asWanted(`${deployment.id} is ${deployment.status}`, row.status),
    },
    {
      name: 'error code',
      passed: deployment?.error?.code === row.error,
      text: asWanted(deployment?.error?.code ?? 'none', row.error),
    },
    {
      name: 'event that failed',
      passed: failed.join() === row.event,
      text: asWanted(failed.join(', ') || 'none', row.event),
    },
    {
      name: 'rollback',
      passed: rollback?.status === row.rollback,
      text:
        rollback === undefined
          ? 'nothing took it back'
          : asWanted(`${rollback.id} is ${rollback.status}`, row.rollback),
    },
    taskSetsCheck(end),
    ...(['production', 'test'] as const).map((listener) => weightsCheck(listener, end)),
    ...(row.hook === undefined ? [] : [hookCheck(row.hook, end)]),
    ...usersChecks(end),
  ];
}

/** Holds a rehearsal that was killed and gone on with to what is left at its end. */
export function killedChecksOf({ deployment, rollback, taskSets, weights }: FaultOutcome): readonly Check[] {
  const { taskSets: wanted } = KILLED;
  const isPrimary = taskSets.some(({ side, status }) => side === wanted.primary && status === 'PRIMARY');
  return [
    {
      name: 'rollback',
      passed: deployment?.status === KILLED.status && rollback === undefined,
      text: rollback === undefined ? 'none' : `${rollback.id} is ${rollback.status}, and none is wanted`,
    },
    {
      name: 'task sets',
      passed: isPrimary && taskSets.length === wanted.count,
      text: taskSets.map(({ side, status }) => `${side} ${status}`).join(', '),
    },
    ...(['production', 'test'] as const).map((listener) => ({
      name: `${listener} listener`,
      passed: weights[listener].green === KILLED.weights[listener].green,
      text: `blue ${weights[listener].blue} %, green ${weights[listener].green} %`,
    })),
  ];
}

// What is said of what is so; where that is something else than it should be, what it should be is said as well.
function asWanted(is: string, wanted: string): string {
  return is.endsWith(wanted) ? is : `${is}, and not ${wanted}`;
}

function taskSetsCheck({ row, outcome }: FaultEnd): Check {
  const { count, primary } = row.taskSets;
  const is = outcome.taskSets.map(({ side, status }) => `${side} ${status}`).join(', ');
  const isPrimary = outcome.taskSets.some(({ side, status }) => side === primary && status === 'PRIMARY');
  const others = outcome.taskSets.length === 1 ? ', and no other' : '';
  return {
    name: 'task sets',
    passed: isPrimary && outcome.taskSets.length === count,
    text: `${is || 'none'}${others}`,
  };
}

function weightsCheck(listener: 'production' | 'test', { row, outcome }: FaultEnd): Check {
  const [is, wanted] = [outcome.weights[listener], row.weights[listener]];
  return {
    name: `${listener} listener`,
    passed: is.blue === wanted.blue && is.green === wanted.green,
    text: `blue ${is.blue} %, green ${is.green} %`,
  };
}

function hookCheck(wanted: string, { entries }: FaultEnd): Check {
  const said = entries.find((entry) => entry.kind === 'hook' && entry.text.includes(wanted));
  return { name: "the hook's log", passed: said !== undefined, text: `${said ? 'says' : 'does not say'}: ${wanted}` };
}

function usersChecks({ row, entries }: FaultEnd): readonly Check[] {
  const model = modelOf(entries);
  const { failed, reasons, totals } = model;
  const requests = requestsOf(model);
  const said = [...reasons].map(([why, count]) => `${count} ${why}`);
  const text = `${failed} of ${requests}${said.length > 0 ? `: ${said.join(', ')}` : ''}`;
  if (row.fails === 'none') return [{ name: 'failed requests', passed: failed === 0 && requests > 0, text }];
  const theirs = totals[row.fails].failures;
  const strikes = entries.find((entry) => entry.kind === 'fault' && entry.status === 'strikes')?.at ?? 0;
  const traffic = entries.filter((entry) => entry.kind === 'traffic');
  const early = traffic.filter(({ at, failed }) => at <= strikes && failed > 0);
  const served = traffic.slice(-SERVED_SECONDS);
  const last = traffic.findLast(({ failed }) => failed > 0);
  return [
    {
      name: 'failed requests',
      passed: theirs > 0 && theirs === failed && early.length === 0,
      text: `${text}; ${theirs === failed ? `all on ${row.fails}` : `${theirs} on ${row.fails}`}, ${early.length === 0 ? 'none before the fault' : 'some before the fault'}`,
    },
    {
      name: 'users are served again',
      passed: served.length === SERVED_SECONDS && served.every(({ failed }) => failed === 0),
      text:
        last === undefined
          ? 'none has failed'
          : `the last request failed ${((last.at - strikes) / 1_000).toFixed(0)} s after the fault`,
    },
  ];
}

/** The verdict in words: what has become of it, and what was not as it should be. */
export function faultWords({ row }: Pick<FaultEnd, 'row'>, checks: readonly Check[]): string {
  const failed = checks.filter(({ passed }) => !passed).map(({ name }) => name);
  if (failed.length > 0) return `not as it should be: ${failed.join(', ')}`;
  const back = 'the release was taken back, as it should be';
  return row.fails === 'none' ? `${back}, and no user noticed` : `${back}; until then requests to ${row.fails} failed`;
}
