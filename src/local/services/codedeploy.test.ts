import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type {
  BatchGetDeploymentTargetsOutput,
  CreateDeploymentOutput,
  GetApplicationRevisionOutput,
  GetDeploymentConfigOutput,
  GetDeploymentGroupOutput,
  GetDeploymentOutput,
  GetDeploymentTargetOutput,
  ListDeploymentsOutput,
} from '@aws-sdk/client-codedeploy';
import type { DescribeServicesResponse } from '@aws-sdk/client-ecs';
import type { Account } from '../account.ts';
import { Objects } from '../objects.ts';
import { putDeployment } from '../resources/deployments.ts';
import { weightsOf } from '../resources/elbv2.ts';
import { codedeploy } from './codedeploy.ts';
import { ecs } from './ecs.ts';
import { caller, change, make, smallSystem } from './small-system.ts';

const GROUP = { applicationName: 'web', deploymentGroupName: 'web' };

test('a configuration says how traffic moves, those for ECS that every account has among them', async () => {
  const { account } = smallSystem();
  const { id } = make(account, 'AWS::CodeDeploy::DeploymentConfig', 'Traffic', {
    DeploymentConfigName: 'web-canary',
    ComputePlatform: 'ECS',
    TrafficRoutingConfig: {
      Type: 'TimeBasedCanary',
      TimeBasedCanary: { CanaryPercentage: '20', CanaryInterval: 5 },
    },
  });
  const call = caller(codedeploy, account);
  const answer = await call<GetDeploymentConfigOutput>('GetDeploymentConfig', { deploymentConfigName: id });
  const { deploymentConfigName, computePlatform, trafficRoutingConfig } = answer.deploymentConfigInfo ?? {};
  assert.deepEqual([deploymentConfigName, computePlatform], ['web-canary', 'ECS']);
  const timeBasedCanary = { canaryPercentage: 20, canaryInterval: 5 };
  assert.deepEqual(trafficRoutingConfig, { type: 'TimeBasedCanary', timeBasedCanary });
  const refused = (name: string, code: string) =>
    assert.rejects(() => call('GetDeploymentConfig', { deploymentConfigName: name }), { code });
  await refused('other', 'DeploymentConfigDoesNotExistException');
  await refused('CodeDeployDefault.OneAtATime', 'NotImplemented');
  const told = await call<GetDeploymentConfigOutput>('GetDeploymentConfig', {
    deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes',
  });
  const timeBasedLinear = { linearPercentage: 10, linearInterval: 3 };
  assert.deepEqual(told.deploymentConfigInfo?.trafficRoutingConfig, { type: 'TimeBasedLinear', timeBasedLinear });
});

