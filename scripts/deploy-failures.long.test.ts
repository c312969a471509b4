import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { DisableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import type { Clients } from '../src/cloud/clients.ts';
import { readTransition } from '../src/cloud/transition.ts';
import { makeDeployed, makeDeploying, printed, readRoot, SYSTEM } from './lib/local-cloud.fixtures.ts';

// The preflight asks for no names of functions.
const FUNCTION = JSON.stringify({
  Resources: {
    Taken: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: `CodeDeployHook_${SYSTEM}_AfterAllowTestTraffic`,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: 'exports.handler = () => {};' },
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      },
    },
  },
});

// A topic's identifier is its ARN, so no early validation finds it.
const SQUATTER = JSON.stringify({
  Resources: { Taken: { Type: 'AWS::SNS::Topic', Properties: { TopicName: `${SYSTEM}-deployments` } } },
});

const TOPIC = JSON.stringify({
  Resources: { Taken: { Type: 'AWS::SNS::Topic', Properties: { TopicName: `${SYSTEM}-releases` } } },
});

const STAYS_CLOSED =
  /transition-closed: the way into Deploy .* stays closed: .*\n {2}-> make deploy ENV=local SYSTEM=hello-server opens it; .*enable-stage-transition/;

describe('a creation that fails', () => {
  test('in a nested stack is rolled back, its cause told at the end; mended and run again it succeeds', async (context) => {
    const sandbox = makeDeploying(context);
    const { clients } = await sandbox.startCloud();
    await clients.cloudFormation.send(new CreateStackCommand({ StackName: 'squatter', TemplateBody: SQUATTER }));
    await untilStatus(clients, 'squatter', 'CREATE_COMPLETE');

    const failed = sandbox.deploy();
    assert.deepEqual([failed.status, failed.stderr], [1, '']);
    assert.equal((await readRoot(clients)).status, 'ROLLBACK_COMPLETE');
    assert.match(failed.stdout, /^FAILED: deploying hello-server to local: ROLLBACK_COMPLETE in /m);
    const [, end = ''] = failed.stdout.split('what failed first:\n');
    assert.match(end, /^ {2}hello-server\/Deployment\/Topic \(AWS::SNS::Topic\) CREATE_FAILED\n/);
    assert.match(end, /already exists/);
    assert.match(end, /-> something of that name is there/);
    // What was cancelled for its sake is no cause.
    assert.doesNotMatch(end, /what failed besides|cancelled/);

    await clients.cloudFormation.send(new DeleteStackCommand({ StackName: 'squatter' }));
    await untilGone(clients, 'squatter');
    const mended = sandbox.deploy();
    assert.equal(mended.status, 0, mended.stdout);
    assert.match(mended.stdout, /hello-server is ROLLBACK_COMPLETE: it never came to be.* yes$/m);
    assert.match(mended.stdout, /^done: deploying hello-server to local: CREATE_COMPLETE/m);
  });

  test('is not planned over: --plan says what has to be done before', async (context) => {
    const sandbox = makeDeploying(context);
    const { clients } = await sandbox.startCloud();
    await clients.cloudFormation.send(new CreateStackCommand({ StackName: 'squatter', TemplateBody: SQUATTER }));
    await untilStatus(clients, 'squatter', 'CREATE_COMPLETE');
    assert.equal(sandbox.deploy().status, 1);
    const { status, stdout } = sandbox.deploy('--plan');
    assert.equal(status, 2);
    assert.match(
      stdout,
      /^no-plan: the stack hello-server is ROLLBACK_COMPLETE.*\n {2}-> run it without --plan, .*: make deploy ENV=local SYSTEM=hello-server$/m,
    );
  });
});

describe('a name that is taken by what early validation sees, and the preflight does not', () => {
  test('is told with its place and the way round, exit 1, and no stack is left', async (context) => {
    const sandbox = makeDeploying(context);
    const { clients } = await sandbox.startCloud();
    await clients.cloudFormation.send(
      new CreateStackCommand({ StackName: 'squatter', TemplateBody: FUNCTION, Capabilities: ['CAPABILITY_IAM'] }),
    );
    await untilStatus(clients, 'squatter', 'CREATE_COMPLETE');
    const { status, stderr } = sandbox.deploy();
    assert.equal(status, 1);
    assert.match(stderr, /^change-set-failed: .*ResourceExistenceCheck\]\. \(in hello-server-Hooks-/m);
    assert.match(
      stderr,
      /^name-taken hello-server\/Hooks\.AfterAllowTestTrafficHook: .*TestTrafficHook in output\/hello-server\/hooks\.yaml\)\n {2}-> take it away, if nobody needs it\n {5}or /m,
    );
    await untilGone(clients, SYSTEM);
  });
});

