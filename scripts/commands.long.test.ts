import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from './lib/root.ts';
import { makeSandbox } from './lib/sandbox.ts';

const commands = readdirSync(join(ROOT, 'scripts'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.ts'.length));

describe('every command', () => {
  for (const command of commands) {
    // What is compared with what is deployed needs a client, and so is a program of its own below one target.
    const target = command === 'plan-live' ? 'plan LIVE=' : command;
    test(`${command}: --help says what it does and every option`, (context) => {
      const { status, stdout, stderr } = makeSandbox(context).run([command, '--help']);
      assert.equal(status, 0);
      assert.equal(stderr, '');
      assert.match(stdout, new RegExp(`^make ${target}`));
    });

    test(`${command}: an unknown flag is wrong usage, exit 2, with the usage and no stack trace`, (context) => {
      const { status, stdout, stderr } = makeSandbox(context).run([command, '--no-such-flag']);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^unknown option '--no-such-flag'/);
      assert.match(stderr, new RegExp(`make ${target}`));
      assert.doesNotMatch(stderr, /\n {4}at /);
    });
  }

  test('a command that does not exist is wrong usage', (context) => {
    const { status, stderr } = makeSandbox(context).run(['synht']);
    assert.equal(status, 2);
    assert.equal(stderr, 'no command "synht"; run make help for those there are\n');
  });
});