describe('a deployment from an AppSpec', () => {
  test('sends all traffic to the other colour and changes what the service runs', async () => {
    const { account, blue, green, production, testing, service } = released();
    const call = caller(codedeploy, account);
    const { deploymentId } = await call<CreateDeploymentOutput>('CreateDeployment', {
      ...GROUP,
      revision: appSpec('web:2'),
    });
    assert.match(String(deploymentId), /^d-[A-Z0-9]{9}$/);
    const { deploymentInfo } = await call<GetDeploymentOutput>('GetDeployment', { deploymentId });
    assert.equal(deploymentInfo?.status, 'Succeeded');
    assert.equal(deploymentInfo?.revision?.revisionType, 'AppSpecContent');
    for (const listener of [production, testing]) {
      assert.deepEqual(weightsOf(now(account, listener)), { [green.id]: 100, [blue.id]: 0 });
    }
    const { services } = await caller(ecs, account)<DescribeServicesResponse>('DescribeServices', {
      cluster: 'shop',
      services: ['web'],
    });
    assert.match(String(services?.[0]?.taskDefinition), /web:2$/);
    assert.equal(services?.[0]?.taskSets?.[0]?.loadBalancers?.[0]?.targetGroupArn, green.id);
    // The family's latest revision runs, so a template that names the family may change the service again.
    const properties = { ...service.properties, DesiredCount: 4 };
    assert.equal(change(account, service.id, service.type, properties).live.desiredCount, 4);
  });

  test('sends it back to the first colour with the next one', async () => {
    const { account, blue, production } = released();
    const call = caller(codedeploy, account);
    for (const revision of ['web:2', 'web:1'])
      await call('CreateDeployment', { ...GROUP, revision: appSpec(revision) });
    assert.equal(weightsOf(now(account, production))[blue.id], 100);
  });

  test('reads the AppSpec from a bucket as well, as the pipeline gives it', async () => {
    const { account } = released();
    const content = appSpec('web:2').appSpecContent.content;
    new Objects(account).put('artifacts', 'appspec', Buffer.from(content));
    const create = (key: string) => {
      const revision = { revisionType: 'S3', s3Location: { bucket: 'artifacts', key, bundleType: 'JSON' } };
      return caller(codedeploy, account)<CreateDeploymentOutput>('CreateDeployment', { ...GROUP, revision });
    };
    await assert.rejects(() => create('other'), { code: 'RevisionDoesNotExistException' });
    const { deploymentInfo } = await caller(codedeploy, account)<GetDeploymentOutput>(
      'GetDeployment',
      await create('appspec'),
    );
    assert.deepEqual([deploymentInfo?.status, deploymentInfo?.revision?.s3Location?.key], ['Succeeded', 'appspec']);
  });

  test('looks at the version and digest that a revision names, and refuses what it does not look at', async () => {
    const { account } = released();
    const content = appSpec('web:2').appSpecContent.content;
    const { etag } = new Objects(account).put('artifacts', 'appspec', Buffer.from(content));
    const create = (s3Location: object, more: object = {}) => {
      const revision = {
        revisionType: 'S3',
        s3Location: { bucket: 'artifacts', key: 'appspec', ...s3Location },
        ...more,
      };
      return caller(codedeploy, account)<CreateDeploymentOutput>('CreateDeployment', { ...GROUP, revision });
    };
    await assert.rejects(() => create({ version: 'none' }), { code: 'RevisionDoesNotExistException' });
    await assert.rejects(() => create({ eTag: 'other' }), { code: 'RevisionDoesNotExistException' });
    for (const [member, value] of Object.entries({ gitHubLocation: {}, appSpecContent: { content } }))
      await assert.rejects(() => create({}, { [member]: value }), {
        code: 'InvalidRevisionException',
        message: `the local cloud does not look at '${member}' of a revision of type S3`,
      });
    assert.ok((await create({ version: 'null', eTag: `"${etag}"` })).deploymentId);
  });

  test('skips hooks and says so', async () => {
    const { account } = released();
    const call = caller(codedeploy, account);
    const revision = appSpec('web:2', [{ AfterAllowTestTraffic: 'CodeDeployHook_web' }]);
    const { deploymentId } = await call<CreateDeploymentOutput>('CreateDeployment', { ...GROUP, revision });
    const { deploymentTargets } = await call<BatchGetDeploymentTargetsOutput>('BatchGetDeploymentTargets', {
      deploymentId,
      targetIds: ['shop:web'],
    });
    const one = await call<GetDeploymentTargetOutput>('GetDeploymentTarget', { deploymentId, targetId: 'shop:web' });
    assert.deepEqual(one.deploymentTarget, deploymentTargets?.[0]);
    const other = { deploymentId, targetId: 'shop:other' };
    await assert.rejects(call('GetDeploymentTarget', other), { code: 'DeploymentTargetDoesNotExistException' });
    await assert.rejects(call('GetDeploymentTarget', { deploymentId }), {
      code: 'DeploymentTargetIdRequiredException',
    });
    const events = deploymentTargets?.[0]?.ecsTarget?.lifecycleEvents ?? [];
    assert.equal(events.length, 8);
    const hook = events.find(({ lifecycleEventName }) => lifecycleEventName === 'AfterAllowTestTraffic');
    assert.equal(hook?.status, 'Skipped');
    assert.equal(hook?.diagnostics?.message, 'the local cloud runs no functions: CodeDeployHook_web was not called');
  });

  test('is refused while another one runs', async () => {
    const { account } = released();
    const { id } = putDeployment(account, { ...GROUP, status: 'InProgress' });
    await assert.rejects(
      () => caller(codedeploy, account)('CreateDeployment', { ...GROUP, revision: appSpec('web:2') }),
      {
        code: 'DeploymentLimitExceededException',
        message: `The Deployment Group 'web' already has an active Deployment '${id}'`,
      },
    );
  });

  test('is refused when its digest, its target or its task definition is wrong', async () => {
    const { account } = released();
    const create = (revision: object) => caller(codedeploy, account)('CreateDeployment', { ...GROUP, revision });
    await assert.rejects(() => create(appSpec('web:9')), { message: 'The task definition web:9 does not exist' });
    const { appSpecContent } = appSpec('web:2');
    const other = { ...appSpecContent, content: `${appSpecContent.content} ` };
    await assert.rejects(() => create({ revisionType: 'AppSpecContent', appSpecContent: other }), {
      code: 'InvalidRevisionException',
    });
    const lambda = {
      revisionType: 'AppSpecContent',
      appSpecContent: { content: 'Resources: [{F: {Type: AWS::Lambda::Function}}]' },
    };
    await assert.rejects(() => create(lambda), { message: /AWS::Lambda::Function, not AWS::ECS::Service/ });
  });

  test('is told of by the hash of its AppSpec, by which the text is to be had and can be deployed again', async () => {
    const { account } = released();
    const call = caller(codedeploy, account);
    const { revisionType, appSpecContent } = appSpec('web:2');
    const { content, sha256 } = appSpecContent;
    const again = await call<CreateDeploymentOutput>('CreateDeployment', {
      ...GROUP,
      revision: { revisionType, appSpecContent: { content } },
    });
    const told = await call<GetDeploymentOutput>('GetDeployment', { deploymentId: again.deploymentId });
    const byHash = { revisionType, appSpecContent: { sha256 } };
    assert.deepEqual(told.deploymentInfo?.revision, byHash);
    const { applicationName } = GROUP;
    const found = await call<GetApplicationRevisionOutput>('GetApplicationRevision', {
      applicationName,
      revision: byHash,
    });
    assert.deepEqual(found.revision, { revisionType, appSpecContent: { content, sha256 } });
    assert.deepEqual(found.revisionInfo?.deploymentGroups, ['web']);
    await call('CreateDeployment', { ...GROUP, revision: byHash });
    const none = { revisionType, appSpecContent: { sha256: '0'.repeat(64) } };
    const refused = { code: 'RevisionDoesNotExistException' };
    await assert.rejects(() => call('GetApplicationRevision', { applicationName, revision: none }), refused);
    await assert.rejects(() => call('CreateDeployment', { ...GROUP, revision: none }), refused);
  });

  test('stops when an alarm of the group rings, unless alarms are to be ignored', async () => {
    const { account, group, blue, production } = released();
    const alarm = make(account, 'AWS::CloudWatch::Alarm', 'Errors', { AlarmName: 'errors' });
    account.touch(alarm, { StateValue: 'ALARM' });
    change(account, group.id, group.type, {
      ...group.properties,
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'errors' }] },
    });
    const call = caller(codedeploy, account);
    const revision = appSpec('web:2');
    const { deploymentId } = await call<CreateDeploymentOutput>('CreateDeployment', { ...GROUP, revision });
    const { deploymentInfo } = await call<GetDeploymentOutput>('GetDeployment', { deploymentId });
    assert.equal(deploymentInfo?.status, 'Stopped');
    assert.equal(deploymentInfo?.errorInformation?.code, 'ALARM_ACTIVE');
    assert.equal(weightsOf(now(account, production))[blue.id], 1);
    const second = await call<CreateDeploymentOutput>('CreateDeployment', {
      ...GROUP,
      revision,
      overrideAlarmConfiguration: { enabled: false },
    });
    const { deploymentInfo: info } = await call<GetDeploymentOutput>('GetDeployment', {
      deploymentId: second.deploymentId,
    });
    assert.equal(info?.status, 'Succeeded');
  });

  test('waits for somebody before users see it, where the group says so', async () => {
    const { account, group, blue, green, production, testing } = released();
    const wait = { DeploymentReadyOption: { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: 60 } };
    change(account, group.id, group.type, { ...group.properties, BlueGreenDeploymentConfiguration: wait });
    const call = caller(codedeploy, account);
    const { deploymentId } = await call<CreateDeploymentOutput>('CreateDeployment', {
      ...GROUP,
      revision: appSpec('web:2'),
    });
    const status = async () =>
      (await call<GetDeploymentOutput>('GetDeployment', { deploymentId })).deploymentInfo?.status;
    assert.equal(await status(), 'Ready');
    assert.equal(weightsOf(now(account, testing))[green.id], 100);
    assert.equal(weightsOf(now(account, production))[blue.id], 1);
    await call('ContinueDeployment', { deploymentId, deploymentWaitType: 'READY_WAIT' });
    assert.equal(await status(), 'Succeeded');
    assert.equal(weightsOf(now(account, production))[green.id], 100);
  });
});

