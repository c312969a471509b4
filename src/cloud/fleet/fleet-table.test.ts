import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { FleetTable } from './fleet-table.ts';

const ACCOUNTS = ['200000000001', '200000000002', '200000000003', '200000000004'];

function tableOf(columns: number, rows: number) {
  const table = new FleetTable(() => ({ columns, rows }), false);
  table.add(ACCOUNTS, ['eu-central-1', 'us-east-1']);
  return table;
}

describe('the table of a fleet', () => {
  test('has a line for each account and a column for each region, with the totals above', () => {
    const table = tableOf(80, 24);
    table.set({ account: '200000000001', region: 'eu-central-1', status: 'SUCCEEDED' });
    table.set({ account: '200000000002', region: 'us-east-1', status: 'FAILED' });
    assert.deepEqual(table.draw(['above']).split('\n'), [
      'above',
      '6 waits, 1 done, 1 FAILED',
      '              eu-central-1  us-east-1',
      '200000000001  done          waits',
      '200000000002  waits         FAILED',
      '200000000003  waits         waits',
      '200000000004  waits         waits',
      '',
    ]);
  });

  test('takes itself away before it is drawn again, and at the end for good', () => {
    const table = tableOf(80, 24);
    table.draw([]);
    assert.ok(table.draw([]).startsWith('\x1b[6A\r\x1b[0J'));
    assert.equal(table.draw(['over'], true), '\x1b[6A\r\x1b[0Jover\n');
    assert.equal(table.draw([], true), '');
  });

  test('keeps within the terminal: what failed or runs stays, and how many are not shown is said', () => {
    const table = tableOf(80, 6);
    table.set({ account: '200000000004', region: 'us-east-1', status: 'RUNNING' });
    const lines = table.draw([]).split('\n').slice(0, -1);
    assert.ok(lines.length <= 6, String(lines.length));
    assert.match(lines.join('\n'), /^200000000004 .*runs$/m);
    assert.equal(lines.at(-1), 'and 2 more accounts');
  });

  test('on a narrow terminal is a list of what runs and what failed, no line wider than it', () => {
    for (const columns of [20, 30, 40]) {
      const table = tableOf(columns, 10);
      table.set({ account: '200000000002', region: 'us-east-1', status: 'RUNNING' });
      const lines = stripVTControlCharacters(table.draw([])).split('\n');
      assert.ok(
        lines.every(({ length }) => length <= columns),
        lines.join('\n'),
      );
      assert.match(lines.join('\n'), /^runs 2000000/m);
    }
  });
});
