import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Capability,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import {
  countEvents,
  makeDeployed,
  makeDeploying,
  printed,
  readRoot,
  release,
  SYSTEM,
} from './lib/local-cloud.fixtures.ts';
import { ended } from './lib/sandbox.ts';

describe('make verify', () => {
  test('passes what is deployed as reviewed, and fails with a difference once output/ is another', async (context) => {
    const sandbox = await makeDeployed(context);
    const right = sandbox.run(['verify', '--system', SYSTEM]);
    assert.equal(right.status, 0, right.stdout);
    assert.match(right.stdout, /^templates {3}10 of 10 are what is in output\/, byte for byte$/m);
    assert.match(right.stdout, /^hello-server is what was reviewed$/m);
    sandbox.edit('templates/deployment/notifications.ts', '}-deployments', '}-releases');
    sandbox.synth();
    const wrong = sandbox.run(['verify', '--system', SYSTEM]);
    assert.equal(wrong.status, 1, wrong.stderr);
    assert.match(
      wrong.stdout,
      /hello-server\/Deployment is not output\/hello-server\/deployment\.yaml\n[\s\S]*^-.*\}-releases/m,
    );
    const json = sandbox.run(['verify', '--system', SYSTEM, '--format', 'json']);
    assert.equal(json.status, 1);
    const document: unknown = JSON.parse(json.stdout);
    assert.ok(typeof document === 'object' && document !== null && 'isAsReviewed' in document);
    assert.equal(document.isAsReviewed, false);
  });

  test('fails with a difference where somebody has updated a deployed stack past output/', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    const named = { StackName: SYSTEM, LogicalResourceId: 'Deployment' };
    const nested = await clients.cloudFormation.send(new DescribeStackResourceCommand(named));
    const StackName = nested.StackResourceDetail?.PhysicalResourceId;
    assert.ok(StackName);
    const { TemplateBody = '' } = await clients.cloudFormation.send(new GetTemplateCommand({ StackName }));
    const tampered = TemplateBody.replace('DisplayName: !Sub Deployments of', 'DisplayName: !Sub Releases of');
    assert.notEqual(tampered, TemplateBody);
    const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const Parameters = Stacks?.[0]?.Parameters?.map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true }));
    const Capabilities: Capability[] = ['CAPABILITY_NAMED_IAM'];
    const update = new UpdateStackCommand({ StackName, TemplateBody: tampered, Parameters, Capabilities });
    await clients.cloudFormation.send(update);
    while ((await readRoot(clients, StackName)).status.endsWith('_IN_PROGRESS')) await pause();
    assert.equal((await readRoot(clients, StackName)).status, 'UPDATE_COMPLETE');

    const { status, stdout } = sandbox.run(['verify', '--system', SYSTEM]);
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^templates {3}9 of 10 are what is in output\/, byte for byte$/m);
    const [, difference = ''] = stdout.split('hello-server/Deployment is not output/hello-server/deployment.yaml\n');
    assert.match(difference, /^-.*DisplayName: !Sub Deployments of/m);
    assert.match(difference, /^\+.*DisplayName: !Sub Releases of/m);
    assert.doesNotMatch(stdout, /is what was reviewed/);
  });

  test('passes after a release, and after the deployment that follows it, and tells what was changed by hand', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    await release(clients);
    const released = sandbox.run(['verify', '--system', SYSTEM]);
    assert.equal(released.status, 0, released.stdout);
    const updated = sandbox.deploy();
    assert.equal(updated.status, 0, updated.stdout);
    const deployed = sandbox.run(['verify', '--system', SYSTEM]);
    assert.equal(deployed.status, 0, deployed.stdout);
    assert.match(deployed.stdout, /^drift +nothing has changed by hand$/m);
    await clients.ecs.send(new UpdateServiceCommand({ cluster: SYSTEM, service: SYSTEM, desiredCount: 5 }));
    const { status, stdout } = sandbox.run(['verify', '--system', SYSTEM]);
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^drift +1 resource has changed outside of CloudFormation$/m);
    assert.match(stdout, /hello-server\/Service\/Service/);
  });
});

