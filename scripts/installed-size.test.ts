import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { installedSize } from './lib/installed-size.ts';
import { ROOT } from './lib/root.ts';

/** Megabytes: docs/adr/0018-what-is-installed.md. */
const LIMITS = { needed: 120, all: 220 };

test('what is installed stays small', () => {
  const { needed, all } = installedSize(ROOT);
  assert.ok(needed <= LIMITS.needed, `npm ci --omit=dev installs ${needed.toFixed(1)} MB, at most ${LIMITS.needed}`);
  assert.ok(all <= LIMITS.all, `npm ci installs ${all.toFixed(1)} MB, at most ${LIMITS.all}`);
  assert.ok(needed > 50, 'packages are found');
});

test('sizes are counted in blocks, packages of development apart, packages inside others once', (context) => {
  const root = mkdtempSync(join(tmpdir(), 'installed-size-'));
  context.after(() => rmSync(root, { recursive: true }));
  const write = (path: string, bytes: number) => {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, 'index.js'), 'x'.repeat(bytes));
  };
  write('node_modules/a', 5_000);
  write('node_modules/a/node_modules/b', 1);
  write('node_modules/c', 1_048_576);
  write('node_modules/left-over', 1_048_576);
  const packages = {
    '': {},
    'node_modules/a': {},
    'node_modules/a/node_modules/b': {},
    'node_modules/c': { dev: true },
    'node_modules/for-another-machine': { optional: true },
  };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
  const { needed, all } = installedSize(root);
  // Folder and two blocks, folder and one; then folder and 256.
  assert.equal(needed * 256, 3 + 2);
  assert.equal(all * 256, 3 + 2 + 257);
});
