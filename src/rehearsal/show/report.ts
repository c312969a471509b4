import { createHash } from 'node:crypto';
import { formatElapsed } from '../../text/text.ts';
import { type About, paceInWords } from './about.ts';
import { type Html, html, raw } from './html.ts';
import { sideIcon } from './icons.ts';
import { drawLifecycle } from './lifecycle.ts';
import { drawHook, drawLog, drawParts, drawVerdict } from './lists.ts';
import { type Model, requestsOf } from './model.ts';
import { drawPhase } from './page.ts';
import { drawPlots } from './plots.ts';
import { shareOf, unanswered, weightSteps } from './shares.ts';
import { grouped } from './sides.ts';
import { HATCH, STYLE } from './style.ts';

/** The whole of a rehearsal as one file that needs nothing else: no script, no asset, to be kept, sent and printed. */
export function reportOf(model: Model, about: About): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rehearsal of ${about.system}, ${inWords(about.startedAt)}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${raw(HATCH)}
<div class="page">
<header class="top">
<div class="title"><h1>Rehearsal of ${about.system}</h1><p>${about.title}, ${paceInWords(about)}${about.fault !== undefined && `, fault ${about.fault}`}; begun ${inWords(about.startedAt)}</p></div>
<div class="phase">${drawPhase(model)}</div>
</header>
${drawParts(model)}
${drawVerdict(model)}
<main>
<section class="wide" aria-labelledby="h-plots"><h2 id="h-plots">Over time</h2><div class="plots">${drawPlots(model)}</div></section>
<section class="rest" aria-labelledby="h-lifecycle"><h2 id="h-lifecycle">Lifecycle</h2>${drawLifecycle(model)}</section>
<section class="third" aria-labelledby="h-sides"><h2 id="h-sides">Both sides</h2>${sidesOf(model)}${tasksOf(model)}</section>
<section class="half" aria-labelledby="h-steps"><h2 id="h-steps">Weights and what was measured</h2>${stepsOf(model)}</section>
<section class="half" aria-labelledby="h-failures"><h2 id="h-failures">Failures</h2>${failuresOf(model)}</section>
<section class="half" aria-labelledby="h-hook"><h2 id="h-hook">The hook's probes</h2>${drawHook(model, 1_000)}</section>
<section class="half" aria-labelledby="h-alarms"><h2 id="h-alarms">Alarms</h2>${alarmsOf(model)}</section>
<section class="wide" aria-labelledby="h-log"><h2 id="h-log">Log</h2>${drawLog(model, 1_000)}</section>
</main>
<footer>Played on this machine from the emitted files; nothing of it was at AWS. The same for programs: <a href="timeline.json">timeline.json</a></footer>
</div>
</body>
</html>
`.markup;
}

function inWords(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

type Cell = Html | string | number;

function table(heads: readonly string[], rows: readonly (readonly Cell[])[], numbersFrom = 1): Html {
  const classOf = (index: number) => index >= numbersFrom && raw(' class="number"');
  return html`<table><thead><tr>${heads.map((head, index) => html`<th scope="col"${classOf(index)}>${head}</th>`)}</tr></thead><tbody>${rows.map(
    ([first = '', ...rest]) =>
      html`<tr><th scope="row">${first}</th>${rest.map((cell, index) => html`<td${classOf(index + 1)}>${cell}</td>`)}</tr>`,
  )}</tbody></table>`;
}

const time = (at: number) => html`<span class="nowrap">${formatElapsed(at)}</span>`;

function sidesOf(model: Model): Html {
  const rows = (['blue', 'green'] as const).map((side): readonly Cell[] => [
    html`${sideIcon(side)} ${side}<small><code>${model.versions[side] ?? 'version not told'}</code></small>`,
    `${model.listeners.production?.[side] ?? 0} %`,
    grouped(model.totals[side].requests),
    grouped(model.totals[side].failures),
  ]);
  return table(['Side', 'Weight at the end', 'Requests', 'Failures'], rows);
}

function tasksOf({ tasks }: Model): Html {
  const rows = (['blue', 'green'] as const).flatMap((side) =>
    tasks[side].map(({ task, status, text, since }): readonly Cell[] => [
      html`<code>${task}</code> of ${side}`,
      html`${status}${text !== undefined && html` <small>${text}</small>`}`,
      formatElapsed(since),
    ]),
  );
  return rows.length === 0 ? html`` : html`<div class="more">${table(['Task', 'At last', 'Since'], rows, 2)}</div>`;
}

function stepsOf(model: Model): Html {
  const steps = weightSteps(model);
  if (steps.length === 0) return html`<p class="none">no weights were told</p>`;
  const rows = steps.map(({ from, green, answered, failed }): readonly Cell[] => {
    const measured = shareOf('green', answered);
    return [
      time(from),
      `${green} %`,
      measured === undefined ? 'no whole second' : `${measured.toFixed(1)} %`,
      measured === undefined ? '' : `${measured >= green ? '+' : ''}${(measured - green).toFixed(1)}`,
      grouped(answered.blue + answered.green),
      failed,
    ];
  });
  return table(['From', 'Green', 'Measured', 'Off by', 'Answers', 'Failed'], rows);
}

function failuresOf(model: Model): Html {
  const all = requestsOf(model);
  if (model.failed === 0) return html`<p>None of ${grouped(all)} requests failed.</p>`;
  const rows = [...model.reasons]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]): readonly Cell[] => [reason, grouped(count)]);
  return html`<p>${grouped(model.failed)} of ${grouped(all)} requests failed: ${grouped(model.totals.blue.failures)} on blue, ${grouped(model.totals.green.failures)} on green, ${grouped(unanswered(model))} on neither.</p><div class="more">${table(['Reason', 'Requests'], rows)}</div>`;
}

function alarmsOf({ alarmChanges }: Model): Html {
  if (alarmChanges.length === 0) return html`<p class="none">no alarm was looked at</p>`;
  const rows = alarmChanges.map(({ at, alarm, state, reason }): readonly Cell[] => [
    time(at),
    html`${alarm}<br><small>${reason}</small>`,
    state === 'ALARM' ? html`<b class="no">ALARM</b>` : state,
  ]);
  return table(['At', 'Alarm', 'State'], rows, 9);
}