describe('a deployment that runs', () => {
  test('goes on when its hook reports success', async () => {
    const { account, green, production } = waitingForHook();
    const call = caller(codedeploy, account);
    await call('PutLifecycleEventHookExecutionStatus', { ...HOOK, status: 'Succeeded' });
    assert.equal(
      (await call<GetDeploymentOutput>('GetDeployment', { deploymentId: 'd-1' })).deploymentInfo?.status,
      'Succeeded',
    );
    assert.equal(weightsOf(now(account, production))[green.id], 100);
    await assert.rejects(() => call('PutLifecycleEventHookExecutionStatus', { ...HOOK, status: 'Succeeded' }), {
      code: 'LifecycleEventAlreadyCompletedException',
    });
  });

  test('fails and sends traffic back when its hook reports failure', async () => {
    const { account, blue, testing, production } = waitingForHook();
    const call = caller(codedeploy, account);
    await call('PutLifecycleEventHookExecutionStatus', { ...HOOK, status: 'Failed' });
    const { deploymentInfo } = await call<GetDeploymentOutput>('GetDeployment', { deploymentId: 'd-1' });
    assert.equal(deploymentInfo?.status, 'Failed');
    assert.equal(deploymentInfo?.errorInformation?.code, 'HOOK_EXECUTION_FAILURE');
    for (const listener of [production, testing]) assert.equal(weightsOf(now(account, listener))[blue.id], 100);
  });

  test('is stopped once, and traffic goes back', async () => {
    const { account, blue, testing } = waitingForHook();
    const call = caller(codedeploy, account);
    await call('StopDeployment', { deploymentId: 'd-1', autoRollbackEnabled: true });
    assert.equal(
      (await call<GetDeploymentOutput>('GetDeployment', { deploymentId: 'd-1' })).deploymentInfo?.status,
      'Stopped',
    );
    assert.equal(weightsOf(now(account, testing))[blue.id], 100);
    await assert.rejects(() => call('StopDeployment', { deploymentId: 'd-1' }), {
      code: 'DeploymentAlreadyCompletedException',
    });
  });

  test('is seen in the service as a second task set', async () => {
    const { account, task, green } = waitingForHook();
    const input = { cluster: 'shop', services: ['web'] };
    const { services } = await caller(ecs, account)<DescribeServicesResponse>('DescribeServices', input);
    const [first, second] = services?.[0]?.taskSets ?? [];
    assert.deepEqual([first?.status, first?.taskDefinition], ['PRIMARY', task.id]);
    assert.deepEqual([second?.status, second?.externalId], ['ACTIVE', 'd-1']);
    assert.equal(second?.loadBalancers?.[0]?.targetGroupArn, green.id);
  });

  test('does not take reports for hooks that it has not called', async () => {
    const { account } = waitingForHook();
    const report = { ...HOOK, lifecycleEventHookExecutionId: 'other', status: 'Succeeded' };
    await assert.rejects(() => caller(codedeploy, account)('PutLifecycleEventHookExecutionStatus', report), {
      code: 'InvalidLifecycleEventHookExecutionIdException',
    });
  });
});

