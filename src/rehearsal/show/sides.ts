import type { Side } from '../timeline.ts';
import { type Html, html } from './html.ts';
import { type Icon, icon, sideIcon } from './icons.ts';
import type { Model, TaskOfSide } from './model.ts';
import { type MeasuredShare, measuredShare } from './shares.ts';

/** Both sides: what they get, what they do, what runs there. */
export function drawSides(model: Model): Html {
  return html`${drawSide(model, 'blue')}${drawSide(model, 'green')}`;
}

const NAMES = { blue: 'Blue', green: 'Green' };

function drawSide(model: Model, side: Side): Html {
  const weight = model.listeners.production?.[side];
  const test = model.listeners.test?.[side];
  const last = model.traffic.at(-1)?.[side];
  const { requests, failures } = model.totals[side];
  const isAsked = last !== undefined && last.requests > 0;
  return html`<article class="side ${side}" aria-labelledby="side-${side}">
<header><h3 id="side-${side}">${sideIcon(side)} ${NAMES[side]}</h3>
<span class="version">${versionOf(model, side)}</span>
${test === 100 && html`<span class="tag">test listener</span>`}</header>
${barOf(side, weight, weight === undefined ? undefined : measuredShare(model, side))}
<dl class="figures">
${figure('Requests', isAsked ? `${last.requests}/s` : '0/s', `${grouped(requests)} in all`)}
${figure('Failures', isAsked ? `${last.failures}/s` : '0/s', `${grouped(failures)} in all`, failures > 0)}
${figure('p50', isAsked ? `${last.p50} ms` : '-')}
${figure('p99', isAsked ? `${last.p99} ms` : '-')}
</dl>
${drawTasks(model.tasks[side])}</article>`;
}

function versionOf({ versions, tasks }: Model, side: Side): string {
  const version = versions[side];
  if (version !== undefined) return version.length > 24 ? `${version.slice(0, 21)}...` : version;
  return tasks[side].length > 0 ? 'version not told' : 'nothing here yet';
}

function barOf(side: Side, weight: number | undefined, measured: MeasuredShare | undefined): Html {
  const said = weight === undefined ? '-' : `${weight} %`;
  const seen =
    measured === undefined
      ? weight === undefined
        ? 'no weight yet'
        : 'nothing measured yet'
      : `${measured.percent.toFixed(1)} % ${measured.when}`;
  return html`<p class="share"><b>${said}</b><span>${seen}</span></p>
<svg class="bar ${side}" width="100%" height="18" role="img" aria-label="${NAMES[side]}: weight ${said}, ${seen}">
<rect class="room" x="0" y="3" width="100%" height="12" rx="3"/>
<rect class="fill" x="0" y="3" width="${weight ?? 0}%" height="12" rx="3"/>
${measured !== undefined && html`<line class="measured" x1="${near(measured.percent)}%" x2="${near(measured.percent)}%" y1="0" y2="18"/>`}</svg>`;
}

// At the edges half of the line would be cut off.
function near(percent: number): string {
  return Math.max(0.3, Math.min(99.7, percent)).toFixed(2);
}

function figure(name: string, value: string, more?: string, isBad = false): Html {
  return html`<div${isBad && html` class="bad"`}><dt>${name}</dt><dd>${value}${more !== undefined && html` <small>${more}</small>`}</dd></div>`;
}

const TASK_ICONS: Readonly<Record<TaskOfSide['status'], Icon>> = {
  starting: 'running',
  healthy: 'done',
  unhealthy: 'failed',
  draining: 'running',
  stopped: 'skipped',
  crashed: 'failed',
};

/** How many that are gone are still shown. */
const GONE_SHOWN = 3;

function drawTasks(tasks: readonly TaskOfSide[]): Html {
  if (tasks.length === 0) return html`<p class="none">no tasks</p>`;
  const isGone = ({ status }: TaskOfSide) => status === 'stopped' || status === 'crashed';
  const gone = tasks.filter(isGone);
  const shown = [...tasks.filter((task) => !isGone(task)), ...gone.slice(-GONE_SHOWN)];
  const hidden = tasks.length - shown.length;
  return html`<ul class="tasks" aria-label="tasks">${shown.map(
    ({ task, status, text }) =>
      html`<li class="${status}"${text !== undefined && html` title="${text}"`}>${icon(TASK_ICONS[status])} <code>${task}</code> ${status}</li>`,
  )}${hidden > 0 && html`<li>and ${hidden} that ended before</li>`}</ul>`;
}

/** `12 345` */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}
