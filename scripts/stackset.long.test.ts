import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { roleArn } from '../src/cloud/fleet/clients.ts';
import { openFleetClients } from '../src/cloud/fleet/open-clients.ts';
import { listInstances } from '../src/cloud/fleet/stack-set.ts';
import {
  type Deploying,
  makeDeploying,
  printed,
  type RunningCloud,
  release,
  SYSTEM,
} from './lib/local-cloud.fixtures.ts';

const FLEET = 'fleet-local';

const SET = { StackSetName: `${SYSTEM}-${FLEET}` };

/** The same fleet with fewer accounts: enough to have three waves. */
function makeSmaller(sandbox: Deploying): void {
  const many = Array.from({ length: 15 }, (_, index) => `        '1000000000${String(index + 6).padStart(2, '0')}',\n`);
  for (const [index, line] of many.entries()) if (index > 0) sandbox.edit('templates/environments.ts', line, '');
  sandbox.edit(
    'templates/environments.ts',
    "{ accounts: ['100000000007'], regions",
    "{ accounts: ['100000000006'], regions",
  );
  sandbox.synth();
}

const stackset = (sandbox: Deploying, ...args: readonly string[]) =>
  sandbox.run(['stackset', '--env', FLEET, '--system', SYSTEM, ...args]);

const clientsOf = ({ url }: RunningCloud) => openFleetClients({ region: 'us-east-1', endpoint: url });

const memberOf = (cloud: RunningCloud, account: string, region: string) =>
  clientsOf(cloud).as(roleArn('aws', { account }, 'OrganizationAccountAccessRole'), region);

const statusesOf = async (cloud: RunningCloud) =>
  (await listInstances(clientsOf(cloud), SET))
    .map(({ Account, Region, Status }) => `${Account} ${Region} ${Status}`)
    .sort();

/** How often each operation that changes something has been called. */
async function changingCalls({ url }: RunningCloud): Promise<Readonly<Record<string, number>>> {
  const calls = (await (await fetch(`${url}/_local-cloud/calls`)).json()) as Readonly<Record<string, number>>;
  return Object.fromEntries(
    Object.entries(calls).filter(([name]) => !/:(Describe|List|Get|Head|AssumeRole)/.test(name)),
  );
}

async function startFleet(context: TestContext, isSmaller: boolean) {
  const sandbox = makeDeploying(context);
  if (isSmaller) makeSmaller(sandbox);
  mkdirSync(join(sandbox.folder, '.local', FLEET), { recursive: true });
  return sandbox;
}

