import { type Paint, plain, type Style, wrap } from '../../text/text.ts';
import type { TimelineEntry } from '../timeline.ts';
import { duration } from './lifecycle.ts';
import type { EntryOf, Model } from './model.ts';
import { grouped } from './sides.ts';

/** A line about an entry. */
export interface EntryLine {
  readonly text: string;
  readonly style?: Style | undefined;
  /** Whether it stays where only what matters does: above a block that is rewritten. */
  readonly matters: boolean;
}

/** How often traffic has a line as long as nothing fails, in milliseconds. */
const TRAFFIC_EVERY = 5_000;

/** Entries in words; undefined where there is nothing to say of one. */
export function entryLines(): (entry: TimelineEntry) => EntryLine | undefined {
  let traffic = Number.NEGATIVE_INFINITY;
  return (entry) => {
    if (entry.kind !== 'traffic') return lineOf(entry);
    const { at, blue, green, failed } = entry;
    if (failed === 0 && at - traffic < TRAFFIC_EVERY) return undefined;
    traffic = at;
    const sides = `blue ${blue.requests}/s, green ${green.requests}/s`;
    return { text: `traffic ${sides}, ${failed} failed`, style: failed > 0 ? 'red' : 'dim', matters: false };
  };
}

function lineOf(entry: Exclude<TimelineEntry, { kind: 'traffic' }>): EntryLine | undefined {
  switch (entry.kind) {
    case 'stage': {
      const style = entry.status === 'failed' ? 'red' : 'bold';
      return { text: `${entry.stage} ${entry.status}${because(entry.text)}`, style, matters: entry.status !== 'begun' };
    }
    case 'deployment': {
      const what = entry.rollbackOf === undefined ? 'deployment' : 'rollback';
      const of = entry.rollbackOf === undefined ? '' : ` of ${entry.rollbackOf}`;
      const why = entry.error ? `: ${entry.error.code}: ${entry.error.message}` : '';
      return {
        text: `${what} ${entry.deploymentId}${of} ${entry.status}${why}`,
        style: styleOf(entry.status),
        matters: true,
      };
    }
    case 'lifecycle': {
      // What is to come, and what will not come, is in the list at the end.
      if (entry.status === 'Pending' || entry.status === 'Skipped') return undefined;
      const text = `${entry.event} ${entry.status}${because(entry.message)}`;
      return { text, style: styleOf(entry.status), matters: entry.status === 'Failed' };
    }
    case 'weights':
      return { text: `${entry.listener} listener: blue ${entry.blue} %, green ${entry.green} %`, matters: false };
    case 'version':
      return { text: `${entry.side} runs ${entry.image}`, style: 'dim', matters: false };
    case 'task': {
      const isBad = entry.status === 'crashed' || entry.status === 'unhealthy';
      const text = `${entry.side} task ${entry.task} ${entry.status}${because(entry.text)}`;
      return { text, style: isBad ? 'red' : 'dim', matters: isBad };
    }
    case 'hook': {
      const style = entry.level === 'error' ? 'red' : entry.level === 'warn' ? 'yellow' : undefined;
      return { text: `${entry.event}: ${entry.text}`, style, matters: entry.level !== 'info' };
    }
    case 'alarm': {
      const rings = entry.state === 'ALARM';
      return {
        text: `alarm ${entry.alarm} ${entry.state}: ${entry.reason}`,
        style: rings ? 'red' : 'dim',
        matters: rings,
      };
    }
    case 'log':
      return { text: `${entry.source}: ${entry.text}`, style: 'dim', matters: false };
    case 'fault':
      return { text: faultInWords(entry), style: 'yellow', matters: true };
    case 'verdict':
      return undefined;
  }
}

/** `fault green-500 strikes: the tasks of green start so` */
function faultInWords({ fault, status, text }: EntryOf<'fault'>): string {
  const words = { asked: '', strikes: ' strikes', over: ' is over' }[status];
  return `fault ${fault}${words}: ${text}`;
}

function because(text: string | undefined): string {
  return text === undefined ? '' : `: ${text}`;
}

function styleOf(status: string): Style | undefined {
  if (status === 'Failed' || status === 'Stopped') return 'red';
  return status === 'Succeeded' ? 'green' : undefined;
}

/** An entry's line with its time, on as many lines as it takes. */
export function timed(at: number, { text, style }: EntryLine, width: number, paint: Paint): readonly string[] {
  const lines = wrapIndented(`${`${(at / 1_000).toFixed(1)}s`.padStart(6)} ${plain(text)}`, width);
  return lines.map((line) => (style ? paint(style, line) : line));
}

/** The end: what each deployment went through, and what the rehearsal was held to. */
export function recapOf(model: Model, width: number, paint: Paint): readonly string[] {
  const deployments = model.deployments.flatMap(({ id, status, rollbackOf, events }) => [
    `${rollbackOf === undefined ? 'deployment' : 'rollback'} ${plain(id)}: ${status}`,
    ...events.map(({ event, status, begun, ended }) => {
      const took = begun !== undefined && ended !== undefined ? `  ${duration(ended - begun)}` : '';
      return `  ${status.padEnd(10)} ${plain(event)}${took}`;
    }),
  ]);
  const { verdict, totals, failed } = model;
  const requests = totals.blue.requests + totals.green.requests;
  const lines = [
    ...deployments,
    ...(requests > 0 ? [`${grouped(requests)} answers, ${grouped(failed)} failed`] : []),
  ].flatMap((line) => wrapIndented(line, width));
  if (verdict === undefined) return lines;
  const checks = verdict.checks.flatMap(({ name, passed, text }) =>
    wrapIndented(`  ${passed ? 'yes' : 'NO '} ${plain(name)}: ${plain(text)}`, width).map((line) =>
      passed ? line : paint('red', line),
    ),
  );
  const head = wrap(`${verdict.passed ? 'passed' : 'FAILED'}: ${plain(verdict.text)}`, width, '  ');
  return [...lines, ...head.map((line) => paint(verdict.passed ? 'green' : 'red', line)), ...checks];
}

// Blanks at its beginning stay.
function wrapIndented(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  return wrap(line.trimStart(), Math.max(1, width - indent.length), '  ').map((each) => indent + each);
}
