import { ratio, seconds, whole } from './numbers.ts';
import type { BenchReport, GrowthLine, MakeParts, Measured } from './report.ts';

/** A table with a title; the first column is text, the others are numbers. */
export interface Table {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Below it. */
  readonly notes?: readonly string[];
}

const NAMES = { bare: '', ours: 'ours, ', peer: 'CDK, ' } as const;

/** All that a report says, as tables. Those of which nothing was measured are left out. */
export function tablesOf(report: BenchReport): readonly Table[] {
  const { synth, make, growth, deploy } = report;
  return [
    ...(synth.length > 0 ? [synthTable(synth)] : []),
    ...(make ? [makeTable(make, peerFromSource(synth))] : []),
    ...(growth.length > 0 ? [growthTable(growth)] : []),
    ...(report.installs.length > 0 ? [sizeTable(report)] : []),
    ...(deploy ? [deployTable(deploy)] : []),
  ];
}

function synthTable(measured: readonly Measured[]): Table {
  return {
    title: 'Synth of hello-server, a process from its start to its end',
    header: ['', 'time', 'times node -e 0', 'memory'],
    rows: measured.map(({ who, what, milliseconds, ratio: times, maxRssMiB }) => [
      `${NAMES[who]}${what}`,
      `${whole(milliseconds)} ms`,
      ratio(times),
      `${whole(maxRssMiB)} MiB`,
    ]),
  };
}

/** What the peer's CLI takes from TypeScript, as its own set-up leaves it: it checks types, as `make` does. */
export function peerFromSource(measured: readonly Measured[]): number | undefined {
  return measured.find(({ id }) => id === 'peer-source')?.milliseconds;
}

function makeTable({ parts, linters = [], whole: all, peerCli }: MakeParts, fromSource: number | undefined): Table {
  const row = (what: string, { cold, edited, again }: MakeParts['whole']) => [
    what,
    ...[cold, edited, again].map(seconds),
  ];
  const sum = (state: keyof MakeParts['whole']) => sumOf({ parts }, state);
  const sums = { cold: sum('cold'), edited: sum('edited'), again: sum('again') };
  const against = (what: string, peer: number | undefined) =>
    peer === undefined ? [] : [[what, ...[all.cold, all.edited, all.again].map((it) => (it / peer).toFixed(2))]];
  return {
    title: 'What make does: types, synth and lint of all that is here',
    header: ['', 'nothing kept', 'after an edit', 'nothing changed'],
    rows: [
      ...parts.map(({ what, ...times }) => row(what, times)),
      row('these, summed', sums),
      row('make', all),
      ...against("make to the CDK's CLI, from TypeScript", fromSource),
      ...against("make to the CDK's CLI, compiled app", peerCli),
    ],
    notes: [
      ...linters.map(({ what, milliseconds }) => {
        return `By itself, with hello-server's templates and nothing kept, ${what} takes ${seconds(milliseconds)}.`;
      }),
      ...(peerCli === undefined
        ? []
        : [
            `The CDK's CLI takes ${fromSource === undefined ? '' : `${seconds(fromSource)} from TypeScript, which it checks, and `}${seconds(peerCli)} of a compiled app, for hello-server, with its own validation: one of our two linters.`,
          ]),
    ],
  };
}

/** Types, synth and lint. */
export function sumOf({ parts }: Pick<MakeParts, 'parts'>, state: keyof MakeParts['whole']): number {
  return parts.reduce((sum, part) => sum + part[state], 0);
}

function growthTable(lines: readonly GrowthLine[]): Table {
  const counts = [...new Set(lines.flatMap(({ points }) => points.map(({ systems }) => systems)))].sort(
    (a, b) => a - b,
  );
  return {
    title: 'Synth of more systems, each of nine stacks and a root',
    header: ['', ...counts.map((count) => `${whole(count)}${count === 1 ? ' system' : ''}`)],
    rows: lines.map(({ who, what, points }) => [
      `${NAMES[who]}${what}`,
      ...counts.map((count) => {
        const point = points.find(({ systems }) => systems === count);
        return point === undefined ? '' : `${seconds(point.milliseconds)}, ${whole(point.maxRssMiB)} MiB`;
      }),
    ]),
  };
}

function sizeTable({ installs, outputs }: BenchReport): Table {
  return {
    title: 'How much is installed, and written for hello-server',
    header: ['', 'files', 'lines', 'size'],
    rows: [
      ...installs.map(({ who, what, megabytes }) => [
        `installed: ${NAMES[who]}${what}`,
        '',
        '',
        `${whole(megabytes)} MB`,
      ]),
      ...outputs.map(({ who, what, files, bytes, lines }) => [
        `${NAMES[who]}${what}`,
        whole(files),
        whole(lines),
        `${whole(bytes / 1_024)} KB`,
      ]),
    ],
  };
}

function deployTable({ ours, cli, calls }: NonNullable<BenchReport['deploy']>): Table {
  const row = (what: string, { first, again }: typeof ours) => [what, ...[first, again, first + again].map(seconds)];
  const times = Object.entries(calls).map(([name, count]) => (count === 1 ? name : `${name} ${count} times`));
  const sum = Object.values(calls).reduce((all, count) => all + count, 0);
  return {
    title: 'Deploying hello-server to the local cloud',
    header: ['', 'for the first time', 'with nothing to change', 'both'],
    rows: [row('make deploy', ours), ...(cli ? [row('aws cloudformation package and deploy', cli)] : [])],
    notes: [`With nothing to change, make deploy makes ${sum} calls: ${times.join(', ')}.`],
  };
}

/** The tables as text for a terminal. */
export function asText(tables: readonly Table[]): string {
  return tables
    .map(({ title, header, rows, notes = [] }) => {
      const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => (row[column] ?? '').length)));
      const line = (row: readonly string[]) =>
        row.map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
      return `${[title, ...[header, ...rows].map((row) => `  ${line(row)}`.trimEnd()), ...notes.map((note) => `  ${note}`)].join('\n')}\n`;
    })
    .join('\n');
}

/** The tables in Markdown, each under a heading. */
export function asMarkdown(tables: readonly Table[]): string {
  return tables
    .map(({ title, header, rows, notes = [] }) =>
      [`### ${title}`, '', ...markdownRows(header, rows), ...notes.flatMap((note) => ['', note])].join('\n'),
    )
    .join('\n\n');
}

/** The rows of one table in Markdown, numbers to the right. */
export function markdownRows(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (row: readonly string[]) => `|${row.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`;
  return [line(header), `|${header.map((_, at) => (at === 0 ? ' --- ' : ' ---: ')).join('|')}|`, ...rows.map(line)];
}
