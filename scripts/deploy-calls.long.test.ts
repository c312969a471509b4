import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCalls } from './bench/deploys.ts';
import { makeDeployed } from './lib/local-cloud.fixtures.ts';

/** What `make deploy` of hello-server asks where nothing is to change. Whoever adds to it says why, and changes docs/deploying.md. */
const CALLS = {
  'cloudformation:CreateChangeSet': 1,
  'cloudformation:DeleteChangeSet': 1,
  // Until it has been worked out.
  'cloudformation:DescribeChangeSet': 'as often as it takes',
  'cloudformation:DescribeStacks': 1,
  'cloudformation:GetTemplate': 1,
  'cloudformation:ListChangeSets': 1,
  'cloudformation:ListStackResources': 1,
  'cloudformation:SetStackPolicy': 3,
  'codedeploy:ListDeployments': 1,
  'codepipeline:GetPipeline': 1,
  'codepipeline:GetPipelineState': 1,
  'ecs:DescribeServices': 1,
  'ecs:DescribeTaskDefinition': 1,
  'elasticloadbalancing:DescribeListeners': 1,
  'iam:GetRole': 3,
  's3:GetBucketLocation': 1,
  's3:GetBucketVersioning': 1,
  's3:HeadObject': 11,
  'sts:GetCallerIdentity': 1,
};

test('make deploy with nothing to change makes these calls and no other', async (context) => {
  const { startCloud, start } = await makeDeployed(context);
  const { url } = await startCloud();
  assert.deepEqual(await readCalls(url), {});
  const child = start(['deploy', '--system', 'hello-server']);
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  assert.match(printed, /nothing to change in hello-server/);
  const found = await readCalls(url);
  const looks = found['cloudformation:DescribeChangeSet'] ?? 0;
  assert.ok(looks >= 1);
  assert.deepEqual({ ...found, 'cloudformation:DescribeChangeSet': 'as often as it takes' }, CALLS);
});
