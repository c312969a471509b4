import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { readStackTree } from '../src/cloud/stack-tree.ts';
import { readTransition } from '../src/cloud/transition.ts';
import { type Deploying, makeDeployed, makeDeploying, readRoot, SYSTEM } from './lib/local-cloud.fixtures.ts';
import { NO_TERMINAL, onTerminal } from './lib/pty.fixtures.ts';

const DEPLOY = ['deploy', '--system', SYSTEM];
const CTRL_C = '\x03';

/** Slow enough that there is time to press keys. */
function slow(sandbox: Deploying, milliseconds: number): void {
  sandbox.edit('src/local/engine/begin.ts', 'milliseconds = 25', `milliseconds = ${milliseconds}`);
}

async function updating(context: TestContext) {
  const sandbox = await makeDeployed(context);
  slow(sandbox, 1_500);
  sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
  sandbox.synth();
  return { sandbox, terminal: onTerminal(context, sandbox, DEPLOY) };
}

describe('Ctrl-C while a stack is watched on a terminal', { skip: NO_TERMINAL }, () => {
  test('once, and yes: a creation is deleted', async (context) => {
    const sandbox = makeDeploying(context);
    slow(sandbox, 400);
    const terminal = onTerminal(context, sandbox, DEPLOY);
    await terminal.until(/in progress/);
    terminal.type(CTRL_C);
    await terminal.until(
      /cancel the creation, and delete what has been made so far\? Ctrl-C again leaves it running\./,
    );
    terminal.type('y\r');
    const { status, output } = await terminal.end();
    assert.match(output, /cancelling: the stack is being deleted/);
    assert.equal(status, 1, output);
    const { clients } = await sandbox.startCloud();
    assert.equal(await readStackTree(clients, SYSTEM), undefined);
    assert.match(terminal.screen.lines().join('\n'), /^cancelled: deploying hello-server to local: DELETE_COMPLETE/m);
  });

  test('once, and yes: an update is rolled back, and releases are let in', async (context) => {
    const { sandbox, terminal } = await updating(context);
    await terminal.until(/1 in progress/);
    terminal.type(CTRL_C);
    await terminal.until(/cancel the update and go back to what was there before\?/);
    terminal.type('yes\r');
    const { status, output } = await terminal.end();
    assert.equal(status, 1, output);
    const { clients } = await sandbox.startCloud();
    assert.equal((await readRoot(clients)).status, 'UPDATE_ROLLBACK_COMPLETE');
    assert.equal((await readTransition(clients, SYSTEM))?.state, 'open');
  });

  test('once, and no: it goes on to its end', async (context) => {
    const { terminal } = await updating(context);
    await terminal.until(/1 in progress/);
    terminal.type(CTRL_C);
    await terminal.until(/cancel the update/);
    terminal.type('n\r');
    await terminal.until(/going on; Ctrl-C leaves it running/);
    const { status, output } = await terminal.end();
    assert.equal(status, 0, output);
    assert.match(output, /done: deploying hello-server to local: UPDATE_COMPLETE/);
  });

  test('twice: it is left running, which is said with how to come back, and the next run comes to its end', async (context) => {
    const { sandbox, terminal } = await updating(context);
    await terminal.until(/1 in progress/);
    terminal.type(CTRL_C);
    await terminal.until(/cancel the update/);
    terminal.type(CTRL_C);
    const { status, output } = await terminal.end();
    assert.equal(status, 3, output);
    const shown = terminal.screen.lines().join(' ');
    assert.match(shown, /left running: deploying hello-server to local/);
    assert.match(shown, /come back with: make deploy ENV=local SYSTEM=hello-server/);
    assert.match(shown, /transition-closed/);
    const next = sandbox.deploy();
    assert.equal(next.status, 0, next.stdout);
    const { clients } = await sandbox.startCloud();
    assert.equal((await readTransition(clients, SYSTEM))?.state, 'open');
  });

  test('SIGTERM leaves it running without a question, also where one is open', async (context) => {
    const { terminal } = await updating(context);
    await terminal.until(/1 in progress/);
    terminal.type(CTRL_C);
    await terminal.until(/cancel the update/);
    process.kill(terminal.pid(), 'SIGTERM');
    const { status, output } = await terminal.end();
    assert.equal(status, 3, output);
    assert.match(terminal.screen.lines().join(' '), /left running: deploying .* come back with: make deploy ENV=local/);
  });
});

describe('Ctrl-C before anything is changed', { skip: NO_TERMINAL }, () => {
  for (const [when, pattern] of [
    ['while it looks', /hello-server to local/],
    ['while it uploads', /made the bucket|first creation/],
  ] as const) {
    test(`${when} ends it with 130, and the next run goes on as if nothing had been`, async (context) => {
      const sandbox = makeDeploying(context);
      const terminal = onTerminal(context, sandbox, DEPLOY);
      await terminal.until(pattern);
      terminal.type(CTRL_C);
      const { status, output } = await terminal.end();
      // It may have come further before the key was read; then it asks, and is left by the end of input.
      assert.ok(status === 130 || /Ctrl-C again leaves it running|left running/.test(output), output);
      const next = sandbox.deploy();
      assert.equal(next.status, 0, next.stdout + next.stderr);
    });
  }
});