describe('make stackset', () => {
  test('killed in the middle goes on where it was; then, also after one account went green, it calls nothing that changes anything', async (context) => {
    const sandbox = await startFleet(context, false);
    const child = sandbox.start(['stackset', '--env', FLEET]);
    await printed(child, /wave 3 of 3[\s\S]*SUCCEEDED {2}100000000006 /);
    child.kill('SIGKILL');
    await once(child, 'close');

    const again = sandbox.run(['stackset', '--env', FLEET]);
    assert.deepEqual([again.status, again.stderr], [0, ''], again.stdout.slice(-2_000));
    assert.match(again.stdout, /^the operation \S+ \(CREATE\) is RUNNING already; watching that$/m);
    assert.match(again.stdout, /^storefront to fleet-local: [\s\S]*^done: storefront-fleet-local, 60 created$/m);

    const cloud = await sandbox.startCloud(FLEET);
    for (const system of [SYSTEM, 'storefront']) {
      const instances = await listInstances(clientsOf(cloud), { StackSetName: `${system}-${FLEET}` });
      assert.equal(instances.length, 60);
      assert.deepEqual([...new Set(instances.map(({ Status }) => Status))], ['CURRENT']);
    }
    const quiet = async () => {
      const before = await changingCalls(cloud);
      const { status, stdout } = sandbox.run(['stackset', '--env', FLEET]);
      assert.equal(status, 0, stdout);
      assert.match(stdout, /^nothing to change in hello-server-fleet-local: 60 stacks$/m);
      assert.match(stdout, /^nothing to change in storefront-fleet-local: 60 stacks$/m);
      assert.deepEqual(await changingCalls(cloud), before);
    };
    await quiet();
    await release(await memberOf(cloud, '100000000009', 'eu-central-1'));
    assert.match(
      sandbox.run(['stackset-status', '--env', FLEET, '--system', SYSTEM]).stdout,
      /^100000000009 +current blue +current green +current blue$/m,
    );
    await quiet();
  });

  test('updates wave by wave; a stack that is live on green stays on it', async (context) => {
    const sandbox = await startFleet(context, true);
    assert.equal(stackset(sandbox).status, 0);
    const cloud = await sandbox.startCloud(FLEET);
    await release(await memberOf(cloud, '100000000003', 'eu-central-1'));
    sandbox.edit(
      'templates/load-balancer/target-groups.ts',
      'HealthCheckIntervalSeconds: 10',
      'HealthCheckIntervalSeconds: 15',
    );
    sandbox.edit('templates/load-balancer/listeners.ts', "Type: 'forward'", "Type: 'forward', Order: 1");
    sandbox.synth();
    const plan = stackset(sandbox, '--plan');
    assert.match(plan.stdout, /^the stack set changes: template$/m);
    assert.match(plan.stdout, /~ 100000000003 in eu-central-1: template; green serves, which is told first$/m);
    const { status, stdout, stderr } = stackset(sandbox);
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.match(
      sandbox.run(['stackset-status', '--env', FLEET, '--system', SYSTEM]).stdout,
      /^100000000003 +current blue +current green +current blue$/m,
    );
    assert.match(stackset(sandbox).stdout, /^nothing to change in hello-server-fleet-local: 18 stacks$/m);
  });

  test('stops at the wave in which an account fails, says why, and goes on from there once it is mended', async (context) => {
    const sandbox = await startFleet(context, true);
    const cloud = await sandbox.startCloud(FLEET);
    const { cloudFormation } = await memberOf(cloud, '100000000001', 'eu-central-1');
    const squatter = `Resources: { Taken: { Type: AWS::SNS::Topic, Properties: { TopicName: ${SYSTEM}-deployments } } }`;
    await cloudFormation.send(new CreateStackCommand({ StackName: 'squatter', TemplateBody: squatter }));
    const failed = stackset(sandbox);
    assert.equal(failed.status, 1);
    const [, end = ''] = failed.stdout.split('\nFAILED:\n');
    assert.match(end, /^instance-failed: 100000000001, eu-central-1: .*Topic.*already exists/m);
    assert.match(end, /^come back with make stackset ENV=fleet-local SYSTEM=hello-server$/m);
    assert.deepEqual(await statusesOf(cloud), ['100000000001 eu-central-1 OUTDATED', '100000000001 us-east-1 CURRENT']);
    await cloudFormation.send(new DeleteStackCommand({ StackName: 'squatter' }));
    const again = stackset(sandbox);
    assert.equal(again.status, 0, again.stdout.slice(-2_000));
    assert.equal((await statusesOf(cloud)).filter((line) => line.endsWith(' CURRENT')).length, 18);
    const down = sandbox.run(['stackset-destroy', '--env', FLEET, '--system', SYSTEM]);
    assert.equal(down.status, 0, down.stdout.slice(-2_000));
    assert.match(sandbox.run(['stackset-status', '--env', FLEET, '--system', SYSTEM]).stdout, /: not deployed$/m);
  });

  test('refuses what it cannot be, before any call', (context) => {
    const sandbox = makeDeploying(context);
    const refused = (...args: readonly string[]) => {
      const { status, stdout, stderr } = sandbox.run(['stackset', ...args]);
      assert.deepEqual([status, stdout], [2, '']);
      return stderr;
    };
    assert.match(
      refused('--env', 'dev'),
      /^unknown-environment: dev is an environment, one account in one region, and no fleet\n/,
    );
    assert.match(refused('--env', 'fleet', '--system', 'storefront', '--yes'), /^not-in-fleet: /);
    assert.match(refused('--env', 'fleet'), /^no-terminal: there is nobody to ask whether fleet may be changed\n/);
    assert.match(refused('--plan', '--yes'), /^usage: /);
    assert.match(refused('--format', 'xml'), /^usage: --format takes text or json/);
  });
});
