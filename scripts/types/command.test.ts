import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const script = join(import.meta.dirname, '..', 'types.ts');

test('an unknown flag is wrong usage: exit 2 and one line', () => {
  const { status, stderr } = run('--chekc');
  assert.equal(status, 2);
  assert.match(stderr, /^Unknown option '--chekc'.*\n$/);
});

test('--help says what it does', () => {
  const { status, stdout } = run('--help');
  assert.equal(status, 0);
  assert.match(stdout, /^usage: make types/);
});

test('--check finds what is checked in up to date', () => {
  const { status, stdout } = run('--check');
  assert.equal(status, 0);
  assert.match(stdout, /^src\/aws is up to date/);
});

function run(...args: readonly string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { encoding: 'utf8' });
}
