import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { type Deploying, makeDeployed, makeDeploying, printed, SYSTEM } from './lib/local-cloud.fixtures.ts';
import { assertConverged } from './lib/weather.fixtures.ts';

describe('credentials that expire', () => {
  test('before anything was changed end the command with what to do', async (context) => {
    const sandbox = makeDeploying(context);
    const cloud = await sandbox.startCloud();
    await cloud.faults({ rules: [{ fault: 'expire-credentials' }] });
    const { status, stdout, stderr } = sandbox.deploy();
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(
      stderr,
      /^expired-credentials: the credentials for sts:GetCallerIdentity have expired .*\n {2}-> sign in again/,
    );
  });

  test('in the middle of an update leave it running and releases out, which is said; with new ones the next run comes to its end', async (context) => {
    const sandbox = await makeDeployed(context);
    const cloud = await sandbox.startCloud();
    await cloud.faults({ stepMilliseconds: 500 });
    const { child, stdout, stderr } = updating(sandbox);
    await printed(child, /^updating$/m);
    await cloud.faults({ stepMilliseconds: 500, rules: [{ fault: 'expire-credentials' }] });
    await once(child, 'close');
    assert.equal(child.exitCode, 1);
    assert.match(
      await stderr,
      /^expired-credentials: the credentials for cloudformation:\w+ have expired .*\n {2}-> sign in again/,
    );
    assert.match(
      await stdout,
      /transition-closed: the way into Deploy .* could not be opened again: .*\n {2}-> make deploy ENV=local SYSTEM=hello-server opens it/,
    );
    await cloud.faults({ stepMilliseconds: 1 });
    const again = sandbox.deploy();
    assert.equal(again.status, 0, again.stdout + again.stderr);
    await assertConverged(sandbox, cloud);
  });
});

describe('a local cloud that dies', () => {
  test('while it is deployed to is told of; the command goes on with one of its own, and the next run has nothing to do', async (context) => {
    const sandbox = await makeDeployed(context);
    const cloud = await sandbox.startCloud();
    await cloud.faults({
      stepMilliseconds: 1,
      rules: [{ fault: 'crash', resource: '*/Service/Service', at: 'update' }],
    });
    const { child, stdout, stderr } = updating(sandbox);
    await once(child, 'close');
    assert.match(await stdout, /^done: deploying hello-server to local: UPDATE_COMPLETE /m);
    assert.equal(child.exitCode, 0);
    assert.equal(
      await stderr,
      'the local cloud of another process has ended; this command goes on with one of its own\n',
    );
    const next = await sandbox.startCloud();
    const again = sandbox.deploy();
    assert.match(again.stdout, /^nothing to change in hello-server$/m, again.stderr);
    await assertConverged(sandbox, next);
  });
});

describe('a clock that is off', () => {
  for (const minutes of [20, -20])
    test(`by ${minutes} minutes keeps nothing from being deployed, and no time that is told is absurd`, async (context) => {
      const sandbox = makeDeploying(context);
      const cloud = await sandbox.startCloud();
      await cloud.faults({ clockSkewSeconds: minutes * 60, stepMilliseconds: 1 });
      const { status, stdout, stderr } = sandbox.deploy();
      assert.deepEqual([status, stderr], [0, ''], stdout);
      const told = sandbox.run(['status', '--system', SYSTEM]);
      assert.deepEqual([told.status, told.stderr], [0, '']);
      assert.doesNotMatch(told.stdout + stdout, /\b(19|20|21)m |-\d+s/);
      assert.match(told.stdout, /^hello-server +CREATE_COMPLETE +\d+s ago$/m);
      assert.equal(sandbox.deploy().status, 0);
    });
});

describe("a bucket of another account's", () => {
  for (const [what, region] of [
    ['in this region', undefined],
    ['in another region', 'eu-west-1'],
  ] as const)
    test(`by the name of ours (${what}) is refused before anything is uploaded, with the way round`, async (context) => {
      const sandbox = makeDeploying(context);
      const cloud = await sandbox.startCloud();
      await cloud.faults({ foreignBuckets: [{ bucket: 'templates-*', ...(region && { region }) }] });
      const { status, stdout, stderr } = sandbox.deploy();
      assert.equal(status, 1, stdout);
      assert.match(
        stderr,
        /^foreign-bucket: the bucket templates-000000000000-us-east-1 is .*\n {2}-> .*templateBucket/,
      );
      assert.deepEqual((await cloud.clients.s3.send(new ListBucketsCommand({}))).Buckets ?? [], []);
    });
});

/** `make deploy` of another number of tasks, while it runs. */
function updating(sandbox: Deploying) {
  sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
  sandbox.synth();
  const child = sandbox.start(['deploy', '--system', SYSTEM]);
  return { child, stdout: text(child.stdout), stderr: text(child.stderr) };
}