describe('a deploy that is killed', () => {
  for (const where of ['with the local cloud in it', 'beside a local cloud']) {
    test(`in the middle of a creation (${where}) is gone on with by the next one`, async (context) => {
      const sandbox = makeDeploying(context);
      const cloud = where.startsWith('beside') ? await sandbox.startCloud() : undefined;
      const child = sandbox.start(['deploy', '--system', SYSTEM]);
      await printed(child, /CREATE_COMPLETE {2,}hello-server\/Network\/Vpc/);
      child.kill('SIGKILL');
      await once(child, 'close');
      const again = sandbox.deploy();
      assert.equal(again.status, 0, again.stdout + again.stderr);
      if (cloud === undefined) assert.match(again.stdout, /^the stack is CREATE_IN_PROGRESS already; watching that$/m);
      assert.match(again.stdout, /^nothing to change in hello-server$/m);
      const { status, stdout } = sandbox.run(['verify', '--system', SYSTEM]);
      assert.equal(status, 0, stdout);
    });
  }

  test('by SIGTERM leaves the creation running, says how to come back, and the next one watches on', async (context) => {
    const sandbox = makeDeploying(context);
    await sandbox.startCloud();
    const child = sandbox.start(['deploy', '--system', SYSTEM, '--format', 'json']);
    const stdout = text(child.stdout);
    await printed(child, /"path":"hello-server\/Network\/Vpc".*"status":"CREATE_COMPLETE"/);
    child.kill('SIGTERM');
    await once(child, 'close');
    const lines = (await stdout)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const watched = lines.find(({ kind }) => kind === 'watched');
    assert.deepEqual(
      [watched?.status, watched?.comeBack],
      ['left-running', 'make deploy ENV=local SYSTEM=hello-server'],
    );
    const end = { version: 1, kind: 'end', result: 'left-running', exitCode: 3 };
    assert.deepEqual(
      lines.filter(({ kind }) => kind === 'end'),
      [{ ...end, systems: [{ system: SYSTEM, result: 'left-running' }] }],
    );
    assert.deepEqual([child.exitCode, lines.at(-1)?.kind], [3, 'end']);
    const again = sandbox.deploy();
    assert.equal(again.status, 0, again.stdout + again.stderr);
  });

  test('before it executed leaves a change set, which the next one takes away', async (context) => {
    const sandbox = makeDeploying(context);
    const { clients } = await sandbox.startCloud();
    const child = sandbox.start(['deploy', '--system', SYSTEM]);
    await printed(child, /^uploaded /m);
    await untilStatus(clients, SYSTEM, 'REVIEW_IN_PROGRESS');
    child.kill('SIGKILL');
    await once(child, 'close');
    const { status, stdout, stderr } = sandbox.deploy();
    assert.equal(status, 0, stdout + stderr);
    const { Summaries = [] } = await clients.cloudFormation.send(new ListChangeSetsCommand({ StackName: SYSTEM }));
    // Only that of the second run is known, which was executed.
    assert.deepEqual(
      Summaries.map(({ ExecutionStatus }) => ExecutionStatus),
      ['EXECUTE_COMPLETE'],
    );
  });
});

