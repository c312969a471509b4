import { formatElapsed } from '../../text/text.ts';
import { type Html, html } from './html.ts';
import { type Icon, icon } from './icons.ts';
import type { DeploymentState, EventState, Model } from './model.ts';

/** All deployments with their lifecycle events: status, when, how long, and where in the whole that was. */
export function drawLifecycle(model: Model): Html {
  if (model.deployments.length === 0) return html`<p class="none">no deployment yet</p>`;
  return html`${model.deployments.map((deployment) => drawDeployment(model, deployment))}`;
}

function drawDeployment({ at, deployments }: Model, deployment: DeploymentState): Html {
  const { id, status, error, rollbackOf, events, begun = 0, ended } = deployment;
  const first = deployments[0]?.begun ?? 0;
  const range: Range = [first, Math.max(at, first + 1)];
  return html`<section class="deployment" aria-labelledby="deployment-${id}">
<h3 id="deployment-${id}">${rollbackOf === undefined ? 'Deployment' : 'Rollback'} <code>${id}</code></h3>
<p class="status ${toneOf(status)}">${icon(iconOf(status))} <b>${status}</b> ${rollbackOf !== undefined && html`of <code>${rollbackOf}</code>, `}${ended === undefined ? `since ${formatElapsed(begun)}` : `after ${duration(ended - begun)}`}</p>
${error && html`<p class="error"><b>${error.code}</b> ${error.message}</p>`}
${
  events.length > 0 &&
  html`<table class="events"><thead><tr><th scope="col">Event</th><th scope="col">Status</th><th scope="col" class="number">At</th><th scope="col" class="number">Took</th><th scope="col" class="when"><span class="hidden">Where in the whole</span></th></tr></thead>
<tbody>${events.map((event) => drawEvent(event, range, at))}</tbody></table>`
}</section>`;
}

type Range = readonly [from: number, to: number];

function drawEvent({ event, status, message, begun, ended }: EventState, range: Range, now: number): Html {
  const took = begun === undefined ? '' : duration((ended ?? now) - begun);
  return html`<tr class="${toneOf(status)}"><th scope="row">${event}${message !== undefined && html`<small>${message}</small>`}</th>
<td><span class="state">${icon(iconOf(status))} ${WORDS[status] ?? status}</span></td>
<td class="number">${begun === undefined ? '' : formatElapsed(begun)}</td><td class="number">${took}</td>
<td class="when">${begun !== undefined && whenOf(begun, ended ?? now, range)}</td></tr>`;
}

function whenOf(begun: number, ended: number, [from, to]: Range): Html {
  const percent = (at: number) => ((at - from) / (to - from)) * 100;
  const width = Math.max(1.5, percent(ended) - percent(begun));
  const x = Math.min(percent(begun), 100 - width);
  return html`<svg width="100%" height="8" aria-hidden="true"><rect class="room" width="100%" height="8" rx="2"/><rect class="span" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="8" rx="2"/></svg>`;
}

/** `80 ms`, `1.4 s`, `1m 05s` */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  return milliseconds < 10_000 ? `${(milliseconds / 1_000).toFixed(1)} s` : formatElapsed(milliseconds);
}

type Status = DeploymentState['status'] | EventState['status'];

const WORDS: { readonly [status in Status]?: string } = {
  InProgress: 'in progress',
  Pending: 'to come',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Skipped: 'skipped',
  Unknown: 'unknown',
};

function iconOf(status: Status): Icon {
  if (status === 'Succeeded') return 'done';
  if (status === 'Failed' || status === 'Stopped') return 'failed';
  if (status === 'Skipped' || status === 'Unknown') return 'skipped';
  return status === 'Pending' || status === 'Created' ? 'waiting' : 'running';
}

function toneOf(status: Status): string {
  if (status === 'Succeeded') return 'good';
  if (status === 'Failed' || status === 'Stopped') return 'bad';
  return status === 'Pending' || status === 'Skipped' || status === 'Unknown' ? 'quiet' : 'busy';
}
