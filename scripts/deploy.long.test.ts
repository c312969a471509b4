import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeTargetGroupsCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Clients } from '../src/cloud/clients.ts';
import { countEvents, makeDeployed, makeDeploying, readRoot, release, SYSTEM } from './lib/local-cloud.fixtures.ts';

const TARGET_GROUPS = 'templates/load-balancer/target-groups.ts';

describe('make deploy, to where nothing is', () => {
  test('--plan shows what would be created and leaves no stack', async (context) => {
    const sandbox = makeDeploying(context);
    const { clients } = await sandbox.startCloud();
    const { status, stdout, stderr } = sandbox.deploy('--plan');
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^ {2}\+ Vpc {2}AWS::EC2::VPC$/m);
    assert.match(stdout, /^nothing has been changed in hello-server: this was a plan$/m);
    await assert.rejects(() => readRoot(clients), /does not exist/);
  });

  test('--format json gives one JSON object a line and nothing else, each with its kind, and one last', (context) => {
    const { status, stdout, stderr } = makeDeploying(context).deploy('--format', 'json');
    assert.deepEqual([status, stderr], [0, '']);
    const lines = readLines(stdout);
    assert.equal(lines[0]?.kind, 'target');
    assert.ok(lines.filter(({ kind }) => kind === 'event').length > 200);
    assert.ok(lines.every(({ kind, version }) => typeof kind === 'string' && version === 1));
    assert.deepEqual(
      ['watched', 'done', 'end'].map((wanted) => lines.filter(({ kind }) => kind === wanted).length),
      [1, 1, 1],
    );
    assert.match(JSON.stringify(lines.find(({ kind }) => kind === 'done')), /"outputs":\{.*"Url":"http:/);
    const systems = [{ system: SYSTEM, result: 'done' }];
    assert.deepEqual(lines.at(-1), { version: 1, kind: 'end', result: 'done', exitCode: 0, systems });
  });

  test('all systems of the environment are deployed, one after the other, and then have nothing to change', (context) => {
    const sandbox = makeDeploying(context);
    const first = sandbox.run(['deploy']);
    assert.equal(first.status, 0, first.stdout + first.stderr);
    const done = [...first.stdout.matchAll(/^done: deploying (\S+) to local: CREATE_COMPLETE/gm)];
    assert.deepEqual(
      done.map(([, name]) => name),
      ['hello-server', 'hello-admin', 'storefront'],
    );
    const second = sandbox.run(['deploy']);
    assert.equal(second.status, 0, second.stderr);
    assert.deepEqual(second.stdout.match(/^nothing to change in .*$/gm), [
      'nothing to change in hello-server',
      'nothing to change in hello-admin',
      'nothing to change in storefront',
    ]);
    for (const system of ['hello-server', 'hello-admin', 'storefront']) {
      const { status, stdout } = sandbox.run(['verify', '--system', system]);
      assert.equal(status, 0, stdout);
    }
  });
});

describe('make deploy, to where the system is', () => {
  test('--plan shows what would change, changes nothing, and keeps no release out', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    const before = await countEvents(clients);
    sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
    sandbox.synth();
    const { status, stdout, stderr } = sandbox.deploy('--plan');
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /DesiredCount \(from DesiredCount\)\n0 to add, 1 to modify, 0 to replace, 0 to remove\n/);
    assert.doesNotMatch(stdout, /no release gets into/);
    assert.equal(await countEvents(clients), before);
    assert.equal(await desiredCount(clients), 1);
  });

  test('a parameter that changes updates what it is for and nothing else', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
    sandbox.synth();
    const { status, stdout, stderr } = sandbox.deploy();
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^uploaded 0 files/m);
    assert.deepEqual(new Set(stdout.match(/(?<=UPDATE_COMPLETE {2,})hello-server\S*/g)), new Set(UPDATED));
    assert.match(stdout, /UPDATE_COMPLETE in \S+, 1 resource done\n/);
    assert.equal(await desiredCount(clients), 2);
    const again = sandbox.deploy();
    assert.match(again.stdout, /^nothing to change in hello-server$/m);
    const verified = sandbox.run(['verify', '--system', SYSTEM]);
    assert.equal(verified.status, 0, verified.stdout);
  });

  test('an edit of a template updates the one stack it is in', async (context) => {
    const sandbox = await makeDeployed(context);
    sandbox.edit(TARGET_GROUPS, 'HealthCheckIntervalSeconds: 10', 'HealthCheckIntervalSeconds: 15');
    sandbox.synth();
    const { status, stdout, stderr } = sandbox.deploy();
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^uploaded 2 files/m);
    assert.match(stdout, /^~ LoadBalancer .*\n {2}~ BlueTargetGroup .*\n {6}HealthCheckIntervalSeconds/m);
    assert.match(stdout, /UPDATE_COMPLETE in \S+, 2 resources done\n/);
  });

  test('replacing a target group is refused with the reason and the way round, exit 2, and nothing is changed', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    const before = { root: await readRoot(clients), events: await countEvents(clients) };
    sandbox.edit(TARGET_GROUPS, 'Port: container.port', 'Port: 8081');
    sandbox.synth();
    // What is asked and what is refused are two things.
    for (const yes of [[], ['--yes']]) {
      const { status, stdout } = sandbox.deploy(...yes);
      assert.equal(status, 2);
      assert.match(stdout, /! BlueTargetGroup .*\(replaced\)\n {6}Port/);
      assert.match(
        stdout,
        /BlueTargetGroup: .* would be replaced because of Port: the tasks are registered in one of the two.*\n {2}-> leave its name, port,/,
      );
      assert.match(stdout, /refused; nothing has been changed in the stack\n$/);
    }
    assert.deepEqual({ root: await readRoot(clients), events: await countEvents(clients) }, before);
  });

  test('--plan refuses another name for the instances that all tasks run on, exit 2', async (context) => {
    const sandbox = await makeDeployed(context);
    sandbox.edit('templates/cluster/instances.ts', "'InstanceGroup',", "'Instances',");
    sandbox.synth();
    const { status, stdout } = sandbox.deploy('--plan');
    assert.equal(status, 2, stdout);
    assert.match(
      stdout,
      /InstanceGroup: AWS::AutoScaling::AutoScalingGroup would be taken away: all tasks run on its instances.*\n {2}-> leave it under its logical id/,
    );
  });

  test('after a release green serves: the update says so, and users stay on green', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    await release(clients);
    assert.match(await servingOf(clients), /GreenTarg/);
    sandbox.edit(TARGET_GROUPS, 'HealthCheckIntervalSeconds: 10', 'HealthCheckIntervalSeconds: 15');
    sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
    sandbox.synth();
    const { status, stdout, stderr } = sandbox.deploy();
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.match(stdout, /^green serves now$/m);
    assert.match(stdout, /^LiveColour is brought to green first, so that going back keeps traffic on green$/m);
    assert.match(stdout, /^done: bringing LiveColour of hello-server to green: UPDATE_COMPLETE/m);
    assert.equal(stdout.match(/^outputs:$/gm)?.length, 1);
    assert.match(await servingOf(clients), /GreenTarg/);
    assert.equal(await desiredCount(clients), 2);
    assert.match(sandbox.run(['status', '--system', SYSTEM]).stdout, /live colour +green\n +production +green 100 %/);
    const again = sandbox.deploy();
    assert.match(again.stdout, /^green serves now$[\s\S]*^nothing to change in hello-server$/m);
  });

  test('after a release green serves: users stay on green also when the update fails and is rolled back', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    await release(clients);
    const TemplateBody = JSON.stringify({
      Resources: { Taken: { Type: 'AWS::SNS::Topic', Properties: { TopicName: `${SYSTEM}-releases` } } },
    });
    await clients.cloudFormation.send(new CreateStackCommand({ StackName: 'squatter', TemplateBody }));
    sandbox.edit('templates/deployment/notifications.ts', '}-deployments', '}-releases');
    sandbox.synth();
    const planned = sandbox.deploy('--plan');
    assert.match(planned.stdout, /^LiveColour will be brought to green first, /m);
    const { status, stdout } = sandbox.deploy();
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^FAILED: deploying hello-server to local: UPDATE_ROLLBACK_COMPLETE in /m);
    assert.doesNotMatch(stdout, /colour-lost/);
    assert.match(await servingOf(clients), /GreenTarg/);
  });

  test('a listener that forwards to both colours by hand is refused, with what to do', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    await forwardToBoth(clients);
    const { status, stdout } = sandbox.deploy();
    assert.equal(status, 2);
    assert.match(
      stdout,
      /^no-colour: the production listener forwards to .* and .*\n {2}-> wait until the release is over/m,
    );
  });

  test('parameters that are missing, and those that the template does not know, are refused before any call', (context) => {
    const sandbox = makeDeploying(context);
    const name = 'output/hello-server/parameters/local.json';
    const before = readFileSync(join(sandbox.folder, name));
    sandbox.edit(name, '"ImageId"', '"ImageIdd"');
    const edited = sandbox.deploy();
    assert.deepEqual([edited.status, edited.stdout], [2, '']);
    assert.match(
      edited.stderr,
      /^stale-output: output\/hello-server\/parameters\/local\.json is not what manifest\.json says\n {2}-> /,
    );
    // As if it had been reviewed like this.
    const after = readFileSync(join(sandbox.folder, name));
    const entry = (file: Buffer) =>
      `"sha256":"${createHash('sha256').update(file).digest('hex')}","size":${file.length}`;
    sandbox.edit('output/hello-server/manifest.json', entry(before), entry(after));
    const { status, stdout, stderr } = sandbox.deploy();
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(
      stderr,
      /^unknown-parameter: .*local\.json gives ImageIdd, which root\.yaml does not have\n {2}-> there are: /,
    );
    assert.match(
      stderr,
      /^missing-parameter: .*local\.json does not give ImageId, which has no default\n {2}-> write ImageId for local in /m,
    );
  });
});

