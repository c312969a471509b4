import { fit, formatElapsed, type Paint, plain, styleOf } from '../../text/text.ts';
import type { SystemStatus } from '../status.ts';
import type { ListenerTraffic } from './traffic.ts';

/**
 * Where a system stands, as a person reads it. Ends in a line break.
 * @param now times are told as how long ago they were.
 */
export function formatStatus(status: SystemStatus, now: Date, width: number, paint: Paint): string {
  if (!status.isDeployed) return `${status.stackName}: not deployed\n`;
  const ago = (time: Date | undefined) => (time ? `${formatElapsed(now.getTime() - time.getTime())} ago` : '');
  const lines = [
    ...stackLines(status, ago, width, paint),
    '',
    ...trafficLines(status, paint),
    ...releaseLines(status, ago, paint),
    ...serviceLines(status, paint),
    ...pipelineLines(status, ago, paint),
    ...alarmLines(status, ago, paint),
    ...status.unreadable.map((what) => paint('red', `cannot be read  ${plain(what)}`)),
  ];
  return `${lines.join('\n')}\n`;
}

type Ago = (time: Date | undefined) => string;

const LABEL = 14;

function labelled(label: string, text: string): string {
  return `${label.padEnd(LABEL)}  ${text}`;
}

function stackLines({ stacks }: SystemStatus, ago: Ago, width: number, paint: Paint): readonly string[] {
  const names = stacks.map(({ path }) => {
    const parts = path.split('/');
    return `${'  '.repeat(parts.length - 1)}${parts.at(-1)}`;
  });
  const longest = Math.max(...names.map(({ length }) => length));
  const statuses = Math.max(...stacks.map(({ status }) => status.length));
  return stacks.flatMap(({ status, since, reason }, index) => {
    const line = `${names[index]?.padEnd(longest)}  ${paint(styleOf(status), status.padEnd(statuses))}  ${ago(since)}`;
    const isTold = reason !== '' && (status.includes('FAILED') || status.includes('ROLLBACK'));
    return [line.trimEnd(), ...(isTold ? [fit(`${' '.repeat(longest)}  ${plain(reason)}`, width)] : [])];
  });
}

function trafficLines({ traffic, live }: SystemStatus, paint: Paint): readonly string[] {
  if (traffic === undefined) return [];
  const shares = (listener: ListenerTraffic) =>
    `${listener.shares.map(({ to, percent }) => `${to} ${percent} %`).join(', ') || 'nowhere'} (port ${listener.port ?? '?'})`;
  const colour = live ?? 'moving, or not clear';
  return [
    labelled('live colour', live === 'blue' || live === 'green' ? paint('bold', colour) : paint('yellow', colour)),
    ...(traffic.production ? [labelled('  production', shares(traffic.production))] : []),
    ...(traffic.test ? [labelled('  test', shares(traffic.test))] : []),
  ];
}

function releaseLines({ deployments, outputs }: SystemStatus, ago: Ago, paint: Paint): readonly string[] {
  if (outputs.DeploymentGroupName === undefined) return [];
  if (deployments.length === 0) return [labelled('release', 'none is running')];
  return deployments.map(({ id, status, since }) =>
    labelled('release', paint('yellow', `${id} ${status}, ${ago(since)}`)),
  );
}

function serviceLines({ service }: SystemStatus, paint: Paint): readonly string[] {
  if (service === undefined) return [];
  const { desired, running, pending } = service;
  const text = `${running} of ${desired} running${pending > 0 ? `, ${pending} starting` : ''}`;
  return [labelled('tasks', running === desired ? text : paint('yellow', text))];
}

function pipelineLines({ pipeline }: SystemStatus, ago: Ago, paint: Paint): readonly string[] {
  if (pipeline === undefined) return [];
  const { lastRun, closed } = pipeline;
  const isBad = lastRun?.status === 'Failed';
  const told = lastRun
    ? `${lastRun.status}${lastRun.stage ? ` at ${lastRun.stage}` : ''}, ${ago(lastRun.since)}  ${fit(plain(lastRun.revision), 60)}`.trimEnd()
    : 'has never run';
  return [
    labelled('pipeline', isBad ? paint('red', told) : told),
    ...(lastRun?.error === undefined ? [] : [labelled('', plain(lastRun.error))]),
    ...closed.map(({ stage, reason, by, since }) =>
      paint(
        'yellow',
        labelled('', `closed before ${stage}, ${ago(since)}${by ? ` by ${plain(by)}` : ''}: ${plain(reason)}`),
      ),
    ),
  ];
}

function alarmLines({ alarms }: SystemStatus, ago: Ago, paint: Paint): readonly string[] {
  if (alarms === undefined || alarms.count === 0) return [];
  const { count, ringing } = alarms;
  if (ringing.length === 0) return [labelled('alarms', `none of ${count} rings`)];
  return [
    labelled('alarms', paint('red', `${ringing.length} of ${count} ring`)),
    ...ringing.map(({ name, since, reason }) => labelled('', paint('red', `${name}, ${ago(since)}: ${plain(reason)}`))),
  ];
}
