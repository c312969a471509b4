import type { Side } from '../timeline.ts';
import { type Html, html } from './html.ts';
import { type EntryOf, isOver, type Model } from './model.ts';
import { drawPlot, type Mark, type Plot, type Point, type Series } from './plot.ts';
import { shareOf } from './shares.ts';

const SIDES = ['blue', 'green'] as const;

/** All plots of a rehearsal, over the whole time in which there were users. */
export function drawPlots(model: Model): Html {
  const range = rangeOf(model);
  const marks = marksOf(model);
  const plain = { range, marks: marks.map((mark) => ({ ...mark, text: '' })) };
  return html`${drawPlot(sharePlot(model, { range, marks }))}${[requests, failures, latency('p50'), latency('p99')].map((plot) => drawPlot(plot(model, plain)))}`;
}

type Frame = Pick<Plot, 'range' | 'marks'>;

function rangeOf({ traffic, at }: Model): Plot['range'] {
  const first = traffic[0]?.at ?? 0;
  const from = Math.max(0, Math.floor((first - 1_000) / 1_000) * 1_000);
  return [from, Math.max(at, from + 10_000)];
}

/** What lines across the plots tell of. */
function marksOf({ deployments, alarmChanges, faults, at: now }: Model): readonly Mark[] {
  const marks: Mark[] = [];
  for (const { begun, ended, status, rollbackOf } of deployments) {
    if (begun !== undefined)
      marks.push({
        at: begun,
        text: rollbackOf === undefined ? 'deployment' : 'rollback',
        tone: rollbackOf === undefined ? 'note' : 'bad',
      });
    if (ended !== undefined && isOver(status) && status === 'Succeeded')
      marks.push({ at: ended, text: 'done', tone: 'note' });
  }
  for (const { at, alarm, state } of alarmChanges)
    if (state === 'ALARM') marks.push({ at, text: `alarm ${alarm}`, tone: 'bad' });
  for (const { at, status } of faults) {
    if (status !== 'asked') marks.push({ at, text: status === 'over' ? 'fault over' : 'fault', tone: 'bad' });
  }
  return marks.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
}

function sharePlot({ weights, traffic, at: now }: Model, frame: Frame): Plot {
  const set = weights.filter(({ listener }) => listener === 'production');
  const points = set.map(({ at, green }): Point => [at, green]);
  const last = points.at(-1);
  const [from] = frame.range;
  const before = points.findLast(([at]) => at < from);
  const shown: readonly Point[] = last
    ? [...(before ? [[from, before[1]] as const] : []), ...points.filter(([at]) => at >= from), [now, last[1]]]
    : [];
  const measured = traffic.flatMap(({ at, blue, green }): readonly Point[] => {
    const share = shareOf('green', { blue: blue.requests, green: green.requests });
    // What a second is asked stands in its middle.
    return share === undefined ? [] : [[at - 500, share]];
  });
  return {
    ...frame,
    id: 'plot-share',
    title: "Green's share of the traffic",
    unit: '%',
    top: 100,
    series: [
      { side: 'green', name: 'weight', points: shown, as: 'steps', ...(last && { now: `${last[1]} %` }) },
      {
        side: 'green',
        name: 'measured',
        points: measured,
        as: 'points',
        ...(measured.length > 0 && { now: `${measured.at(-1)?.[1].toFixed(1)} %` }),
      },
    ],
  };
}

function requests(model: Model, frame: Frame): Plot {
  const series = seriesOf(
    model,
    ({ requests }) => requests,
    (value) => `${value}/s`,
  );
  return { ...frame, id: 'plot-requests', title: 'Requests per second', unit: '', series };
}

function failures(model: Model, frame: Frame): Plot {
  const series = seriesOf(
    model,
    ({ failures }) => failures,
    (value) => `${value}/s`,
  );
  return { ...frame, id: 'plot-failures', title: 'Failures per second', unit: '', least: 4, series };
}

/** A side that answered nothing in a second has no latency then. */
const latency =
  (which: 'p50' | 'p99') =>
  (model: Model, frame: Frame): Plot => {
    const series = seriesOf(
      model,
      (side) => (side.requests === 0 ? undefined : side[which]),
      (value) => `${value} ms`,
    );
    return {
      ...frame,
      id: `plot-${which}`,
      title: which === 'p50' ? 'Latency, half of all (p50)' : 'Latency, 99 of 100 (p99)',
      unit: 'ms',
      least: 2,
      series: series.map((each) => ({ ...each, isFilled: false })),
    };
  };

function seriesOf(
  { traffic }: Model,
  pick: (side: EntryOf<'traffic'>[Side]) => number | undefined,
  show: (value: number) => string,
): readonly Series[] {
  return SIDES.map((side) => {
    const points = traffic.flatMap((second): readonly Point[] => {
      const value = pick(second[side]);
      return value === undefined ? [] : [[second.at, value]];
    });
    const last = traffic.at(-1);
    const now = last && pick(last[side]);
    return { side, name: side, points, as: 'line', ...(now !== undefined && { now: show(now) }) };
  });
}