describe('the way into the deploy stage', () => {
  test('is closed for the time of an update, and open after it', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    changeCount(sandbox);
    const { status, stdout } = sandbox.deploy();
    assert.equal(status, 0);
    assert.match(
      stdout,
      /no release gets into Deploy of the pipeline hello-server[\s\S]*^updating$[\s\S]*^releases get into Deploy of the pipeline hello-server again$/m,
    );
    assert.equal(await transitionOf(clients), 'open');
  });

  test('is open after an update that failed and was rolled back', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    await clients.cloudFormation.send(new CreateStackCommand({ StackName: 'squatter', TemplateBody: TOPIC }));
    await untilStatus(clients, 'squatter', 'CREATE_COMPLETE');
    sandbox.edit('templates/deployment/notifications.ts', '}-deployments', '}-releases');
    sandbox.synth();
    const { status, stdout } = sandbox.deploy();
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^FAILED: deploying hello-server to local: UPDATE_ROLLBACK_COMPLETE in /m);
    assert.match(stdout, /what failed first:\n {2}hello-server\/Deployment\/Topic \(AWS::SNS::Topic\) UPDATE_FAILED\n/);
    assert.match(stdout, /^releases get into Deploy of the pipeline hello-server again$/m);
    assert.equal(await transitionOf(clients), 'open');
    assert.equal((await readRoot(clients)).status, 'UPDATE_ROLLBACK_COMPLETE');
  });

  // Where nobody can be asked, Ctrl-C leaves what is watched running.
  for (const [signal, codes] of [
    ['SIGTERM', [143, 3]],
    ['SIGINT', [130, 3]],
  ] as const) {
    test(`stays closed after ${signal} in the middle of an update, which is said, and the next deploy opens it`, async (context) => {
      const sandbox = await makeDeployed(context);
      // Slow enough that the update is under way when the signal comes.
      sandbox.faults({ stepMilliseconds: 500 });
      const { clients } = await sandbox.startCloud();
      changeCount(sandbox);
      const child = sandbox.start(['deploy', '--system', SYSTEM]);
      const stdout = text(child.stdout);
      const stderr = text(child.stderr);
      await printed(child, /^updating$/m);
      child.kill(signal);
      await once(child, 'close');
      assert.ok(
        codes.some((code) => code === child.exitCode),
        await stderr,
      );
      assert.match(await stdout, STAYS_CLOSED);
      assert.equal(await transitionOf(clients), 'ours');
      const next = sandbox.deploy();
      assert.equal(next.status, 0, next.stdout);
      assert.match(next.stdout, /^releases get into Deploy of the pipeline hello-server again$/m);
      assert.equal(await transitionOf(clients), 'open');
    });

    test(`is as it is said after ${signal} just before an update, and open after the next deploy`, async (context) => {
      const sandbox = await makeDeployed(context);
      const { clients } = await sandbox.startCloud();
      changeAllTags(sandbox);
      const child = sandbox.start(['deploy', '--system', SYSTEM]);
      const stdout = text(child.stdout);
      const stderr = text(child.stderr);
      await printed(child, /no release gets into Deploy/);
      child.kill(signal);
      await once(child, 'close');
      assert.equal(child.exitCode, codes[0], await stderr);
      assert.match(await stderr, /^ended by .*; an update that has begun goes on/);
      assert.equal(await transitionOf(clients), STAYS_CLOSED.test(await stdout) ? 'ours' : 'open');
      assert.equal(sandbox.deploy().status, 0);
      assert.equal(await transitionOf(clients), 'open');
    });
  }

  test('that a killed deploy left closed is opened by the next one, and one that a person closed stays closed', async (context) => {
    const sandbox = await makeDeployed(context);
    const { clients } = await sandbox.startCloud();
    changeAllTags(sandbox);
    const child = sandbox.start(['deploy', '--system', SYSTEM]);
    await printed(child, /no release gets into Deploy/);
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.equal(await transitionOf(clients), 'ours');
    const again = sandbox.deploy();
    assert.equal(again.status, 0, again.stdout);
    assert.equal(await transitionOf(clients), 'open');

    const of = {
      pipelineName: SYSTEM,
      stageName: 'Deploy',
      transitionType: 'Inbound',
      reason: 'it is Friday',
    } as const;
    await clients.codePipeline.send(new DisableStageTransitionCommand(of));
    assert.equal(sandbox.deploy().status, 0);
    assert.equal(await transitionOf(clients), 'theirs');
  });
});

async function transitionOf(clients: Clients): Promise<string | undefined> {
  return (await readTransition(clients, SYSTEM))?.state;
}

function changeCount(sandbox: ReturnType<typeof makeDeploying>): void {
  sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
  sandbox.synth();
}

/** What touches everything takes longest: long enough to be interrupted. */
function changeAllTags(sandbox: ReturnType<typeof makeDeploying>): void {
  sandbox.edit('templates/environments.ts', "tags: { stage: 'local' }", "tags: { stage: 'local', team: 'shop' }");
  sandbox.synth();
}

async function untilStatus({ cloudFormation }: Clients, name: string, status: string): Promise<void> {
  for (;;) {
    const { Stacks: [stack] = [] } = await cloudFormation
      .send(new DescribeStacksCommand({ StackName: name }))
      .catch(() => ({ Stacks: [] }));
    if (stack?.StackStatus === status) return;
    assert.doesNotMatch(stack?.StackStatus ?? '', /ROLLBACK_COMPLETE$/);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilGone({ cloudFormation }: Clients, name: string): Promise<void> {
  for (;;) {
    const isThere = await cloudFormation.send(new DescribeStacksCommand({ StackName: name })).then(
      () => true,
      () => false,
    );
    if (!isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
