import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeSandbox } from './lib/sandbox.ts';

test('what is checked in below output/ is what the templates give', (context) => {
  const { status, stdout } = makeSandbox(context).run(['synth', '--check']);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^output\/ is up to date \(\d+ files\)\n$/);
});
