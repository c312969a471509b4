import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { ContinueUpdateRollbackCommand } from '@aws-sdk/client-cloudformation';
import type { FaultDocument, Rule } from '../src/local/faults/document.ts';
import { makeDeployed, makeDeploying, readRoot, SYSTEM } from './lib/local-cloud.fixtures.ts';
import { assertConverged } from './lib/weather.fixtures.ts';

const quick = (...rules: readonly Rule[]): FaultDocument => ({ rules, stepMilliseconds: 1 });

describe('a creation', () => {
  test('that cannot be taken back all of it says so; run again it is deleted and made anew', async (context) => {
    const sandbox = makeDeploying(context);
    const cloud = await sandbox.startCloud();
    await cloud.faults(
      quick(
        { fault: 'fail', resource: '*/Service/Service', at: 'create', reason: 'no capacity', times: 1 },
        { fault: 'fail', resource: '*/Cluster/Cluster', at: 'rollback', reason: 'still in use' },
      ),
    );
    const failed = sandbox.deploy();
    assert.deepEqual([failed.status, failed.stderr], [1, '']);
    assert.match(failed.stdout, /^FAILED: deploying hello-server to local: ROLLBACK_FAILED in /m);
    assert.match(failed.stdout, /^what failed first:\n {2}hello-server\/Service\/Service .*\n.*no capacity/m);
    assert.match(
      failed.stdout,
      /^warning: stuck-creation: hello-server never came to be, .*\n {2}-> .* then run this again/m,
    );
    const again = sandbox.deploy();
    assert.equal(again.status, 0, again.stdout);
    assert.match(again.stdout, /hello-server is ROLLBACK_FAILED: it never came to be.* yes$/m);
    await assertConverged(sandbox, cloud);
  });

  test('that cannot be deleted either is left to make destroy, which says so, and begins anew after it', async (context) => {
    const sandbox = makeDeploying(context);
    const cloud = await sandbox.startCloud();
    const stays = (at: 'delete' | 'rollback') => ({ fault: 'fail', resource: '*/Cluster/Cluster', at }) as const;
    await cloud.faults(
      quick(
        { fault: 'fail', resource: '*/Service/Service', at: 'create', times: 1 },
        stays('rollback'),
        stays('delete'),
      ),
    );
    assert.equal(sandbox.deploy().status, 1);
    const failed = sandbox.deploy();
    assert.equal(failed.status, 1);
    assert.match(failed.stdout, /^FAILED: .*: DELETE_FAILED in /m);
    assert.match(
      failed.stdout,
      /^warning: stuck-deletion: not all of hello-server could be deleted\n {2}-> .*make destroy/m,
    );
    const refused = sandbox.deploy();
    assert.equal(refused.status, 2);
    assert.match(refused.stdout, /^lost-stack: the stack hello-server is DELETE_FAILED .*\n {2}-> .*make destroy/m);
    await cloud.faults(quick());
    const destroyed = sandbox.run(['destroy', '--system', SYSTEM]);
    assert.equal(destroyed.status, 0, destroyed.stdout + destroyed.stderr);
    const again = sandbox.deploy();
    assert.equal(again.status, 0, again.stdout + again.stderr);
    await assertConverged(sandbox, cloud);
  });

  for (const call of ['CreateChangeSet', 'ExecuteChangeSet'])
    test(`in a process that dies right after ${call} is begun again, or gone on with, by the next one`, async (context) => {
      const sandbox = makeDeploying(context);
      sandbox.faults(quick({ fault: 'crash', call: `cloudformation:${call}`, nth: 1 }));
      assert.equal(sandbox.deploy().status, null);
      sandbox.faults(quick());
      const cloud = await sandbox.startCloud();
      if (call === 'CreateChangeSet') assert.equal((await readRoot(cloud.clients)).status, 'REVIEW_IN_PROGRESS');
      const { status, stdout, stderr } = sandbox.deploy();
      assert.deepEqual([status, stderr], [0, ''], stdout);
      if (call === 'CreateChangeSet')
        assert.match(stdout, /^took away what an earlier run .*: tealform-\d+-[0-9a-f]{6}$/m);
      await assertConverged(sandbox, cloud);
    });
});

describe('an update that gets stuck on its way back', () => {
  test('says where, keeps releases out, and goes on when it is run again', async (context) => {
    const { sandbox, cloud, failed } = await stuck(context);
    assert.match(failed.stdout, /^FAILED: deploying hello-server to local: UPDATE_ROLLBACK_FAILED in /m);
    assert.match(failed.stdout, /^what failed first:\n {2}hello-server\/LoadBalancer\/BlueTargetGroup /m);
    assert.match(
      failed.stdout,
      /^warning: stuck-rollback: going back got stuck at GreenTargetGroup: .*\n {2}-> .*run this again/m,
    );
    assert.match(failed.stdout, /^warning: transition-closed: .* stays closed: .* is UPDATE_ROLLBACK_FAILED/m);
    const still = sandbox.deploy();
    assert.equal(still.status, 1);
    assert.match(still.stdout, /is UPDATE_ROLLBACK_FAILED: going back from an update failed. Try .*\? yes$/m);
    assert.match(still.stdout, /^warning: stuck-rollback: /m);
    await cloud.faults(quick());
    const again = sandbox.deploy('--yes');
    assert.equal(again.status, 0, again.stdout);
    assert.match(again.stdout, /^done: deploying hello-server to local: UPDATE_COMPLETE in .*, 2 resources done$/m);
    await assertConverged(sandbox, cloud);
  });

  test('says with which command the resource is passed over, and the next run makes the update', async (context) => {
    const { sandbox, cloud, failed } = await stuck(context);
    const [, skipped = ''] = /--resources-to-skip (\S+)$/m.exec(failed.stdout) ?? [];
    assert.match(skipped, /^hello-server-LoadBalancer-[A-Z0-9]+\.GreenTargetGroup$/);
    const input = { StackName: SYSTEM, ResourcesToSkip: [skipped] };
    await cloud.clients.cloudFormation.send(new ContinueUpdateRollbackCommand(input));
    await cloud.faults(quick());
    const again = sandbox.deploy();
    assert.equal(again.status, 0, again.stdout);
    await assertConverged(sandbox, cloud);
  });
});

/** Blue fails when green is changed already, and green cannot be changed back. */
async function stuck(context: TestContext) {
  const sandbox = await makeDeployed(context);
  const cloud = await sandbox.startCloud();
  sandbox.edit(
    'templates/load-balancer/target-groups.ts',
    'HealthCheckIntervalSeconds: 10',
    'HealthCheckIntervalSeconds: 15',
  );
  sandbox.synth();
  await cloud.faults(
    quick(
      { fault: 'slow', resource: '*/LoadBalancer/BlueTargetGroup', at: 'update', milliseconds: 500, times: 1 },
      { fault: 'fail', resource: '*/LoadBalancer/BlueTargetGroup', at: 'update', reason: 'not today', times: 1 },
      { fault: 'fail', resource: '*/LoadBalancer/GreenTargetGroup', at: 'rollback', reason: 'still busy' },
    ),
  );
  const failed = sandbox.deploy();
  assert.deepEqual([failed.status, failed.stderr], [1, ''], failed.stdout);
  return { sandbox, cloud, failed };
}
