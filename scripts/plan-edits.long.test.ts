import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeSandbox } from './lib/sandbox.ts';
import { BALANCER_ROWS } from './plan-edits/balancer-rows.ts';
import { type EditRow, type Expected, expand } from './plan-edits/edit-row.ts';
import { FLEET_ROWS } from './plan-edits/fleet-rows.ts';
import { KEPT_ROWS } from './plan-edits/kept-rows.ts';
import { LATER_ROWS } from './plan-edits/later-rows.ts';
import { NAMES_ROWS } from './plan-edits/names-rows.ts';
import { NETWORK_ROWS } from './plan-edits/network-rows.ts';
import { ORDER_ROWS } from './plan-edits/order-rows.ts';
import { runEdit } from './plan-edits/run-edit.ts';
import { SAFE_ROWS } from './plan-edits/safe-rows.ts';
import { SAME_ROWS } from './plan-edits/same-rows.ts';
import { SERVICE_ROWS } from './plan-edits/service-rows.ts';
import { TRAFFIC_ROWS } from './plan-edits/traffic-rows.ts';
import { VALUES_ROWS } from './plan-edits/values-rows.ts';

const ROWS: readonly EditRow[] = [
  ...SERVICE_ROWS,
  ...TRAFFIC_ROWS,
  ...ORDER_ROWS,
  ...BALANCER_ROWS,
  ...NETWORK_ROWS,
  ...NAMES_ROWS,
  ...KEPT_ROWS,
  ...VALUES_ROWS,
  ...FLEET_ROWS,
  ...LATER_ROWS,
  ...SAFE_ROWS,
  ...SAME_ROWS,
];

/** Each works on a sandbox of its own, one row after the other. */
const WORKERS = 2;

describe('what make plan says of an edit of templates/', { concurrency: WORKERS }, () => {
  const queue = [...ROWS];
  for (let worker = 1; worker <= WORKERS; worker += 1) {
    test(`is exactly what AWS does, row for row (${worker} of ${WORKERS})`, async (context) => {
      const sandbox = makeSandbox(context);
      for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
        const current = row;
        await context.test(current.edit, () => assertRow(sandbox, current));
      }
    });
  }
});

async function assertRow(sandbox: Parameters<typeof runEdit>[0], row: EditRow): Promise<void> {
  const { says, replaced, because, touches } = await runEdit(sandbox, row);
  assert.deepEqual(says, sorted(row.says), 'findings');
  assert.deepEqual(replaced, sorted(row.replaced ?? {}), 'replaced resources');
  if (row.touches !== undefined) assert.deepEqual(touches, sorted(row.touches), 'changed resources');
  for (const [system, lines = []] of Object.entries(row.because ?? {})) {
    const missing = lines.flatMap(expand).filter((line) => !because[system]?.includes(line));
    assert.deepEqual(missing, [], `why resources of ${system} are replaced, in:\n${because[system]?.join('\n')}`);
  }
}

function sorted(expected: Expected<readonly string[]>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(expected).flatMap(([system, lines = []]) =>
      lines.length === 0 ? [] : [[system, lines.flatMap(expand).sort()] as const],
    ),
  );
}