describe('deployments as CodeDeploy tells of them', () => {
  test('are listed newest first, by group, state and time', async () => {
    let now = Date.parse('2026-11-27T12:00:00Z');
    const { account } = smallSystem(() => new Date(now));
    const [first, second] = (['Succeeded', 'InProgress'] as const).map((status) => {
      now += 60_000;
      return putDeployment(account, {
        ...GROUP,
        status,
        ...(status === 'Succeeded' && { completeTime: new Date(now).toISOString() }),
      });
    });
    const list = async (input: object) =>
      (await caller(codedeploy, account)<ListDeploymentsOutput>('ListDeployments', input)).deployments;
    assert.deepEqual(await list({}), [second?.id, first?.id]);
    assert.deepEqual(await list({ ...GROUP, includeOnlyStatuses: ['Created', 'InProgress'] }), [second?.id]);
    assert.deepEqual(await list({ createTimeRange: { end: new Date('2026-11-27T12:01:30Z') } }), [first?.id]);
    const told = await caller(codedeploy, account)<GetDeploymentGroupOutput>('GetDeploymentGroup', GROUP);
    assert.equal(told.deploymentGroupInfo?.lastSuccessfulDeployment?.deploymentId, first?.id);
    assert.equal(told.deploymentGroupInfo?.ecsServices?.[0]?.serviceName, 'web');
  });

  test('are not there for names that are not', async () => {
    const { account } = smallSystem();
    const call = caller(codedeploy, account);
    await assert.rejects(() => call('GetApplication', { applicationName: 'x' }), {
      message: 'No application found for name: x',
    });
    await assert.rejects(() => call('GetDeploymentGroup', { ...GROUP, deploymentGroupName: 'x' }), {
      message: 'No Deployment Group found for name: x',
    });
    await assert.rejects(() => call('ListDeployments', { applicationName: 'web' }), {
      code: 'DeploymentGroupNameRequiredException',
    });
    await assert.rejects(() => call('GetDeployment', { deploymentId: 'd-2' }), {
      message: 'The deployment d-2 could not be found',
    });
  });
});

