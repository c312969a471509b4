import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { openLocalCloud } from '../src/local/open.ts';
import { DEPLOYMENT_GROUP } from '../src/local/resources/code-deploy.ts';
import { outcomeOf } from '../src/rehearsal/faults/outcome.ts';
import { FAULT_NAMES, FAULTS, type FaultName } from '../src/rehearsal/faults/rows.ts';
import type { TimelineDocument } from '../src/rehearsal/show/timeline-document.ts';
import { environmentCloud } from './lib/emulator.ts';
import { ended, makeSandbox } from './lib/sandbox.ts';
import { findEnvironment } from './lib/targets.ts';

/** Rehearses with a fault; what it has left, and what the account is then. */
async function rehearseWith(context: TestContext, fault: FaultName) {
  const sandbox = makeSandbox(context);
  const result = await ended(sandbox.start(['rehearse', '--fault', fault]));
  const all = join(sandbox.folder, '.local', 'rehearsal');
  const [name = ''] = readdirSync(all);
  const folder = join(all, name);
  const timeline: TimelineDocument = JSON.parse(readFileSync(join(folder, 'timeline.json'), 'utf8'));
  const report = readFileSync(join(folder, 'report.html'), 'utf8');
  const cloud = await openLocalCloud({
    ...environmentCloud(findEnvironment('local')),
    folder: join(folder, 'cloud'),
  });
  context.after(() => cloud.close());
  const [group] = cloud.account.all(DEPLOYMENT_GROUP);
  assert.ok(group);
  return { ...result, timeline, report, outcome: outcomeOf(cloud.account, group) };
}

// Most of a rehearsal is waiting: two of them at a time take no more than one after the other would need of this machine.
describe('make rehearse FAULT=', { concurrency: 2 }, () => {
  for (const name of FAULT_NAMES)
    test(`${name} ends as its row says, with traffic back on blue`, async (context) => {
      const row = FAULTS[name];
      const { status, stdout, stderr, timeline, report, outcome } = await rehearseWith(context, name);
      assert.deepEqual(
        timeline.verdict?.checks.filter(({ passed }) => !passed),
        [],
        stderr,
      );
      assert.equal(status, 0, stderr);

      const { deployment, rollback, taskSets, weights } = outcome;
      assert.deepEqual(
        {
          status: deployment?.status,
          error: deployment?.error?.code,
          event: deployment?.events.find((event) => event.status === 'Failed')?.name,
          rollback: rollback?.status,
          taskSets: { count: taskSets.length, primary: taskSets.find((set) => set.status === 'PRIMARY')?.side },
          weights,
        },
        {
          status: row.status,
          error: row.error,
          event: row.event,
          rollback: row.rollback,
          taskSets: row.taskSets,
          weights: row.weights,
        },
      );
      assert.equal(rollback?.deploymentConfigName, 'CodeDeployDefault.ECSAllAtOnce');

      // The same in what was told.
      const [first, second, ...more] = timeline.deployments;
      assert.deepEqual(
        [first?.status, first?.error?.code, second?.status, second?.rollbackOf, more.length],
        [row.status, row.error, row.rollback, first?.deploymentId, 0],
      );
      const { failures } = timeline;
      if (row.fails === 'none') assert.equal(failures.total, 0);
      else assert.ok(failures.total > 0 && failures[row.fails] === failures.total);
      const isSaid = timeline.entries.some((entry) => entry.kind === 'hook' && entry.text.includes(row.hook ?? ''));
      assert.ok(row.hook === undefined || isSaid);
      const strikes = timeline.entries.filter((entry) => entry.kind === 'fault' && entry.status === 'strikes');
      assert.equal(strikes.length, 1);
      assert.equal(timeline.fault, name);
      assert.equal(timeline.pace, row.speed);
      for (const told of [stdout, report]) assert.match(told, /the release was taken back, as it should be/);
    });

  test('of something that is none is refused with the list of those that there are', async (context) => {
    const sandbox = makeSandbox(context);
    const { status, stdout, stderr } = sandbox.run(['rehearse', '--fault', 'green-501']);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^usage: --fault takes one of .*, not "green-501"/m);
    const help = sandbox.run(['rehearse', '--help']).stdout;
    for (const name of FAULT_NAMES) for (const said of [stderr, help]) assert.ok(said.includes(name), name);
  });
});
