import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FaultDocument } from '../src/local/faults/document.ts';
import { type Deploying, makeDeployed, makeDeploying, type RunningCloud } from './lib/local-cloud.fixtures.ts';
import { assertConverged, countResources, readStacks } from './lib/weather.fixtures.ts';

/** What changes something: of each the first answer is lost, after its work was done. */
const CHANGES = [
  'cloudformation:CreateChangeSet',
  'cloudformation:ExecuteChangeSet',
  'cloudformation:DeleteChangeSet',
  'cloudformation:SetStackPolicy',
  'codepipeline:DisableStageTransition',
  'codepipeline:EnableStageTransition',
  'iam:CreateServiceLinkedRole',
  's3:CreateBucket',
  's3:PutBucketPolicy',
  's3:PutObject',
];

const LOST: FaultDocument = { rules: CHANGES.map((call) => ({ fault: 'drop', call, nth: 1 })) };

const WEATHERS: Readonly<Record<string, FaultDocument>> = {
  'every third call throttled': { rules: [{ fault: 'throttle', every: 3 }] },
  'every fifth call answered 500': { rules: [{ fault: 'error', every: 5 }] },
  'every seventh call cut before its work': { rules: [{ fault: 'drop', when: 'before', every: 7 }] },
  'every seventh call cut after its work': { rules: [{ fault: 'drop', every: 7 }] },
  'the first answer to each change lost': LOST,
  'every call late': { rules: [{ fault: 'delay', milliseconds: 40 }] },
};

/** How everything stands after good weather; found out once. */
let calm: ReturnType<typeof endOf> | undefined;

describe('make deploy', () => {
  for (const [weather, document] of Object.entries(WEATHERS)) {
    test(`with ${weather} comes to the same end as in good weather`, async (context) => {
      calm ??= makeDeployed(context).then(async (good) => endOf(good, await good.startCloud()));
      const sandbox = makeDeploying(context);
      const cloud = await sandbox.startCloud();
      await cloud.faults({ ...document, stepMilliseconds: 1 });
      const { status, stdout, stderr } = sandbox.deploy();
      assert.deepEqual([status, stderr], [0, ''], stdout);
      assert.ok((await cloud.fired()).some((count) => count > 0));
      assert.deepEqual(await endOf(sandbox, cloud), await calm);
      await assertConverged(sandbox, cloud);
    });
  }

  for (const [weather, document] of [
    ['the first answer to each change lost', LOST],
    ['much of what is asked throttled, failed or cut', rough()],
  ] as const) {
    test(`updates with ${weather} as in good weather, and lets releases in again`, async (context) => {
      const sandbox = await makeDeployed(context);
      const cloud = await sandbox.startCloud();
      sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
      sandbox.synth();
      await cloud.faults({ ...document, stepMilliseconds: 1 });
      const { status, stdout, stderr } = sandbox.deploy();
      assert.deepEqual([status, stderr], [0, ''], stdout);
      assert.match(stdout, /^done: deploying hello-server to local: UPDATE_COMPLETE in \S+, 1 resource done$/m);
      await assertConverged(sandbox, cloud);
    });
  }
});

function rough(): FaultDocument {
  return {
    rules: [
      { fault: 'throttle', every: 3 },
      { fault: 'error', every: 5, status: 503 },
      { fault: 'drop', when: 'before', every: 7 },
      { fault: 'drop', every: 11 },
    ],
  };
}

async function endOf(sandbox: Deploying, { clients }: RunningCloud) {
  return { stacks: await readStacks(clients), resources: countResources(sandbox) };
}
