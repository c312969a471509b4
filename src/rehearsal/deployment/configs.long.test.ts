import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { emittedStage } from './emitted-stage.ts';

const FACTOR = 1_200;

/** Milliseconds here that so many minutes are. */
const minutes = (count: number) => (count * 60_000) / FACTOR;

describe('traffic of the system that is emitted', { concurrency: 2 }, () => {
  for (const { config, shares, apart } of [
    { config: 'CodeDeployDefault.ECSAllAtOnce', shares: [100], apart: 0 },
    { config: 'CodeDeployDefault.ECSCanary10Percent5Minutes', shares: [10, 100], apart: 5 },
    { config: 'CodeDeployDefault.ECSCanary10Percent15Minutes', shares: [10, 100], apart: 15 },
    {
      config: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
      shares: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
      apart: 1,
    },
    {
      config: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes',
      shares: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
      apart: 3,
    },
  ])
    test(`moves by ${config}, where the deployment names it`, async (context) => {
      const { deploy, player, info, told, hookLines } = await emittedStage(context, { factor: FACTOR });
      const id = await deploy(config);
      await player.settled(id);
      const { status, deploymentConfigName } = await info(id);
      assert.deepEqual([status, deploymentConfigName], ['Succeeded', config], hookLines().join('\n'));
      const steps = told.flatMap((each) => (each.kind === 'weights' && each.listener === 'production' ? [each] : []));
      assert.deepEqual(
        steps.map(({ green }) => green),
        shares,
      );
      for (const [index, { at }] of steps.entries()) {
        const before = steps[index - 1]?.at ?? at - minutes(apart);
        // Entries have whole milliseconds.
        assert.ok(at - before >= minutes(apart) - 2, `step ${index} came after ${at - before} ms`);
      }
    });

  test('is not moved by a configuration that there is not', async (context) => {
    const { deploy } = await emittedStage(context, { factor: FACTOR });
    await assert.rejects(() => deploy('hello-canary'), { name: 'DeploymentConfigDoesNotExistException' });
    await assert.rejects(() => deploy('CodeDeployDefault.OneAtATime'), { name: 'NotImplemented' });
  });
});
