import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DataObject } from '../../dsl/template.ts';
import { Objects } from '../../local/objects.ts';
import { textsOf } from '../../local/resources/read.ts';
import { change, make, trust } from '../../local/services/small-system.ts';
import { appSpec, eventually, GROUP, permit, ROLLS_BACK, STATEMENTS, smallStage } from './small-stage.ts';

/** Statements without one action. */
const without = (action: string): readonly DataObject[] =>
  STATEMENTS.map((each) => ({ ...each, Action: textsOf(each, 'Action').filter((name) => name !== action) })).filter(
    ({ Action }) => Action.length > 0,
  );

describe('a deployment fails', () => {
  test('when its tasks do not get healthy within an hour, and is taken back', async (context) => {
    const stage = smallStage(context, { group: ROLLS_BACK, factor: 40_000 });
    const { world, player, deploy, deployment, events, serviceNow, weights, production, blue, green, told } = stage;
    world.sick.add('web:2');
    const id = await deploy();
    await eventually(async () => (await serviceNow()).taskSets?.length === 2);
    const [primary, second] = (await serviceNow()).taskSets ?? [];
    assert.deepEqual([second?.status, second?.stabilityStatus, second?.pendingCount], ['ACTIVE', 'STABILIZING', 2]);
    await player.settled(id);
    const { status, errorInformation, rollbackInfo } = await deployment(id);
    assert.equal(status, 'Failed');
    assert.deepEqual(errorInformation, {
      code: 'TIMEOUT',
      message:
        'The deployment timed out while waiting for the replacement task set to become healthy. This time out period is 60 minutes.',
    });
    assert.deepEqual((await events(id)).slice(0, 3), [
      'BeforeInstall Succeeded',
      'Install Failed',
      'AfterInstall Skipped',
    ]);
    const back = String(rollbackInfo?.rollbackDeploymentId);
    const message = `Deployment ${id} terminated. Automatic rollback is triggered with a DeploymentId ${back}.`;
    assert.deepEqual(rollbackInfo, { rollbackDeploymentId: back, rollbackMessage: message });
    const rollback = await deployment(back);
    assert.deepEqual(
      [rollback.status, rollback.creator, rollback.deploymentConfigName, rollback.rollbackInfo],
      [
        'Succeeded',
        'codeDeployRollback',
        'CodeDeployDefault.ECSAllAtOnce',
        {
          rollbackTriggeringDeploymentId: id,
          rollbackMessage: `Deployment ${back} is triggered to roll back deployment ${id}.`,
        },
      ],
    );
    assert.deepEqual(
      (await serviceNow()).taskSets?.map((each) => [each.id, each.status]),
      [[primary?.id, 'PRIMARY']],
    );
    assert.deepEqual(weights(production), { [blue.id]: 100, [green.id]: 0 });
    assert.deepEqual(world.did.slice(1), [`start ${second?.id}`, `stop ${second?.id}`]);
    const statuses = told.flatMap((each) =>
      each.kind === 'deployment' && each.deploymentId === back ? [`${each.status} of ${each.rollbackOf}`] : [],
    );
    assert.deepEqual(statuses, [`Created of ${id}`, `InProgress of ${id}`, `Succeeded of ${id}`]);
    const first = told.flatMap((each) =>
      each.kind === 'lifecycle' && each.deploymentId === back ? [`${each.event} ${each.status}`] : [],
    );
    assert.deepEqual(first.slice(0, 4), [
      'BeforeInstall Skipped',
      'Install Skipped',
      'AfterInstall Skipped',
      'AllowTestTraffic Pending',
    ]);
  });

  test('and everything stays where it is, where the group does not say that it is taken back', async (context) => {
    const { Events } = ROLLS_BACK.AutoRollbackConfiguration;
    const group = { AutoRollbackConfiguration: { Enabled: false, Events } };
    const { world, player, deploy, deployment, serviceNow } = smallStage(context, { group });
    world.sick.add('web:2');
    const id = await deploy();
    await player.settled(id);
    assert.equal((await deployment(id)).rollbackInfo, undefined);
    assert.deepEqual(
      (await serviceNow()).taskSets?.map(({ status }) => status),
      ['PRIMARY', 'ACTIVE'],
    );
    // The next one ends what was left there.
    world.sick.clear();
    await player.settled(await deploy());
    assert.equal((await serviceNow()).taskSets?.length, 1);
  });

  test('when the AppSpec names a container that the task definition has not', async (context) => {
    const { player, call, deployment, serviceNow } = smallStage(context, { group: ROLLS_BACK });
    const { deploymentId } = await call<{ deploymentId: string }>('CreateDeployment', {
      ...GROUP,
      revision: appSpec('web:2', [], 'wbe'),
    });
    await player.settled(deploymentId);
    const { errorInformation } = await deployment(deploymentId);
    assert.equal(errorInformation?.code, 'ECS_UPDATE_ERROR');
    assert.match(String(errorInformation?.message), /: The container wbe does not exist in the task definition\.$/);
    assert.equal((await serviceNow()).taskSets?.length, 1);
  });

  test('when a listener does not forward to what serves', async (context) => {
    const { account, player, deploy, deployment, testing, green } = smallStage(context);
    account.touch(testing, { DefaultActions: [{ Type: 'forward', TargetGroupArn: green.id }] });
    const id = await deploy();
    await player.settled(id);
    assert.deepEqual((await deployment(id)).errorInformation, {
      code: 'ELASTIC_LOAD_BALANCING_INVALID',
      message:
        'The ELB could not be updated due to the following error: Primary taskset target group must be behind listener',
    });
  });

  test('when a hook does not exist', async (context) => {
    const { player, deploy, deployment, events } = smallStage(context);
    const id = await deploy([{ BeforeInstall: 'CodeDeployHook_none' }]);
    await player.settled(id);
    assert.equal((await deployment(id)).errorInformation?.code, 'INVALID_LAMBDA_FUNCTION');
    assert.equal((await events(id))[0], 'BeforeInstall Failed');
  });
});

