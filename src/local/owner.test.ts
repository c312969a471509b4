import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { own } from './owner.ts';

function makeFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const TAKEN = { code: 'already-running' };

describe('a folder with a state', () => {
  test('has one owner at a time', async (context) => {
    const folder = makeFolder(context);
    const leave = await own(folder);
    await assert.rejects(own(folder), TAKEN);
    await leave();
    const again = await own(folder);
    await assert.rejects(own(folder), TAKEN);
    await again();
    assert.equal(readdirSync(folder).length, 1);
  });

  test('of many that want it at once one gets it, again and again', async (context) => {
    const folder = makeFolder(context);
    for (let round = 0; round < 20; round += 1) {
      const ended = await Promise.allSettled(Array.from({ length: 8 }, () => own(folder)));
      const won = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
      assert.equal(won.length, 1, `round ${round}`);
      for (const leave of won) await leave();
    }
  });

  test('is taken from a process that is no more, also where another one has its number since', async (context) => {
    const folder = makeFolder(context);
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    writeFileSync(join(folder, 'owner.4'), JSON.stringify({ pid: child.pid, started: '1' }));
    await (await own(folder))();
    if (process.platform !== 'linux') return;
    writeFileSync(join(folder, 'owner.9'), JSON.stringify({ pid: process.pid, started: '1' }));
    await own(folder);
    assert.match(readFileSync(join(folder, 'owner.10'), 'utf8'), new RegExp(`"pid":${process.pid}\\b`));
  });

  test('is not taken from one that is just saying who it is, and taken from one that was killed doing so', async (context) => {
    const folder = makeFolder(context);
    writeFileSync(join(folder, 'owner.1'), '');
    await assert.rejects(own(folder), TAKEN);
    utimesSync(join(folder, 'owner.1'), 0, 0);
    await own(folder);
  });
});
