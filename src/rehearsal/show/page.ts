import { formatElapsed } from '../../text/text.ts';
import { type About, paceInWords } from './about.ts';
import { type Html, html, raw } from './html.ts';
import { type Icon, icon } from './icons.ts';
import { drawLifecycle } from './lifecycle.ts';
import { drawAlarms, drawHook, drawLog, drawParts, drawVerdict } from './lists.ts';
import type { Model } from './model.ts';
import { isStoppable, phaseOf, type Tone } from './phase.ts';
import { drawPlots } from './plots.ts';
import { SCRIPT } from './script.ts';
import { drawSides } from './sides.ts';
import { HATCH, STYLE } from './style.ts';

/** What of the live page is drawn anew while it is looked at, by the name that its place has. */
export const PARTS = {
  phase: drawPhase,
  parts: drawParts,
  verdict: drawVerdict,
  sides: drawSides,
  lifecycle: drawLifecycle,
  plots: drawPlots,
  hook: drawHook,
  alarms: drawAlarms,
  log: drawLog,
} as const satisfies Readonly<Record<string, (model: Model) => Html>>;

export type PartName = keyof typeof PARTS;

const ICONS: Readonly<Record<Tone, Icon>> = { waiting: 'waiting', running: 'running', good: 'done', bad: 'failed' };

/** How the whole stands, and for how long it has gone on. */
export function drawPhase(model: Model): Html {
  const { tone, text } = phaseOf(model);
  return html`${icon(ICONS[tone])} <span>${text}</span> <time>${formatElapsed(model.at)}</time>`;
}

/** The title of the browser's tab. */
export function titleOf({ system }: About, model: Model): string {
  return `${phaseOf(model).text} - rehearsal of ${system}`;
}

/** What a live page is made with. */
export interface PageOptions {
  readonly about: About;
  /** The number that its script and style are let in by; another one each time. */
  readonly nonce: string;
  /** Up to where the model has come: what the script asks for what comes after. */
  readonly after: string;
}

/** The live page as it is now: complete without its script, which brings what comes later. */
export function livePage(model: Model, { about, nonce, after }: PageOptions): string {
  const draw = (name: PartName) => PARTS[name](model);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${titleOf(about, model)}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<style nonce="${nonce}">${raw(STYLE)}</style>
</head>
<body data-after="${after}">
<a class="skip" href="#main">To the content</a>
${raw(HATCH)}
<div class="page">
<header class="top">
<div class="title"><h1>Rehearsal of ${about.system}</h1><p>${about.title}, ${paceInWords(about)}${about.fault !== undefined && `, fault ${about.fault}`}</p></div>
<div class="phase" id="part-phase">${draw('phase')}</div>
<div class="stop"><button type="button" id="stop" class="danger" aria-haspopup="dialog"${!isStoppable(model) && raw(' disabled')}>Stop the deployment</button></div>
<p class="connection" id="connection" role="status">without a connection: this is how it was</p>
<p class="connection" id="answer" role="status"></p>
</header>
<p id="said" class="hidden" role="status" aria-live="polite"></p>
<div id="part-parts">${draw('parts')}</div>
<div id="part-verdict">${draw('verdict')}</div>
<main id="main" tabindex="-1">
<section class="third" aria-labelledby="h-sides"><h2 id="h-sides">Traffic</h2><div class="sides" id="part-sides">${draw('sides')}</div></section>
<section class="rest" aria-labelledby="h-lifecycle"><h2 id="h-lifecycle">Lifecycle</h2><div id="part-lifecycle">${draw('lifecycle')}</div></section>
<section class="wide" aria-labelledby="h-plots"><h2 id="h-plots">Over time</h2><div class="plots" id="part-plots">${draw('plots')}</div></section>
<section class="half" aria-labelledby="h-hook"><h2 id="h-hook">The hook's probes</h2><div class="scroll" id="part-hook" tabindex="0" role="region" aria-labelledby="h-hook">${draw('hook')}</div></section>
<section class="half" aria-labelledby="h-alarms"><h2 id="h-alarms">Alarms</h2><div id="part-alarms">${draw('alarms')}</div></section>
<section class="wide" aria-labelledby="h-log"><h2 id="h-log">Log</h2><div class="scroll" id="part-log" tabindex="0" role="region" aria-labelledby="h-log">${draw('log')}</div></section>
</main>
<footer>So far: <a href="/report.html">report</a>, <a href="/timeline.json">timeline.json</a>. On this machine only; nothing of it is at AWS.</footer>
</div>
<dialog id="confirm" aria-labelledby="confirm-title" aria-describedby="confirm-text">
<h2 id="confirm-title">Stop the deployment?</h2>
<p id="confirm-text">CodeDeploy is asked by StopDeployment, with a rollback: traffic goes back to where it was.</p>
<div class="choices"><button type="button" id="go-on">Let it go on</button><button type="button" id="really" class="danger">Stop and go back</button></div>
</dialog>
<script nonce="${nonce}">${raw(SCRIPT)}</script>
</body>
</html>
`.markup;
}

/** A picture for the browser's tab: both forms. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 16"><circle cx="8" cy="8" r="7" fill="#1d5fd1"/><path d="M24 1L31 8L24 15L17 8Z" fill="#0a7a55"/></svg>`;
