import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DescribeStackInstanceOutput, ListStackInstancesOutput } from '@aws-sdk/client-cloudformation';
import { loadState } from '../engine/state.ts';
import { modelWith, refuse } from '../services/cloudformation/in-process.ts';
import { Fleet, memberId, organisationOfSize, REGIONS, refusingIn, TINY } from './fleet.fixtures.ts';

const [FIRST, SECOND, THIRD] = [memberId(1), memberId(2), memberId(3)] as const;
const Accounts = [FIRST, SECOND, THIRD];
const [HERE, THERE] = REGIONS;

describe('instances of a self-managed set', () => {
  test('are stacks in their accounts and regions', async () => {
    const fleet = await new Fleet().selfManaged();
    const { status, results } = await fleet.operate('CreateStackInstances', { Accounts, Regions: REGIONS });
    assert.equal(status, 'SUCCEEDED');
    assert.deepEqual(
      results,
      REGIONS.flatMap((region) => Accounts.map((id) => `${id} ${region} SUCCEEDED`)),
    );
    assert.deepEqual(
      await fleet.instances(),
      REGIONS.flatMap((region) => Accounts.map((id) => `${id} ${region} CURRENT SUCCEEDED`)),
    );
    const there = fleet.account(SECOND, THERE);
    const [stack] = loadState(there).stacks;
    assert.match(stack?.name ?? '', /^StackSet-fleet-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(there.all('AWS::SQS::Queue').length, 1);
    const { StackInstance } = await fleet.call<DescribeStackInstanceOutput>('DescribeStackInstance', {
      StackSetName: 'fleet',
      StackInstanceAccount: SECOND,
      StackInstanceRegion: THERE,
    });
    assert.deepEqual([StackInstance?.StackId, StackInstance?.DriftStatus], [stack?.id, 'NOT_CHECKED']);
  });

  test('need a role in the account of the set, and one that trusts it in every other', async () => {
    const fleet = new Fleet();
    const set = { StackSetName: 'fleet', TemplateBody: TINY };
    assert.match(
      await fleet.refused('CreateStackSet', set),
      /should have 'AWSCloudFormationStackSetAdministrationRole' role/,
    );
    fleet.withRoles([SECOND]);
    const role = fleet.account().find('AWS::IAM::Role', 'AWSCloudFormationStackSetAdministrationRole');
    assert.ok(role);
    // One that CloudFormation may not take on is as good as none.
    fleet.account().put({ ...role, properties: {} });
    await fleet.call('CreateStackSet', { ...set, StackSetName: 'other' });
    await fleet.call('CreateStackInstances', { StackSetName: 'other', Accounts: [FIRST], Regions: [HERE] });
    await fleet.idle();
    const { Summaries = [] } = await fleet.call<ListStackInstancesOutput>('ListStackInstances', {
      StackSetName: 'other',
    });
    assert.match(Summaries[0]?.StatusReason ?? '', /^Account 200000000001 should have .* trust relationship/);
    fleet.account().put(role);
    await fleet.call('CreateStackSet', set);
    const OperationPreferences = { FailureToleranceCount: 2 };
    const { status, results } = await fleet.operate('CreateStackInstances', {
      Accounts: [...Accounts, '999999999999'],
      Regions: [HERE],
      OperationPreferences,
    });
    assert.equal(status, 'SUCCEEDED');
    const missing = (id: string) =>
      `${id} ${HERE} FAILED: Account ${id} should have 'AWSCloudFormationStackSetExecutionRole' role with trust relationship to Role 'AWSCloudFormationStackSetAdministrationRole'.`;
    assert.deepEqual(results, [
      `${FIRST} ${HERE} SUCCEEDED`,
      missing(SECOND),
      `${THIRD} ${HERE} SUCCEEDED`,
      missing('999999999999'),
    ]);
    assert.ok((await fleet.instances()).includes(`${SECOND} ${HERE} OUTDATED FAILED`));
  });

  test('in a region that is not enabled for their account fail', async () => {
    const organisation = organisationOfSize(2);
    const accounts = organisation.accounts.map((each) => (each.id === SECOND ? { ...each, regions: [HERE] } : each));
    const fleet = await new Fleet({ organisation: { ...organisation, accounts } }).selfManaged();
    const { status, results } = await fleet.operate('CreateStackInstances', {
      Accounts: [FIRST, SECOND],
      Regions: [THERE],
    });
    assert.equal(status, 'FAILED');
    assert.match(results[1] ?? '', /FAILED: The security token included in the request is invalid/);
  });

  test('in a region that is not enabled for the account of their set fail as well', async () => {
    const organisation = organisationOfSize(1);
    const accounts = organisation.accounts.map((each) => (each.id === FIRST ? each : { ...each, regions: [HERE] }));
    const fleet = await new Fleet({ organisation: { ...organisation, accounts } }).selfManaged();
    const { results } = await fleet.operate('CreateStackInstances', { Accounts: [FIRST], Regions: [THERE] });
    assert.match(results[0] ?? '', /FAILED: The security token included in the request is invalid/);
  });

  test('that fail say what failed first; another try makes another stack in the place of the one that was left', async () => {
    const refusal = { refuses: true };
    const fleet = await new Fleet(refusingIn([SECOND], refusal)).selfManaged();
    const input = { Accounts: [SECOND], Regions: [HERE] };
    const { status, results } = await fleet.operate('CreateStackInstances', input);
    assert.equal(status, 'FAILED');
    assert.match(
      results[0] ?? '',
      / FAILED: ResourceLogicalId:Queue, ResourceType:AWS::SQS::Queue, ResourceStatusReason:Resource handler .* "no /,
    );
    const stacks = () => loadState(fleet.account(SECOND)).stacks.map((stack) => stack.status);
    assert.deepEqual(stacks(), ['ROLLBACK_COMPLETE']);
    refusal.refuses = false;
    assert.equal((await fleet.operate('CreateStackInstances', input)).status, 'SUCCEEDED');
    assert.deepEqual(stacks(), ['DELETE_COMPLETE', 'CREATE_COMPLETE']);
  });

  test('go with their stacks, or leave them', async () => {
    const fleet = await new Fleet().selfManaged();
    await fleet.operate('CreateStackInstances', { Accounts: [FIRST, SECOND], Regions: [HERE] });
    assert.match(await fleet.refused('DeleteStackSet', { StackSetName: 'fleet' }), /^StackSetNotEmptyException/);
    await fleet.operate('DeleteStackInstances', { Accounts: [FIRST], Regions: [HERE], RetainStacks: true });
    await fleet.operate('DeleteStackInstances', { Accounts: [SECOND], Regions: [HERE], RetainStacks: false });
    assert.deepEqual(await fleet.instances(), []);
    const queues = (account: string) => fleet.account(account).all('AWS::SQS::Queue').length;
    assert.deepEqual([queues(FIRST), queues(SECOND)], [1, 0]);
    await fleet.call('DeleteStackSet', { StackSetName: 'fleet' });
    assert.match(await fleet.refused('DescribeStackSet', { StackSetName: 'fleet' }), /^StackSetNotFoundException/);
  });

  test('whose stacks cannot be deleted are inoperable, and updates of the set leave them alone', async () => {
    const model = modelWith({ remove: () => refuse('not empty') });
    const fleet = await new Fleet({ models: () => model }).selfManaged();
    await fleet.operate('CreateStackInstances', { Accounts: [FIRST], Regions: [HERE] });
    const gone = { Accounts: [FIRST], Regions: [HERE], RetainStacks: false };
    assert.equal((await fleet.operate('DeleteStackInstances', gone)).status, 'FAILED');
    assert.deepEqual(await fleet.instances(), [`${FIRST} ${HERE} INOPERABLE INOPERABLE`]);
    const { results } = await fleet.operate('UpdateStackSet', { UsePreviousTemplate: true });
    assert.deepEqual(results, []);
    await fleet.operate('DeleteStackInstances', { ...gone, RetainStacks: true });
    assert.deepEqual(await fleet.instances(), []);
  });
});
