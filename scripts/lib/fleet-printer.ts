import { FleetTable } from '../../src/cloud/fleet/fleet-table.ts';
import { printFleet } from '../../src/cloud/fleet/print-fleet.ts';
import type { FleetProgress, TellFleet } from '../../src/cloud/fleet/progress.ts';
import { jsonLine } from '../../src/text/json-line.ts';
import { canRewrite, type Format, isColoured, lineWidth, paint } from './terminal.ts';

/** What prints how a fleet is deployed, and what puts its table away while somebody is asked. */
export interface FleetPrinter {
  readonly tell: TellFleet;
  /** Takes the table away until something is told again. */
  readonly pause: () => void;
}

/** Prints lines for people, with a table on a terminal, or one JSON object a line. */
export function fleetPrinter(format: Format, again: string): FleetPrinter {
  if (format === 'json') {
    return { tell: (progress) => write(jsonLine(progress)), pause: () => {} };
  }
  const start = Date.now();
  const elapsed = () => Date.now() - start;
  const isLive = canRewrite();
  const size = () => ({ columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24 });
  const table = isLive ? new FleetTable(size, isColoured()) : undefined;
  let isOver = true;
  const tell = (progress: FleetProgress) => {
    if (progress.kind === 'wave' || progress.kind === 'attached') table?.clear();
    if (progress.kind === 'operation') table?.add(progress.accounts, progress.regions);
    if (progress.kind === 'instance') table?.set(progress);
    isOver = ENDS.has(progress.kind) ? true : BEGINS.has(progress.kind) ? false : isOver;
    const lines = printFleet(progress, { width: lineWidth(), paint, again, isLive, elapsed });
    write(table ? table.draw(lines, isOver) : lines.map((line) => `${line}\n`).join(''));
  };
  return { tell, pause: () => write(table?.draw([], true) ?? '') };
}

const BEGINS: ReadonlySet<FleetProgress['kind']> = new Set(['operation', 'attached']);
const ENDS: ReadonlySet<FleetProgress['kind']> = new Set(['operation-ended', 'left-running', 'failed', 'done']);

function write(text: string): void {
  if (text !== '') process.stdout.write(text);
}
