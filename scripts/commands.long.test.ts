import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from './lib/root.ts';
import { makeSandbox } from './lib/sandbox.ts';

const commands = readdirSync(join(ROOT, 'scripts'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.ts'.length));

/** Programs of their own below a target: what is compared with what is deployed needs a client, what is measured by bench a process. */
const BELOW_ANOTHER: Readonly<Record<string, string>> = {
  'plan-live': 'make plan LIVE=',
  'bench-synth': 'node scripts/run.cjs bench-synth',
  'bench-linter': 'node scripts/run.cjs bench-linter',
};

describe('every command', () => {
  for (const command of commands) {
    const target = BELOW_ANOTHER[command] ?? `make ${command}`;
    test(`${command}: --help says what it does and every option`, (context) => {
      const { status, stdout, stderr } = makeSandbox(context).run([command, '--help']);
      assert.equal(status, 0);
      assert.equal(stderr, '');
      assert.match(stdout, new RegExp(`^${target}`));
    });

    test(`${command}: an unknown flag is wrong usage, exit 2, with the usage and no stack trace`, (context) => {
      const { status, stdout, stderr } = makeSandbox(context).run([command, '--no-such-flag']);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^unknown option '--no-such-flag'/);
      assert.match(stderr, new RegExp(target));
      assert.doesNotMatch(stderr, /\n {4}at /);
    });
  }

  test('a command that does not exist is wrong usage', (context) => {
    const { status, stderr } = makeSandbox(context).run(['synht']);
    assert.equal(status, 2);
    assert.equal(stderr, 'no command "synht"; run make help for those there are\n');
  });
});
