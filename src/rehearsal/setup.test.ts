import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keepSetup, newestIn, readSetup } from './setup.ts';

test('the newest rehearsal is the one that was begun last, whatever its folder and what lies beside it are called', (context) => {
  const parent = mkdtempSync(join(tmpdir(), 'tealform-'));
  context.after(() => rmSync(parent, { recursive: true, force: true }));
  assert.equal(newestIn(join(parent, 'nowhere')), undefined);
  assert.equal(newestIn(parent), undefined);
  const setup = { system: 'hello-server', speed: 30, path: '/', port: 4_000 };
  keepSetup(join(parent, 'b'), { ...setup, startedAt: '2026-11-27T10:00:00.000Z' });
  keepSetup(join(parent, 'a'), { ...setup, startedAt: '2026-11-27T11:00:00.000Z', fault: 'killed' });
  mkdirSync(join(parent, 'zzz'));
  assert.equal(newestIn(parent), join(parent, 'a'));
  assert.deepEqual(
    [readSetup(join(parent, 'a')).fault, readSetup(join(parent, 'b')).startedAt],
    ['killed', '2026-11-27T10:00:00.000Z'],
  );
});