const UPDATED = ['hello-server/Service/Service', 'hello-server/Service', 'hello-server'];

function readLines(stdout: string): readonly { readonly kind?: unknown; readonly version?: unknown }[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const value: unknown = JSON.parse(line);
      assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value));
      return value;
    });
}

async function desiredCount({ ecs }: Clients): Promise<number | undefined> {
  const answer = await ecs.send(new DescribeServicesCommand({ cluster: SYSTEM, services: [SYSTEM] }));
  return answer.services?.[0]?.desiredCount;
}

/** The ARN of the target group that users get to. */
async function servingOf(clients: Clients): Promise<string> {
  const { outputs } = await readRoot(clients);
  const ListenerArns = [outputs.ProductionListenerArn ?? ''];
  const { Listeners: [listener] = [] } = await clients.elb.send(new DescribeListenersCommand({ ListenerArns }));
  const groups = listener?.DefaultActions?.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []) ?? [];
  const serving = groups.filter(({ Weight }) => Weight !== 0);
  assert.equal(serving.length, 1);
  return serving[0]?.TargetGroupArn ?? '';
}

async function forwardToBoth(clients: Clients): Promise<void> {
  const { outputs } = await readRoot(clients);
  const Names = [outputs.BlueTargetGroupName ?? '', outputs.GreenTargetGroupName ?? ''];
  const { TargetGroups: groups = [] } = await clients.elb.send(new DescribeTargetGroupsCommand({ Names }));
  const TargetGroups = groups.map(({ TargetGroupArn }) => ({ TargetGroupArn, Weight: 50 }));
  await clients.elb.send(
    new ModifyListenerCommand({
      ListenerArn: outputs.ProductionListenerArn,
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    }),
  );
}
