import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DescribeStackSetOutput, ListStackInstanceResourceDriftsOutput } from '@aws-sdk/client-cloudformation';
import { Fleet, HOME, memberId, REGIONS, TINY } from './fleet.fixtures.ts';

const [FIRST, SECOND, THIRD] = [memberId(1), memberId(2), memberId(3)] as const;
const Accounts = [FIRST, SECOND, THIRD];
const [HERE] = REGIONS;

describe('a stack set', () => {
  test('is made once for a name; the same request again gives the same one', async () => {
    const fleet = new Fleet().withRoles();
    const input = { StackSetName: 'fleet', TemplateBody: TINY, ClientRequestToken: 'one' };
    const first = await fleet.call('CreateStackSet', input);
    assert.deepEqual(await fleet.call('CreateStackSet', input), first);
    assert.match(
      await fleet.refused('CreateStackSet', { ...input, ClientRequestToken: 'two' }),
      /^NameAlreadyExistsException/,
    );
    assert.match(await fleet.refused('CreateStackSet', { ...input, StackSetName: '1' }), /at 'stackSetName'/);
  });

  test('that is updated updates its instances, or those that are named and leaves the others outdated', async () => {
    const fleet = await new Fleet().selfManaged();
    await fleet.operate('CreateStackInstances', { Accounts: [FIRST, SECOND], Regions: [HERE] });
    const Parameters = [{ ParameterKey: 'Name', ParameterValue: 'b' }];
    await fleet.operate('UpdateStackSet', {
      UsePreviousTemplate: true,
      Parameters,
      Accounts: [SECOND],
      Regions: [HERE],
    });
    assert.deepEqual(await fleet.instances(), [
      `${FIRST} ${HERE} OUTDATED PENDING`,
      `${SECOND} ${HERE} CURRENT SUCCEEDED`,
    ]);
    const names = () =>
      [FIRST, SECOND].map((id) =>
        fleet
          .account(id)
          .all('AWS::SQS::Queue')
          .map(({ properties }) => properties.QueueName),
      );
    assert.deepEqual(names(), [['a'], ['b']]);
    await fleet.operate('UpdateStackSet', {
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'Name', UsePreviousValue: true }],
    });
    assert.deepEqual(names(), [['b'], ['b']]);
    const { StackSet } = await fleet.call<DescribeStackSetOutput>('DescribeStackSet', { StackSetName: 'fleet' });
    assert.deepEqual(StackSet?.Parameters, Parameters);
    assert.deepEqual(StackSet?.Regions, [HERE]);
  });

  test('lets instances have values of their own, which its updates do not touch', async () => {
    const fleet = await new Fleet().selfManaged();
    await fleet.operate('CreateStackInstances', { Accounts: [FIRST, SECOND], Regions: [HERE] });
    const place = { Accounts: [FIRST], Regions: [HERE] };
    const name = () =>
      fleet
        .account(FIRST)
        .all('AWS::SQS::Queue')
        .map(({ properties }) => properties.QueueName);
    const own = (ParameterOverrides?: object[]) =>
      fleet.operate('UpdateStackInstances', { ...place, ...(ParameterOverrides && { ParameterOverrides }) });
    await own([{ ParameterKey: 'Name', ParameterValue: 'own' }]);
    await fleet.operate('UpdateStackSet', {
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'Name', ParameterValue: 'b' }],
    });
    assert.deepEqual(name(), ['own']);
    await own();
    await own([{ ParameterKey: 'Name', UsePreviousValue: true }]);
    assert.deepEqual(name(), ['own']);
    await own([]);
    assert.deepEqual(name(), ['b']);
  });

  test('finds out which of its stacks have drifted', async () => {
    const fleet = await new Fleet().selfManaged();
    await fleet.operate('CreateStackInstances', { Accounts: [FIRST, SECOND], Regions: [HERE] });
    const [queue] = fleet.account(SECOND).all('AWS::SQS::Queue');
    assert.ok(queue);
    fleet.account(SECOND).touch(queue, { QueueName: 'elsewhere' });
    assert.equal((await fleet.operate('DetectStackSetDrift', {})).status, 'SUCCEEDED');
    const { StackSet } = await fleet.call<DescribeStackSetOutput>('DescribeStackSet', { StackSetName: 'fleet' });
    const { LastDriftCheckTimestamp, ...details } = StackSet?.StackSetDriftDetectionDetails ?? {};
    assert.ok(LastDriftCheckTimestamp);
    assert.deepEqual(details, {
      DriftStatus: 'DRIFTED',
      DriftDetectionStatus: 'COMPLETED',
      TotalStackInstancesCount: 2,
      DriftedStackInstancesCount: 1,
      InSyncStackInstancesCount: 1,
      FailedStackInstancesCount: 0,
      InProgressStackInstancesCount: 0,
    });
    const Filters = [{ Name: 'DRIFT_STATUS', Values: 'DRIFTED' }];
    const { Summaries } = await fleet.call<{ Summaries: { Account: string }[] }>('ListStackInstances', {
      StackSetName: 'fleet',
      Filters,
    });
    assert.deepEqual(
      Summaries.map(({ Account }) => Account),
      [SECOND],
    );
    const [last] = await fleet.operations();
    const asked = { StackSetName: 'fleet', StackInstanceAccount: SECOND, StackInstanceRegion: HERE };
    const drifts = await fleet.call<ListStackInstanceResourceDriftsOutput>('ListStackInstanceResourceDrifts', {
      ...asked,
      OperationId: last,
    });
    assert.deepEqual(
      drifts.Summaries?.map((each) => [
        each.LogicalResourceId,
        each.StackResourceDriftStatus,
        each.PropertyDifferences?.length,
      ]),
      [['Queue', 'MODIFIED', 1]],
    );
    assert.match(
      await fleet.refused('ListStackInstanceResourceDrifts', { ...asked, OperationId: 'other' }),
      /^OperationNotFoundException/,
    );
  });

  test('with an administration role of its own is told it at every update', async () => {
    const AdministrationRoleARN = `arn:aws:iam::${HOME.accountId}:role/AWSCloudFormationStackSetAdministrationRole`;
    const fleet = await new Fleet().selfManaged({ AdministrationRoleARN });
    const update = { StackSetName: 'fleet', UsePreviousTemplate: true };
    assert.match(await fleet.refused('UpdateStackSet', update), /AdministrationRoleARN must be specified/);
    await fleet.call('UpdateStackSet', { ...update, AdministrationRoleARN });
    await fleet.idle();
  });

  test('leaves it to each account what a parameter of SSM stands for', async () => {
    const TemplateBody =
      'Parameters: {Name: {Type: "AWS::SSM::Parameter::Value<String>", Default: /name}}\nResources: {Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name}}}';
    const fleet = await new Fleet().selfManaged({ TemplateBody });
    const input = { Accounts: [FIRST], Regions: [HERE] };
    const { results } = await fleet.operate('CreateStackInstances', input);
    assert.match(results[0] ?? '', /FAILED: .*\/name/);
  });

  test('that is asked for the same update again does not go back to it', async () => {
    const fleet = await new Fleet().selfManaged();
    const update = { StackSetName: 'fleet', UsePreviousTemplate: true };
    const first = { ...update, Description: 'first', OperationId: 'first' };
    for (const input of [first, { ...update, Description: 'second', OperationId: 'second' }, first]) {
      await fleet.call('UpdateStackSet', input);
      await fleet.idle();
    }
    const { StackSet } = await fleet.call<DescribeStackSetOutput>('DescribeStackSet', { StackSetName: 'fleet' });
    assert.equal(StackSet?.Description, 'second');
  });

  test('is refused where a word is none of those that there are', async () => {
    const fleet = new Fleet().withRoles();
    const set = { StackSetName: 'fleet', TemplateBody: TINY };
    assert.match(
      await fleet.refused('CreateStackSet', { ...set, PermissionModel: 'MINE' }),
      /Value 'MINE' at 'permissionModel' .* enum value set: \[SELF_MANAGED, SERVICE_MANAGED\]/,
    );
    await fleet.call('CreateStackSet', set);
    const OperationPreferences = { ConcurrencyMode: 'FAST' };
    const begin = { StackSetName: 'fleet', Accounts, Regions: REGIONS, OperationPreferences };
    assert.match(await fleet.refused('CreateStackInstances', begin), /Value 'FAST' at 'concurrencyMode'/);
  });

  test('of another account is not found', async () => {
    const fleet = await new Fleet().selfManaged();
    assert.match(
      await fleet.refused('DescribeStackSet', { StackSetName: 'fleet' }, FIRST),
      /^StackSetNotFoundException/,
    );
  });
});
