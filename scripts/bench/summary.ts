import { ratio, seconds, whole } from './numbers.ts';
import type { BenchReport, GrowthLine, Who } from './report.ts';
import { markdownRows, peerFromSource } from './tables.ts';

/** What the README shows of a report: the picture, and some ten rows of it in Markdown. */
export function summaryOf(report: BenchReport): string {
  const { on } = report;
  const peer = on.peer === undefined ? '' : ` The CDK is ${on.peer}.`;
  return [
    '[![How long synth takes, by itself and as systems become more](docs/bench.svg)](docs/bench.md)',
    '',
    ...markdownRows(
      ['', 'Tealform', 'AWS CDK'],
      [...synthRows(report), ...makeRow(report), ...sizeRows(report), ...deployRows(report)],
    ),
    '',
    `By \`make bench\`, which writes this table and the picture: medians of ${on.pairs} runs in turn on ${on.cores} cores, Node ${on.node}.${peer}`,
    '[All figures](docs/bench.md), and [the app that is compared with](bench/cdk/README.md).',
  ].join('\n');
}

function synthRows({ synth, growth }: BenchReport): string[][] {
  const cell = (id: string, label = '') => {
    const found = synth.find((each) => each.id === id);
    if (found === undefined) return '';
    const { milliseconds, ratio: times, maxRssMiB } = found;
    return `${seconds(milliseconds)}${label}, ${ratio(times)} times \`node -e 0\`, ${whole(maxRssMiB)} MiB`;
  };
  return [
    ['synth of one system, after an edit', cell('edited'), cell('peer-cli', ' by its CLI')],
    ['after an edit of a module that all systems share', cell('module'), ''],
    ['with nothing kept of earlier runs', cell('first'), cell('peer-app', ' compiled, without its CLI')],
    ['with nothing changed since', cell('again'), cell('peer-bare', ' without validation too')],
    ['100 systems, nothing kept', at(growth, 'ours', 100), at(growth, 'peer', 100)],
    ['100 systems, one edited', at(growth, 'ours', 100, 'one system edited'), ''],
    ['1,000 systems', at(growth, 'ours', 1_000), at(growth, 'peer', 1_000)],
  ].filter(([, ours, theirs]) => ours !== '' || theirs !== '');
}

// The line of ours that comes first is that with nothing kept; the peer's last is that with validation, as it is shipped.
function at(growth: readonly GrowthLine[], who: Who, systems: number, named?: string): string {
  const lines = growth.filter((line) => line.who === who && (named === undefined || line.what === named));
  const line = who === 'ours' ? lines[0] : lines.at(-1);
  const point = line?.points.find((each) => each.systems === systems);
  return point === undefined ? '' : `${seconds(point.milliseconds)}, ${whole(point.maxRssMiB)} MiB`;
}

function makeRow({ make, synth }: BenchReport): string[][] {
  if (make === undefined) return [];
  const { whole: all, peerCli } = make;
  const fromSource = peerFromSource(synth);
  const source = fromSource === undefined ? '' : `${seconds(fromSource)} from TypeScript, `;
  const peer = peerCli === undefined ? '' : `\`cdk synth\`: ${source}${seconds(peerCli)} compiled`;
  return [
    ['`make` after an edit: types, synth, both linters', seconds(all.edited), peer],
    ['`make` with nothing changed', seconds(all.again), peer],
  ];
}

function sizeRows({ installs, outputs }: BenchReport): string[][] {
  const megabytes = (who: Who) =>
    installs.filter((each) => each.who === who).map((each) => `${whole(each.megabytes)} MB ${each.what}`);
  const templates = (who: Who) => {
    const found = outputs.find((each) => each.who === who && each.what === 'templates');
    return found ? `${whole(found.bytes / 1_024)} KB in ${whole(found.lines)} lines` : '';
  };
  return [
    ['installed', megabytes('ours').join(', '), megabytes('peer').join(', ')],
    ["hello-server's templates", templates('ours'), templates('peer')],
  ];
}

function deployRows({ deploy }: BenchReport): string[][] {
  if (deploy === undefined) return [];
  const { ours, cli } = deploy;
  const cell = (name: 'first' | 'again') =>
    cli ? `${seconds(cli[name])} by the AWS CLI's \`package\` and \`deploy\`` : '';
  return [
    ['deploying it to the local cloud', seconds(ours.first), cell('first')],
    ['with nothing to change', seconds(ours.again), cell('again')],
  ];
}
