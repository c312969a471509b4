/**
 * How the page and the report look: light and dark, as the reader's system is set, from 400 pixels on. Contrasts of texts are 4.5 to 1 or
 * more, of signs 3 to 1. Blue and green differ in form as well.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f3f5f8; --card: #ffffff; --room: #e6eaf0; --edge: #d5dbe4; --ink: #18202b; --quiet: #566273;
  --blue: #1d5fd1; --green: #0a7a55; --good: #0a7a55; --bad: #b3261e; --busy: #7a5200; --bad-room: #fdecea; --good-room: #e5f4ee; --focus: #7a2fd0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e131a; --card: #171e28; --room: #273140; --edge: #303b4b; --ink: #e8edf4; --quiet: #a3b0c1;
    --blue: #74aaff; --green: #45cf9c; --good: #45cf9c; --bad: #ff8f85; --busy: #f0bb55; --bad-room: #3a1d1f; --good-room: #12332a; --focus: #c9a2ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 19px; line-height: 1.25; }
h2 { font-size: 12px; letter-spacing: .06em; text-transform: uppercase; color: var(--quiet); margin-bottom: 10px; }
h3 { font-size: 15px; }
code { font: 12.5px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; }
small { font-size: 12px; color: var(--quiet); font-weight: 400; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.skip { position: absolute; z-index: 2; left: 12px; top: 12px; padding: 8px 12px; background: var(--card); color: var(--ink); }

.page { max-width: 1520px; margin: 0 auto; padding: 16px; display: grid; gap: 14px; grid-template-columns: minmax(0, 1fr); }
.top { display: flex; flex-wrap: wrap; gap: 10px 24px; align-items: center; }
.top .title { flex: 1 1 260px; min-width: 0; }
.top .title p { color: var(--quiet); font-size: 13px; }
.phase { display: flex; align-items: center; gap: 8px; font-size: 16px; font-weight: 600; }
.phase time { font-weight: 400; color: var(--quiet); }
.fault { border-left: 6px solid var(--busy); border-radius: 6px; background: var(--card); padding: 8px 12px; margin-bottom: 10px; overflow-wrap: anywhere; }
.fault small { display: block; }
.parts { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; }
.parts li { display: flex; align-items: center; gap: 6px; }
.card, main > section { background: var(--card); border: 1px solid var(--edge); border-radius: 10px; padding: 14px 16px; min-width: 0; }
main { display: grid; gap: 14px; grid-template-columns: minmax(0, 1fr); }
#part-parts:empty, #part-verdict:empty { display: none; }
.none { color: var(--quiet); }

.icon { flex: none; vertical-align: -3px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.icon .disc { fill: currentColor; stroke: none; }
.icon .sign { stroke: var(--card); }
.icon.done { color: var(--good); }
.icon.failed { color: var(--bad); }
.icon.running { color: var(--busy); }
.icon.running .ring { opacity: .3; }
.icon.waiting, .icon.skipped { color: var(--quiet); stroke-width: 1.5; }
.icon .dotted { stroke-dasharray: 2 3; }
.icon.side { stroke: none; }
.icon.side.blue { fill: var(--blue); }
.icon.side.green { fill: var(--green); }
@media (prefers-reduced-motion: no-preference) {
  .icon.running .turn { transform-origin: 8px 8px; animation: turn 1.2s linear infinite; }
  .bar .fill { transition: width .5s ease-out; }
}
@keyframes turn { to { transform: rotate(1turn); } }

button { font: inherit; font-weight: 600; padding: 7px 14px; border-radius: 8px; border: 1px solid var(--edge); background: var(--card); color: var(--ink); cursor: pointer; }
button:hover:not(:disabled) { border-color: currentColor; }
button:disabled { color: var(--quiet); cursor: default; border-style: dashed; }
button.danger:not(:disabled) { color: var(--bad); border-color: var(--bad); }
dialog { max-width: min(440px, calc(100vw - 32px)); border: 1px solid var(--edge); border-radius: 12px; padding: 20px; background: var(--card); color: var(--ink); }
dialog::backdrop { background: rgb(0 0 0 / .45); }
dialog h2 { font-size: 17px; text-transform: none; letter-spacing: 0; color: inherit; }
dialog .choices { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 16px; }
.connection { font-size: 13px; color: var(--quiet); }
.connection.lost { color: var(--bad); font-weight: 600; }

.verdict { border: 1px solid var(--edge); border-left: 6px solid var(--good); border-radius: 10px; padding: 14px 16px; background: var(--good-room); }
.verdict.bad { border-left-color: var(--bad); background: var(--bad-room); }
.verdict h2 { font-size: 16px; text-transform: none; letter-spacing: 0; color: inherit; }
.verdict .icon .sign { stroke: var(--good-room); }
.verdict.bad .icon .sign { stroke: var(--bad-room); }
.verdict small { color: inherit; display: block; }
.checks { display: grid; gap: 8px 20px; grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr)); }
.checks li, .alarms li { display: flex; gap: 8px; min-width: 0; }
.checks .icon, .alarms .icon { margin-top: 2px; }
.text { min-width: 0; overflow-wrap: anywhere; }
.no { font-size: 12px; border: 1px solid currentColor; border-radius: 99px; padding: 0 7px; white-space: nowrap; }
.no, .bad dd, tr.bad .state, .error b { color: var(--bad); }

.sides { display: grid; gap: 18px; }
.side header { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline; }
.side .version { font: 12.5px ui-monospace, "DejaVu Sans Mono", monospace; color: var(--quiet); overflow-wrap: anywhere; }
.side + .side { border-top: 1px solid var(--edge); padding-top: 16px; }
.tag { border: 1px solid currentColor; color: var(--quiet); border-radius: 99px; padding: 0 8px; font-size: 12px; }
.share { display: flex; justify-content: space-between; align-items: baseline; gap: 10px; margin-top: 4px; }
.share b { font-size: 26px; line-height: 1.2; font-weight: 650; }
.share span { color: var(--quiet); }
.bar { display: block; overflow: visible; }
.bar .room, .when .room { fill: var(--room); }
.bar.blue .fill { fill: var(--blue); }
.bar.green .fill { fill: url(#hatch); }
.bar .measured { stroke: var(--ink); stroke-width: 3; }
.hatch-ground, .hatch-line { stroke: none; fill: var(--green); }
.hatch-line { stroke: var(--card); stroke-width: 1.6; opacity: .55; }
.figures { display: grid; grid-template-columns: 1.35fr 1.35fr .8fr .8fr; gap: 8px 12px; margin: 8px 0 10px; }
.figures dt { font-size: 12px; color: var(--quiet); }
.figures dd { font-weight: 600; font-size: 15px; }
.figures small { display: block; }
.tasks { display: flex; flex-wrap: wrap; gap: 6px; font-size: 13px; }
.tasks li { display: flex; gap: 6px; align-items: center; border: 1px solid var(--edge); border-radius: 99px; padding: 1px 10px 1px 6px; }
.tasks .stopped { color: var(--quiet); border-style: dashed; }

.deployment + .deployment { margin-top: 18px; border-top: 1px solid var(--edge); padding-top: 14px; }
.deployment .status { margin: 2px 0 6px; }
.error { border-left: 3px solid var(--bad); padding-left: 10px; margin: 8px 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; font-weight: 400; padding: 5px 10px 5px 0; vertical-align: top; border-bottom: 1px solid var(--edge); }
tbody tr:last-child > * { border-bottom: 0; }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-size: 12px; color: var(--quiet); padding-block: 2px; white-space: nowrap; }
tbody th { overflow-wrap: anywhere; }
tbody th small { display: block; }
.nowrap { white-space: nowrap; }
.more { margin-top: 16px; }
.number { text-align: right; white-space: nowrap; }
.state { display: flex; gap: 6px; white-space: nowrap; }
.state .icon { margin-top: 2px; }
tr.busy th { font-weight: 650; }
tr.quiet > * { color: var(--quiet); }
.when { width: 26%; min-width: 60px; vertical-align: middle; }
.when .span { fill: var(--quiet); }
tr.good .span { fill: var(--good); }
tr.bad .span { fill: var(--bad); }
tr.busy .span { fill: var(--busy); }

.plots { display: grid; gap: 18px 24px; grid-template-columns: minmax(0, 1fr); }
.plot figcaption { margin-bottom: 6px; }
.plot h3 { font-size: 13.5px; }
.legend { display: flex; flex-wrap: wrap; gap: 0 14px; font-size: 12.5px; color: var(--quiet); }
.legend li { display: flex; align-items: center; gap: 5px; }
.legend b { color: var(--ink); }
.chart { display: block; overflow: visible; }
.lines { overflow: hidden; }
svg.lines path { vector-effect: non-scaling-stroke; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line.blue { stroke: var(--blue); }
.line.green { stroke: var(--green); stroke-dasharray: 6 3; }
.line.whole { stroke-dasharray: none; }
.plot .area.blue { fill: var(--blue); fill-opacity: .1; }
.plot .area.green { fill: var(--green); fill-opacity: .1; }
.point.blue { fill: var(--blue); }
.point.green { fill: var(--green); }
.point { stroke: var(--card); stroke-width: 1; }
.grid { stroke: var(--edge); stroke-dasharray: 2 3; }
.axis { stroke: var(--edge); }
.tick { font-size: 11px; fill: var(--quiet); paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
.mark { stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 1 3; }
.mark.bad { stroke: var(--bad); stroke-dasharray: 5 2; stroke-width: 1.5; }
.tick.bad { fill: var(--bad); }

ol.lines { font-size: 13px; display: grid; gap: 3px; }
ol.lines li { overflow-wrap: anywhere; }
ol.lines time { color: var(--quiet); font-size: 12px; margin-right: 4px; }
ol.lines .of { display: block; margin-top: 4px; }
ol.lines .source { font-weight: 600; margin-right: 4px; }
ol.lines .text { font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
ol.lines .error b { color: var(--bad); }
li.error { border: 0; padding: 0; margin: 0; }
ol.lines .warn b { color: var(--busy); }
.alarms { display: grid; gap: 7px; }
.alarms small { display: block; }
.alarms .bad b { color: var(--bad); }
.scroll { max-height: 300px; overflow: auto; }
footer { color: var(--quiet); font-size: 13px; }
a { color: var(--blue); }

@media (min-width: 1000px) {
  main { grid-template-columns: repeat(12, minmax(0, 1fr)); }
  .wide { grid-column: 1 / -1; }
  .half { grid-column: span 6; }
  .third { grid-column: span 5; }
  .rest { grid-column: span 7; }
  .plots { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .plots > .plot:first-child { grid-column: span 2; }
}
@media (max-width: 999px) and (min-width: 640px) { .plots { grid-template-columns: repeat(2, minmax(0, 1fr)); } .plots > .plot:first-child { grid-column: span 2; } }
@media (max-width: 520px) {
  .page { padding: 10px; }
  .card, main > section { padding: 12px; }
  .figures { grid-template-columns: 1fr 1fr; }
  .when { display: none; }
  .state { gap: 4px; }
}
@media print {
  :root { --page: #fff; --card: #fff; --room: #e6eaf0; --edge: #c3cad5; --ink: #000; --quiet: #444; --blue: #1d5fd1; --green: #0a7a55; --good: #0a7a55; --bad: #b3261e; --busy: #7a5200; --bad-room: #fff; --good-room: #fff; color-scheme: light; }
  body { font-size: 11px; print-color-adjust: exact; }
  .scroll { max-height: none; overflow: visible; }
  main > section, .plot, tr, .side { break-inside: avoid; }
  .page { padding: 0; max-width: none; }
}
`;

/** What the bars of green are filled with; once in a page, before the first bar. */
export const HATCH = `<svg width="0" height="0" class="hidden" aria-hidden="true" focusable="false"><defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="7" height="7"/><path class="hatch-line" d="M0 0V7"/></pattern></defs></svg>`;
