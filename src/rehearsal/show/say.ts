import type { TimelineEntry } from '../timeline.ts';

/** What an entry is worth saying aloud, for who does not see the page; undefined for what goes on all the time. */
export function sayOf(entry: TimelineEntry): string | undefined {
  switch (entry.kind) {
    case 'lifecycle':
      if (entry.status === 'Succeeded') return `${entry.event} succeeded`;
      return entry.status === 'Failed' ? `${entry.event} failed${because(entry.message)}` : undefined;
    case 'deployment':
      if (entry.status === 'InProgress') return undefined;
      return `${entry.rollbackOf === undefined ? 'deployment' : 'rollback'} ${entry.status}${because(entry.error?.code)}`;
    case 'weights':
      return entry.listener === 'production' ? `green gets ${entry.green} percent` : undefined;
    case 'alarm':
      return entry.state === 'ALARM' ? `alarm ${entry.alarm}` : undefined;
    case 'task':
      return entry.status === 'crashed' || entry.status === 'unhealthy'
        ? `${entry.side} task ${entry.status}`
        : undefined;
    case 'stage':
      return entry.status === 'failed' ? `${entry.stage} failed${because(entry.text)}` : undefined;
    case 'fault':
      return entry.status === 'asked'
        ? undefined
        : `fault ${entry.fault} ${entry.status === 'over' ? 'is over' : 'strikes'}`;
    case 'verdict':
      return `${entry.passed ? 'passed' : 'failed'}: ${entry.text}`;
    default:
      return undefined;
  }
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}
