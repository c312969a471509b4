import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { objectOf, objectsOf } from '../../local/resources/read.ts';
import { emittedStage } from './emitted-stage.ts';
import { eventually } from './small-stage.ts';

/** The hook from its source in the emitted template, run in a process of its own against a local cloud that answers. */
describe('the hook that is emitted', { concurrency: 2 }, () => {
  test('probes the test listener, reports with its own role, and the release goes through', async (context) => {
    const asked: unknown[] = [];
    const { deploy, player, info, told, hookLines } = await emittedStage(context, {
      factor: 600,
      answer: ({ url, headers }, response) => {
        asked.push([url, headers['user-agent']]);
        response.end('Hi there, test!');
      },
    });
    const id = await deploy();
    await player.settled(id);
    const { status, errorInformation } = await info(id);
    assert.deepEqual([status, errorInformation], ['Succeeded', undefined], hookLines().join('\n'));
    assert.deepEqual(asked, Array(3).fill(['/hello/test', 'codedeploy-hook']));
    const said = hookLines().map((line) =>
      line.startsWith('{') ? JSON.parse(line).what : line.replace(/\d+ MB/, 'MB'),
    );
    assert.deepEqual(said.slice(0, 4), ['attempt passed', 'attempt passed', 'attempt passed', 'reported Succeeded']);
    const production = told.flatMap((each) =>
      each.kind === 'weights' && each.listener === 'production' ? [each.green] : [],
    );
    assert.deepEqual(production, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    // What is measured is nothing at all, which no alarm of the template takes for trouble.
    const alarms = told.flatMap((each) => (each.kind === 'alarm' ? [each.state] : []));
    assert.deepEqual(alarms, Array(7).fill('OK'));
  });

  test('finds a new version that answers 500, and all goes back', async (context) => {
    const { deploy, player, info, hookLines, told } = await emittedStage(context, {
      factor: 60,
      answer: (_, response) => response.writeHead(500).end(),
    });
    const id = await deploy();
    await player.settled(id);
    const { status, errorInformation, rollbackInfo } = await info(id);
    assert.deepEqual([status, errorInformation?.code], ['Failed', 'HOOK_EXECUTION_FAILURE'], hookLines().join('\n'));
    assert.equal((await info(String(rollbackInfo?.rollbackDeploymentId))).status, 'Succeeded');
    const test = told.flatMap((each) => (each.kind === 'weights' && each.listener === 'test' ? [each.green] : []));
    assert.deepEqual(test, [100, 0]);
    // It is not cut off by what it has brought about.
    await eventually(() => hookLines().some((line) => line.includes('reported Failed')));
  });

  test('may not report without the permission, the deployment waits, and somebody reports by hand', async (context) => {
    const { account, hook, deploy, player, client, info, hookLines, eventOf } = await emittedStage(context, {
      factor: 300,
    });
    const roleArn = String(hook.properties.Role);
    const role = account.all('AWS::IAM::Role').find(({ attributes }) => attributes.Arn === roleArn);
    assert.ok(role);
    const Policies = objectsOf(role.properties, 'Policies').filter(({ PolicyName }) => PolicyName !== 'report');
    account.put({ ...role, properties: { ...role.properties, Policies } });
    const id = await deploy();
    await eventually(() => hookLines().some((line) => line.includes('could not be reported')));
    const name = roleArn.replace(/^.*\//, '');
    const words = [
      `User: arn:aws:sts::000000000000:assumed-role/${name}/${hook.id} is not authorized to perform: codedeploy:PutLifecycleEventHookExecutionStatus`,
      'on resource: arn:aws:codedeploy:us-east-1:000000000000:deploymentgroup:hello-server/hello-server',
      'because no identity-based policy allows the codedeploy:PutLifecycleEventHookExecutionStatus action',
    ];
    const line = hookLines().find((each) => each.includes('could not be reported')) ?? '{}';
    const { error, reason } = JSON.parse(line);
    assert.deepEqual([error, reason], ['AccessDeniedException', words.join(' ')]);
    assert.equal((await info(id)).status, 'InProgress');
    const lifecycleEventHookExecutionId = eventOf(id, 'AfterAllowTestTraffic')?.executionId;
    const report = { deploymentId: id, lifecycleEventHookExecutionId, status: 'Succeeded' } as const;
    await client.send(new PutLifecycleEventHookExecutionStatusCommand(report));
    assert.equal((await player.settled(id)).status, 'Succeeded');
  });

  test('that hangs is ended by its own time-out, and the deployment by the hour', async (context) => {
    const { account, hook, deploy, player, info, hookLines } = await emittedStage(context, { factor: 1_200 });
    const ZipFile = 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 1_000_000));';
    account.put({ ...hook, properties: { ...hook.properties, Code: { ZipFile }, Timeout: 1 } });
    const id = await deploy();
    await player.settled(id);
    assert.match(hookLines().join('\n'), /Task timed out after 1 seconds/);
    const { errorInformation } = await info(id);
    assert.equal(errorInformation?.code, 'TIMEOUT');
    assert.match(String(errorInformation?.message), /waiting for a status callback/);
  });

  test('has nothing of this machine in its environment, and no packages but the SDK', async (context) => {
    const { account, hook, deploy, player, hookLines, eventOf } = await emittedStage(context, { factor: 1_200 });
    const ZipFile = `
      const found = (name) => { try { require(name); return true; } catch { return false; } };
      exports.handler = async (event, context) => console.info({
        names: Object.keys(process.env).sort(),
        packages: ['@aws-sdk/client-codedeploy', '@aws-sdk/client-s3', 'aws-sdk', 'express', 'yaml'].filter(found),
        context: [context.functionName, context.memoryLimitInMB, context.getRemainingTimeInMillis() > 0],
        test: process.env.TEST_LISTENER,
      });`;
    account.put({ ...hook, properties: { ...hook.properties, Code: { ZipFile } } });
    const id = await deploy();
    await eventually(() => hookLines().some((line) => line.startsWith('{')));
    const said = JSON.parse(hookLines().find((line) => line.startsWith('{')) ?? '{}');
    const own = Object.keys(objectOf(objectOf(hook.properties, 'Environment'), 'Variables'));
    const others = said.names.filter((name: string) => !own.includes(name) && !/^(AWS_|LAMBDA_)/.test(name));
    // Node itself adds the way to its parent.
    assert.deepEqual(
      others.filter((name: string) => !name.startsWith('NODE_CHANNEL')),
      ['HOME', 'TMPDIR', 'TZ'],
    );
    assert.deepEqual(said.packages, ['@aws-sdk/client-codedeploy', '@aws-sdk/client-s3']);
    assert.deepEqual(said.context, [hook.id, '256', true]);
    assert.match(said.test, /^http:\/\/127\.0\.0\.1:\d+$/);
    await player.close();
    assert.equal(eventOf(id, 'AfterAllowTestTraffic')?.status, 'InProgress');
  });
});
