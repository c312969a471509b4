import type { BlockLine, TerminalSize } from '../../text/block.ts';
import { fit, formatElapsed, type Paint, plain, type Style } from '../../text/text.ts';
import { duration } from './lifecycle.ts';
import type { EventState, Model } from './model.ts';
import { currentDeployment, phaseOf, type Tone } from './phase.ts';
import { measuredShare } from './shares.ts';
import { grouped } from './sides.ts';

const TONES: Readonly<Record<Tone, Style>> = { waiting: 'dim', running: 'bold', good: 'green', bad: 'red' };

/** What a terminal shows of a rehearsal now: no line is wider than it, and there are fewer than it has rows. */
export function frameOf(
  model: Model,
  elapsed: number,
  { columns, rows }: TerminalSize,
  paint: Paint,
): readonly BlockLine[] {
  const { tone, text } = phaseOf(model);
  const head: BlockLine = { text: fit(`${plain(text)}  ${formatElapsed(elapsed)}`, columns), style: TONES[tone] };
  const important = [
    head,
    ...alarmLines(model, columns),
    ...shareLines(model, columns, paint),
    ...trafficLines(model, columns),
  ];
  const events = (currentDeployment(model)?.events ?? []).map((event) => eventLine(event, model.at, columns));
  // The line that the cursor stands on after the block belongs to it.
  const room = Math.max(1, rows - 1);
  const kept = important.slice(0, room);
  return [...kept, ...aroundNow(model, events, room - kept.length), ...hookLines(model, columns)].slice(0, room);
}

// Of a list that is too long what has come to pass last: there it goes on. What is to come follows it as far as there is room.
function aroundNow(model: Model, lines: readonly BlockLine[], room: number): readonly BlockLine[] {
  const events = currentDeployment(model)?.events ?? [];
  const reached = events.findLastIndex(({ begun }) => begun !== undefined) + 1;
  const end = Math.max(Math.min(room, lines.length), reached);
  return room <= 0 ? [] : lines.slice(Math.max(0, end - room), end);
}

function alarmLines({ alarms }: Model, columns: number): readonly BlockLine[] {
  const ringing = [...alarms.values()].filter(({ state }) => state === 'ALARM');
  return ringing.map(({ alarm }) => ({ text: fit(`ALARM ${plain(alarm)}`, columns), style: 'red' }));
}

/** `blue 70 % ########=== 30 % green`: blue and green have letters of their own, for where there are no colours. */
function shareLines(model: Model, columns: number, paint: Paint): readonly BlockLine[] {
  const weights = model.listeners.production;
  if (weights === undefined) return [];
  const left = `blue ${String(weights.blue).padStart(3)} % `;
  const right = ` ${String(weights.green).padStart(3)} % green`;
  const room = Math.min(60, columns - left.length - right.length);
  if (room < 8) return [{ text: fit(`blue ${weights.blue} %, green ${weights.green} %`, columns) }];
  const ofBlue = Math.round((room * weights.blue) / 100);
  const [blue, green] = ['#'.repeat(ofBlue), '='.repeat(room - ofBlue)];
  const bar: BlockLine = {
    text: left + blue + green + right,
    painted: `${left}${paint('cyan', blue)}${paint('green', green)}${right}`,
  };
  const measured = measuredShare(model, 'green');
  if (measured === undefined) return [bar];
  const forms = [
    `green ${measured.percent.toFixed(1)} % ${measured.when}`,
    `green ${measured.percent.toFixed(1)} % measured`,
  ];
  return [bar, { text: forms.find((form) => form.length <= columns) ?? fit(forms[1] ?? '', columns), style: 'dim' }];
}

function trafficLines(model: Model, columns: number): readonly BlockLine[] {
  const last = model.traffic.at(-1);
  if (last === undefined) return [];
  const rate = last.blue.requests + last.green.requests;
  const all = model.totals.blue.requests + model.totals.green.requests;
  const p99 = (['blue', 'green'] as const)
    .filter((side) => last[side].requests > 0)
    .map((side) => `${side} ${last[side].p99} ms`)
    .join(', ');
  const failed = `${grouped(model.failed)} failed`;
  const forms = [
    `${rate} requests/s, ${failed} of ${grouped(all)}${p99 === '' ? '' : `; p99 ${p99}`}`,
    `${rate} requests/s, ${failed} of ${grouped(all)}`,
    `${rate}/s, ${failed}`,
  ];
  const text = forms.find((form) => form.length <= columns) ?? fit(forms[2] ?? '', columns);
  return [{ text, ...(model.failed > 0 && { style: 'red' }) }];
}

const WORDS: Readonly<Record<EventState['status'], string>> = {
  Pending: '',
  InProgress: '>>',
  Succeeded: 'done',
  Failed: 'FAIL',
  Skipped: 'skip',
  Unknown: '?',
};

const STYLES: { readonly [status in EventState['status']]?: Style } = {
  Pending: 'dim',
  InProgress: 'yellow',
  Failed: 'red',
  Skipped: 'dim',
};

function eventLine({ event, status, begun, ended }: EventState, now: number, columns: number): BlockLine {
  const name = `${WORDS[status].padEnd(4)} ${plain(event)}`;
  const at = begun === undefined ? '' : formatElapsed(begun);
  const took = begun === undefined ? '' : duration((ended ?? now) - begun);
  const forms = [`${name.padEnd(30)}${at.padStart(8)}${took.padStart(9)}`, `${name.padEnd(28)}${took.padStart(9)}`];
  const text = forms.find((form) => form.length <= columns) ?? fit(name, columns);
  const style = STYLES[status];
  return { text: text.trimEnd(), ...(style && { style }) };
}

// What a hook that runs has said last.
function hookLines(model: Model, columns: number): readonly BlockLine[] {
  const last = model.hook.at(-1);
  const runs = currentDeployment(model)?.events.some(
    ({ event, status }) => event === last?.event && status === 'InProgress',
  );
  return last && runs ? [{ text: fit(`     ${plain(last.text)}`, columns), style: 'dim' }] : [];
}