describe('make destroy', () => {
  test('leaves what policies retain and nothing else, and says what; then there is nothing to do', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    const { status, stdout, stderr } = sandbox.run(['destroy', '--system', SYSTEM, '--yes']);
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.match(stdout, /^done: deleting hello-server in local: DELETE_COMPLETE/m);
    await assert.rejects(() => readRoot(clients), /does not exist/);
    const [, left = ''] = stdout.split('left, and yours to take away:\n');
    const types = [...left.matchAll(/\((AWS::\S+), hello-server\/(\S+)\)$/gm)].map(
      ([, type, path]) => `${path} ${type}`,
    );
    assert.deepEqual(types.sort(), [
      'Artifacts/ArtifactBucket AWS::S3::Bucket',
      'Artifacts/ArtifactKey AWS::KMS::Key',
      'Artifacts/ArtifactLogBucket AWS::S3::Bucket',
      'LoadBalancer/AccessLogBucket AWS::S3::Bucket',
      'Source/SourceRepository AWS::CodeCommit::Repository',
    ]);
    assert.match(stdout, /^done: deleting hello-server in local: DELETE_COMPLETE in \S+, 75 resources done, 5 kept$/m);
    assert.match(
      left,
      /^ {2}hello-server \(AWS::CodeCommit::Repository, .*\n {4}-> aws codecommit delete-repository --repository-name hello-server --region us-east-1$/m,
    );
    assert.match(left, /keeps its name: hello-server \(AWS::CodeCommit::Repository\)$/m);
    assert.match(left, /the templates in s3:\/\/templates-000000000000-us-east-1\/tealform\/hello-server$/m);
    const { Buckets = [] } = await clients.s3.send(new ListBucketsCommand({}));
    for (const { Name = '' } of Buckets) assert.ok(left.includes(Name), `${Name} is left and not told of`);
    const again = sandbox.run(['destroy', '--system', SYSTEM, '--yes']);
    assert.deepEqual([again.status, again.stdout], [0, 'hello-server: not deployed; nothing to do\n']);
  });

  test('of what another system stands on is refused before anything goes; done in that order it succeeds', async (context) => {
    const sandbox = makeDeploying(context);
    for (const system of [SYSTEM, 'hello-admin']) {
      assert.equal(sandbox.run(['deploy', '--system', system]).status, 0);
    }
    const cloud = await sandbox.startCloud();
    const before = [await countEvents(cloud.clients), await countEvents(cloud.clients, 'hello-admin')];
    const { status, stdout, stderr } = sandbox.run(['destroy', '--system', SYSTEM, '--yes']);
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.match(stderr, /^refused-by-guard: what is not of hello-server stands on it/);
    // Its listeners are on the load balancer that the environment names, which here is an invented one.
    assert.match(stderr, /^ {2}a service in hello-server\/Cluster\/\S+: arn:\S+\/hello-admin$/m);
    assert.match(stderr, /take down first the system that it belongs to: make destroy SYSTEM=/);
    const after = [await countEvents(cloud.clients), await countEvents(cloud.clients, 'hello-admin')];
    assert.deepEqual(after, before);
    assert.equal((await readRoot(cloud.clients)).status, 'CREATE_COMPLETE');
    assert.equal(sandbox.run(['destroy', '--system', 'hello-admin', '--yes']).status, 0);
    const again = sandbox.run(['destroy', '--system', SYSTEM, '--yes']);
    assert.equal(again.status, 0, again.stdout + again.stderr);
  });
});

describe('releases by hand', () => {
  test('what ran before comes back, and goes past alarms where that is said', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    const nothing = sandbox.run(['stop', '--system', SYSTEM]);
    assert.deepEqual([nothing.status, nothing.stdout], [0, 'no release of hello-server runs; nothing to stop\n']);
    assert.match(sandbox.run(['rollback', '--system', SYSTEM]).stderr, /^no-revision: /);
    const first = await release(clients);
    const second = await release(clients);
    const back = sandbox.run(['rollback', '--system', SYSTEM]);
    assert.equal(back.status, 0, back.stderr);
    assert.match(back.stdout, new RegExp(`runs now: +${second} .*\\nran before: +${first} `));
    assert.doesNotMatch(back.stdout, /nobody can tell|warning/);
    assert.match(
      back.stdout,
      /^then hello-server:3 is the latest revision .*\n {2}aws ecs deregister-task-definition --task-definition hello-server:3$/m,
    );
    const plan = sandbox.deploy('--plan').stdout;
    assert.match(plan, /latest revision is hello-server:3, and hello-server:2 runs: d-\S+ has gone back from it;/);
    assert.match(sandbox.run(['status', '--system', SYSTEM]).stdout, /live colour +green/);

    const StateReason = 'by hand';
    const AlarmName = `${SYSTEM}-green-errors`;
    await clients.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason }));
    const ringing = sandbox.run(['status', '--system', SYSTEM]).stdout;
    assert.match(ringing, /alarms +1 of 7 ring\n +hello-server-green-errors, /);
    const past = sandbox.run(['release', '--system', SYSTEM, '--ignore-alarms']);
    assert.equal(past.status, 0, past.stderr);
    assert.match(sandbox.run(['status', '--system', SYSTEM]).stdout, /live colour +blue/);
  });

  test('are refused while the stack is updated, past alarms too, and the update comes to its end', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients, faults } = await sandbox.startCloud();
    await release(clients);
    await release(clients);
    sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
    sandbox.synth();
    await faults({ rules: [{ resource: `${SYSTEM}/Service/Service`, at: 'update', fault: 'hang' }] });
    const deploying = sandbox.start(['deploy', '--system', SYSTEM]);
    const deployed = ended(deploying);
    await printed(deploying, /^updating$/m);
    for (const command of [['rollback'], ['release', '--ignore-alarms']]) {
      const { status, stderr } = sandbox.run([...command, '--system', SYSTEM]);
      assert.equal(status, 2, stderr);
      assert.match(stderr, /^refused-by-guard: the stack hello-server is UPDATE_IN_PROGRESS: .*\n {2}-> wait/);
    }
    await faults();
    const { status, stdout } = await deployed;
    assert.equal(status, 0, stdout);
    assert.match(sandbox.run(['status', '--system', SYSTEM]).stdout, /live colour +blue/);
  });
});

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