const HOOK = { deploymentId: 'd-1', lifecycleEventHookExecutionId: 'execution' };

function released() {
  const system = smallSystem();
  make(system.account, 'AWS::ECS::TaskDefinition', 'Next', { ...system.task.properties });
  return system;
}

function waitingForHook() {
  const system = released();
  const { account, task, blue, green } = system;
  const [before, after] = [task.id, task.id.replace(/1$/, '2')];
  putDeployment(account, {
    ...GROUP,
    id: 'd-1',
    status: 'InProgress',
    blue: { taskDefinition: before, targetGroupArn: blue.id },
    green: { taskDefinition: after, targetGroupArn: green.id },
    events: [
      { name: 'AfterAllowTestTraffic', status: 'InProgress', hook: 'CodeDeployHook_web', executionId: 'execution' },
      { name: 'AllowTraffic', status: 'Pending' },
    ],
  });
  return system;
}

function appSpec(TaskDefinition: string, Hooks: readonly object[] = []) {
  const Properties = { TaskDefinition, LoadBalancerInfo: { ContainerName: 'web', ContainerPort: 80 } };
  const content = JSON.stringify({
    version: 0,
    Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }],
    Hooks,
  });
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { revisionType: 'AppSpecContent', appSpecContent: { content, sha256 } };
}

function now(account: Account, { type, id }: { type: string; id: string }) {
  const found = account.find(type, id);
  assert.ok(found);
  return found;
}
