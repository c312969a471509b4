import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Deploying, makeDeployed, makeDeploying, SYSTEM } from './lib/local-cloud.fixtures.ts';
import { startPlaying } from './lib/playing.fixtures.ts';
import { ended } from './lib/sandbox.ts';

const RELEASE = ['release', '--system', SYSTEM];
const FAST = [...RELEASE, '--speed', '300'];

// Whoever waits for what does not come has to end.
const LONG = 600_000;

describe('make release in the local cloud', () => {
  test('plays what has begun to its end where no other process has the cloud, and its images stay', {
    timeout: LONG,
  }, async (context) => {
    const sandbox = await makeDeployed(context);
    const { status, stdout, stderr } = sandbox.run(FAST);
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.match(stdout, /production listener: blue 50 %, green 50 %/);
    assert.match(stdout, /^deployment d-\S+: Succeeded$/m);
    assert.match(stdout, /^d-\S+ has deployed hello-server:2: \S+\/hello-server@sha256:[0-9a-f]{64}$/m);
    const now = sandbox.run(['status', '--system', SYSTEM]).stdout;
    assert.match(now, /live colour +green[\s\S]*pipeline +Succeeded at Deploy/);
    // The same source once more: what runs is found by the next play.
    const again = sandbox.run(FAST);
    assert.equal(again.status, 0, again.stdout + again.stderr);
    assert.match(again.stdout, /start done[\s\S]*has deployed hello-server:3/);
  });

  test('plays the newest revision past alarms, and what is interrupted goes on with the next one', {
    timeout: LONG,
  }, async (context) => {
    const sandbox = await makeDeployed(context);
    const child = sandbox.start([...RELEASE, '--speed', '60']);
    const end = ended(child);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const before = text.includes('green 30 %');
      text += chunk.toString();
      if (!before && text.includes('green 30 %')) child.kill('SIGINT');
    });
    const interrupted = await end;
    assert.equal(interrupted.status, 1, interrupted.stderr);
    assert.match(interrupted.stderr, /^interrupted: .*\n {2}-> what has begun goes on with the next make release/);
    const past = sandbox.run([...FAST, '--ignore-alarms']);
    assert.equal(past.status, 2);
    assert.match(past.stderr, /^release-under-way: /);
    // The source is the same: the run of it waits until the deployment is over.
    const next = sandbox.run(FAST);
    assert.equal(next.status, 0, next.stdout + next.stderr);
    assert.match(next.stdout, /production listener: blue \d+ %, green [4-9]0 %[\s\S]*has deployed hello-server:3/);
    const again = sandbox.run([...FAST, '--ignore-alarms']);
    assert.equal(again.status, 0, again.stdout + again.stderr);
    assert.match(again.stdout, /^the newest revision is that of d-\S+ .*Succeeded\n[\s\S]*has deployed hello-server:3/);
  });

  test('fails with the reason where the release does', { timeout: LONG }, async (context) => {
    const sandbox = await makeDeployed(context);
    sandbox.edit('app/hello.ts', 'Hi there', 'Good morning');
    const { status, stdout, stderr } = sandbox.run(FAST);
    assert.equal(status, 1, stdout);
    assert.match(stderr, /^release-failed: d-\S+ is Failed: HOOK_EXECUTION_FAILURE: /);
    assert.match(stdout, /^rollback d-\S+: Succeeded$/m);
    assert.match(sandbox.run(['status', '--system', SYSTEM]).stdout, /live colour +blue/);
  });

  test('is refused where make local plays nothing, and says how that is changed', {
    timeout: LONG,
  }, async (context) => {
    const sandbox = await makeDeployed(context);
    const { url } = await sandbox.startCloud();
    const { status, stdout, stderr } = sandbox.run(RELEASE);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(
      stderr,
      new RegExp(`^not-played: the local cloud at ${url} plays nothing: .*\\n.*make local ARGS="--play"`),
    );
    const speed = sandbox.run(FAST);
    assert.equal(speed.status, 2);
    assert.match(speed.stderr, /^usage: --speed is for a release that this command plays itself/);
  });
});

describe('make local ARGS="--play"', () => {
  test('runs what is deployed as long as it is, and a release there; ended and begun again it goes on', {
    timeout: LONG,
  }, async (context) => {
    const sandbox = makeDeploying(context);
    const first = await startPlaying(sandbox, '--speed', '120');
    await succeeds(sandbox, 'deploy');
    const address = await first.address('production');
    await until(async () => (await textAt(address)) === 'The first release is on its way.\n');
    await first.said(/the test listener, port 8080 at AWS, is at http:/);
    const began = await succeeds(sandbox, 'release');
    assert.match(began, /^pipeline hello-server has begun run \S+; watch it: make status/);
    await until(async () => (await textAt(address)).includes('Hi there, test'));
    await first.said(/deployment d-\S+ Baking/);
    await first.stop();

    // The old task set waits for its end.
    const second = await startPlaying(sandbox, '--speed', '120');
    await second.said(/deployment d-\S+ Succeeded[\s\S]*Deploy done/);
    const there = await second.address('production');
    await until(async () => (await textAt(there)).includes('Hi there, test'));
    await succeeds(sandbox, 'destroy', '--yes');
    await second.said(/green task \S+ stopped/);
    await until(async () => (await textAt(there)) === '');
  });

  test('tells of an image that is gone, and a release of the same source brings it back', {
    timeout: LONG,
  }, async (context) => {
    const sandbox = await makeDeployed(context);
    const released = sandbox.run(FAST);
    assert.equal(released.status, 0, released.stdout + released.stderr);
    rmSync(join(sandbox.folder, '.local/play/images'), { recursive: true });
    const playing = await startPlaying(sandbox, '--speed', '300');
    await playing.said(/images:\s+hello-server@sha256:\S+\s+is not in\s+\S+\s+any more; a release\s+builds another/);
    await playing.said(/CannotPullContainerError/);
    await succeeds(sandbox, 'release');
    const address = await playing.address('production');
    await until(async () => (await textAt(address)).includes('Hi there, test'));
  });

  test('refuses a speed that is none, one without it, and a fleet', (context) => {
    const { run } = makeDeploying(context);
    for (const [args, words] of [
      [['--play', '--speed', '0'], /^usage: --speed takes a number from 1 to 600, not "0"/],
      [['--speed', '10'], /^usage: --speed goes with --play/],
      [['--play', '--env', 'fleet-local'], /^usage: --play is for one account, and fleet-local is a fleet of them/],
    ] as const) {
      const { status, stderr } = run(['local', ...args]);
      assert.equal(status, 2);
      assert.match(stderr, words);
    }
  });
});

// A command about the system, while something else runs: whoever waits without looking keeps that from writing.
async function succeeds(sandbox: Deploying, command: string, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await ended(sandbox.start([command, '--system', SYSTEM, ...args]));
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

async function textAt(url: string): Promise<string> {
  try {
    return await (await fetch(`${url}/hello/test`)).text();
  } catch {
    return '';
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}
