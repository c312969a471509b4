import { formatElapsed } from '../../text/text.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { duration } from './lifecycle.ts';
import type { EntryOf, Model } from './model.ts';

/** How many lines a list of the live page has at most: the newest. */
export const LINES_SHOWN = 200;

/** What the hooks wrote. */
export function drawHook({ hook }: Model, most = LINES_SHOWN): Html {
  if (hook.length === 0) return html`<p class="none">no hook has been called yet</p>`;
  const shown = hook.slice(-most);
  return html`${more(hook.length - shown.length)}<ol class="lines">${shown.map(
    ({ at, event, level, text }, index) =>
      html`<li class="${level}">${event !== shown[index - 1]?.event && html`<b class="of">${event}</b>`}<time>${seconds(at)}</time> <span class="text">${level !== 'info' && html`<b>${level}</b> `}${text}</span></li>`,
  )}</ol>`;
}

/** Every alarm as it is now, those that ring first. */
export function drawAlarms({ alarms }: Model): Html {
  if (alarms.size === 0) return html`<p class="none">no alarm has been looked at yet</p>`;
  const order = ({ state }: EntryOf<'alarm'>) => (state === 'ALARM' ? 0 : state === 'INSUFFICIENT_DATA' ? 2 : 1);
  const sorted = [...alarms.values()].sort((a, b) => order(a) - order(b));
  return html`<ul class="alarms">${sorted.map(drawAlarm)}</ul>`;
}

const ALARM_ICONS = { OK: 'done', ALARM: 'failed', INSUFFICIENT_DATA: 'waiting' } as const;

function drawAlarm({ alarm, state, reason, at }: EntryOf<'alarm'>): Html {
  const words = { OK: 'OK', ALARM: 'ALARM', INSUFFICIENT_DATA: 'no data' }[state];
  return html`<li class="${state === 'ALARM' ? 'bad' : 'good'}">${icon(ALARM_ICONS[state])} <span class="text"><span class="name">${alarm}</span> <b>${words}</b>${
    state !== 'OK' && html`<small>since ${formatElapsed(at)}: ${reason}</small>`
  }</span></li>`;
}

/** What others wrote. */
export function drawLog({ log }: Model, most = LINES_SHOWN): Html {
  if (log.length === 0) return html`<p class="none">nothing yet</p>`;
  const shown = log.slice(-most);
  return html`${more(log.length - shown.length)}<ol class="lines">${shown.map(
    ({ at, source, text }) =>
      html`<li><time>${seconds(at)}</time> <span class="source">${source}</span> <span class="text">${text}</span></li>`,
  )}</ol>`;
}

function more(hidden: number): Html | false {
  return hidden > 0 && html`<p class="none">${hidden} earlier ones are in timeline.json</p>`;
}

const seconds = (at: number) => `${(at / 1_000).toFixed(1)} s`;

/** The parts of the rehearsal so far, and the fault that is played in it. */
export function drawParts(model: Model): Html {
  const { parts, at: now } = model;
  if (parts.length === 0) return drawFault(model);
  return html`${drawFault(model)}<ol class="parts" aria-label="parts of the rehearsal">${parts.map(
    ({ name, status, begun = 0, ended, text }) =>
      html`<li${text !== undefined && html` title="${text}"`}>${icon(status === 'done' ? 'done' : status === 'failed' ? 'failed' : 'running')} ${name} <small>${status === 'failed' ? 'failed after ' : ''}${duration((ended ?? now) - begun)}</small></li>`,
  )}</ol>`;
}

function drawFault({ faults }: Model): Html {
  const [asked] = faults;
  if (asked === undefined) return html``;
  const later = faults.filter(({ status }) => status !== 'asked');
  return html`<p class="fault"><b>Fault ${asked.fault}</b> ${asked.text}${later.map(
    ({ at, status, text }) =>
      html`<small>${status === 'over' ? 'over' : 'strikes'} at ${formatElapsed(at)}: ${text}</small>`,
  )}</p>`;
}

/** How it ended and what it was held to; nothing before that. */
export function drawVerdict({ verdict }: Model): Html {
  if (verdict === undefined) return html``;
  return html`<section class="verdict ${verdict.passed ? 'good' : 'bad'}" aria-labelledby="verdict"><h2 id="verdict">${icon(verdict.passed ? 'done' : 'failed')} ${verdict.passed ? 'Passed' : 'Failed'}: ${verdict.text}</h2>
<ul class="checks">${verdict.checks.map(({ name, passed, text }) => html`<li class="${passed ? 'good' : 'bad'}">${icon(passed ? 'done' : 'failed')} <span class="text"><b>${name}</b>${!passed && html` <b class="no">not met</b>`} <small>${text}</small></span></li>`)}</ul></section>`;
}