describe('what the role of the deployment group may not', () => {
  const cases = [
    ['ecs:CreateTaskSet', 'AmazonECS', 'Install'],
    ['ecs:DescribeServices', 'AmazonECS', 'Install'],
    ['elasticloadbalancing:ModifyListener', 'AmazonElasticLoadBalancingV2', 'AllowTestTraffic'],
    ['ecs:UpdateServicePrimaryTaskSet', 'AmazonECS', 'AllowTraffic'],
  ] as const;
  for (const [action, named, event] of cases)
    test(`fails the event that needs it: ${action}`, async (context) => {
      const { account, player, deploy, deployment, events, told } = smallStage(context);
      permit(account, without(action));
      const id = await deploy();
      await player.settled(id);
      const { status, errorInformation } = await deployment(id);
      const role = 'arn:aws:iam::000000000000:role/deployer';
      const words = 'does not give you permission to perform operations in the following AWS service';
      assert.equal(status, 'Failed');
      assert.deepEqual(errorInformation, {
        code: 'IAM_ROLE_PERMISSIONS',
        message: `The IAM role ${role} ${words}: ${named}.`,
      });
      assert.equal(
        (await events(id)).find((each) => each.endsWith('Failed')),
        `${event} Failed`,
      );
      assert.ok(
        told.some((each) => each.kind === 'log' && each.text.startsWith(`no statement allows ${action} on arn:`)),
      );
    });

  test('fails the deployment where blue cannot be ended', async (context) => {
    const { account, player, deploy, deployment, serviceNow } = smallStage(context);
    permit(account, without('ecs:DeleteTaskSet'));
    const id = await deploy();
    await player.settled(id);
    assert.equal((await deployment(id)).errorInformation?.code, 'IAM_ROLE_PERMISSIONS');
    assert.equal((await serviceNow()).taskSets?.length, 2);
  });

  test('is to read the AppSpec from its bucket', async (context) => {
    const { account, player, call, deployment, events } = smallStage(context);
    new Objects(account).put('artifacts', 'appspec', Buffer.from(appSpec('web:2').appSpecContent.content));
    const revision = { revisionType: 'S3', s3Location: { bucket: 'artifacts', key: 'appspec', bundleType: 'JSON' } };
    const create = async () =>
      (await call<{ deploymentId: string }>('CreateDeployment', { ...GROUP, revision })).deploymentId;
    const id = await create();
    await player.settled(id);
    assert.match(String((await deployment(id)).errorInformation?.message), /AWS service: AmazonS3\.$/);
    assert.equal((await events(id))[0], 'BeforeInstall Skipped');
    const Resource = 'arn:aws:s3:::artifacts/*';
    permit(account, [...STATEMENTS, { Effect: 'Allow', Action: 's3:GetObject', Resource }]);
    assert.equal((await player.settled(await create())).status, 'Succeeded');
  });

  test('is to pass on a role that the task definition names', async (context) => {
    const { account, task, player, deploy, deployment } = smallStage(context);
    const TaskRoleArn = 'arn:aws:iam::000000000000:role/task';
    for (const revision of ['web:1', 'web:2']) {
      const arn = task.id.replace(/web:1$/, revision);
      account.put({ ...task, id: arn, properties: { ...task.properties, TaskRoleArn } });
    }
    const id = await deploy();
    await player.settled(id);
    assert.equal((await deployment(id)).errorInformation?.code, 'IAM_ROLE_PERMISSIONS');
    const Condition = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } };
    permit(account, [...STATEMENTS, { Effect: 'Allow', Action: 'iam:PassRole', Resource: TaskRoleArn, Condition }]);
    assert.equal((await player.settled(await deploy())).status, 'Succeeded');
  });

  test('stops it where alarms cannot be asked for, unless that is to be ignored', async (context) => {
    const alarms = { Enabled: true, Alarms: [{ Name: 'errors' }] };
    const { account, player, deploy, deployment } = smallStage(context, { group: { AlarmConfiguration: alarms } });
    make(account, 'AWS::CloudWatch::Alarm', 'Errors', { AlarmName: 'errors' });
    permit(account, without('cloudwatch:DescribeAlarms'));
    const id = await deploy();
    await player.settled(id);
    const { status, errorInformation } = await deployment(id);
    assert.deepEqual([status, errorInformation?.code], ['Stopped', 'IAM_ROLE_PERMISSIONS']);
    const group = account.find('AWS::CodeDeploy::DeploymentGroup', 'web');
    assert.ok(group);
    const ignoring = { ...alarms, IgnorePollAlarmFailure: true };
    change(account, 'web', group.type, { ...group.properties, AlarmConfiguration: ignoring });
    assert.equal((await player.settled(await deploy())).status, 'Succeeded');
  });

  test('is nothing at all of a policy that only its name is known of, and that is said', async (context) => {
    const { account, player, deploy, deployment } = smallStage(context);
    change(account, 'deployer', 'AWS::IAM::Role', {
      RoleName: 'deployer',
      AssumeRolePolicyDocument: trust('codedeploy'),
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS'],
    });
    const id = await deploy();
    await player.settled(id);
    assert.match(
      String((await deployment(id)).errorInformation?.message),
      /does not know what .*AWSCodeDeployRoleForECS allows/,
    );
  });
});
