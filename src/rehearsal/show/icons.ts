import type { Side } from '../timeline.ts';
import { type Html, html } from './html.ts';

/** A form for a status, so that it is not told by colour alone. Words stand beside each. */
export type Icon = 'done' | 'failed' | 'running' | 'waiting' | 'skipped';

const PATHS: Readonly<Record<Icon, Html>> = {
  done: html`<circle cx="8" cy="8" r="7" class="disc"/><path d="M4.6 8.3L7 10.7L11.5 5.6" class="sign"/>`,
  failed: html`<path d="M5.1 1H10.9L15 5.1V10.9L10.9 15H5.1L1 10.9V5.1Z" class="disc"/><path d="M5.5 5.5L10.5 10.5M10.5 5.5L5.5 10.5" class="sign"/>`,
  running: html`<circle cx="8" cy="8" r="6" class="ring"/><path d="M8 2A6 6 0 0 1 14 8" class="turn"/>`,
  waiting: html`<circle cx="8" cy="8" r="6" class="ring dotted"/>`,
  skipped: html`<circle cx="8" cy="8" r="6" class="ring"/><path d="M5 8H11" class="ring"/>`,
};

/** An icon; words have to stand beside it. */
export function icon(name: Icon): Html {
  return html`<svg class="icon ${name}" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">${PATHS[name]}</svg>`;
}

/** A side's form: blue is a disc, green a diamond. */
export function sideIcon(side: Side): Html {
  const form = side === 'blue' ? html`<circle cx="8" cy="8" r="6"/>` : html`<path d="M8 1L15 8L8 15L1 8Z"/>`;
  return html`<svg class="icon side ${side}" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">${form}</svg>`;
}
