import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, type TestContext, test } from 'node:test';
import { assertSameEnd, readEndState } from './lib/end-state.fixtures.ts';
import { type Deploying, makeDeployed, makeDeploying, SYSTEM } from './lib/local-cloud.fixtures.ts';

// Ten moments, half of them of each kind. TEALFORM_SEED repeats a run that has failed, as far as time can be repeated; TEALFORM_MOMENTS tries more of them.
const SEED = Number(process.env.TEALFORM_SEED ?? Date.now() % 1_000_000);
const MOMENTS = Number(process.env.TEALFORM_MOMENTS ?? 5);

/** A number below one, the same for the same seed: the fraction of the golden ratio spreads what follows each other. */
const chance = (index: number) => ((SEED * 7_919 + index * 104_729) * 0.618_033_988_749_895) % 1;

const KINDS = [
  {
    what: 'a first creation',
    prepare: (context: TestContext) => Promise.resolve(makeDeploying(context)),
  },
  {
    what: 'an update of everything',
    prepare: async (context: TestContext) => {
      const sandbox = await makeDeployed(context);
      sandbox.edit('templates/environments.ts', "tags: { stage: 'local' }", "tags: { stage: 'local', team: 'shop' }");
      sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
      sandbox.synth();
      return sandbox;
    },
  },
];

describe(`make deploy that is killed at any moment (TEALFORM_SEED=${SEED})`, () => {
  for (const { what, prepare } of KINDS) {
    test(`of ${what}: run again it comes to the same end as one that was not`, async (context) => {
      const undisturbed = await prepare(context);
      const began = performance.now();
      const first = undisturbed.deploy();
      assert.equal(first.status, 0, first.stdout + first.stderr);
      const whole = performance.now() - began;
      const expected = await readEndState(undisturbed, (await undisturbed.startCloud()).clients);
      for (let index = 0; index < MOMENTS; index += 1) {
        const moment = ((index + chance(index)) / MOMENTS) * whole;
        const isBeside = index % 2 === 1;
        const title = `killed after ${Math.round(moment)} of ${Math.round(whole)} ms, the local cloud ${isBeside ? 'beside it' : 'in it'}`;
        await context.test(title, async (inner) => {
          const sandbox = await prepare(inner);
          const beside = isBeside ? await sandbox.startCloud() : undefined;
          await killAfter(sandbox, moment);
          const again = sandbox.deploy();
          assert.equal(again.status, 0, again.stdout + again.stderr);
          const { clients } = beside ?? (await sandbox.startCloud());
          const last = sandbox.deploy();
          assert.match(last.stdout, /^nothing to change in hello-server$/m, last.stdout + last.stderr);
          const end = await readEndState(sandbox, clients);
          assertSameEnd(end, expected);
          assert.deepEqual(end.doubledObjects, []);
        });
      }
    });
  }
});

async function killAfter(sandbox: Deploying, milliseconds: number): Promise<void> {
  const child = sandbox.start(['deploy', '--system', SYSTEM]);
  child.stdout.resume();
  child.stderr.resume();
  const closed = once(child, 'exit');
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill('SIGKILL');
  await closed;
}
