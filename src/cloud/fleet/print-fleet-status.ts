import { fit, type Paint, plain, type Style } from '../../text/text.ts';
import type { FleetStatus, InstanceStatus } from './fleet-status.ts';

/** How a stack set is, as a person reads it: a table of accounts and regions, and below it what is not as it should be. */
export function formatFleetStatus(status: FleetStatus, width: number, paint: Paint): string {
  const { stackSet, isDeployed, instances, operations, behind } = status;
  if (!isDeployed) return `${stackSet}: not deployed\n`;
  const head = `${stackSet}: ${instances.length} stacks${behind.length > 0 ? `; output/ has another ${behind.join(', ')}` : ''}`;
  const running = operations.map(({ id, action, status: how }) =>
    paint('yellow', `operation ${id} (${action}) is ${how}`),
  );
  const told = instances.flatMap((instance) =>
    troubles(instance).map((text) => fit(`${placeOf(instance)}: ${text}`, width)),
  );
  return `${[paint('bold', head), ...running, ...tableOf(instances, width, paint), ...told.map((line) => paint('red', line))].join('\n')}\n`;
}

function tableOf(instances: readonly InstanceStatus[], width: number, paint: Paint): readonly string[] {
  const regions = [...new Set(instances.map(({ region }) => region))];
  const accounts = [...new Set(instances.map(({ account }) => account))].sort();
  const column = Math.max(14, ...regions.map(({ length }) => length)) + 2;
  const at = (account: string, region: string) =>
    instances.find((instance) => instance.account === account && instance.region === region);
  if (14 + regions.length * column > width) {
    return instances.map((instance) => {
      const [text, style] = cellOf(instance);
      return paint(style, fit(`${placeOf(instance)} ${text}`, width));
    });
  }
  const title = `${''.padEnd(14)}${regions.map((region) => region.padEnd(column)).join('')}`.trimEnd();
  return [
    title,
    ...accounts.map((account) => {
      const cells = regions.map((region) => {
        const [text, style] = cellOf(at(account, region));
        return `${paint(style, text)}${' '.repeat(Math.max(1, column - text.length))}`;
      });
      return `${account.padEnd(14)}${cells.join('')}`.trimEnd();
    }),
  ];
}

function cellOf(instance: InstanceStatus | undefined): readonly [string, Style] {
  if (instance === undefined) return ['-', 'dim'];
  const { status, colour, drift, release, ailment } = instance;
  const marks = [colour, release && 'releasing', drift === 'DRIFTED' && 'drifted', ailment && 'ill'].filter(Boolean);
  const text = [status === 'CURRENT' ? 'current' : status, ...marks].join(' ');
  const style = status === 'CURRENT' && ailment === undefined ? 'green' : status === 'OUTDATED' ? 'yellow' : 'red';
  return [text, style];
}

function troubles({ status, reason, lastResult, ailment, release }: InstanceStatus): readonly string[] {
  const why = [lastResult === 'SUCCEEDED' ? undefined : lastResult, reason].filter(Boolean).join(': ');
  return [
    ...(status === 'CURRENT' ? [] : [plain(`${status}${why ? `, ${why}` : ''}`)]),
    ...(ailment === undefined ? [] : [ailment]),
    ...(release === undefined ? [] : [`the release ${release} is under way`]),
  ];
}

function placeOf({ account, region }: InstanceStatus): string {
  return `${account} ${region}`;
}
