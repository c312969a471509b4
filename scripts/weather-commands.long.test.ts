import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { ListDeploymentsCommand } from '@aws-sdk/client-codedeploy';
import { ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { type Clients, openClients } from '../src/cloud/clients.ts';
import type { FaultDocument } from '../src/local/faults/document.ts';
import { makeDeployed, makeDeploying, release, SYSTEM } from './lib/local-cloud.fixtures.ts';
import { startPlaying } from './lib/playing.fixtures.ts';
import { ended } from './lib/sandbox.ts';
import { readStacks } from './lib/weather.fixtures.ts';

/** Much at once: what is asked is throttled, fails, and is cut. */
const ROUGH: FaultDocument['rules'] = [
  { fault: 'throttle', every: 3 },
  { fault: 'error', every: 5 },
  { fault: 'drop', when: 'before', every: 7 },
];

const lost = (call: string) => ({ fault: 'drop', call, nth: 1 }) as const;

describe('what looks', () => {
  for (const command of ['status', 'verify'])
    test(`make ${command} says the same in rough weather as in good`, async (context) => {
      const sandbox = await makeDeployed(context);
      const cloud = await sandbox.startCloud();
      const calm = sandbox.run([command, '--system', SYSTEM]);
      assert.equal(calm.status, 0, calm.stdout + calm.stderr);
      await cloud.faults({ rules: ROUGH });
      const rough = sandbox.run([command, '--system', SYSTEM]);
      assert.deepEqual([rough.status, rough.stderr], [0, '']);
      const plain = ({ stdout }: typeof calm) => stdout.replace(/\d+ ?(s|min|seconds|minutes)\b/g, '');
      assert.equal(plain(rough), plain(calm));
      assert.ok((await cloud.fired()).every((count) => count > 0));
    });
});

describe('what moves traffic', () => {
  test('make release starts one run of the pipeline also where its first answer is lost', async (context) => {
    const sandbox = await makeDeployed(context);
    sandbox.faults({ rules: [lost('codepipeline:StartPipelineExecution')] });
    const { url } = await startPlaying(sandbox);
    const { status, stdout, stderr } = await ended(sandbox.start(['release', '--system', SYSTEM]));
    assert.deepEqual([status, stderr], [0, '']);
    const { codePipeline } = openClients({ region: 'us-east-1', endpoint: url });
    const { pipelineExecutionSummaries: runs = [] } = await codePipeline.send(
      new ListPipelineExecutionsCommand({ pipelineName: SYSTEM }),
    );
    assert.equal(runs.length, 1);
    assert.ok(stdout.includes(runs[0]?.pipelineExecutionId ?? 'none'), stdout);
  });

  for (const [how, fault] of [
    ['is lost', lost('codedeploy:CreateDeployment')],
    ['never comes', { fault: 'drop', when: 'before', call: 'codedeploy:CreateDeployment', nth: 1 }],
  ] as const) {
    test(`make rollback begins one deployment also where the first answer ${how}`, async (context) => {
      const { sandbox, cloud } = await deployed(context);
      await release(cloud.clients);
      await release(cloud.clients);
      const before = await deployments(cloud.clients);
      await cloud.faults({ rules: [fault] });
      const { status, stdout, stderr } = sandbox.run(['rollback', '--system', SYSTEM]);
      assert.deepEqual([status, stderr], [0, ''], stdout);
      await cloud.faults();
      const after = (await deployments(cloud.clients)).filter((id) => !before.includes(id));
      assert.equal(after.length, 1);
      assert.match(stdout, new RegExp(`^deployment ${after[0]} has begun;`, 'm'));
    });
  }

  test('make stop stops a release also where the first answer is lost', async (context) => {
    const sandbox = makeDeploying(context);
    sandbox.edit(
      'templates/systems/hello-server.ts',
      'terminateBlueAfterMinutes',
      'approval: { waitMinutes: 60 },\n  terminateBlueAfterMinutes',
    );
    sandbox.synth();
    sandbox.faults({ stepMilliseconds: 1 });
    assert.equal(sandbox.deploy().status, 0);
    const cloud = await sandbox.startCloud();
    const id = await release(cloud.clients);
    await cloud.faults({ rules: [lost('codedeploy:StopDeployment')] });
    const { status, stdout, stderr } = sandbox.run(['stop', '--system', SYSTEM]);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, new RegExp(`^${id} is being stopped`));
  });
});

describe('make destroy', () => {
  test('takes everything down in rough weather, the first answers to what deletes lost', async (context) => {
    const { sandbox, cloud } = await deployed(context, [
      ...(ROUGH ?? []),
      lost('cloudformation:DeleteStack'),
      lost('s3:DeleteObjects'),
    ]);
    const { status, stdout, stderr } = sandbox.run(['destroy', '--system', SYSTEM]);
    assert.deepEqual([status, stderr], [0, ''], stdout);
    await cloud.faults();
    assert.deepEqual(await readStacks(cloud.clients), {});
    assert.match(sandbox.run(['destroy', '--system', SYSTEM]).stdout, /not deployed; nothing to do/);
  });
});

async function deployed(context: TestContext, rules: FaultDocument['rules'] = []) {
  const sandbox = await makeDeployed(context);
  const cloud = await sandbox.startCloud();
  await cloud.faults({ rules, stepMilliseconds: 1 });
  return { sandbox, cloud };
}

async function deployments({ codeDeploy }: Clients): Promise<readonly string[]> {
  const of = { applicationName: SYSTEM, deploymentGroupName: SYSTEM };
  return (await codeDeploy.send(new ListDeploymentsCommand(of))).deployments ?? [];
}
